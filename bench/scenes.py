"""Puts into a demo's salon what its first days do not bring: ``python -m bench.scenes``, in its environment.

A request that waits for a yes, a late cancellation with its fee, a visit of two services, a class, people on
the waitlist, one of them with an offer. Prints, as one JSON object, where each can be seen.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone

import bench.django_ready  # noqa: F401
from booking.enums import AppointmentSource, DepositKind, ServiceKind
from booking.models import Appointment, Branch, Service, StaffMember, StaffSkill
from booking.queries import search_slots
from booking.services import book_appointment, book_directly, cancel_appointment, offer_times
from booking.services.class_planning import plan_session
from booking.services.links import LinkPurpose, link_secret
from booking.services.waitlist import join_waitlist
from booking.services.waitlist_rounds import offer_by_hand
from booking.values import CustomerDetails, DayWindow, PartWish, SlotSearch, WaitlistWish
from tenants.context import company_scope
from tenants.models import Company

WISH = {"key": "occasion", "text": "Für welchen Anlass?", "kind": "text", "is_required": False}
BRAIDS = "Flechtkurs für Eltern"
EVENING = time(19, 30)


def scenes(now: datetime) -> Iterator[tuple[str, str]]:
    """Set each; yields its name and its path in the portal."""
    yield "request", f"termine/{_request(now).pk}/"
    yield "fee", f"termine/{_fee(now).pk}/"
    visit = _visit(now)
    yield "visit", f"termine/{visit.pk}/"
    yield "series", f"termine/{visit.pk}/serie/?every=4&unit=week&count=6"
    yield "class", f"kurse/{_class(now)}/"
    yield from _waiting(now)


def _request(now: datetime) -> Appointment:
    """Somebody asked online for an updo, which the team has to agree to, with a deposit."""
    updo = Service.objects.get(name="Hochsteckfrisur")
    Service.objects.filter(pk=updo.pk).update(
        needs_approval=True, deposit_kind=DepositKind.DEPOSIT, deposit_cents=3000, questions=[WISH]
    )
    return _booked(
        updo,
        who("Laura Sommer", 1),
        now + timedelta(days=8),
        now,
        answers={"occasion": "Standesamt um 14 Uhr"},
    )


def _fee(now: datetime) -> Appointment:
    """Highlights called off too late: half the price."""
    highlights = Service.objects.get(name="Strähnen")
    Service.objects.filter(pk=highlights.pk).update(free_until=timedelta(days=5))
    appointment = _booked(highlights, who("Britta Hansen", 2), now + timedelta(hours=5), now)
    price = appointment.price_cents or 0
    return cancel_appointment(
        appointment_id=appointment.pk, reason="", by="web", now=now, accepted_fee_cents=price // 2
    )


def _booked(
    service: Service,
    customer: CustomerDetails,
    near: datetime,
    now: datetime,
    answers: dict[str, str] | None = None,
) -> Appointment:
    """The first free time after this."""
    wish = SlotSearch(service_ids=(service.pk,), near=near, limit=1)
    held = offer_times(search=wish, holder=f"scene:{customer.phone}", hold_for=timedelta(minutes=5), now=now)
    return book_appointment(
        slot_id=held.offers[0].slot_id,
        customer=customer,
        source=AppointmentSource.WEB,
        idempotency_key=f"scene-{customer.phone}",
        answers=answers,
        now=now,
    )


def _visit(now: datetime) -> Appointment:
    """Colour for long hair with a treatment, and the brows meanwhile."""
    colour, brows = (Service.objects.get(name=name) for name in ("Färben komplett", "Augenbrauen zupfen"))
    long = colour.options.get(name="langes Haar")
    treatment = colour.options.filter(name="Haarkur").values_list("pk", flat=True)
    parts = (
        PartWish(service_id=colour.pk, variant_id=long.pk, add_on_ids=tuple(treatment)),
        PartWish(service_id=brows.pk),
    )
    wish = SlotSearch(parts=parts, near=now + timedelta(days=6), limit=1)
    held = offer_times(search=wish, holder="scene:visit", hold_for=timedelta(minutes=5), now=now)
    return book_appointment(
        slot_id=held.offers[0].slot_id,
        customer=who("Nadine Krämer", 3),
        source=AppointmentSource.PORTAL,
        idempotency_key="scene-visit",
        now=now,
    )


def _class(now: datetime) -> int:
    """An evening with eight places, five of them taken."""
    mitte, clara = Branch.objects.get(slug="mitte"), StaffMember.objects.get(name="Clara Vogt")
    braids = Service.objects.create(
        name=BRAIDS,
        category="Kurse",
        position=99,
        kind=ServiceKind.CLASS,
        duration=timedelta(minutes=90),
        price_cents=2500,
        is_priced_per_person=True,
        max_party=4,
    )
    StaffSkill.objects.create(staff=clara, service=braids)
    day = timezone.localdate(now)
    monday = day + timedelta(days=7 - day.weekday())
    session = plan_session(
        service_id=braids.pk,
        staff_id=clara.pk,
        branch_id=mitte.pk,
        starts_at=datetime.combine(monday, EVENING, tzinfo=mitte.zone),
        places=8,
        min_participants=4,
        now=now,
    )
    for number, (name, people) in enumerate((("Familie Özdemir", 2), ("Jan Petersen", 1), ("Carla Neri", 2))):
        book_directly(
            service_id=braids.pk,
            staff_id=clara.pk,
            branch_id=mitte.pk,
            starts_at=session.starts_at,
            customer=who(name, 10 + number),
            source=AppointmentSource.WEB,
            idempotency_key=f"scene-braids-{number}",
            party_size=people,
            now=now,
        )
    return session.pk


def _waiting(now: datetime) -> Iterator[tuple[str, str]]:
    """Three people wait; the first one is asked."""
    cut, colour = (Service.objects.get(name=name) for name in ("Haarschnitt Damen", "Ansatz färben"))
    anna = StaffMember.objects.get(name="Anna Berger")
    wishes = (
        ("Emma Wolf", WaitlistWish(service_ids=(cut.pk,), staff_ids=frozenset({anna.pk}))),
        (
            "Hatice Arslan",
            WaitlistWish(service_ids=(colour.pk,), windows=(DayWindow(days=frozenset({4, 5})),)),
        ),
        ("Svenja Krohn", WaitlistWish(service_ids=(cut.pk,), windows=(DayWindow(starts=time(16)),))),
    )
    entries = [
        join_waitlist(customer=who(name, 20 + n), wish=wish, source=AppointmentSource.WEB, now=now)
        for n, (name, wish) in enumerate(wishes)
    ]
    free = search_slots(search=SlotSearch(service_ids=(cut.pk,), staff_ids=frozenset({anna.pk})), now=now)
    asked = offer_by_hand(entry_id=entries[0].pk, slot=free.slots[0], now=now)
    until = now + timedelta(days=1)
    for name, purpose, subject in (
        ("w/", LinkPurpose.INVITATION, asked.pk),
        ("w/l/", LinkPurpose.WAITLIST_ENTRY, entries[1].pk),
    ):
        yield name, f"{name}{link_secret(purpose=purpose, subject_id=subject, expires_at=until, now=now)}/"
    yield "waitlist-offer", f"warteliste/{entries[1].pk}/"


def who(name: str, number: int) -> CustomerDetails:
    """A made-up customer."""
    return CustomerDetails(name=name, phone=f"+4917299270{number:02d}")


if __name__ == "__main__":
    with company_scope(Company.objects.get(slug="salon")):
        sys.stdout.write(json.dumps(dict(scenes(timezone.now()))) + "\n")
