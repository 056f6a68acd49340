"""The one rule engine, over a copy of the calendar rules and of what is taken: no database, no clock."""
