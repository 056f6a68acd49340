"""What a customer does with one appointment by its secret link, and calendars that others subscribe to."""
