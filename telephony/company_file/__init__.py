"""The telephony room's sections of a company file."""

from telephony.company_file.sections import register

__all__ = ["register"]
