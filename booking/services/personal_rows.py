"""What the calendar holds about a customer, and what stays of it when they are to be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from booking.enums import ImportState
from booking.models import (
    Appointment,
    AppointmentChange,
    BookingRequest,
    Customer,
    ExternalEvent,
    ImportRun,
    Link,
    Offer,
    Series,
    SyncConflict,
    WaitlistEntry,
)
from booking.services.links import LinkPurpose
from tenants.privacy.persons import Person, PersonRows, register_rows

_CLAIMS: Final = _(
    "Tag, Leistung und Preis bleiben ohne Namen, wegen Buchführung (§ 147 AO) und Verjährung (§ 195 BGB)."
)
_DERIVED: Final = ("name_key", "search_keys", "sort_key", "merges", "erasure", "erasing_at", "erased_at")


def register() -> None:
    """Tell privacy about this room's tables."""
    register_rows(
        PersonRows(
            model="booking.Customer",
            title=_("Person"),
            find=lambda person: Customer.objects.filter(pk=person.customer_id),
            hides=(*_DERIVED, "flags"),
        ),
        PersonRows(
            model="booking.WaitlistEntry",
            title=_("Warteliste"),
            find=lambda person: WaitlistEntry.objects.filter(customer=person.customer_id),
            erase=_delete,
        ),
        PersonRows(
            model="booking.AppointmentChange",
            title=_("Änderungen an Terminen"),
            find=lambda person: AppointmentChange.objects.filter(appointment__customer=person.customer_id),
            erase=lambda rows, person, now: rows.exclude(reason="").update(reason=""),
            keeps=_CLAIMS,
        ),
        PersonRows(
            model="booking.ExternalEvent",
            title=_("Einträge in verbundenen Kalendern"),
            find=_events,
            erase=lambda rows, person, now: rows.update(title=""),
            keeps=_("Was im verbundenen Kalender selbst steht, löschen Sie bitte dort."),
            hides=("mark", "agreed_ours", "agreed_theirs", "attempted", "version", "ical_uid", "series"),
        ),
        PersonRows(
            model="booking.SyncConflict",
            title=_("Überschneidungen mit anderen Kalendern"),
            find=_conflicts,
            erase=lambda rows, person, now: rows.update(wanted=None),
            hides=("states", "event"),
        ),
        PersonRows(
            model="booking.BookingRequest",
            title=_("Anfragen auf der Buchungsseite"),
            find=_requests,
            erase=_delete,
            hides=("holder",),
        ),
        PersonRows(
            model="booking.Offer",
            title=_("Vorgemerkte Zeiten"),
            find=_offers,
            erase=lambda rows, person, now: rows.update(customer=None, caller_index=None),
            hides=("public_id", "holder", "visit_terms"),
        ),
        PersonRows(
            model="booking.ImportRun",
            title=_("Übernommene Dateien"),
            find=_imports,
            erase=_delete,
            # A file tells of all its people: what it said about this one lies in their own rows.
            hides=("table", "choices", "title", "refusals"),
        ),
        PersonRows(
            model="booking.Series",
            title=_("Serien"),
            find=lambda person: Series.objects.filter(customer=person.customer_id),
            keeps=_CLAIMS,
            hides=("idempotency_key",),
        ),
        PersonRows(
            model="booking.Appointment",
            title=_("Termine"),
            find=lambda person: Appointment.objects.filter(customer=person.customer_id),
            erase=_blank_appointments,
            keeps=_CLAIMS,
        ),
    )


def _delete(rows: QuerySet[Any], person: Person, now: datetime) -> int:
    ids = list(rows.values_list("pk", flat=True))
    rows.model._meta.base_manager.filter(pk__in=ids).delete()
    return len(ids)


def _blank_appointments(rows: QuerySet[Any], person: Person, now: datetime) -> int:
    ids = list(rows.values_list("pk", flat=True))
    Link.objects.filter(purpose=LinkPurpose.APPOINTMENT, subject_id__in=ids).delete()
    # JSON columns are encrypted or plain; what they hold when nothing was answered comes from the model.
    answers: Any = Appointment._meta.get_field("answers").get_default()
    return Appointment.objects.filter(pk__in=ids).update(note="", cancel_reason="", answers=answers)


def _requests(person: Person) -> QuerySet[BookingRequest]:
    mine = Q(appointment__customer=person.customer_id)
    if person.phone_index is not None:
        mine |= Q(phone_index=person.phone_index)
    return BookingRequest.objects.filter(mine)


def _offers(person: Person) -> QuerySet[Offer]:
    mine = Q(customer=person.customer_id)
    if person.phone_index is not None:
        mine |= Q(caller_index=person.phone_index)
    return Offer.objects.filter(mine)


def _events(person: Person) -> QuerySet[ExternalEvent]:
    named = [
        event.pk
        for event in ExternalEvent.objects.filter(appointment=None).only("pk", "title").iterator()
        if person.is_named_in(event.title)
    ]
    return ExternalEvent.objects.filter(Q(appointment__customer=person.customer_id) | Q(pk__in=named))


def _conflicts(person: Person) -> QuerySet[SyncConflict]:
    waiting = SyncConflict.objects.filter(wanted__isnull=False)
    named = [each.pk for each in waiting.only("pk", "wanted").iterator() if _names(person, each.wanted)]
    return SyncConflict.objects.filter(Q(appointment__customer=person.customer_id) | Q(pk__in=named))


def _imports(person: Person) -> QuerySet[ImportRun]:
    settled = ImportRun.objects.exclude(state=ImportState.RUNNING)
    return ImportRun.objects.filter(pk__in=[each.pk for each in settled if _names(person, each.table)])


def _names(person: Person, value: Any) -> bool:
    return any(person.is_named_in(text) for text in texts_in(value))


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)
