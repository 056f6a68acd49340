from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from booking.models import Branch
from telephony.enums import Outcome, PublicationState
from telephony.models import (
    BlockedNumber,
    Call,
    HostedAgent,
    Publication,
    Receptionist,
    ReceptionistVersion,
    TransferTarget,
)
from telephony.queries.lines import line_of
from telephony.services.versions import activate
from tenants.models import Company
from tests.factories.telephony import BlockedNumberFactory, CallFactory, ReceptionistFactory

pytestmark = pytest.mark.usefixtures("branch")
APPEARANCE = {
    "persona_name": "Lea",
    "tone": "plain",
    "formal": "True",
    "greeting": "Schön, dass Sie da sind.",
}
ROUTING = {"mode": "after_hours", "otherwise": "pass_on", "business_number": "030 22 33 44 55"}
LIMITS = {
    "minutes": "10",
    "silence_seconds": "20",
    "euros": "1.50",
    "max_daily_minutes": "",
    "calls_per_hour": "8",
    "brain": "own",
}
JENS = {"name": "Jens Krüger", "phone": "030 22110011", "topics": "Rechnung, Reklamation", "reach": "open"}


def address(name: str, *args: object) -> str:
    return reverse(name, args=args, urlconf="askproai.urls_company")


def section(name: str) -> str:
    return address("receptionist-section", name)


def finish() -> None:
    """The worker has set up whatever was published."""
    for publication in Publication.objects.filter(state=PublicationState.WAITING):
        activate(publication, now=timezone.now())


def publish(owner: Client, **fields: str) -> None:
    owner.post(section("auftritt"), APPEARANCE | fields)
    owner.post(address("receptionist-publish"), {"note": ""})
    finish()


def test_looking_changes_nothing(owner: Client) -> None:
    for name in ("receptionist", "receptionist-versions", "transfer-targets", "blocklist"):
        assert owner.get(address(name)).status_code == 200

    assert not Receptionist.objects.exists()


def test_overview_shows_the_greeting_with_the_disclosure_first(owner: Client) -> None:
    ReceptionistFactory(persona_name="Mia", greeting="Wir freuen uns.")

    page = owner.get(address("receptionist")).content.decode()

    greeting = page.partition("data-greeting>„")[2].partition("“")[0]
    assert "Mia, die KI-Assistentin" in greeting.split(". ")[0]
    assert "Wir freuen uns." in greeting


def test_saving_is_not_heard_and_shows_what_would_change(owner: Client) -> None:
    ReceptionistFactory(persona_name="Mia")

    answer = owner.post(section("auftritt"), APPEARANCE, follow=True)

    page = answer.content.decode()
    assert "noch nicht zu hören" in page.lower()
    assert "Mia" in page
    assert "Lea" in page
    assert line_of().persona_name == "Mia"


def test_publishing_is_heard_when_it_is_set_up(owner: Client) -> None:
    owner.post(section("auftritt"), APPEARANCE)
    owner.post(address("receptionist-publish"), {"note": "Neuer Name"})
    waiting = owner.get(address("receptionist")).content.decode()
    assert "every 1500ms" in waiting

    finish()

    assert line_of().persona_name == "Lea"
    assert "Neuer Name" in owner.get(address("receptionist-versions")).content.decode()
    assert "every 1500ms" not in owner.get(address("receptionist-publishing")).content.decode()


def test_publishing_nothing_says_so(owner: Client) -> None:
    publish(owner)

    answer = owner.post(address("receptionist-publish"), {}, follow=True)

    assert "Es gibt nichts zu veröffentlichen." in answer.content.decode()
    assert ReceptionistVersion.objects.count() == 2


def test_discarding_takes_back_what_was_edited(owner: Client) -> None:
    publish(owner)
    owner.post(section("auftritt"), APPEARANCE | {"persona_name": "Ida"})

    owner.post(address("receptionist-discard"))

    assert Receptionist.objects.get().persona_name == "Lea"


def test_earlier_version_comes_back_with_one_click(owner: Client) -> None:
    publish(owner, persona_name="Lea")
    publish(owner, persona_name="Ida")
    lea = ReceptionistVersion.objects.get(settings__persona_name="Lea")

    owner.post(address("receptionist-roll-back", lea.pk))
    finish()

    assert line_of().persona_name == "Lea"
    assert Receptionist.objects.get().persona_name == "Lea"


def test_calls_are_split_between_versions(owner: Client) -> None:
    publish(owner, persona_name="Lea")
    publish(owner, persona_name="Ida")
    _, lea, ida = ReceptionistVersion.objects.order_by("number")

    owner.post(address("receptionist-split"), {f"anteil-{lea.pk}": "40", f"anteil-{ida.pk}": "60"})
    finish()

    page = owner.get(address("receptionist-versions")).content.decode()
    assert "40 % der Anrufe" in page
    assert "60 % der Anrufe" in page


@pytest.mark.parametrize("share", ["50", "", "1000", "-100", "x"])
def test_split_that_is_no_hundred_is_refused(owner: Client, share: str) -> None:
    publish(owner)
    version = ReceptionistVersion.objects.get(weight=100)

    answer = owner.post(address("receptionist-split"), {f"anteil-{version.pk}": share}, follow=True)

    assert "genau 100 Prozent" in answer.content.decode()


def test_versions_show_how_they_do(owner: Client) -> None:
    publish(owner)
    for outcome in (Outcome.BOOKED, Outcome.HUNG_UP):
        call = CallFactory(now=timezone.now())
        Call.objects.filter(pk=call.pk).update(outcome=outcome, state="ended", duration_ms=60_000)

    page = owner.get(address("receptionist-versions")).content.decode()

    assert "1 · 50 %" in page


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ({"persona_name": "Lea", "formal": "True", "greeting": "Hallo Welt."}, "Hallo Welt."),
        ({"formal": "False", "greeting": ""}, "Was kann ich für dich tun?"),
        ({"tone": "lively", "vorschlag": "neu"}, "bin ganz Ohr"),
        ({"tone": "lively", "formal": "False", "vorschlag": "folgt", "greeting": "Eigenes."}, "Eigenes."),
        (
            {
                "tone": "lively",
                "formal": "False",
                "vorschlag": "folgt",
                "greeting": "Schön, dass Sie anrufen.",
            },
            "für dich",
        ),
    ],
)
def test_preview_sounds_as_the_form_says(
    owner: Client, company: Company, sent: dict[str, str], heard: str
) -> None:
    type(company).objects.filter(pk=company.pk).update(industry="other")

    page = owner.get(address("receptionist-preview"), sent).content.decode()

    greeting = page.partition("data-greeting>„")[2].partition("“")[0]
    assert heard in greeting
    assert "KI-Assistentin" in greeting.split(". ")[0]
    assert not Receptionist.objects.exists()


def test_disclosure_cannot_be_edited_away(owner: Client) -> None:
    publish(owner, greeting="Ich bin ein Mensch. Keine KI. Ganz sicher", persona_name="Dr. Mensch")

    page = owner.get(address("receptionist")).content.decode()
    assert "die KI-Assistentin" in page.partition("data-greeting>„")[2][:90]


def test_routing_keeps_the_number_as_it_is_dialled(owner: Client) -> None:
    owner.post(section("annahme"), ROUTING)

    stored = Receptionist.objects.get()
    assert (stored.mode, stored.otherwise, stored.business_number) == (
        "after_hours",
        "pass_on",
        "+493022334455",
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "Wohin soll durchgestellt werden?"),
        ("0900 1234567", "teuren Nummern"),
        ("+1 202 555 0123", "In dieses Land"),
        ("12", "keine vollständige Rufnummer"),
    ],
)
def test_routing_says_what_is_wrong_with_a_number(owner: Client, number: str, words: str) -> None:
    answer = owner.post(section("annahme"), ROUTING | {"business_number": number})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Receptionist.objects.exists()


def test_emergency_words_are_for_practices(owner: Client, company: Company) -> None:
    assert "Notfallwörter" not in owner.get(section("annahme")).content.decode()
    company.industry = "dentist"
    company.save()
    from tenants.context import company_scope, forget_companies

    forget_companies()
    with company_scope(company):
        owner.post(
            section("annahme"),
            ROUTING | {"emergency_words": "Kiefer  gebrochen\n\nKiefer gebrochen\nAtemnot"},
        )
        assert Receptionist.objects.get().emergency_words == ["Kiefer gebrochen", "Atemnot"]


def test_limits_are_stored_as_seconds_and_cents(owner: Client) -> None:
    owner.post(section("grenzen"), LIMITS)

    stored = Receptionist.objects.get()
    assert (stored.max_seconds, stored.max_cost_cents, stored.silence_seconds) == (600, 150, 20)
    assert (stored.max_daily_minutes, stored.brain) == (None, "own")


def test_protection_holds_at_once(owner: Client) -> None:
    publish(owner)

    owner.post(section("grenzen"), LIMITS | {"turns_hidden_away": "on", "calls_per_hour": "3"})

    line = line_of()
    assert (line.turns_hidden_away, line.calls_per_hour) == (True, 3)
    assert line.max_seconds == 900


@pytest.mark.parametrize(
    ("field", "value"), [("minutes", "1"), ("silence_seconds", "5"), ("brain", "x"), ("euros", "-1")]
)
def test_limits_refuse_what_would_cut_people_off(owner: Client, field: str, value: str) -> None:
    assert owner.post(section("grenzen"), LIMITS | {field: value}).status_code == 422


def test_language_model_is_offered_where_there_is_one(owner: Client, settings: Settings) -> None:
    settings.OPENAI = {**settings.OPENAI, "model": ""}
    assert "Sprachmodell" not in owner.get(section("grenzen")).content.decode()
    assert owner.post(section("grenzen"), LIMITS | {"brain": "model"}).status_code == 422

    settings.OPENAI = {**settings.OPENAI, "model": "receptionist-honest"}
    assert "Ein Sprachmodell formuliert freier" in owner.get(section("grenzen")).content.decode()
    owner.post(section("grenzen"), LIMITS | {"brain": "model"})
    assert Receptionist.objects.get().brain == "model"

    settings.OPENAI = {**settings.OPENAI, "model": ""}
    assert "Sprachmodell" in owner.get(section("grenzen")).content.decode()


def test_unknown_section_is_not_found(owner: Client) -> None:
    assert owner.get(section("geheim")).status_code == 404


def test_somebody_to_put_through_to_is_added_changed_and_removed(owner: Client) -> None:
    owner.post(address("transfer-target-new"), JENS)
    jens = TransferTarget.objects.get()
    assert (jens.phone, jens.topics) == ("+493022110011", ["Rechnung", "Reklamation"])
    assert "Jens Krüger" in owner.get(address("transfer-targets")).content.decode()

    own = {"reach": "own", "weekdays": ["0", "2"], "from_time": "09:00", "until_time": "12:00"}
    owner.post(address("transfer-target", jens.pk), JENS | own)
    jens.refresh_from_db()
    assert (jens.weekdays, jens.reach) == ([0, 2], "own")

    owner.post(address("transfer-target-drop", jens.pk))
    assert not TransferTarget.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"phone": "0900 1234567"}, "teuren Nummern"),
        ({"reach": "own"}, "An welchen Tagen?"),
        ({"reach": "own", "weekdays": ["0"], "from_time": "12:00", "until_time": "09:00"}, "nach dem Beginn"),
        ({"name": ""}, "Bitte ausfüllen."),
    ],
)
def test_what_is_wrong_with_a_target_is_said(owner: Client, changed: dict[str, Any], words: str) -> None:
    answer = owner.post(address("transfer-target-new"), JENS | changed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not TransferTarget.objects.exists()


def test_number_is_blocked_and_let_through_again(owner: Client) -> None:
    owner.post(address("blocklist-block"), {"phone": "030 999999", "reason": "Werbung"})
    blocked = BlockedNumber.objects.get()
    assert (blocked.phone, blocked.reason) == ("+4930999999", "Werbung")

    owner.post(address("blocklist-unblock", blocked.pk))
    assert not BlockedNumber.objects.exists()
    assert owner.post(address("blocklist-unblock", blocked.pk)).status_code == 404


def test_blocking_twice_is_once(owner: Client) -> None:
    BlockedNumberFactory(phone="+4930999999", reason="Werbung")

    owner.post(address("blocklist-block"), {"phone": "030 999999"})

    assert BlockedNumber.objects.get().reason == "Werbung"


def test_unreadable_number_is_not_blocked(owner: Client) -> None:
    answer = owner.post(address("blocklist-block"), {"phone": "12"})

    assert answer.status_code == 422
    assert "keine vollständige Rufnummer" in answer.content.decode()


def test_number_that_keeps_hanging_up_is_suggested(owner: Client, branch: Branch) -> None:
    for _ in range(3):
        call = CallFactory(from_number="+4930888888", now=timezone.now())
        Call.objects.filter(pk=call.pk).update(outcome=Outcome.HUNG_UP, duration_ms=4_000)
    assert "Auffällig" in owner.get(address("blocklist")).content.decode()

    owner.post(address("blocklist-block"), {"anruf": str(call.pk), "reason": "Kurze Anrufe"})

    assert BlockedNumber.objects.get().phone == "+4930888888"
    assert "Auffällig" not in owner.get(address("blocklist")).content.decode()


def test_drift_is_told_in_words_and_can_be_repaired(owner: Client) -> None:
    publish(owner)
    HostedAgent.objects.create(
        receptionist=Receptionist.objects.get(),
        differences=[["agent", "voice_id", ""], ["number", "missing", "+493012345678"], ["brain", "neu", ""]],
    )

    page = owner.get(address("receptionist")).content.decode()
    owner.post(address("receptionist-repair"))

    assert "Die Stimme wurde dort geändert." in page
    assert "030 12345678 ist dort noch nicht eingerichtet." in page
    assert "Eine Einstellung wurde dort geändert (neu)." in page
    assert Publication.objects.first().action == "repair"  # type: ignore[union-attr]


def test_failed_publication_says_that_the_old_version_goes_on(owner: Client) -> None:
    owner.post(section("auftritt"), APPEARANCE)
    owner.post(address("receptionist-publish"))
    Publication.objects.update(state=PublicationState.FAILED, error="provider_unavailable")

    page = owner.get(address("receptionist")).content.decode()

    assert "nicht erreichbar" in page


def test_comparison_can_be_asked_for(owner: Client) -> None:
    publish(owner)
    HostedAgent.objects.create(receptionist=Receptionist.objects.get())

    owner.post(address("receptionist-check"))

    assert HostedAgent.objects.get().check_due_at is not None
