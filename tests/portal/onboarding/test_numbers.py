from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from askproai.standins.testing import RunningStandins, running_standins
from telephony.enums import NumberState
from telephony.models import PhoneNumber
from telephony.services.numbers import ORDER_KIND
from tenants.models import Company, User
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.factories.telephony import CallFactory
from tests.portal.onboarding.conftest import TOLD

BERLIN = "+493023125801"


@pytest.fixture(scope="module")
def _running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def shop(_running: RunningStandins, settings: Any) -> RunningStandins:
    _running.reset()
    papers = {"bundles": {"DE": "BU1"}, "addresses": {}, "trunk_sid": ""}
    settings.TWILIO = {**settings.TWILIO, "base_url": _running.twilio_url, **papers}
    return _running


@pytest.fixture
def at_the_phone(anna: Client) -> Client:
    """Anna, whose company is filled and whose address is confirmed."""
    anna.post("/einrichten/betrieb/", {**TOLD, "city": "Berlin", "postal_code": "10115"})
    User.objects.filter(email="anna.berger@example.org").update(email_confirmed_at=timezone.now())
    return anna


def test_number_is_chosen_bought_and_forwarded_to(shop: RunningStandins, at_the_phone: Client) -> None:
    offered = at_the_phone.get("/nummern/angebot/").content.decode()
    at_the_phone.post("/nummern/bestellen/", {"nummer": BERLIN})
    waiting = at_the_phone.get("/nummern/").content.decode()
    drain(kind=ORDER_KIND, now=timezone.now())
    ready = at_the_phone.get("/nummern/").content.decode()

    assert BERLIN in offered
    assert "Wird eingerichtet" in waiting
    assert "**61*+493023125801**20#" in ready
    number = PhoneNumber.objects.get()
    state = f"/nummern/{number.pk}/stand/"
    assert (
        "*21*00493023125801#"
        in at_the_phone.get(state, {"leitung": "fixed", "wann": "always"}).content.decode()
    )


def test_forwarding_is_seen_when_a_call_comes_through(shop: RunningStandins, at_the_phone: Client) -> None:
    at_the_phone.post("/nummern/bestellen/", {"nummer": BERLIN})
    number = PhoneNumber.objects.get()
    at_the_phone.post(f"/nummern/{number.pk}/pruefen/", {"anbieter": "telekom"})
    waiting = at_the_phone.get(f"/nummern/{number.pk}/stand/")
    CallFactory(to_number=BERLIN, now=timezone.now())
    PhoneNumber.objects.update(state=NumberState.ACTIVE)
    proved = at_the_phone.get(f"/nummern/{number.pk}/stand/")

    assert "Wir warten auf den Anruf" in waiting.content.decode()
    assert "Weiterleitung geprüft" in proved.content.decode()
    assert (waiting.status_code, proved.status_code) == (200, 286)


def test_nobody_gets_a_number_whom_no_mail_reaches(shop: RunningStandins, at_the_phone: Client) -> None:
    User.objects.update(email_confirmed_at=None)
    page = at_the_phone.get("/nummern/angebot/").content.decode()

    assert "Bestätigen Sie kurz Ihre E-Mail" in page
    assert at_the_phone.post("/nummern/bestellen/", {"nummer": BERLIN}).status_code == 404
    at_the_phone.post("/nummern/e-mail/")
    assert OutboxEntry.objects.filter(kind="confirm_email").count() == 1


def test_shop_that_does_not_answer_keeps_nobody_from_going_on(at_the_phone: Client, settings: Any) -> None:
    settings.TWILIO = {**settings.TWILIO, "auth_token": ""}

    assert "Machen Sie ruhig weiter" in at_the_phone.get("/nummern/angebot/").content.decode()
    assert at_the_phone.get("/nummern/").status_code == 200


def test_only_a_number_can_be_ordered(at_the_phone: Client) -> None:
    for sent in ("", "0301234567", "+49 30", "+4930'; DROP", "+" + "1" * 40):
        assert at_the_phone.post("/nummern/bestellen/", {"nummer": sent}).status_code == 404, sent


def test_moving_a_number_is_a_task_with_a_state(at_the_phone: Client, company: Company) -> None:
    told = {"number": "089 99998 555", "carrier": "telekom", "holder": "Anna Berger", "customer_number": ""}
    refused = at_the_phone.post("/nummern/mitnehmen/", {**told, "number": "12"})
    at_the_phone.post("/nummern/mitnehmen/", told)
    page = at_the_phone.get("/nummern/").content.decode()

    assert (refused.status_code, "Das ist keine vollständige Rufnummer." in refused.content.decode()) == (
        422,
        True,
    )
    assert "Der Wechsel dauert meist ein bis zwei Wochen." in page
    number = PhoneNumber.objects.get()
    at_the_phone.post(f"/nummern/{number.pk}/behalten/")
    assert not PhoneNumber.objects.exists()
