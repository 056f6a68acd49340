"""OpenAI's stand-in answers, streams and fails in the shapes OpenAI publishes; so do our requests."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from askproai.standins.testing import RunningStandins
from askproai.standins.world import OPENAI_KEY
from telephony.prompts.messages import Answer
from telephony.prompts.watch import Watch
from telephony.providers.openai.client import LanguageModel, _client_for
from telephony.services.brain_turn import tools_of_model

MODEL = "receptionist-honest"
TOOLS = [tool.to_json() for tool in tools_of_model()]
ASKED = [
    {"role": "system", "content": "Sie nehmen Anrufe an."},
    {"role": "user", "content": "Was kostet Färben?"},
]
ANSWERED = [
    *ASKED,
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "quote_price", "arguments": "{}"}}
        ],
    },
    {"role": "tool", "tool_call_id": "call_1", "content": '{"ok": true, "say": "Färben kostet 89 Euro."}'},
]


@pytest.fixture
def openai(standins: RunningStandins) -> Any:
    headers = {"Authorization": f"Bearer {OPENAI_KEY}"}
    with httpx.Client(base_url=standins.openai_url, headers=headers, trust_env=False) as client:
        yield client


def chunks_of(response: httpx.Response) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line]
    assert lines.pop() == "[DONE]"
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("messages", [ASKED, ANSWERED], ids=["tool call", "text"])
def test_whole_answers_fit(openai: Any, fits: Any, messages: list[Any]) -> None:
    answer = openai.post("/chat/completions", json={"model": MODEL, "messages": messages, "tools": TOOLS})

    fits("openai", "CreateChatCompletionResponse", answer.json())


@pytest.mark.parametrize("messages", [ASKED, ANSWERED], ids=["tool call", "text"])
def test_streamed_answers_fit(openai: Any, fits: Any, messages: list[Any]) -> None:
    body = {"model": MODEL, "messages": messages, "stream": True, "stream_options": {"include_usage": True}}
    chunks = chunks_of(openai.post("/chat/completions", json=body))

    for chunk in chunks:
        fits("openai", "CreateChatCompletionStreamResponse", chunk)
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["total_tokens"] > 0


def test_models_and_errors_fit(openai: Any, fits: Any) -> None:
    fits("openai", "ListModelsResponse", openai.get("/models").json())
    refusals = {
        404: openai.post("/chat/completions", json={"model": "nobody", "messages": ASKED}),
        400: openai.post("/chat/completions", json={"model": MODEL}),
        401: openai.get("/models", headers={"Authorization": "Bearer geraten"}),
    }
    for status, answer in refusals.items():
        assert answer.status_code == status
        fits("openai", "ErrorResponse", answer.json())


@pytest.mark.parametrize("mode", ["429", "500"])
def test_failures_fit(openai: Any, standins: RunningStandins, fits: Any, mode: str) -> None:
    standins.fail("openai", mode)

    answer = openai.post("/chat/completions", json={"model": MODEL, "messages": ASKED})

    assert answer.status_code == int(mode)
    fits("openai", "ErrorResponse", answer.json())


def test_a_tool_message_needs_its_call(openai: Any) -> None:
    messages = [*ASKED, {"role": "tool", "tool_call_id": "call_9", "content": "{}"}]

    assert openai.post("/chat/completions", json={"model": MODEL, "messages": messages}).status_code == 400


def test_our_requests_fit(standins: RunningStandins, fits: Any) -> None:
    model = LanguageModel(_client_for(standins.openai_url, OPENAI_KEY), model=MODEL)
    for messages in (ASKED, ANSWERED):
        *_, last = model.answer(messages=messages, tools=tools_of_model(), watch=Watch(5))
        assert isinstance(last, Answer)

    for asked in standins.standins.openai.requests:
        fits("openai", "CreateChatCompletionRequest", asked)
        assert asked["store"] is False
        assert "metadata" not in asked
