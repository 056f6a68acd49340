"""Who may hear of or change an appointment. A number is no proof: a name or a date must come with it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Sum
from rapidfuzz.distance import Levenshtein

from booking.models import Appointment, Customer
from telephony.acts.registry import ActContext
from telephony.dialogue.text import fold
from telephony.models import Call, CallAct
from tenants.fields import phone_index

MAX_TRIES = 3
# Over all calls from one number: a shown number can be faked, and calling again is cheap.
MAX_TRIES_A_DAY = 6
_TITLES = frozenset({"frau", "herr", "herrn", "dr", "doktor", "prof", "professor", "von", "van", "de", "zu"})


def people_on_the_line(context: ActContext) -> list[Customer]:
    """Everybody who is known by the number that the network showed; nobody for a hidden one."""
    if context.number is None:
        return []
    return list(Customer.objects.filter(phone_index=phone_index(context.number)).order_by("pk")[:20])


def is_locked(context: ActContext) -> bool:
    """Whether this call, or this number within a day, has guessed often enough."""
    call = context.call
    if call.identity_tries >= MAX_TRIES:
        return True
    if call.phone_index is None:
        return False
    lately = Call.objects.filter(phone_index=call.phone_index, ringing_at__gt=context.now - timedelta(days=1))
    tries = lately.exclude(pk=call.pk).aggregate(tries=Sum("identity_tries"))["tries"] or 0
    return call.identity_tries + int(tries) >= MAX_TRIES_A_DAY


def prove(context: ActContext, *, name: str | None, day: date | None) -> bool:
    """Take the second fact. A wrong one counts as a try; a right one opens that person's appointments.

    Whether the number is unknown or the fact is wrong looks the same from outside.
    """
    call = context.call
    proven = _proven(context, people_on_the_line(context), name=name, day=day)
    if not proven:
        call.identity_tries += 1
        call.save(update_fields=["identity_tries"])
        return False
    call.proven_customer_ids = sorted({*call.proven_customer_ids, *(person.pk for person in proven)})
    call.save(update_fields=["proven_customer_ids"])
    return True


def may_change(context: ActContext, appointment_id: int) -> bool:
    """Whether this caller has proven to be the appointment's customer, or has just booked it in this call."""
    proven = Appointment.objects.filter(pk=appointment_id, customer_id__in=context.call.proven_customer_ids)
    return proven.exists() or booked_here(context, appointment_id)


def booked_here(context: ActContext, appointment_id: int) -> bool:
    """Whether the appointment was booked in this very call."""
    booked = CallAct.objects.filter(call=context.call, name="book", ok=True, appointment_id=appointment_id)
    return booked.exists()


def _proven(
    context: ActContext, people: list[Customer], *, name: str | None, day: date | None
) -> list[Customer]:
    """Those whose name or day is right. With both right for somebody, only they: a family shares the line."""
    named = [person for person in people if name and is_same_name(said=name, known=person.name)]
    dated = [person for person in people if day and _has_appointment_on(context, person, day)]
    both = [person for person in named if person in dated]
    return both or named or dated


def is_same_name(*, said: str, known: str) -> bool:
    """Whether the surname is the same, give or take a letter that a telephone swallows."""
    heard, stored = _names(said), _names(known)
    if not heard or not stored:
        return False
    surname = stored[-1]
    if not any(_sounds_like(part, surname) for part in heard):
        return False
    # Whoever says a first name too must say the right one.
    first_said = [part for part in heard if not _sounds_like(part, surname)]
    return not first_said or len(stored) == 1 or any(_sounds_like(part, stored[0]) for part in first_said)


def _names(text: str) -> list[str]:
    parts = fold(text).replace("-", " ").replace(".", " ").split()
    return [part for part in parts if part not in _TITLES]


def _sounds_like(said: str, known: str) -> bool:
    allowed = 1 if min(len(said), len(known)) >= 5 else 0
    return Levenshtein.distance(said, known, score_cutoff=allowed) <= allowed


def _has_appointment_on(context: ActContext, person: Customer, day: date) -> bool:
    upcoming = Appointment.objects.upcoming(context.now).filter(customer=person).select_related("branch")
    return any(appointment.local_start.date() == day for appointment in upcoming[:20])
