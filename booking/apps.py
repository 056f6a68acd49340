"""Wiring of the booking room."""

from datetime import datetime, timedelta

from django.apps import AppConfig

# Long enough to answer somebody who comes back to an offer of yesterday with "that ran out", not "unknown".
_OFFERS_KEPT_FOR = timedelta(days=2)
# Long enough to say "that ran out" instead of "unknown".
_LINKS_KEPT_FOR = timedelta(days=90)


class BookingConfig(AppConfig):
    """Company app ``booking``."""

    name = "booking"
    label = "booking"
    verbose_name = "Termine"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from booking import company_file, subscribers  # noqa: F401  subscribers register by being imported
        from booking.services import personal_rows
        from booking.services.erasing import ERASURES, run_erasures
        from booking.services.import_runs import IMPORTS, run_imports
        from booking.services.outage_answers import send_move
        from booking.services.outage_plans import plan_outages
        from booking.services.outages import OUTAGE_MOVE, OUTAGES
        from booking.services.sync import wiring
        from booking.services.terms import UNMET_TERMS
        from booking.services.waitlist import WAITLIST
        from booking.services.waitlist_rounds import offer_to_waiting
        from tenants.outbox.services import register_handler
        from tenants.work import Kind, register_kind

        company_file.register()
        personal_rows.register()
        wiring.register()
        register_kind(Kind(name=WAITLIST, queue="calls", run=offer_to_waiting))
        register_kind(Kind(name=IMPORTS, queue="sync", run=run_imports))
        register_kind(Kind(name=ERASURES, queue="sync", run=run_erasures))
        register_kind(Kind(name=OUTAGES, queue="calls", run=plan_outages))
        register_handler(kind=OUTAGE_MOVE, queue="messages", handler=send_move)
        # Nothing wakes this up: the hourly sweep through all companies does.
        register_kind(Kind(name="old_offers", queue="calls", run=_forget_old_offers))
        register_kind(Kind(name="old_requests", queue="calls", run=_forget_old_requests))
        register_kind(Kind(name="customer_keys", queue="sync", run=_make_searchable))
        register_kind(Kind(name=UNMET_TERMS, queue="calls", run=_let_lapse))
        register_kind(Kind(name="class_sessions", queue="calls", run=_plan_classes))
        register_kind(Kind(name="class_decisions", queue="calls", run=_decide_sessions))


def _forget_old_offers(now: datetime) -> None:
    from booking.services.holds import clear_old_offers

    clear_old_offers(older_than=_OFFERS_KEPT_FOR)


def _forget_old_requests(now: datetime) -> None:
    from booking.services.booking_requests import clear_old_requests
    from booking.services.links import clear_old_links

    clear_old_requests(now=now)
    clear_old_links(before=now - _LINKS_KEPT_FOR)


def _make_searchable(now: datetime) -> datetime | None:
    from booking.services.customers import make_searchable

    return now if make_searchable() else None


def _let_lapse(now: datetime) -> datetime | None:
    from booking.services.approvals import let_lapse

    return let_lapse(now=now)


def _plan_classes(now: datetime) -> None:
    from booking.services.class_planning import plan_classes

    plan_classes(now=now)


def _decide_sessions(now: datetime) -> datetime | None:
    from booking.services.classes import decide_sessions

    return decide_sessions(now=now)
