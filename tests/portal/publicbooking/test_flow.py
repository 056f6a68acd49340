from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from booking.enums import AppointmentSource, AppointmentStatus, OptionKind
from booking.models import (
    Appointment,
    BookingRequest,
    Branch,
    Customer,
    Offer,
    OnlineBooking,
    Service,
    StaffMember,
    WaitlistEntry,
)
from booking.models.services import ServiceOption
from booking.services.booking_codes import code_of
from booking.services.booking_requests import WebDetails, begin_request, book_request
from booking.services.holds import release_holds
from booking.services.slot_ids import slot_id_of
from notifications.services.codes import CODE
from telephony.services.blocklist import block_number
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import (
    AppointmentFactory,
    BranchFactory,
    ClassSessionFactory,
    CourseFactory,
    StaffMemberFactory,
)
from tests.portal.publicbooking.conftest import ELIF, ORIGIN, Visitor

pytestmark = pytest.mark.usefixtures("company")


def test_four_taps_and_three_fields_make_an_appointment(visitor: Visitor, branch: Branch) -> None:
    visitor.open("/termin/")
    assert visitor.url == f"/termin/{branch.slug}/"  # one branch: nothing to choose
    assert "Damenhaarschnitt" in visitor.words
    assert "45\u00a0Min." in visitor.words
    assert "45\u00a0€" in visitor.words
    visitor.open(re.findall(r'href="(/termin/[^"]+/damenhaarschnitt-\d+/)"', visitor.words)[0])
    first = visitor.times[0]
    visitor.tap_time()
    assert "Wer kommt?" in visitor.words
    assert "Für Sie reserviert bis" in visitor.words
    visitor.tell(note="Bitte nur Spitzen")
    assert "0172 9925904" in visitor.words
    assert not Appointment.objects.exists()
    visitor.type_code()

    assert "Ihr Termin ist gebucht" in visitor.words
    booked = Appointment.objects.get()
    assert booked.local_start.isoformat() == first
    assert (booked.source, booked.status) == (AppointmentSource.WEB, AppointmentStatus.CONFIRMED)
    assert (booked.customer.name, booked.customer.phone) == ("Elif Yılmaz", "+491729925904")
    assert booked.note == "Bitte nur Spitzen"
    assert booked.reference in visitor.words
    assert BookingRequest.objects.get().details == {}


def test_time_taken_meanwhile_leads_to_the_times_around_it(
    visitor: Visitor, times_url: str, anna: StaffMember, haircut: Service
) -> None:
    visitor.open(times_url)
    wanted = visitor.times[2]
    taken = timezone.datetime.fromisoformat(wanted)
    AppointmentFactory(staff=anna, service=haircut, starts_at=taken, now=timezone.now(), waived=[])
    visitor.tap_time(wanted)

    assert "gerade vergeben worden" in visitor.words
    assert f"tag={taken.date()}" in visitor.url
    assert visitor.times
    assert wanted not in visitor.times


def test_hold_that_ran_out_is_taken_anew_if_the_time_is_still_free(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time()
    release_holds(holder=Offer.objects.get().holder)
    visitor.tell().type_code()

    assert "Ihr Termin ist gebucht" in visitor.words


def test_hold_that_ran_out_and_was_lost_says_so_and_keeps_what_was_typed(
    visitor: Visitor, times_url: str, anna: StaffMember, haircut: Service
) -> None:
    visitor.open(times_url).tap_time()
    visitor.tell(email="elif@example.org")
    offer = Offer.objects.get()
    release_holds(holder=offer.holder)
    AppointmentFactory(
        staff=anna, service=haircut, starts_at=offer.period.lower, now=timezone.now(), waived=[]
    )
    visitor.type_code()

    assert "gerade vergeben worden" in visitor.words
    visitor.tap_time()
    assert 'value="Elif Yılmaz"' in visitor.words
    assert 'value="elif@example.org"' in visitor.words
    visitor.tell(email="elif@example.org")
    assert "Ihr Termin ist gebucht" in visitor.words  # the number was proved a moment ago
    assert Appointment.objects.filter(source=AppointmentSource.WEB).count() == 1


def test_sending_everything_twice_books_once(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time()
    visitor.tell()
    code_page = visitor.url
    visitor.type_code()
    again = Visitor(client=visitor.client).send(code_page, {"code": "000000"})

    assert "Ihr Termin ist gebucht" in again.words
    assert Appointment.objects.count() == 1


def test_going_back_after_booking_shows_the_appointment(visitor: Visitor, times_url: str) -> None:
    details = visitor.open(times_url).tap_time().url
    visitor.tell().type_code()

    assert "/t/" in visitor.open(details).url
    assert "Ihr Termin" in visitor.words
    assert "/t/" in visitor.send(details, ELIF).url
    assert Appointment.objects.count() == 1


def test_form_sent_twice_without_codes_books_once_and_says_so(visitor: Visitor, times_url: str) -> None:
    OnlineBooking.objects.create(pk=1, wants_code=False)
    visitor.open(times_url).tap_time()
    offer = Offer.objects.get()
    twins = [
        begin_request(
            slot_id=slot_id_of(offer),
            details=WebDetails(name="Elif Yılmaz", phone="+491729925904"),
            holder=offer.holder,
            address="::1",
            now=timezone.now(),
        )
        for _ in range(2)
    ]
    booked = {book_request(request=each.request, now=timezone.now()).pk for each in twins}

    assert booked == {Appointment.objects.get().pk}


def test_going_back_to_mend_the_name_needs_no_second_code(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time().tell(name="Elif Yilmas")
    url, code = visitor.url, code_of(BookingRequest.objects.get())
    visitor.open(re.findall(r'href="([^"]+anfrage=[^"]+)"', visitor.words)[-1])
    assert 'value="Elif Yilmas"' in visitor.words
    visitor.tell(name="Elif Yılmaz")

    assert visitor.url != url
    assert OutboxEntry.objects.filter(kind=CODE).count() == 1
    assert "Ihr Termin ist gebucht" in visitor.type_code(code).words
    assert Customer.objects.get().name == "Elif Yılmaz"


def test_wrong_codes_count_for_all_forms_that_one_code_proves(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time()
    details = visitor.url
    first, second = visitor.tell().url, visitor.send(details, ELIF).url
    for url in (first, second, first, second, first):
        visitor.send(url, {"code": "000000"})
    visitor.send(second, {"code": code_of(BookingRequest.objects.latest("pk"))})

    assert "Dieser Code gilt nicht mehr." in visitor.words


def test_script_is_told_where_a_form_leads_and_keeps_the_cookie(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url)
    answer = visitor.client.post(
        f"{times_url}vormerken/", {"um": visitor.times[0]}, headers={"origin": ORIGIN, "soft": "1"}
    )

    assert (answer.status_code, answer.content) == (204, b"")
    assert "Wer kommt?" in visitor.open(answer.headers["Go"]).words


def test_two_tabs_of_one_browser_hold_one_time_and_both_can_go_on(visitor: Visitor, times_url: str) -> None:
    first, second = visitor, Visitor(client=visitor.client)
    first.open(times_url).tap_time()
    second.open(times_url)
    second.tap_time(second.times[5])
    assert Offer.objects.filter(state="held").count() == 1
    first.tell().type_code()
    assert "Ihr Termin ist gebucht" in first.words
    second.tell()

    assert "Ihr Termin ist gebucht" in second.words  # without a second code: the number is proved
    assert Appointment.objects.count() == 2


def test_own_hold_does_not_hide_the_time_after_going_back(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url)
    wanted = visitor.times[0]
    visitor.tap_time()
    visitor.open(times_url)

    assert wanted in visitor.times


def test_person_is_asked_for_where_there_are_several(
    visitor: Visitor, times_url: str, branch: Branch, haircut: Service
) -> None:
    ben = StaffMemberFactory(name="Ben Richter", branches=[branch], services=[haircut])
    visitor.open(times_url)
    assert "Egal, wer" in visitor.words
    visitor.open(f"{times_url}?bei={ben.pk}").tap_time()
    visitor.tell().type_code()

    assert Appointment.objects.get().staff == ben


def test_variant_and_add_on_change_price_and_duration(
    visitor: Visitor, times_url: str, haircut: Service
) -> None:
    long, care = (
        ServiceOption.objects.create(
            service=haircut, kind=kind, name=name, duration=timedelta(minutes=minutes), price_cents=cents
        )
        for kind, name, minutes, cents in (
            (OptionKind.VARIANT, "Langes Haar", 60, 6000),
            (OptionKind.ADD_ON, "Pflege", 15, 1200),
        )
    )
    visitor.open(f"{times_url}?art={long.pk}&dazu={care.pk}")
    assert "1\u00a0Std.\u00a015\u00a0Min." in visitor.words
    assert "72\u00a0€" in visitor.words
    visitor.tap_time()
    assert "Langes Haar, Pflege" in visitor.words
    visitor.tell().type_code()

    booked = Appointment.objects.get()
    assert booked.duration == timedelta(minutes=75)
    assert (booked.price_cents, booked.variant, booked.add_on_ids) == (7200, long, (care.pk,))


def test_questions_are_asked_and_their_answers_kept(
    visitor: Visitor, times_url: str, haircut: Service
) -> None:
    question = {"key": "allergie", "text": "Haben Sie eine Allergie?", "kind": "yes_no", "choices": []}
    haircut.questions = [question]
    haircut.save()
    visitor.open(times_url).tap_time()
    visitor.tell()
    assert "Bitte beantworten Sie diese Frage." in visitor.words
    visitor.send(visitor.url, {"name": "Elif", "phone": "0172 9925904", "frage-allergie": "no"}).type_code()

    assert Appointment.objects.get().answers[0]["answer"] == "no"


def test_fee_and_window_are_told_before_booking(visitor: Visitor, times_url: str, haircut: Service) -> None:
    haircut.fee_cents, haircut.free_until = 2000, timedelta(hours=24)
    haircut.save()
    sentence = "Bis 24 Stunden vorher kostenlos absagen, danach kostet es 20\u00a0€."

    assert sentence in visitor.open(times_url).words
    assert sentence in visitor.tap_time().words


def test_request_that_needs_consent_is_called_a_request(
    visitor: Visitor, times_url: str, haircut: Service
) -> None:
    haircut.needs_approval = True
    haircut.save()
    visitor.open(times_url).tap_time().tell().type_code()

    assert "Ihre Anfrage ist da" in visitor.words
    assert Appointment.objects.get().status == AppointmentStatus.PENDING


def test_company_without_codes_books_at_once(visitor: Visitor, times_url: str) -> None:
    OnlineBooking.objects.create(pk=1, wants_code=False)
    visitor.open(times_url).tap_time().tell(phone="030 23125100")

    assert "Ihr Termin ist gebucht" in visitor.words


def test_landline_gets_no_code_and_is_told_so(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time().tell(phone="030 23125100")

    assert visitor.page is not None
    assert visitor.page.status_code == 422
    assert "An diese Nummer können wir keine SMS schicken." in visitor.words


def test_page_that_is_switched_off_says_how_to_book_instead(visitor: Visitor, times_url: str) -> None:
    OnlineBooking.objects.create(pk=1, is_on=False)

    for url in ("/termin/", times_url):
        assert "Hier bucht man telefonisch" in visitor.open(url).words


def test_service_kept_off_the_web_is_not_there(visitor: Visitor, times_url: str, haircut: Service) -> None:
    haircut.is_bookable_online = False
    haircut.save()

    assert visitor.open(times_url).page.status_code == 404  # type: ignore[union-attr]


def test_renamed_service_is_found_by_its_old_address(
    visitor: Visitor, times_url: str, haircut: Service
) -> None:
    haircut.name = "Schnitt für Damen"
    haircut.save()
    response = visitor.client.get(times_url)

    assert response.status_code == 301
    assert response.headers["Location"].endswith(f"/schnitt-fuer-damen-{haircut.pk}/")


def test_english_browser_reads_english(visitor: Visitor, times_url: str) -> None:
    visitor.page = visitor.client.get(times_url, headers={"Accept-Language": "en-GB,en;q=0.9"})

    assert '<html lang="en">' in visitor.words
    assert "All services" in visitor.words
    assert re.search(r"\d:\d\d\u00a0am", visitor.words)
    assert visitor.page.headers["Content-Language"] == "en"


def test_search_engines_keep_the_pages_and_none_of_the_later_steps(visitor: Visitor, times_url: str) -> None:
    page = visitor.open(times_url)
    assert page.page is not None
    assert "X-Robots-Tag" not in page.page.headers
    data = json.loads(
        re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', page.page.content.decode(), re.DOTALL
        )[0]
    )
    assert data["potentialAction"]["target"]["urlTemplate"].endswith(times_url)
    assert data["offers"]["price"] == "45.00"
    visitor.tap_time()
    assert visitor.page is not None
    assert visitor.page.headers["X-Robots-Tag"] == "noindex"
    assert visitor.page.headers["Cache-Control"] == "no-store"


def test_known_customer_is_found_again(visitor: Visitor, times_url: str) -> None:
    visitor.open(times_url).tap_time().tell().type_code()
    visitor.open(times_url).tap_time().tell()

    assert Appointment.objects.count() == 2
    assert Customer.objects.count() == 1


def test_class_is_booked_for_two_at_one_of_its_dates(visitor: Visitor, branch: Branch) -> None:
    course = CourseFactory(name="Frisuren-Kurs", max_party=3, price_cents=2000, is_priced_per_person=True)
    maya = StaffMemberFactory(name="Maya", branches=[branch], services=[course])
    starts = (timezone.localtime() + timedelta(days=5)).replace(hour=11, minute=0, second=0, microsecond=0)
    session = ClassSessionFactory(service=course, staff=maya, now=timezone.now(), starts_at=starts)
    visitor.open(f"/termin/{branch.slug}/frisuren-kurs-{course.pk}/?personen=2")
    assert "40\u00a0€" in visitor.words
    assert visitor.times == [starts.isoformat()]
    visitor.tap_time()
    assert "für 2 Personen" in visitor.words
    visitor.tell().type_code()

    assert "Ihr Termin ist gebucht" in visitor.words
    session.refresh_from_db()
    assert session.booked == 2


def test_somebody_for_whom_nothing_fits_waits_once(
    visitor: Visitor, times_url: str, haircut: Service
) -> None:
    visitor.open(times_url)
    url = re.findall(r'href="(/termin/[^"]+/warteliste/[^"]*)"', visitor.words)[0]
    visitor.open(url).send(url, {**ELIF, "parts": ["vormittags"]})
    assert "Code aus der SMS" in visitor.words
    assert not WaitlistEntry.objects.exists()
    code_page = visitor.url
    visitor.type_code()
    assert "Sie stehen auf der Warteliste" in visitor.words
    assert re.search(r'href="[^"]+/w/l/[\w-]{22}/"', visitor.words)
    assert "Sie stehen auf der Warteliste" in visitor.send(code_page, {"code": "000000"}).words

    entry = WaitlistEntry.objects.get()
    assert (entry.customer.name, entry.source) == ("Elif Yılmaz", AppointmentSource.WEB)
    assert BookingRequest.objects.get().details == {"joined": entry.pk}


def test_old_link_to_a_service_shows_what_there_is_instead(visitor: Visitor, branch: Branch) -> None:
    visitor.open(f"/termin/{branch.slug}/dauerwelle-99999/")

    assert visitor.page is not None
    assert visitor.page.status_code == 404
    assert "Diese Leistung gibt es hier online nicht mehr." in visitor.words
    assert "Damenhaarschnitt" in visitor.words


def test_old_link_to_a_branch_shows_where_else_to_book(visitor: Visitor, branch: Branch) -> None:
    east = BranchFactory(name="Ost", slug="ost", address="Ring 1, 04109 Leipzig")
    StaffMemberFactory(branches=[east], services=list(Service.objects.all()))
    visitor.open("/termin/west/")

    assert "Diese Filiale gibt es online nicht mehr." in visitor.words
    assert f'href="/termin/{branch.slug}/"' in visitor.words
    assert f'href="/termin/{branch.slug}/"' not in visitor.open("/termin/?ort=leipzig+ring").words
    assert 'href="/termin/ost/"' in visitor.words


def test_somebody_who_left_is_not_silently_replaced(
    visitor: Visitor, times_url: str, branch: Branch, haircut: Service
) -> None:
    ben = StaffMemberFactory(name="Ben", branches=[branch], services=[haircut])
    visitor.open(f"{times_url}?bei={ben.pk}")
    StaffMember.objects.filter(pk=ben.pk).update(is_active=False)
    visitor.tap_time()

    assert "Die gewünschte Person ist hier online nicht mehr buchbar." in visitor.words
    assert not Offer.objects.exists()


def test_booking_of_long_ago_says_that_the_appointment_stands(visitor: Visitor) -> None:
    visitor.open(f"/buchung/{'A' * 22}/fertig/")

    assert "Dann gilt Ihr Termin" in visitor.words


def test_landline_without_codes_is_not_promised_an_sms(visitor: Visitor, times_url: str) -> None:
    OnlineBooking.objects.create(pk=1, wants_code=False)
    visitor.open(times_url).tap_time().tell(phone="030 23125100")

    assert "An einen Festnetzanschluss geht keine SMS." in visitor.words


def test_blocked_number_books_nothing_online(visitor: Visitor, times_url: str) -> None:
    block_number(phone="+491729925904", reason="Scherzanrufe", now=timezone.now())
    visitor.open(times_url).tap_time().tell()

    assert "Mit dieser Nummer kann hier online nicht gebucht werden." in visitor.words
    assert not BookingRequest.objects.exists()


@pytest.mark.parametrize("name", ["Elif\x00", "E" * 10_000])
def test_name_that_cannot_be_kept_loses_nothing_else(visitor: Visitor, times_url: str, name: str) -> None:
    visitor.open(times_url).tap_time().tell(name=name, note="Mit Hund")

    assert visitor.page is not None
    assert visitor.page.status_code == 422
    assert "Mit Hund" in visitor.words
    assert 'value="0172 9925904"' in visitor.words


def test_day_that_is_over_is_nothing_to_wait_for(visitor: Visitor, times_url: str) -> None:
    visitor.open(f"{times_url}warteliste/").tell(until="2020-01-01")

    assert "Dieser Tag ist schon vorbei." in visitor.words


def test_what_to_know_of_a_service_stands_with_it(
    visitor: Visitor, times_url: str, branch: Branch, haircut: Service
) -> None:
    Service.objects.filter(pk=haircut.pk).update(description="Waschen und <Beratung> gehören dazu.")

    assert "Waschen und <Beratung> gehören dazu." in visitor.open(f"/termin/{branch.slug}/").words
    assert "Waschen und <Beratung> gehören dazu." in visitor.open(times_url).words
