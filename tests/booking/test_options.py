"""Variants, add-ons, and customers with whom it takes longer: through search, offer, booking and moving."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.enums import OptionKind, PhaseKind, PriceKind, RefusalCode
from booking.errors import ServiceChanged
from booking.models import Appointment, Service, ServiceOption, StaffMember, StaffSkill
from booking.queries import search_slots
from booking.services import move_appointment, offer_times, reschedule_appointment, set_phases
from booking.services.holds import HOLD_ON_THE_WEB
from booking.values import AddOn, OfferedSlot, SlotSearch
from tests.booking.acting import book, offered
from tests.factories.booking import (
    MONDAY_8,
    CustomerFactory,
    ServiceFactory,
    ServiceOptionFactory,
    berlin,
)

pytestmark = pytest.mark.usefixtures("company", "anna")

WORK, PROCESSING = PhaseKind.WORK, PhaseKind.PROCESSING


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def long_hair(haircut: Service) -> ServiceOption:
    return ServiceOptionFactory(service=haircut, name="lange Haare", minutes=45, price_cents=5900)


@pytest.fixture
def mask(haircut: Service) -> ServiceOption:
    return ServiceOptionFactory(
        service=haircut, kind=OptionKind.ADD_ON, name="Haarkur", minutes=10, price_cents=1500
    )


def first(haircut: Service, **wish: object) -> OfferedSlot:
    return offered(haircut, limit=1, **wish)[0]


def test_variant_and_add_ons_make_time_and_price(
    haircut: Service, long_hair: ServiceOption, mask: ServiceOption
) -> None:
    slot = first(haircut, variant_id=long_hair.pk, add_on_ids=(mask.pk,))
    appointment = book(slot)

    assert slot.duration == appointment.duration == minutes(55)
    assert (appointment.variant_id, appointment.variant_name) == (long_hair.pk, "lange Haare")
    assert appointment.add_ons == [AddOn(mask.pk, "Haarkur", 1500, 10)._asdict()]
    assert appointment.price_cents == 7400
    (row,) = appointment.occupancies.all()
    assert row.blocked.upper - row.blocked.lower == minutes(55)


def test_what_was_agreed_keeps_its_words_and_prices(
    haircut: Service, long_hair: ServiceOption, mask: ServiceOption
) -> None:
    appointment = book(first(haircut, variant_id=long_hair.pk, add_on_ids=(mask.pk,)))
    ServiceOption.objects.filter(pk=mask.pk).update(name="Intensivkur", price_cents=9900)
    long_hair.delete()

    kept = Appointment.objects.get(pk=appointment.pk)

    assert (kept.variant_id, kept.variant_name, kept.price_cents) == (None, "lange Haare", 7400)
    assert kept.add_ons[0]["name"] == "Haarkur"


def test_a_changed_option_changes_the_service(haircut: Service, mask: ServiceOption) -> None:
    slot = first(haircut, add_on_ids=(mask.pk,))
    ServiceOption.objects.filter(pk=mask.pk).update(price_cents=1700)

    with pytest.raises(ServiceChanged):
        book(slot)


def test_options_of_others_and_old_ones_are_not_offered(haircut: Service, mask: ServiceOption) -> None:
    other = ServiceOptionFactory(service=ServiceFactory(name="Farbe"), name="Ansatz", minutes=60)
    ServiceOption.objects.filter(pk=mask.pk).update(is_active=False)

    for wish in ({"variant_id": other.pk}, {"add_on_ids": (mask.pk,)}):
        found = search_slots(search=SlotSearch(service_ids=(haircut.pk,), **wish), now=MONDAY_8)
        assert not found.slots
        assert list(found.reasons) == [RefusalCode.SERVICE_NOT_OFFERED]


def test_whoever_takes_longer_does_so_with_each_variant(
    haircut: Service, long_hair: ServiceOption, anna: StaffMember
) -> None:
    StaffSkill.objects.filter(staff=anna, service=haircut).update(duration=minutes(40))

    assert first(haircut).duration == minutes(40)
    assert first(haircut, variant_id=long_hair.pk).duration == minutes(55)


def test_a_customer_with_whom_it_takes_longer(haircut: Service) -> None:
    clara = CustomerFactory(name="Clara Weber", extra_minutes={str(haircut.pk): 15})

    slot = first(haircut, customer_id=clara.pk)

    assert slot.duration == minutes(45)
    assert book(slot).duration == minutes(45)
    assert first(haircut).duration == minutes(30)


def test_an_offer_made_to_measure_is_void_when_the_measure_changes(haircut: Service) -> None:
    clara = CustomerFactory(name="Clara Weber", extra_minutes={str(haircut.pk): 15})
    slot = first(haircut, customer_id=clara.pk)
    clara.extra_minutes = {}
    clara.save()

    with pytest.raises(ServiceChanged):
        book(slot)


def test_more_time_is_more_work_while_chemistry_keeps_its_time(anna: StaffMember) -> None:
    colour = ServiceFactory(name="Farbe")
    set_phases(service=colour, phases=[(WORK, minutes(30)), (PROCESSING, minutes(30)), (WORK, minutes(30))])
    StaffSkill.objects.create(staff=anna, service=colour)
    scaled = ServiceOptionFactory(service=colour, name="lang", minutes=130)
    own = ServiceOptionFactory(
        service=colour, name="sehr lang", minutes=140,
        phases=[["work", 50 * 60], ["processing", 45 * 60], ["work", 45 * 60]],
    )  # fmt: skip

    def taken(option: ServiceOption) -> list[tuple[int, int]]:
        slot = first(colour, variant_id=option.pk)
        return [
            ((start - slot.starts_at) // minutes(1), (end - slot.starts_at) // minutes(1))
            for _, start, end in slot.takes
        ]

    assert taken(scaled) == [(0, 50), (80, 130)]
    assert taken(own) == [(0, 50), (95, 140)]


def test_add_ons_without_a_fixed_price_make_it_a_price_from(haircut: Service) -> None:
    extra = ServiceOptionFactory(
        service=haircut, kind=OptionKind.ADD_ON, name="Flechtfrisur", minutes=20,
        price_kind=PriceKind.ON_REQUEST, price_cents=None,
    )  # fmt: skip

    slot = first(haircut, add_on_ids=(extra.pk,))

    assert (slot.price_cents, slot.price_kind) == (3900, PriceKind.FROM)


def test_moving_keeps_the_options(haircut: Service, long_hair: ServiceOption, mask: ServiceOption) -> None:
    appointment = book(first(haircut, variant_id=long_hair.pk, add_on_ids=(mask.pk,)))
    ServiceOption.objects.filter(pk=mask.pk).update(is_active=False)

    wish = SlotSearch(service_ids=(haircut.pk,), moving_appointment_id=appointment.pk, limit=1)
    offer = offer_times(search=wish, holder="web", hold_for=HOLD_ON_THE_WEB, now=MONDAY_8).offers[0]
    moved = reschedule_appointment(
        appointment_id=appointment.pk, slot_id=offer.slot_id, idempotency_key="move", now=MONDAY_8
    )
    dragged = move_appointment(
        appointment_id=appointment.pk, starts_at=berlin("2026-04-01", "15:00"), now=MONDAY_8, by="user:1"
    )

    assert moved.duration == dragged.duration == minutes(55)
    assert dragged.variant_name == "lange Haare"
    assert [each["name"] for each in dragged.add_ons] == ["Haarkur"]
