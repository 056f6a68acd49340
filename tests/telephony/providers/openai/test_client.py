"""The client of a language model: one answer within a deadline, and one name for whatever goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from askproai.standins.testing import RunningStandins, running_standins
from telephony.errors import ModelFailed, Superseded
from telephony.prompts.messages import Answer, Tool, ToolCall, result_message
from telephony.prompts.watch import Watch
from telephony.providers.openai import client
from telephony.providers.openai.client import LanguageModel
from telephony.providers.openai.wire import Gathering
from tests.telephony.model import model_at

PRICE = Tool(name="quote_price", description="Preis", parameters={"type": "object", "properties": {}})
ASKED: list[dict[str, Any]] = [{"role": "user", "content": "Was kostet Färben?"}]


@pytest.fixture(scope="module")
def _running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def standins(_running: RunningStandins) -> RunningStandins:
    _running.reset()
    client._BREAKER.close()
    return _running


@pytest.fixture
def model(standins: RunningStandins) -> LanguageModel:
    with model_at(standins):
        found = LanguageModel.of(None)
    assert found is not None
    return found


def ask(model: LanguageModel, seconds: float = 4.0) -> list[str | Answer]:
    return list(model.answer(messages=ASKED, tools=[PRICE], watch=Watch(seconds)))


def why(model: LanguageModel, seconds: float = 4.0) -> str:
    with pytest.raises(ModelFailed) as failed:
        ask(model, seconds)
    return failed.value.why


def test_answer_ends_with_what_the_model_asks_for(model: LanguageModel) -> None:
    answer = ask(model)[-1]

    assert isinstance(answer, Answer)
    assert [call.name for call in answer.calls] == ["quote_price"]
    assert answer.calls[0].args() == {"service": "Was kostet Färben?"}
    assert answer.tokens.input > 0


@pytest.mark.parametrize("setting", ["api_key", "model"])
def test_without_key_or_model_there_is_none(standins: RunningStandins, setting: str) -> None:
    with model_at(standins, **{setting: ""}):
        assert LanguageModel.of(None) is None


def test_a_companys_own_key_beats_the_platforms(standins: RunningStandins) -> None:
    connection: Any = SimpleNamespace(credentials={"api_key": "sk-of-nobody"})
    with model_at(standins):
        own = LanguageModel.of(connection)
    assert own is not None

    assert why(own) == "rejected"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("429", "rate_limited"),
        ("500", "server_error"),
        ("malformed", "unreadable"),
        ("cut_off", "cut_off"),
        ("refusal", "refused"),
        ("empty", "empty"),
    ],
)
def test_failure_has_a_name(
    model: LanguageModel, standins: RunningStandins, mode: str, expected: str
) -> None:
    standins.fail("openai", mode)

    assert why(model) == expected


@pytest.mark.parametrize("mode", ["slow", "stall"])
def test_deadline_ends_a_wait_for_the_first_and_for_the_next_word(
    model: LanguageModel, standins: RunningStandins, mode: str
) -> None:
    standins.fail("openai", mode, seconds=1.5)

    assert why(model, seconds=0.2) == "timeout"


def test_nobody_waits_for_a_superseded_answer(model: LanguageModel, standins: RunningStandins) -> None:
    standins.fail("openai", "slow", seconds=1.5)
    watch = Watch(4)
    threading.Timer(0.1, watch.supersede).start()

    with pytest.raises(Superseded):
        list(model.answer(messages=ASKED, tools=[PRICE], watch=watch))


def test_breaker_opens_after_five_failures_and_asks_nobody_then(
    model: LanguageModel, standins: RunningStandins
) -> None:
    standins.fail("openai", "500", count=5)
    for _ in range(5):
        ask_and_fail(model)
    before = len(standins.events)

    assert why(model) == "breaker_open"
    assert len(standins.events) == before
    client._BREAKER.close()


def ask_and_fail(model: LanguageModel) -> None:
    with pytest.raises(ModelFailed):
        ask(model)


@pytest.mark.parametrize("mode", ["429", "refusal", "cut_off", "empty"])
def test_what_a_caller_can_provoke_does_not_open_the_breaker(
    model: LanguageModel, standins: RunningStandins, mode: str
) -> None:
    standins.fail("openai", mode, count=8)
    for _ in range(8):
        ask_and_fail(model)

    assert ask(model)


def test_the_librarys_own_retries_are_off(model: LanguageModel, standins: RunningStandins) -> None:
    standins.fail("openai", "500", count=1)

    ask_and_fail(model)

    assert [event.kind for event in standins.events] == ["failure"]


@pytest.mark.parametrize(
    "arguments", ["[]", "kein json", '{"a": NaN}', '{"a": ' * 50, '{"a": "' + "x" * 9_000 + '"}']
)
def test_arguments_that_are_no_object_are_refused(arguments: str) -> None:
    with pytest.raises(ModelFailed):
        ToolCall(call_id="call_1", name="book", arguments=arguments).args()


def test_arguments_are_cleaned_like_everything_foreign() -> None:
    call = ToolCall(call_id="call_1", name="book", arguments='{"name": "Clara\\u0000 \\ud800"}')

    assert call.args() == {"name": "Clara\ufffd \ufffd"}


def test_a_server_that_counts_nothing_is_counted_by_letters() -> None:
    gathering = Gathering(text=["Guten Tag."], finish="stop")

    tokens = gathering.answer(asked=ASKED).tokens

    assert tokens.input > 5
    assert tokens.output > 2


def test_a_result_too_long_for_the_model_keeps_its_sentence() -> None:
    call = ToolCall(call_id="call_1", name="answer_question", arguments="{}")
    result = {"ok": True, "code": "answered", "say": "Ja.", "sources": ["x" * 20_000]}

    assert len(result_message(call, result)["content"]) < 100
