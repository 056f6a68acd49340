"""Learning from calls: what was asked for in vain, and what several callers had in common."""
