from __future__ import annotations

import pytest

from telephony.enums import PublicationAction, PublicationState, VersionState
from telephony.errors import NothingToPublish, SharesInvalid, VersionNotReady, VersionUnknown
from telephony.knowledge.sources import add_faq
from telephony.models import Publication, Receptionist, ReceptionistVersion
from telephony.queries.lines import line_of, share_of
from telephony.queries.versions import results_by_version
from telephony.services.calls import end_call
from telephony.services.versions import (
    activate,
    changes_between,
    edit_receptionist,
    main_version,
    publish,
    receptionist_for_editing,
    repair,
    roll_back,
    split,
    version_changes,
)
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory, ReceptionistFactory
from tests.telephony.conftest import Salon

pytestmark = pytest.mark.usefixtures("company")


def published(**fields: object) -> ReceptionistVersion:
    """Edit, publish, and have the worker done with it."""
    edit_receptionist(fields=fields, now=MONDAY_8)
    publication = publish(note="", by_user_id=None, now=MONDAY_8)
    activate(publication, now=MONDAY_8)
    return ReceptionistVersion.objects.get(pk=publication.version_id)


def test_edit_is_not_heard_before_it_is_published(salon: Salon) -> None:
    ReceptionistFactory(persona_name="Mia")

    edit_receptionist(fields={"persona_name": "Lea"}, now=MONDAY_8)

    assert line_of(branch_id=salon.branch.pk).persona_name == "Mia"
    assert Receptionist.objects.get().persona_name == "Lea"


def test_publish_makes_a_version_and_owes_its_set_up(salon: Salon) -> None:
    ReceptionistFactory(persona_name="Mia")
    edit_receptionist(fields={"persona_name": "Lea"}, now=MONDAY_8)

    publication = publish(note="Neuer Name", by_user_id=7, now=MONDAY_8)

    assert (publication.version.number, publication.version.state) == (2, VersionState.WAITING)
    assert (publication.version.note, publication.version.created_by_user_id) == ("Neuer Name", 7)
    assert OutboxEntry.objects.filter(kind="retell_publish", subject_id=publication.pk).count() == 1
    assert line_of(branch_id=salon.branch.pk).persona_name == "Mia"


def test_activated_version_is_what_callers_get(salon: Salon) -> None:
    version = published(persona_name="Lea", mode="overflow")

    line = line_of(branch_id=salon.branch.pk)

    assert (line.persona_name, line.mode, line.version_id) == ("Lea", "overflow", version.pk)
    assert main_version(Receptionist.objects.get()) == version


def test_publish_refuses_what_callers_get_already() -> None:
    published(persona_name="Lea")

    with pytest.raises(NothingToPublish):
        publish(note="", by_user_id=None, now=MONDAY_8)


def test_newer_wish_overtakes_one_that_is_still_waiting() -> None:
    edit_receptionist(fields={"persona_name": "Lea"}, now=MONDAY_8)
    first = publish(note="", by_user_id=None, now=MONDAY_8)
    edit_receptionist(fields={"persona_name": "Ida"}, now=MONDAY_8)

    publish(note="", by_user_id=None, now=MONDAY_8)

    assert Publication.objects.get(pk=first.pk).state == PublicationState.OVERTAKEN


def test_changes_name_only_what_differs() -> None:
    version = published(persona_name="Lea")
    edited = edit_receptionist(fields={"persona_name": "Ida", "max_seconds": 600}, now=MONDAY_8)

    changes = changes_between(version, edited)

    assert [(each.name, each.before, each.after) for each in changes] == [
        ("persona_name", "Lea", "Ida"),
        ("max_seconds", 900, 600),
    ]


def test_changes_name_functions_that_came() -> None:
    version = published(persona_name="Lea")
    del version.parts["functions"]["transfer"]
    version.save()

    changes = changes_between(version, Receptionist.objects.get())

    assert [(each.part, each.name, each.before) for each in changes] == [("functions", "transfer", None)]


def test_versions_note_what_was_known_and_knowledge_needs_no_publishing() -> None:
    old = published(persona_name="Lea")
    add_faq(question="Gibt es Parkplätze?", answer="Ja, hinter dem Haus.", branch_id=None, now=MONDAY_8)
    assert changes_between(old, Receptionist.objects.get()) == ()

    new = published(persona_name="Ida")

    changes = [(each.part, each.name, each.before) for each in version_changes(old, new)]
    assert ("knowledge", "Gibt es Parkplätze?", None) in changes


def test_versions_can_be_compared() -> None:
    old, new = published(greeting="Guten Tag!"), published(greeting="Hallo!")

    assert [(each.name, each.after) for each in version_changes(old, new)] == [("greeting", "Hallo!")]


def test_roll_back_brings_the_old_settings_to_callers_and_into_the_form(salon: Salon) -> None:
    first = published(persona_name="Lea", business_number="+493012345")
    published(persona_name="Ida", business_number="")

    publication = roll_back(version_id=first.pk, by_user_id=None, now=MONDAY_8)
    activate(publication, now=MONDAY_8)

    assert publication.action == PublicationAction.ROLLBACK
    assert line_of(branch_id=salon.branch.pk).persona_name == "Lea"
    assert Receptionist.objects.get().business_number == "+493012345"


def test_roll_back_to_a_version_of_nobody_is_refused() -> None:
    published(persona_name="Lea")

    with pytest.raises(VersionUnknown):
        roll_back(version_id=987_654, by_user_id=None, now=MONDAY_8)


def test_split_gives_each_version_its_share_of_the_calls(salon: Salon) -> None:
    lea, ida = published(persona_name="Lea"), published(persona_name="Ida")
    publication = split(shares={lea.pk: 30, ida.pk: 70}, by_user_id=None, now=MONDAY_8)
    activate(publication, now=MONDAY_8)

    heard = [line_of(branch_id=salon.branch.pk, call_key=f"call_{n}").persona_name for n in range(400)]

    assert 80 <= heard.count("Lea") <= 160
    assert heard.count("Lea") + heard.count("Ida") == 400


def test_a_call_always_gets_the_same_version(salon: Salon) -> None:
    lea, ida = published(persona_name="Lea"), published(persona_name="Ida")
    activate(split(shares={lea.pk: 50, ida.pk: 50}, by_user_id=None, now=MONDAY_8), now=MONDAY_8)

    heard = {line_of(branch_id=salon.branch.pk, call_key="call_abc").version_id for _ in range(20)}

    assert len(heard) == 1
    assert 0 <= share_of("call_abc") < 1


def test_a_running_call_keeps_the_version_that_took_it(salon: Salon) -> None:
    lea = published(persona_name="Lea")
    call = CallFactory()
    published(persona_name="Ida")

    assert call.version_id == lea.pk
    assert line_of(branch_id=call.branch_id, version_id=call.version_id).persona_name == "Lea"


@pytest.mark.parametrize("shares", [(50, 40), (100, 1), (0, 0), (101, -1)])
def test_split_refuses_what_is_not_a_hundred(shares: tuple[int, int]) -> None:
    versions = [published(persona_name="Lea"), published(persona_name="Ida")]

    with pytest.raises(SharesInvalid):
        split(
            shares={version.pk: share for version, share in zip(versions, shares, strict=True)},
            by_user_id=None,
            now=MONDAY_8,
        )


def test_split_refuses_a_version_that_was_never_set_up() -> None:
    lea = published(persona_name="Lea")
    edit_receptionist(fields={"persona_name": "Ida"}, now=MONDAY_8)
    waiting = publish(note="", by_user_id=None, now=MONDAY_8)

    with pytest.raises(VersionNotReady):
        split(shares={lea.pk: 50, waiting.version_id: 50}, by_user_id=None, now=MONDAY_8)


def test_repair_forgets_where_live_versions_stood() -> None:
    version = published(persona_name="Lea")
    ReceptionistVersion.objects.filter(pk=version.pk).update(brain_id="llm_1", provider_agent_version=3)

    publication = repair(by_user_id=None, now=MONDAY_8)

    version.refresh_from_db()
    assert (version.brain_id, version.provider_agent_version, version.weight) == ("", None, 100)
    assert publication.shares == {str(version.pk): 100}


def test_looking_before_the_first_edit_keeps_what_callers_hear(salon: Salon) -> None:
    ReceptionistFactory(persona_name="Mia")

    receptionist_for_editing(now=MONDAY_8)

    version = ReceptionistVersion.objects.get()
    assert (version.number, version.weight, version.state) == (1, 100, VersionState.READY)
    assert line_of(branch_id=salon.branch.pk).persona_name == "Mia"


def test_a_branch_of_its_own_mind_is_not_touched(salon: Salon) -> None:
    ReceptionistFactory(branch=salon.branch, persona_name="Ria")

    published(persona_name="Lea")

    assert line_of(branch_id=salon.branch.pk).persona_name == "Ria"


def test_results_count_calls_of_each_version(salon: Salon) -> None:
    lea = published(persona_name="Lea")
    for outcome in ("booked", "booked", "hung_up"):
        call = CallFactory()
        end_call(call_id=call.pk, reason="user_hangup", now=MONDAY_8)
        type(call).objects.filter(pk=call.pk).update(outcome=outcome)

    results = results_by_version([lea.pk])[lea.pk]

    assert (results.calls, results.booked, results.hung_up, results.booked_percent) == (3, 2, 1, 67)
