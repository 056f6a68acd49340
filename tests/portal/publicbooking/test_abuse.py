"""Strangers with bad intentions on the booking page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from booking.models import Appointment, BookingRequest, Branch, Offer
from booking.services.booking_codes import CODE_LIMITS, MOST_TRIES, code_of
from booking.services.booking_requests import clear_old_requests
from booking.services.hold_limits import MAX_HOLDS_PER_CALLER
from booking.services.web_holds import hold_time
from booking.values import SlotSearch
from tenants.context import company_scope
from tenants.models import Company
from tests.factories.booking import BranchFactory, ServiceFactory, StaffMemberFactory
from tests.portal.conftest import browser
from tests.portal.publicbooking.conftest import ELIF, Visitor

pytestmark = pytest.mark.usefixtures("company")


def wrong_code() -> str:
    right = code_of(BookingRequest.objects.latest("pk"))
    return "000000" if right != "000000" else "111111"


def test_code_cannot_be_guessed(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time().tell()
    url = visitor.url
    right = code_of(BookingRequest.objects.get())
    for left in range(MOST_TRIES - 1, 0, -1):
        assert f"noch {left} Versuche" in visitor.send(url, {"code": wrong_code()}).words
    visitor.send(url, {"code": wrong_code()})
    visitor.send(url, {"code": right})

    assert "Dieser Code gilt nicht mehr." in visitor.words
    assert not Appointment.objects.exists()


def test_code_runs_out(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time().tell()
    BookingRequest.objects.update(code_sent_at=timezone.now() - timedelta(minutes=11))
    visitor.type_code()

    assert "Dieser Code gilt nicht mehr." in visitor.words


def test_new_code_ends_the_old_one_and_is_not_sent_at_once(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time().tell()
    url, old = visitor.url, code_of(BookingRequest.objects.get())
    assert "frühestens nach 30 Sekunden" in visitor.send(f"{url}neuer-code/", {}).words
    BookingRequest.objects.update(code_sent_at=timezone.now() - timedelta(seconds=31))
    visitor.send(f"{url}neuer-code/", {})
    assert "Ein neuer Code ist unterwegs" in visitor.words
    assert "Das ist nicht der Code" in visitor.type_code(old).words or old == code_of(
        BookingRequest.objects.latest("pk")
    )
    assert "Ihr Termin ist gebucht" in visitor.type_code().words


def test_codes_to_one_number_are_limited(times_url: str) -> None:
    most = CODE_LIMITS[0][1]
    for _ in range(most):
        Visitor().open(times_url).tap_time().tell()
    refused = Visitor().open(times_url).tap_time().tell()

    assert refused.page is not None
    assert refused.page.status_code == 429
    assert BookingRequest.objects.count() == most


def test_code_is_of_no_use_to_another_request(times_url: str) -> None:
    first, second = (
        Visitor().open(times_url).tap_time().tell(phone=phone) for phone in ("0172 9925901", "0172 9925902")
    )
    of_first = code_of(BookingRequest.objects.earliest("pk"))
    second.send(second.url, {"code": of_first})

    assert "Das ist nicht der Code" in second.words
    assert first.url != second.url


def test_time_that_somebody_else_holds_cannot_be_booked_by_its_address(
    visitor: Visitor, times_url: str
) -> None:
    visitor.open(times_url).tap_time()
    thief = Visitor().open(visitor.url)

    assert "Wer kommt?" not in thief.words
    thief = Visitor().send(visitor.url, ELIF)
    assert not BookingRequest.objects.exists()


def test_time_of_another_company_cannot_be_booked_here(
    visitor: Visitor, times_url: str, other_company: Company
) -> None:
    with company_scope(other_company):
        branch, service = BranchFactory(), ServiceFactory()
        StaffMemberFactory(branches=[branch], services=[service])
        theirs = hold_time(
            search=SlotSearch(service_ids=(service.pk,), branch_ids=frozenset({branch.pk})),
            starts_at=_soon(branch),
            holder="web:x",
            now=timezone.now(),
        )
    visitor.open(times_url).tap_time()
    visitor.send(f"{times_url}angaben/?zeit={theirs.slot_id}", ELIF)

    assert not BookingRequest.objects.exists()


def _soon(branch: Branch) -> timezone.datetime:  # type: ignore[name-defined]
    day = timezone.now().astimezone(branch.zone) + timedelta(days=7)
    monday = day + timedelta(days=-day.weekday() % 7)
    return monday.replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize(
    "form",
    [
        {"um": "\x00"},
        {"um": "2026-13-40T99:99"},
        {"um": "9999-12-31T23:59:59+00:00"},
        {"um": "0001-01-01T00:00:00+00:00"},
        {"um": "2026-11-24T10:00"},
        {"um": "x" * 10_000},
        {"bei": "1 OR 1=1", "um": "now"},
        {"dazu": ["999999999999999999999999", "\x00"], "um": ""},
    ],
)
def test_tampered_form_holds_nothing_and_breaks_nothing(
    visitor: Visitor, times_url: str, form: dict[str, object]
) -> None:
    visitor.send(f"{times_url}vormerken/", form)

    assert visitor.page is not None
    assert visitor.page.status_code in {200, 400}
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "tag=\x00",
        "tag=x",
        "ab=9999-99-99",
        "bei=-1",
        "art=x&dazu=y",
        "lang=xx",
        "wer=<script>&einbetten=1",
        "anfrage=../..",
        "hinweis=<b>",
    ],
)
def test_tampered_address_shows_a_page_or_says_no(visitor: Visitor, times_url: str, query: str) -> None:
    response = visitor.client.get(f"{times_url}?{query}")

    assert response.status_code in {200, 400}
    assert b"<script>&" not in response.content
    assert b"<b>" not in response.content


def test_ten_megabytes_are_refused(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time()
    visitor.send(visitor.url, {**ELIF, "note": "x" * 10_000_000})

    assert visitor.page is not None
    assert visitor.page.status_code in {400, 413}
    assert not BookingRequest.objects.exists()


def test_form_of_a_foreign_website_is_refused(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url)
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "", "sec-fetch-site": "cross-site"},
    ):
        response = visitor.client.post(f"{times_url}vormerken/", {"um": visitor.times[0]}, headers=headers)
        assert response.status_code == 403
    assert not Offer.objects.exists()


def test_one_machine_cannot_empty_the_calendar(times_url: str) -> None:
    for _ in range(MAX_HOLDS_PER_CALLER + 3):
        visitor = Visitor().open(times_url)
        visitor.tap_time()

    assert "zu viele Zeiten" in visitor.words
    assert Offer.objects.filter(state="held").count() <= MAX_HOLDS_PER_CALLER


def test_clicking_on_and_on_holds_one_time_only(visitor: Visitor, times_url: str) -> None:
    for place in (0, 3, 6):
        visitor.open(times_url)
        visitor.tap_time(visitor.times[place])

    assert Offer.objects.filter(state="held").count() == 1


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "Elif\r\nBcc: x@y.z", "=HYPERLINK(1)", "Elif " * 30, "💇 Elif"]
)
def test_hostile_name_is_kept_as_text_or_refused(visitor: Visitor, times_url: str, name: str) -> None:
    visitor.open(times_url).tap_time().tell(name=name)

    assert visitor.page is not None
    assert b"<script>alert" not in visitor.page.content


def test_invented_request_is_a_404(visitor: Visitor, times_url: str) -> None:
    for url in (
        "/buchung/x/",
        "/buchung/" + "A" * 22 + "/fertig/",
        "/buchung/%00/",
        "/buchung/" + "A" * 22 + "/termin.ics",
    ):
        assert visitor.client.get(url).status_code in {400, 404}


def test_requests_are_forgotten_after_a_day(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time().tell()
    url = visitor.url

    assert clear_old_requests(now=timezone.now() + timedelta(days=1, minutes=1)) == 1
    assert browser().get(url).status_code == 404
