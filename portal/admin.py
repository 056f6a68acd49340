"""Found by Django's autodiscovery: registers what the platform's admin shows."""

from portal.platform import admin, incident_admin

__all__ = ["admin", "incident_admin"]
