"""The booking room's sections of a company file."""

from booking.company_file.sections import register

__all__ = ["register"]
