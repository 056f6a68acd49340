"""What anybody may do without a login: the company's booking page, step by step, and as a widget."""
