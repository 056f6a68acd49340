"""Who works in the company, and what they may do."""
