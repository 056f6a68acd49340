"""A time that got free, answered behind a link without a login."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from booking.enums import AppointmentSource, InvitationState
from booking.models import (
    Appointment,
    Branch,
    Customer,
    OutageMove,
    Service,
    StaffMember,
    WaitlistEntry,
    WaitlistInvitation,
)
from booking.queries.waitlist import times_for
from booking.services.links import LinkPurpose, link_secret
from booking.services.outage_answers import serve_move
from booking.services.outage_plans import report_sick
from booking.services.outages import send_outage
from booking.services.waitlist import join_waitlist
from booking.services.waitlist_rounds import start_round
from booking.values import WaitlistWish
from tests.factories.booking import (
    AppointmentFactory,
    BranchFactory,
    CustomerFactory,
    ServiceFactory,
    StaffMemberFactory,
)
from tests.portal.conftest import Browser

DAY = timedelta(days=1)


class Guest:
    """A browser behind one link, with Django's CSRF check switched on."""

    def __init__(self, path: str) -> None:
        self.client: Client = Browser(headers={"host": "salon.localhost"}, enforce_csrf_checks=True)
        self.path = path
        self.response: Any = None

    @property
    def words(self) -> str:
        return " ".join(unescape(self.response.content.decode()).split())

    def open(self, query: str = "") -> Guest:
        self.response = self.client.get(self.path + query, follow=True)
        return self

    def send(self, below: str = "", **form: object) -> Guest:
        token = self.client.cookies["csrftoken"].value
        self.response = self.client.post(
            self.path + below,
            {**form, "csrfmiddlewaretoken": token},
            follow=True,
            headers={"origin": "http://salon.localhost"},
        )
        return self


@pytest.fixture
def haircut(company: object) -> Service:
    return ServiceFactory(name="Haarschnitt")


@pytest.fixture
def anna(haircut: Service) -> StaffMember:
    return StaffMemberFactory(name="Anna", branches=(BranchFactory(),), services=(haircut,))


def waiting(haircut: Service, *names: str) -> list[Guest]:
    """People who were all asked about the same free time."""
    now = timezone.now()
    entries = [
        join_waitlist(
            customer=CustomerFactory(name=name),
            wish=WaitlistWish(service_ids=(haircut.pk,)),
            source=AppointmentSource.PHONE,
            now=now + timedelta(seconds=number),
        )
        for number, name in enumerate(names)
    ]
    slot = times_for(entries[0], now=now + DAY)[0]
    invitations = start_round(slot=slot, entry_ids=[entries[0].pk], now=now)
    return [Guest(f"/w/{link_to(LinkPurpose.INVITATION, each.pk)}/") for each in invitations]


def link_to(purpose: LinkPurpose, subject_id: int) -> str:
    now = timezone.now()
    return link_secret(purpose=purpose, subject_id=subject_id, expires_at=now + 9 * DAY, now=now)


def test_the_first_yes_has_it_and_the_next_gets_the_truth_and_other_times(
    haircut: Service, anna: StaffMember
) -> None:
    emma, finn = waiting(haircut, "Emma", "Finn")
    assert "Ein Termin ist frei geworden" in emma.open().words
    assert "auch andere gefragt" in emma.words
    assert not Appointment.objects.exists()  # looking changes nothing
    finn.open()

    assert "Der Termin gehört Ihnen" in emma.send().words
    assert "Leider war jemand schneller" in finn.send().words
    assert "Diese Zeiten sind frei" in finn.words
    slot = finn.words.partition('name="slot" value="')[2].partition('"')[0]
    assert "Der Termin gehört Ihnen" in finn.send("andere/", slot=slot).words

    assert Appointment.objects.count() == 2
    assert not WaitlistEntry.objects.waiting().exists()


def test_who_alone_is_asked_is_hurried_by_nobody_and_hears_what_fell_away(
    haircut: Service, anna: StaffMember
) -> None:
    (emma,) = waiting(haircut, "Emma")
    assert "für Sie." in emma.open().words
    assert "auch andere gefragt" not in emma.words

    WaitlistInvitation.objects.update(state=InvitationState.VOID)

    assert "Dieser Termin fällt leider aus" in emma.open().words


def test_no_keeps_the_place_and_leaving_gives_it_up(haircut: Service, anna: StaffMember) -> None:
    emma, finn = waiting(haircut, "Emma", "Finn")

    assert "Alles klar" in emma.open().send("nein/").words
    assert "Sie warten nicht mehr" in finn.open().send("nein/", ganz="1").words

    assert [each.customer.name for each in WaitlistEntry.objects.waiting()] == ["Emma"]


def test_a_place_on_the_list_can_be_given_up(haircut: Service, anna: StaffMember) -> None:
    waiting(haircut, "Emma")
    secret = link_to(LinkPurpose.WAITLIST_ENTRY, WaitlistEntry.objects.get().pk)
    guest = Guest(f"/w/l/{secret}/")

    assert "Sie stehen auf der Warteliste" in guest.open().words
    assert "Sie warten nicht mehr" in guest.send().words


@pytest.mark.parametrize("path", ["/w/{}/", "/w/l/{}/", "/a/{}/"])
def test_a_link_that_is_not_ours_or_for_something_else_is_404(
    haircut: Service, anna: StaffMember, path: str
) -> None:
    other = link_to(LinkPurpose.APPOINTMENT, 1)

    for secret in ("A" * 22, other, "x"):
        assert Guest(path.format(secret)).open().response.status_code == 404


def test_without_the_forms_token_nothing_happens(haircut: Service, anna: StaffMember) -> None:
    (emma,) = waiting(haircut, "Emma")

    answered = emma.client.post(emma.path)

    assert answered.status_code == 403
    assert not Appointment.objects.exists()


def test_the_pages_are_kept_nowhere_and_speak_english_too(haircut: Service, anna: StaffMember) -> None:
    (emma,) = waiting(haircut, "Emma")

    assert "A time has opened up" in emma.open("?lang=en").words
    assert emma.response.headers["Cache-Control"] == "no-store"
    assert "noindex" in emma.response.headers["X-Robots-Tag"]


@pytest.fixture
def asked(haircut: Service, anna: StaffMember) -> Guest:
    """Emma's visit with Anna, who is out for two days, asked about."""
    now = timezone.now()
    emma: Customer = CustomerFactory(name="Emma")
    (slot,) = times_for(
        WaitlistEntry(customer=emma, service_ids=[haircut.pk], staff_ids=[], windows=[], notice=DAY),
        now=now,
        limit=1,
    )
    appointment = AppointmentFactory(
        staff=anna, service=haircut, customer=emma, starts_at=slot.starts_at, now=now
    )
    outage = report_sick(
        staff_id=anna.pk, starts_at=now, ends_at=appointment.ends_at + DAY, user_id=1, now=now
    )
    send_outage(outage_id=outage.pk, user_id=1, now=now)
    move = OutageMove.objects.get()
    serve_move(move_id=move.pk, now=now)
    return Guest(f"/a/{link_to(LinkPurpose.OUTAGE_MOVE, move.pk)}/")


def test_the_customer_chooses_a_held_time(asked: Guest) -> None:
    before = Appointment.objects.get().period
    assert "Anna fällt leider aus" in asked.open().words
    slot = asked.words.partition('name="slot" value="')[2].partition('"')[0]

    assert "Ihr Termin steht" in asked.send("nehmen/", slot=slot).words

    assert Appointment.objects.get().period != before


def test_the_customer_may_look_for_more_or_cancel_or_be_called(asked: Guest) -> None:
    assert asked.open("?zeiten=1").words.count('name="slot"') >= 3
    assert "Wir rufen Sie an" in asked.send("anruf/").words
    assert "Ihr Termin ist abgesagt" in asked.send("absagen/").words
    assert Appointment.objects.get().status == "cancelled"


def test_a_time_of_somebody_else_is_refused(asked: Guest) -> None:
    asked.open()

    assert "gerade vergeben" in asked.send("nehmen/", slot="A" * 40).words
    assert urlsplit(asked.path).path.startswith("/a/")
    assert WaitlistInvitation.objects.count() == 0
    assert Branch.objects.count() == 1
