"""The one rule engine: plain Python over a copy of the calendar rules and of what is taken. No Django, no clock."""
