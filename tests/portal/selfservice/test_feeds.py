from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from booking.enums import TimeOffKind
from booking.models import Appointment, Branch, StaffMember
from booking.services.absences import add_time_off
from booking.services.changes import cancel_appointment
from booking.services.links import LinkPurpose, close_link, link_secret
from tests.portal.conftest import browser


def feed_url(purpose: LinkPurpose, subject: StaffMember | Branch) -> str:
    now = timezone.now()
    secret = link_secret(
        purpose=purpose, subject_id=subject.pk, expires_at=now + timedelta(days=9999), now=now
    )
    return f"/kalender-abo/{secret}.ics"


def read(url: str, client: Client | None = None) -> Calendar:
    response = (client or browser()).get(url)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def test_feed_shows_a_persons_visits_in_their_own_zone(visit: Appointment, anna: StaffMember) -> None:
    calendar = read(feed_url(LinkPurpose.STAFF_FEED, anna))

    [event] = calendar.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event.decoded("DTSTART") == visit.starts_at
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert str(event["SUMMARY"]) == "Damenhaarschnitt"


def test_names_stand_only_in_the_feed_with_names(visit: Appointment, anna: StaffMember) -> None:
    plain = browser().get(feed_url(LinkPurpose.STAFF_FEED, anna)).content.decode()
    named = browser().get(feed_url(LinkPurpose.STAFF_FEED_NAMED, anna)).content.decode()

    assert "Clara" not in plain
    assert "Clara Weber" in named
    assert visit.customer.phone not in named


def test_cancelled_visit_stays_as_cancelled_and_absences_are_there(
    visit: Appointment, anna: StaffMember, branch: Branch
) -> None:
    now = timezone.now()
    cancel_appointment(appointment_id=visit.pk, reason="", by="user:1", now=now, is_by_team=True)
    add_time_off(
        staff_id=anna.pk,
        starts_at=visit.starts_at,
        ends_at=visit.starts_at + timedelta(days=2),
        kind=TimeOffKind.SICK,
        label="Grippe",
    )
    calendar = read(feed_url(LinkPurpose.BRANCH_FEED, branch))

    statuses = {str(event["STATUS"]) for event in calendar.walk("VEVENT")}
    summaries = [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
    assert statuses == {"CANCELLED", "CONFIRMED"}
    assert "Abwesend · Anna Köhler" in summaries
    assert not any("Grippe" in summary for summary in summaries)


def test_program_that_has_the_newest_calendar_gets_nothing_again(
    visit: Appointment, anna: StaffMember
) -> None:
    url = feed_url(LinkPurpose.STAFF_FEED, anna)
    first = browser().get(url)
    again = browser().get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    cancel_appointment(appointment_id=visit.pk, reason="", by="x", now=timezone.now(), is_by_team=True)

    changed = browser().get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_feed_that_was_closed_or_belongs_to_somebody_gone_is_a_404(anna: StaffMember) -> None:
    url = feed_url(LinkPurpose.STAFF_FEED, anna)
    assert browser("praxis.localhost").get(url).status_code == 404
    close_link(purpose=LinkPurpose.STAFF_FEED, subject_id=anna.pk)
    assert browser().get(url).status_code == 404
    url = feed_url(LinkPurpose.STAFF_FEED, anna)
    anna.is_active = False
    anna.save()

    assert browser().get(url).status_code == 404
