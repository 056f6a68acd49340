from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from booking.models import Branch, Service, StaffMember, WorkingHours
from telephony.models import Receptionist
from tenants.enums import OnboardingStep
from tenants.models import Company, Onboarding
from tests.factories.telephony import CallFactory
from tests.portal.onboarding.conftest import TOLD


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, kind)
    return content.getvalue()


def fields_of(page: str) -> dict[str, str]:
    """What the browser would send back unchanged."""
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page))
    boxes = re.findall(r'type="checkbox" name="([^"]+)"\s+checked', page)
    words = dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    return {**fields, **dict.fromkeys(boxes, "on"), **words}


def test_wizard_begins_with_the_company(anna: Client) -> None:
    assert anna.get("/einrichten/")["Location"] == "/einrichten/betrieb/"
    page = anna.get("/einrichten/betrieb/").content.decode()

    assert 'value="Salon Haarmonie"' in page
    assert 'value="Sabine Sommer"' in page


def test_trade_and_place_make_services_hours_people_and_voice(anna: Client, company: Company) -> None:
    answer = anna.post("/einrichten/betrieb/", TOLD)

    assert answer["Location"] == "/einrichten/leistungen/"
    branch = Branch.objects.get()
    assert (branch.name, branch.address, branch.subdivision) == (
        "München",
        "Klenzestraße 23, 80469 München",
        "BY",
    )
    assert [person.name for person in StaffMember.objects.all()] == ["Anna Berger", "Mehmet", "Lea"]
    assert Service.objects.get(name="Ansatz färben").phases.count() == 3
    assert WorkingHours.objects.filter(branch=branch, weekday=0).count() == 0
    assert Receptionist.objects.get().greeting == "Schön, dass Sie an Ihre Haare denken."


def test_another_trade_replaces_the_first(anna: Client, company: Company) -> None:
    anna.post("/einrichten/betrieb/", TOLD)
    anna.post("/einrichten/betrieb/", {**TOLD, "industry": "garage", "staff": "Holger"})

    assert not Service.objects.filter(name__startswith="Haar").exists()
    assert [person.name for person in StaffMember.objects.all()] == ["Holger"]
    company.refresh_from_db()
    assert company.industry == "garage"


def test_swiss_company_has_francs_and_its_kanton(anna: Client, company: Company) -> None:
    anna.post("/einrichten/betrieb/", {**TOLD, "country": "CH", "postal_code": "8004", "city": "Zürich"})

    company.refresh_from_db()
    assert (company.country, company.timezone) == ("CH", "Europe/Zurich")
    assert {service.currency for service in Service.objects.all()} == {"CHF"}
    assert Branch.objects.get().subdivision == "ZH"


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("postal_code", "8046", "Eine Postleitzahl hat hier 5 Ziffern."),
        ("postal_code", "", "Bitte geben Sie Ihre Postleitzahl ein."),
        ("staff", " , ", "Bitte nennen Sie mindestens eine Person."),
        ("industry", "alchemist", "Bitte wählen Sie"),
        ("industry", "", "Bitte wählen Sie Ihre Branche."),
        ("region", "CH-ZH", "Das liegt in einem anderen Land."),
    ],
)
def test_mistakes_are_named_in_german(
    anna: Client, company: Company, field: str, written: str, said: str
) -> None:
    answer = anna.post("/einrichten/betrieb/", {**TOLD, field: written})

    assert answer.status_code == 422
    if field != "industry" or not written:
        assert said in answer.content.decode()
    assert not Branch.objects.exists()


def test_lines_can_be_typed_over(anna: Client, company: Company) -> None:
    anna.post("/einrichten/betrieb/", TOLD)
    cut = Service.objects.get(name="Haarschnitt Herren")
    colour = Service.objects.get(name="Ansatz färben")
    fields = fields_of(anna.get("/einrichten/leistungen/").content.decode())
    fields |= {
        f"preis-{cut.pk}": "ab 34,50 €",
        f"dauer-{cut.pk}": "35",
        f"dauer-{colour.pk}": "100",
        "name-neu1": "Glätten",
        "dauer-neu1": "90",
        "preis-neu1": "",
        "tag-0": "9-12:30, 14 bis 18 Uhr",
        "tag-5": "geschlossen",
    }
    del fields[f"an-{cut.pk + 1}"]
    answer = anna.post("/einrichten/leistungen/", fields)

    assert answer["Location"] == "/einrichten/"
    cut.refresh_from_db()
    assert (cut.price_cents, cut.price_kind, cut.duration.seconds) == (3450, "from", 2100)
    assert [phase.duration.seconds // 60 for phase in colour.phases.all()] == [30, 35, 35]
    smooth = Service.objects.get(name="Glätten")
    assert (smooth.price_kind, smooth.skills.count()) == ("on_request", 3)
    assert not Service.objects.get(pk=cut.pk + 1).is_active
    hours = WorkingHours.objects.filter(staff=None)
    assert [f"{each.opens_at:%H:%M}" for each in hours.filter(weekday=0)] == ["09:00", "14:00"]
    assert not hours.filter(weekday=5).exists()
    assert Onboarding.objects.get().step == OnboardingStep.CALENDAR


UNREADABLE = (
    ({"preis": "viel"}, "Bitte schreiben Sie den Preis wie 48, 48,50 oder ab 48."),
    ({"dauer": "0"}, "Bitte geben Sie die Dauer in Minuten an, mindestens 5."),
    ({"dauer": "9" * 40}, "Bitte geben Sie die Dauer in Minuten an"),
    ({"name": ""}, "Bitte geben Sie der Leistung einen Namen."),
    ({"tag-1": "18-9"}, "Das Ende liegt vor dem Anfang."),
    ({"tag-1": "9-13, 12-18"}, "Die Zeiten überschneiden sich."),
    ({"tag-1": "25-26"}, "Diese Uhrzeit gibt es nicht."),
    ({"tag-1": "immer"}, "Bitte schreiben Sie die Zeiten wie"),
)


def test_unreadable_lines_are_kept_and_named(anna: Client, company: Company) -> None:
    anna.post("/einrichten/betrieb/", TOLD)
    first = Service.objects.all()[0].pk
    fields = fields_of(anna.get("/einrichten/leistungen/").content.decode())

    for changed, said in UNREADABLE:
        typed = {
            name if name.startswith("tag") else f"{name}-{first}": value for name, value in changed.items()
        }
        answer = anna.post("/einrichten/leistungen/", fields | typed)
        assert answer.status_code == 422, changed
        assert said in answer.content.decode(), changed
        assert Onboarding.objects.get().step == OnboardingStep.COMPANY, changed


def test_logo_is_made_anew_and_shown_to_anybody(anna: Client, company: Company) -> None:
    upload = SimpleUploadedFile("logo.png", picture() + b"<script>", content_type="image/png")
    anna.post("/einrichten/betrieb/", {**TOLD, "logo": upload})
    company.refresh_from_db()
    answer = Client(headers={"host": "salon.localhost"}).get(f"/logo/{company.logo_key}.webp")
    shown = Image.open(io.BytesIO(answer.content))

    assert (shown.format, shown.size) == ("WEBP", (640, 213))
    assert b"script" not in answer.content
    assert answer["Content-Type"] == "image/webp"
    other = Client(headers={"host": "praxis.localhost"}).get(f"/logo/{company.logo_key}.webp")
    assert other.status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "Das ist kein Bild",
        ),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "Das ist kein Bild"),
        (lambda: picture(size=(9000, 9000)), "Das Bild hat zu viele Bildpunkte."),
        (lambda: picture() + b"\0" * 5_000_000, "Das Bild ist größer als 5 MB."),
        (lambda: picture("PPM"), "Das ist kein Bild"),
    ],
    ids=["svg", "broken", "bomb", "large", "other"],
)
def test_what_is_no_logo_is_refused(
    anna: Client, company: Company, content: Callable[[], bytes], said: str
) -> None:
    upload = SimpleUploadedFile("logo.png", content(), content_type="image/png")
    answer = anna.post("/einrichten/betrieb/", {**TOLD, "logo": upload})

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_steps_ahead_lead_back(anna: Client) -> None:
    assert anna.get("/einrichten/leistungen/")["Location"] == "/einrichten/betrieb/"


def test_company_of_a_file_has_nothing_to_set_up(anna: Client) -> None:
    Onboarding.objects.all().delete()

    assert anna.get("/einrichten/")["Location"] == "/"
    assert anna.get("/einrichten/betrieb/").status_code == 404


def test_trade_stays_once_somebody_called(anna: Client, company: Company) -> None:
    anna.post("/einrichten/betrieb/", TOLD)
    CallFactory()
    anna.post(
        "/einrichten/betrieb/",
        {**TOLD, "industry": "garage", "name": "Salon Anna Berger", "street": "Am Tor 1"},
    )
    company.refresh_from_db()

    assert (company.industry, company.name) == ("hairdresser", "Salon Anna Berger")
    assert Service.objects.filter(name="Haarschnitt Herren").exists()
    assert Branch.objects.get().address == "Am Tor 1, 80469 München"
