"""The company's calls: the list, one call, and what the team does with it."""
