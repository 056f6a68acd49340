"""Wiring of privacy."""

from datetime import datetime

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Company app ``privacy``: retention rules, and the log of who did what."""

    name = "tenants.privacy"
    label = "privacy"
    verbose_name = "Datenschutz"

    def ready(self) -> None:
        from tenants.privacy.retention import RETENTION, keep_promises
        from tenants.work import Kind, register_kind

        # Nothing wakes this up: the hourly sweep through all companies does.
        register_kind(Kind(name=RETENTION, queue="analytics", run=keep_promises))
        register_kind(Kind(name="old_audit", queue="analytics", run=_forget_old_entries))


def _forget_old_entries(now: datetime) -> None:
    from tenants.privacy.audit import close_abandoned, remove_old_entries

    close_abandoned(now=now)
    remove_old_entries(now=now)
