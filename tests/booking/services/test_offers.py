from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from askproai.core.db import database_now
from booking.enums import OccupancyKind, OfferState, RefusalCode
from booking.errors import HoldExpired, ServiceChanged, SlotTaken, SlotUnknown, TooManyHolds
from booking.models import Occupancy, Offer, Service, StaffMember
from booking.services import (
    HOLD_ON_THE_PHONE,
    clear_old_offers,
    offer_times,
    release_hold,
    release_holds,
    renew_hold,
)
from booking.services.hold_limits import MAX_HOLDS_PER_CALLER, MAX_HOLDS_PER_HOLDER
from booking.services.holds import LONGEST_HOLD
from booking.values import OfferedTimes, SlotSearch
from tests.booking.acting import book, offered, run_out
from tests.factories.booking import MONDAY_8, AppointmentFactory, berlin


def held() -> list[Occupancy]:
    return list(Occupancy.objects.filter(kind=OccupancyKind.HOLD))


def test_offer_times_holds_what_it_offers(anna: StaffMember, haircut: Service) -> None:
    offers = offered(haircut)

    assert len({offer.slot_id for offer in offers}) == 3
    assert sorted(row.blocked.lower for row in held()) == sorted(offer.starts_at for offer in offers)
    seconds_left = (offers[0].expires_at - database_now()).total_seconds()
    assert 60 < seconds_left <= HOLD_ON_THE_PHONE.total_seconds()


def test_offer_times_offers_nobody_what_somebody_holds(anna: StaffMember, haircut: Service) -> None:
    first = offered(haircut, holder="call-1")
    second = offered(haircut, holder="call-2")

    assert not {offer.starts_at for offer in first} & {offer.starts_at for offer in second}


def test_offer_times_gives_older_holds_of_the_same_call_back(anna: StaffMember, haircut: Service) -> None:
    first = offered(haircut)
    second = offered(haircut)

    assert [offer.starts_at for offer in first] == [offer.starts_at for offer in second]
    assert len(held()) == 3
    with pytest.raises(HoldExpired):
        book(first[0])
    assert book(second[0]).starts_at == first[0].starts_at


def test_offer_times_offers_again_what_ran_out(anna: StaffMember, haircut: Service) -> None:
    first = offered(haircut, holder="call-1")
    run_out()

    second = offered(haircut, holder="call-2")

    assert [offer.starts_at for offer in first] == [offer.starts_at for offer in second]
    assert len(held()) == 3


def test_offer_times_says_why_there_is_nothing(anna: StaffMember, haircut: Service) -> None:
    window = (berlin("2026-04-03", "09:00"), berlin("2026-04-03", "18:00"))
    search = SlotSearch(service_ids=(haircut.pk,), windows=(window,), alternatives=False)

    answer = offer_times(search=search, holder="call-1", hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8)

    assert answer == OfferedTimes(offers=(), reasons={RefusalCode.PUBLIC_HOLIDAY: 1})


def test_offer_times_holds_only_a_few_for_one_call(anna: StaffMember, haircut: Service) -> None:
    assert len(offered(haircut, limit=50)) == MAX_HOLDS_PER_HOLDER


def test_offer_times_lets_nobody_empty_the_calendar_with_many_calls(
    anna: StaffMember, ben: StaffMember, haircut: Service
) -> None:
    search = SlotSearch(service_ids=(haircut.pk,), limit=5)
    number = "+4915112345678"

    def ask(call: int) -> None:
        offer_times(
            search=search, holder=f"call-{call}", hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8, caller=number
        )

    for call in range(3):
        ask(call)
    with pytest.raises(TooManyHolds):
        ask(4)

    assert len(held()) == MAX_HOLDS_PER_CALLER


def test_offer_times_limits_all_callers_together(
    anna: StaffMember, haircut: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("booking.services.hold_limits.MAX_HOLDS_PER_STAFF_MEMBER", 10)
    for call in range(2):
        offered(haircut, holder=f"call-{call}", limit=5)

    with pytest.raises(TooManyHolds):
        offered(haircut, holder="call-3")


def test_offer_times_for_moving_may_overlap_the_old_time(anna: StaffMember, haircut: Service) -> None:
    appointment = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "10:00"))
    quarter_past = berlin("2026-03-31", "10:15")
    wish = {"windows": ((quarter_past, quarter_past + timedelta(minutes=1)),), "limit": 1}

    (offer,) = offered(haircut, moving_appointment_id=appointment.pk, **wish)

    assert offer.starts_at == quarter_past
    (hold,) = held()
    assert (hold.blocked.lower, hold.blocked.upper) == (
        berlin("2026-03-31", "10:30"),
        berlin("2026-03-31", "10:45"),
    )


def test_a_time_found_for_moving_cannot_be_booked_besides(anna: StaffMember, haircut: Service) -> None:
    appointment = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "10:00"))
    offer, *_ = offered(haircut, moving_appointment_id=appointment.pk)

    with pytest.raises(SlotUnknown):
        book(offer)


def test_renew_hold_holds_longer(anna: StaffMember, haircut: Service) -> None:
    offer, *_ = offered(haircut)

    ends = renew_hold(slot_id=offer.slot_id, hold_for=timedelta(minutes=3), now=MONDAY_8)

    assert ends > offer.expires_at
    assert Occupancy.objects.get(blocked__startswith=offer.starts_at).expires_at == ends


def test_renew_hold_takes_again_what_ran_out(anna: StaffMember, haircut: Service) -> None:
    offer, *_ = offered(haircut)
    run_out()

    renew_hold(slot_id=offer.slot_id, hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8)

    assert book(offer).starts_at == offer.starts_at


def test_renew_hold_does_not_take_from_others(anna: StaffMember, haircut: Service) -> None:
    late, *_ = offered(haircut)
    run_out()
    offered(haircut, holder="call-2")

    with pytest.raises(SlotTaken):
        renew_hold(slot_id=late.slot_id, hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8)


def test_renew_hold_ends_some_time(anna: StaffMember, haircut: Service) -> None:
    offer, *_ = offered(haircut)
    Offer.objects.update(created_at=Now() - LONGEST_HOLD)

    with pytest.raises(HoldExpired):
        renew_hold(slot_id=offer.slot_id, hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8)


def test_renew_hold_does_not_keep_an_old_price(anna: StaffMember, haircut: Service) -> None:
    offer, *_ = offered(haircut)
    Service.objects.update(price_cents=4900)

    with pytest.raises(ServiceChanged):
        renew_hold(slot_id=offer.slot_id, hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8)


def test_release_holds_frees_all_of_a_call(anna: StaffMember, haircut: Service) -> None:
    offered(haircut, holder="call-1")
    other = offered(haircut, holder="call-2")

    assert release_holds(holder="call-1") == 3
    assert release_holds(holder="call-1") == 0

    assert sorted(row.blocked.lower for row in held()) == sorted(offer.starts_at for offer in other)


def test_release_hold_frees_one_and_leaves_what_is_booked(anna: StaffMember, haircut: Service) -> None:
    first, second, _ = offered(haircut)
    appointment = book(first)

    release_hold(slot_id=first.slot_id)
    release_hold(slot_id=second.slot_id)
    release_hold(slot_id=second.slot_id)

    assert appointment.occupancies.count() == 1
    assert len(held()) == 1
    assert Offer.objects.filter(state=OfferState.BOOKED).count() == 1


def test_clear_old_offers_keeps_the_young(anna: StaffMember, haircut: Service) -> None:
    old, *_ = offered(haircut, holder="call-1")
    Offer.objects.update(expires_at=Now() - timedelta(days=2))
    young, *_ = offered(haircut, holder="call-2")

    assert clear_old_offers(older_than=timedelta(days=1)) == 3

    with pytest.raises(SlotUnknown):
        book(old)
    assert book(young).staff == anna


def test_holds_of_a_part_are_given_back_with_those_of_the_whole(
    anna: StaffMember, ben: StaffMember, haircut: Service
) -> None:
    offered(haircut, holder="call-1", limit=1)
    offered(haircut, holder="call-1:2", limit=1)
    (other,) = offered(haircut, holder="call-12", limit=1)

    release_holds(holder="call-1")

    assert [row.blocked.lower for row in held()] == [other.starts_at]


def test_a_part_asks_again_beside_the_whole(anna: StaffMember, ben: StaffMember, haircut: Service) -> None:
    offered(haircut, holder="call-1", limit=1)
    offered(haircut, holder="call-1:2", limit=1)
    offered(haircut, holder="call-1:2", limit=1)

    assert len(held()) == 2
