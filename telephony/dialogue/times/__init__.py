"""German time expressions become constraints."""
