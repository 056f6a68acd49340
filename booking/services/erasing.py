"""Forgetting a person (Art. 17 GDPR): asked for by a row, done step by step, with a receipt.

Each step is a transaction of its own and stands in the receipt; killed in the middle, it goes on after the
last one. Last of all the person's own row is emptied: until then it tells what to look for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from booking.errors import AppointmentNotChangeable, WaitlistEntryUnknown
from booking.models import Appointment, Customer, WaitlistEntry
from booking.services.changes import cancel_appointment
from booking.services.customer_files import lock_customer
from booking.services.waitlist import leave_waitlist
from tenants.privacy.persons import Person, PersonRows, person_rows
from tenants.work import wake

ERASURES: Final = "erasures"
_SELF: Final = "booking.Customer"
_AT_ONCE: Final = 20


@transaction.atomic
def ask_for_erasure(*, customer_id: int, cancels: bool, by_user_id: int | None, now: datetime) -> None:
    """Have somebody forgotten. From now on nobody finds them; asking twice is asking once.

    :param cancels: coming appointments are called off without a word; else they stay, without a name.
    :raises CustomerUnknown: there is no such customer, or they are being forgotten.
    """
    customer = lock_customer(customer_id)
    customer.erasing_at = now
    customer.erasure = {"cancels": cancels, "by": by_user_id, "steps": []}
    customer.save(update_fields=["erasing_at", "erasure"])
    wake(kind=ERASURES, due_at=now, now=now)


def run_erasures(now: datetime) -> datetime | None:
    """Go on with everybody who is to be forgotten; returns when to come back."""
    waiting = Customer.objects.filter(erasing_at__isnull=False, erased_at__isnull=True)
    for customer_id in list(waiting.order_by("erasing_at").values_list("pk", flat=True)[:_AT_ONCE]):
        erase_person(customer_id=customer_id, now=now)
    return now if waiting.exists() else None


def erase_person(*, customer_id: int, now: datetime) -> None:
    """Take every step that is left, and empty the row. Safe to run twice and at the same time."""
    while _next_step(customer_id, now):
        pass


@transaction.atomic
def _next_step(customer_id: int, now: datetime) -> bool:
    """Take one step; ``False``: there is none left, or somebody else is at it."""
    rows = Customer.objects.select_for_update(skip_locked=True)
    customer = rows.filter(pk=customer_id, erasing_at__isnull=False, erased_at__isnull=True).first()
    if customer is None:
        return False
    asked: dict[str, Any] = customer.erasure or {}
    done = {step["what"] for step in asked["steps"]}
    if "coming" not in done:
        _say(customer, "coming", count=_call_off(customer, now) if asked["cancels"] else 0)
        return True
    person = person_of(customer)
    for each in _steps():
        if each.model not in done:
            count = each.erase(each.find(person), person, now) if each.erase else each.find(person).count()
            _say(customer, each.model, count=count)
            return True
    _empty(customer, now)
    return False


def person_of(customer: Customer) -> Person:
    """By what this customer's rows are found."""
    index = customer.phone_index
    others = Customer.objects.filter(phone_index=index).exclude(pk=customer.pk)
    is_alone = index is not None and not others.exists()
    return Person(
        customer_id=customer.pk,
        names=(customer.name,),
        phone=customer.phone if is_alone else "",
        phone_index=bytes(index) if is_alone and index is not None else None,
        email=customer.email,
    )


def receipt_of(customer: Customer) -> list[dict[str, Any]]:
    """What was erased, and what stays why: ``title``, ``count``, ``keeps``; steps with nothing left out."""
    known = {each.model: each for each in person_rows()}
    lines = []
    for step in (customer.erasure or {}).get("steps", ()):
        if step["what"] == "coming":
            line = {"title": _("Kommende Termine abgesagt"), "count": step["count"], "keeps": ""}
        elif step["what"] in known:
            rows = known[step["what"]]
            line = {"title": str(rows.title), "count": step["count"], "keeps": str(rows.keeps)}
        else:
            continue
        if line["count"]:
            lines.append(line)
    return lines


def _steps() -> Iterator[PersonRows]:
    """Higher rooms first, as their rows are found through those of lower ones; in a room as it wants it."""
    rooms = list(dict.fromkeys(each.model.partition(".")[0] for each in person_rows()))
    for room in reversed(rooms):
        for each in person_rows():
            if each.model.startswith(f"{room}.") and each.model != _SELF:
                yield each


def _call_off(customer: Customer, now: datetime) -> int:
    coming = Appointment.objects.filter(customer=customer).upcoming(now)
    count = 0
    for appointment_id in list(coming.values_list("pk", flat=True)):
        try:
            cancel_appointment(
                appointment_id=appointment_id,
                reason="",
                by="erasure",
                now=now,
                is_by_team=True,
                is_silent=True,
            )
        except AppointmentNotChangeable:
            continue
        count += 1
    for entry_id in list(
        WaitlistEntry.objects.waiting().filter(customer=customer).values_list("pk", flat=True)
    ):
        try:
            leave_waitlist(entry_id=entry_id, now=now)
        except WaitlistEntryUnknown:
            continue
    return count


def _say(customer: Customer, what: str, *, count: int) -> None:
    asked: dict[str, Any] = customer.erasure or {}
    customer.erasure = {**asked, "steps": [*asked["steps"], {"what": what, "count": count}]}
    customer.save(update_fields=["erasure"])


def _empty(customer: Customer, now: datetime) -> None:
    """Nothing of the person stays on the row; their appointments still need one."""
    blank = Customer(
        pk=customer.pk,
        name=_("Gelöschter Kunde"),
        name_key="",
        search_keys=[],
        created_at=customer.created_at,
        erasing_at=customer.erasing_at,
        erased_at=now,
        erasure=customer.erasure,
        wants_reminders=False,
    )
    blank.save(force_update=True)
