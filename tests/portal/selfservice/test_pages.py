from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from booking.enums import AppointmentSource, AppointmentStatus, FeeState
from booking.models import Appointment, Branch, Offer, Service, StaffMember, StaffSkill
from booking.queries.visits import parts_of_visit
from booking.services.appointments import book_appointment
from booking.services.holds import HOLD_ON_THE_WEB
from booking.services.links import LinkPurpose, close_link, link_secret
from booking.services.offers import offer_times
from booking.values import PartWish, SlotSearch
from notifications.enums import Channel
from notifications.models import Notification
from notifications.services.addresses import appointment_url
from tenants.context import company_scope
from tenants.models import Company
from tests.factories.booking import AppointmentFactory, CustomerFactory, ServiceFactory
from tests.portal.conftest import browser
from tests.portal.selfservice.conftest import Guest


def test_link_in_messages_is_the_one_that_opens_the_page(visit: Appointment) -> None:
    url = appointment_url(visit, now=timezone.now())
    secret = url.rpartition("/")[2]

    assert url.endswith(reverse("appointment-link", args=(secret,), urlconf="askproai.urls_company"))
    assert len(secret) == 22


def test_link_shows_the_appointment_and_is_kept_private(guest: Guest, visit: Appointment) -> None:
    guest.open()

    assert "10:00\u00a0Uhr" in guest.words
    assert visit.reference in guest.words
    headers = guest.response.headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Clara" not in guest.path


def test_looking_at_every_page_changes_nothing(guest: Guest, visit: Appointment) -> None:
    for below in ("", "/verlegen/", "/absagen/", "/nachrichten/", "/termin.ics"):
        assert guest.open(below).response.status_code == 200
    visit.refresh_from_db()

    assert (visit.status, visit.version) == (AppointmentStatus.CONFIRMED, 1)
    assert not Offer.objects.exists()


def test_cancelling_asks_once_and_gives_the_time_back(guest: Guest, visit: Appointment) -> None:
    guest.open("/absagen/").send("/absagen/", reason="krank")

    visit.refresh_from_db()
    assert visit.status == AppointmentStatus.CANCELLED
    assert visit.cancel_reason == "Krank geworden"
    assert "Ihr Termin ist abgesagt." in guest.words
    assert "Neuen Termin buchen" in guest.words
    guest.send("/absagen/", reason="krank")
    visit.refresh_from_db()
    assert visit.version == 2


def test_cancelling_without_the_token_of_our_form_is_refused(guest: Guest, visit: Appointment) -> None:
    guest.open("/absagen/")
    response = guest.client.post(guest.path + "/absagen/", {}, headers={"origin": "https://evil.example"})

    visit.refresh_from_db()
    assert response.status_code == 403
    assert visit.status == AppointmentStatus.CONFIRMED


def test_fee_is_shown_and_charged_only_as_shown(guest: Guest, visit: Appointment, haircut: Service) -> None:
    haircut.fee_cents, haircut.free_until = 2000, timedelta(days=60)
    haircut.save()
    assert "Absagen kostet jetzt 20\u00a0€." in guest.open("/absagen/").words
    guest.send("/absagen/", reason="", fee=0)
    visit.refresh_from_db()
    assert visit.status == AppointmentStatus.CONFIRMED
    guest.send("/absagen/", reason="", fee=2000)
    visit.refresh_from_db()

    assert (visit.status, visit.fee_cents, visit.fee_state) == (
        AppointmentStatus.CANCELLED,
        2000,
        FeeState.OWED,
    )


def test_too_late_says_whom_to_call(guest: Guest, visit: Appointment, haircut: Service) -> None:
    haircut.change_notice = timedelta(days=60)
    haircut.save()

    assert "kann dieser Termin nicht mehr geändert werden" in guest.open().words
    assert guest.open("/absagen/").response.redirect_chain
    guest.open().client.get(guest.path + "/verlegen/")
    visit.refresh_from_db()
    assert visit.status == AppointmentStatus.CONFIRMED


def test_moving_keeps_the_old_time_until_they_agree(guest: Guest, visit: Appointment) -> None:
    old = visit.starts_at
    guest.open("/verlegen/")
    times = [unescape(each) for each in re.findall(r'name="um" value="([^"]+)"', guest.words)]
    guest.send("/vormerken/", um=times[3])
    assert "Neue Zeit bestätigen" in guest.words
    visit.refresh_from_db()
    assert visit.starts_at == old
    agree = guest.response.request["PATH_INFO"] + "?" + guest.response.request["QUERY_STRING"]
    guest.send(agree.removeprefix(guest.path), fee=0)
    visit.refresh_from_db()

    assert "Ihr Termin hat eine neue Zeit." in guest.words
    assert visit.local_start.isoformat() == times[3]
    guest.send(agree.removeprefix(guest.path), fee=0)  # the button was tapped twice
    visit.refresh_from_db()
    assert visit.version == 2


def test_calendar_file_moves_the_event_of_before(guest: Guest, visit: Appointment) -> None:
    def event() -> dict[str, object]:
        calendar = Calendar.from_ical(guest.open("/termin.ics").response.content)
        [event] = calendar.walk("VEVENT")
        return {key: str(event[key]) for key in ("UID", "SEQUENCE", "STATUS")}

    before = event()
    guest.open("/absagen/").send("/absagen/")
    after = event()

    assert before["UID"] == after["UID"]
    assert int(str(after["SEQUENCE"])) > int(str(before["SEQUENCE"]))
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")


def test_messages_obey_what_was_chosen(guest: Guest, visit: Appointment) -> None:
    customer = visit.customer
    customer.email = "clara@example.org"
    customer.save()
    guest.open("/nachrichten/").send("/nachrichten/", channel="email", language="en", reminders="aus")
    Notification.objects.all().delete()
    AppointmentFactory(
        staff=visit.staff,
        service=visit.service,
        customer=customer.__class__.objects.get(pk=customer.pk),
        starts_at=visit.starts_at + timedelta(hours=2),
        now=timezone.now(),
    )

    customer.refresh_from_db()
    assert (customer.language, customer.wants_reminders) == ("en", False)
    sent = Notification.objects.values_list("channel", "purpose")
    assert list(sent) == [(Channel.EMAIL, "confirmation")]
    assert "Your appointment" in guest.open().words


def test_link_that_was_taken_back_or_belongs_elsewhere_opens_nothing(
    guest: Guest, visit: Appointment, other_company: Company
) -> None:
    assert browser("praxis.localhost").get(guest.path).status_code == 404
    with company_scope(other_company):
        theirs = link_secret(
            purpose=LinkPurpose.APPOINTMENT,
            subject_id=visit.pk,
            expires_at=timezone.now() + timedelta(days=1),
            now=timezone.now(),
        )
    assert browser().get(f"/t/{theirs}").status_code == 404
    close_link(purpose=LinkPurpose.APPOINTMENT, subject_id=visit.pk)
    assert guest.open().response.status_code == 404
    for below in ("/absagen/", "/verlegen/", "/termin.ics"):
        assert guest.open(below).response.status_code == 404


def test_link_that_ran_out_says_so(visit: Appointment) -> None:
    past = timezone.now() - timedelta(minutes=1)
    secret = link_secret(purpose=LinkPurpose.APPOINTMENT, subject_id=visit.pk, expires_at=past, now=past)
    response = browser().get(f"/t/{secret}")

    assert response.status_code == 410
    assert "Dieser Link ist abgelaufen" in response.content.decode()


@pytest.mark.parametrize("secret", ["x", "A" * 22, "%00" * 22, "..%2f..%2fetc", "a" * 5000])
def test_invented_link_is_a_plain_404(visit: Appointment, secret: str) -> None:
    assert browser().get(f"/t/{secret}").status_code in {400, 404}


def test_all_of_a_visit_is_shown_moved_and_cancelled_together(
    anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    colour = ServiceFactory(name="Farbe", minutes=60)
    StaffSkill.objects.create(staff=anna, service=colour)
    now = timezone.now()
    slot = offer_times(
        search=SlotSearch(
            parts=(PartWish(service_id=haircut.pk), PartWish(service_id=colour.pk)), in_order=True, limit=1
        ),
        holder="web:clara",
        hold_for=HOLD_ON_THE_WEB,
        now=now,
    ).offers[0]
    first = book_appointment(
        slot_id=slot.slot_id,
        customer=CustomerFactory(phone="+491729925904"),
        source=AppointmentSource.WEB,
        idempotency_key="visit",
        now=now,
    )
    guest = Guest(first)

    assert "Damenhaarschnitt" in guest.open().words
    assert "Farbe" in guest.words
    calendar = Calendar.from_ical(guest.open("/termin.ics").response.content)
    assert len(calendar.walk("VEVENT")) == 2
    guest.open("/verlegen/")
    times = [unescape(each) for each in re.findall(r'name="um" value="([^"]+)"', guest.words)]
    guest.send("/vormerken/", um=times[-1])
    agree = guest.response.request["PATH_INFO"] + "?" + guest.response.request["QUERY_STRING"]
    guest.send(agree.removeprefix(guest.path), fee=0)
    moved = parts_of_visit(first)
    assert [each.service.name for each in moved] == ["Damenhaarschnitt", "Farbe"]
    assert moved[0].local_start.isoformat() == times[-1]
    assert {each.version for each in moved} == {2}

    guest.open("/absagen/")
    guest.send("/absagen/", fee=0, reason="")
    assert not parts_of_visit(first)
