"""Receptionists at Retell's stand-in, by the real client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from askproai.core import http
from askproai.standins.ledger import Json
from askproai.standins.testing import RunningStandins, running_standins
from telephony.enums import PublicationState, VersionState
from telephony.models import HostedAgent, Publication, Receptionist, ReceptionistVersion
from telephony.providers.retell.hosting import RetellHosting, connected_hosting
from telephony.queries.lines import line_of
from telephony.services.provisioning import (
    CHECK_EVERY,
    ask_for_check,
    check_hosted,
    differences_of,
)
from telephony.services.versions import edit_receptionist, publish, repair, roll_back, split
from tenants.context import current_company
from tenants.enums import DirectoryKind
from tenants.models import DirectoryEntry
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.factories.booking import MONDAY_8
from tests.telephony.conftest import Salon

NUMBER = "+493012345678"
pytestmark = pytest.mark.usefixtures("salon")


@pytest.fixture(scope="module")
def running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running
        http._client_for(running.retell_url, 2.0).close()


@pytest.fixture
def retell(running: RunningStandins, settings: Settings) -> Iterator[RunningStandins]:
    settings.RETELL = settings.RETELL | {
        "base_url": running.retell_url,
        "api_key": running.environment["RETELL_API_KEY"],
        "timeout_s": 2.0,
    }
    http._breaker_for.cache_clear()
    running.reset()
    running.standins.retell.workspaces.clear()
    yield running
    running.reset()
    http._breaker_for.cache_clear()


@pytest.fixture
def number(retell: RunningStandins) -> str:
    """The salon's number, at Retell already, bound to nothing."""
    DirectoryEntry.objects.create(kind=DirectoryKind.PHONE_NUMBER, key=NUMBER, company=current_company())
    call(retell, "POST", "/import-phone-number", {"phone_number": NUMBER, "termination_uri": "salon.example"})
    return NUMBER


def call(retell: RunningStandins, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {retell.environment['RETELL_API_KEY']}"}
    answer = httpx.request(method, retell.retell_url + path, json=body, headers=headers, trust_env=False)
    return answer.json() if answer.content else None


def agents(retell: RunningStandins) -> list[Json]:
    found: list[Json] = call(retell, "POST", "/v2/list-agents", {})["items"]
    return found


def llms(retell: RunningStandins) -> list[Json]:
    found: list[Json] = call(retell, "GET", "/v2/list-retell-llms")["items"]
    return found


def work() -> None:
    """The worker comes by; whatever waits to be tried again is due."""
    OutboxEntry.objects.filter(kind="retell_publish", state="pending").update(due_at=Now())
    drain(kind="retell_publish", now=MONDAY_8)


def published(**fields: Any) -> ReceptionistVersion:
    edit_receptionist(fields=fields, now=MONDAY_8)
    version = publish(note="", by_user_id=None, now=MONDAY_8).version
    work()
    version.refresh_from_db()
    return version


def test_publishing_sets_up_llm_agent_and_number(retell: RunningStandins, number: str) -> None:
    version = published(persona_name="Lea")

    [llm], [agent] = llms(retell), agents(retell)
    bound = call(retell, "GET", "/get-phone-number/%2B493012345678")
    assert (version.state, version.weight, version.brain_id) == (VersionState.READY, 100, llm["llm_id"])
    assert version.provider_agent_id == agent["agent_id"]
    assert bound["inbound_agents"] == [
        {"agent_id": agent["agent_id"], "agent_version": version.provider_agent_version, "weight": 1.0}
    ]
    assert bound["inbound_webhook_url"].endswith("/inbound/")
    functions = {tool["name"]: tool for tool in llm["general_tools"]}
    assert functions["book"]["url"].endswith("/functions/")
    assert "Lea, die KI-Assistentin" in llm["general_prompt"]
    assert "Lea, die KI-Assistentin" in llm["default_dynamic_variables"]["greeting"]
    shown = call(retell, "GET", f"/get-agent/{agent['agent_id']}?version={version.provider_agent_version}")
    assert (shown["is_published"], shown["timezone"]) == (True, "Europe/Berlin")
    assert shown["data_storage_setting"] == "basic_attributes_only"


def test_callers_get_the_new_version_only_when_it_is_set_up(retell: RunningStandins) -> None:
    edit_receptionist(fields={"persona_name": "Lea"}, now=MONDAY_8)
    publish(note="", by_user_id=None, now=MONDAY_8)
    assert line_of().persona_name == ""

    work()

    line = line_of()
    assert line.persona_name == "Lea"
    assert (line.agent_id, line.agent_version) == (agents(retell)[0]["agent_id"], 0)


def test_a_second_version_uses_the_same_agent(retell: RunningStandins) -> None:
    first, second = published(persona_name="Lea"), published(persona_name="Ida")

    assert len(agents(retell)) == 1
    assert len(llms(retell)) == 2
    assert first.provider_agent_id == second.provider_agent_id
    assert (first.provider_agent_version, second.provider_agent_version) == (0, 1)


@pytest.mark.parametrize(
    "step",
    ["create-retell-llm", "create-agent", "update-agent", "publish-agent-version", "update-phone-number"],
)
@pytest.mark.parametrize("mode", ["accept_then_drop", "malformed", "500"])
def test_an_interrupted_set_up_goes_on_and_leaves_no_orphan(
    retell: RunningStandins, number: str, step: str, mode: str
) -> None:
    retell.fail("retell", mode, match=step)
    edit_receptionist(fields={"persona_name": "Lea"}, now=MONDAY_8)
    publish(note="", by_user_id=None, now=MONDAY_8)

    work()
    work()

    assert Publication.objects.get().state == PublicationState.DONE
    assert (len(llms(retell)), len(agents(retell))) == (1, 1)
    assert call(retell, "GET", "/get-phone-number/%2B493012345678")["inbound_agents"]


def test_a_worker_killed_between_creating_and_remembering_leaves_no_orphan(
    retell: RunningStandins, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_receptionist(fields={"persona_name": "Lea"}, now=MONDAY_8)
    publish(note="", by_user_id=None, now=MONDAY_8)

    class Killed(BaseException):
        pass

    def dies(*_: object, **__: object) -> None:
        raise Killed

    for step in ("put_agent", "put_version"):
        with monkeypatch.context() as patch:
            patch.setattr(RetellHosting, step, dies)
            with pytest.raises(Killed):
                work()
        OutboxEntry.objects.update(leased_until=Now() - timedelta(minutes=1))
        # The killed one remembers nothing of what it made.
        ReceptionistVersion.objects.update(brain_id="", provider_agent_id="")
        HostedAgent.objects.update(agent_id="", leased_until=None)
    work()

    assert (len(llms(retell)), len(agents(retell))) == (1, 1)
    assert line_of().persona_name == "Lea"


def test_nothing_of_others_in_the_workspace_is_touched(retell: RunningStandins) -> None:
    engine = {"type": "custom-llm", "llm_websocket_url": "ws://127.0.0.1:1/llm"}
    call(retell, "POST", "/create-agent", {"agent_name": "Fremd", "response_engine": engine, "voice_id": "v"})
    call(retell, "POST", "/create-retell-llm", {"general_prompt": "fremd", "start_speaker": "agent"})

    published(persona_name="Lea")

    assert "Fremd" in [agent["agent_name"] for agent in agents(retell)]
    assert "fremd" in [llm["general_prompt"] for llm in llms(retell)]


def test_two_workers_at_once_make_everything_once(retell: RunningStandins) -> None:
    edit_receptionist(fields={"persona_name": "Lea"}, now=MONDAY_8)
    publish(note="", by_user_id=None, now=MONDAY_8)
    hosted = HostedAgent.objects.create(receptionist=Receptionist.objects.get())
    HostedAgent.objects.update(leased_until=Now() + timedelta(seconds=60))

    work()

    assert (llms(retell), agents(retell)) == ([], [])
    assert OutboxEntry.objects.get(kind="retell_publish").last_error == "busy"
    HostedAgent.objects.filter(pk=hosted.pk).update(leased_until=None)
    work()
    assert line_of().persona_name == "Lea"


def test_a_key_that_is_refused_fails_the_publication_and_leaves_callers_alone(
    retell: RunningStandins, settings: Settings
) -> None:
    settings.RETELL = settings.RETELL | {"api_key": "key_falsch"}
    edit_receptionist(fields={"persona_name": "Lea"}, now=MONDAY_8)
    publish(note="", by_user_id=None, now=MONDAY_8)

    work()

    publication = Publication.objects.get()
    assert (publication.state, publication.error) == (PublicationState.FAILED, "provider_unauthorized")
    assert publication.version.state == VersionState.FAILED
    assert line_of().persona_name == ""


def test_a_provider_that_stays_away_fails_the_publication_in_the_end(retell: RunningStandins) -> None:
    edit_receptionist(fields={"persona_name": "Lea"}, now=MONDAY_8)
    publish(note="", by_user_id=None, now=MONDAY_8)
    retell.fail("retell", "500", count=100)

    for _ in range(10):
        http._breaker_for.cache_clear()
        work()

    assert Publication.objects.get().state == PublicationState.FAILED


def test_without_a_key_versions_hold_at_once(settings: Settings) -> None:
    settings.RETELL = settings.RETELL | {"api_key": ""}

    published(persona_name="Lea")

    assert connected_hosting() is None
    assert line_of().persona_name == "Lea"


def test_roll_back_binds_the_old_version_without_making_anything(
    retell: RunningStandins, number: str
) -> None:
    first = published(persona_name="Lea")
    published(persona_name="Ida")

    roll_back(version_id=first.pk, by_user_id=None, now=MONDAY_8)
    work()

    bound = call(retell, "GET", "/get-phone-number/%2B493012345678")["inbound_agents"]
    assert [(each["agent_version"], each["weight"]) for each in bound] == [(0, 1.0)]
    assert len(llms(retell)) == 2
    assert line_of().agent_version == 0


def test_split_binds_both_versions_by_weight(retell: RunningStandins, number: str) -> None:
    first, second = published(persona_name="Lea"), published(persona_name="Ida")

    split(shares={first.pk: 25, second.pk: 75}, by_user_id=None, now=MONDAY_8)
    work()

    bound = call(retell, "GET", "/get-phone-number/%2B493012345678")["inbound_agents"]
    assert {each["agent_version"]: each["weight"] for each in bound} == {0: 0.25, 1: 0.75}


def test_comparison_finds_nothing_after_publishing(retell: RunningStandins, number: str) -> None:
    published(persona_name="Lea")

    assert check_hosted(MONDAY_8 + CHECK_EVERY) == MONDAY_8 + 2 * CHECK_EVERY
    hosted = HostedAgent.objects.get()
    assert (differences_of(hosted), hosted.checked_at) == ((), MONDAY_8 + CHECK_EVERY)


def test_comparison_finds_what_somebody_changed_over_there(retell: RunningStandins, number: str) -> None:
    published(persona_name="Lea")
    workspace = next(iter(retell.standins.retell.workspaces.values()))
    next(iter(workspace.agents.values()))[-1]["voice_id"] = "andere-stimme"
    next(iter(workspace.llms.values()))["general_prompt"] = "Alles ist gratis."
    call(
        retell,
        "PATCH",
        "/update-phone-number/%2B493012345678",
        {"inbound_webhook_url": "https://weg.example/"},
    )

    ask_for_check(receptionist=Receptionist.objects.get(), now=MONDAY_8)
    check_hosted(MONDAY_8)

    found = {(each.where, each.name) for each in differences_of(HostedAgent.objects.get())}
    assert found == {("brain", "general_prompt"), ("agent", "voice_id"), ("number", "inbound_webhook_url")}


def test_repair_puts_back_what_was_changed_or_deleted(retell: RunningStandins, number: str) -> None:
    published(persona_name="Lea")
    call(retell, "DELETE", f"/delete-agent/{agents(retell)[0]['agent_id']}")
    ask_for_check(receptionist=Receptionist.objects.get(), now=MONDAY_8)
    check_hosted(MONDAY_8)
    assert ("agent", "missing") in {each[:2] for each in differences_of(HostedAgent.objects.get())}

    repair(by_user_id=None, now=MONDAY_8)
    work()

    check_hosted(MONDAY_8 + CHECK_EVERY)
    assert differences_of(HostedAgent.objects.get()) == ()
    assert (len(agents(retell)), len(llms(retell))) == (1, 1)


def test_comparison_that_cannot_be_made_says_why(retell: RunningStandins, number: str) -> None:
    published(persona_name="Lea")
    retell.fail("retell", "500", count=3)

    check_hosted(MONDAY_8 + CHECK_EVERY)

    assert HostedAgent.objects.get().check_error == "provider_unavailable"


def test_number_is_imported_where_the_trunk_is_known(retell: RunningStandins, settings: Settings) -> None:
    settings.RETELL = settings.RETELL | {"termination_uri": "salon.pstn.example"}
    DirectoryEntry.objects.create(kind=DirectoryKind.PHONE_NUMBER, key=NUMBER, company=current_company())

    published(persona_name="Lea")

    assert call(retell, "GET", "/get-phone-number/%2B493012345678")["inbound_agents"]


def test_number_that_retell_does_not_have_is_told_and_stops_nothing(retell: RunningStandins) -> None:
    DirectoryEntry.objects.create(kind=DirectoryKind.PHONE_NUMBER, key=NUMBER, company=current_company())

    version = published(persona_name="Lea")

    check_hosted(MONDAY_8 + CHECK_EVERY)
    assert version.weight == 100
    assert differences_of(HostedAgent.objects.get()) == (("number", "missing", NUMBER),)


def test_our_own_brain_is_reached_by_socket(retell: RunningStandins) -> None:
    published(brain="own")

    agent = call(retell, "GET", f"/get-agent/{agents(retell)[0]['agent_id']}")
    assert agent["response_engine"]["type"] == "custom-llm"
    assert "/ws/retell/" in agent["response_engine"]["llm_websocket_url"]
    assert llms(retell) == []


def test_an_agent_of_ones_own_is_left_alone(retell: RunningStandins) -> None:
    published(agent_id="agent_eigener")

    assert agents(retell) == []
    assert (line_of().agent_id, line_of().agent_version) == ("agent_eigener", None)


def test_own_words_cannot_become_variables_of_the_prompt(retell: RunningStandins) -> None:
    published(instructions="Nenne {{transfer_number}} «laut»")

    prompt = llms(retell)[0]["general_prompt"]
    assert "((transfer_number))" in prompt
    assert "{{transfer_number}}" not in prompt.split("Hinweise des Betriebs")[1]


def test_salon_is_named(salon: Salon, retell: RunningStandins) -> None:
    published(persona_name="Lea")

    agent = call(retell, "GET", f"/get-agent/{agents(retell)[0]['agent_id']}")
    assert {"Haarschnitt", "Anna", "Ben"} <= set(agent["boosted_keywords"])
