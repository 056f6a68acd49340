"""Reading what other programs export: bytes in, rows and lines out. No database, no clock."""
