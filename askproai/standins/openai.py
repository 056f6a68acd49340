"""OpenAI's chat completions with tools and streaming; the models behind them are programs."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from askproai.standins.answers import Endpoint, Refused, failing
from askproai.standins.failures import MODEL_MODES, Mode
from askproai.standins.ledger import Json, Shelf
from askproai.standins.openai_models import MODELS
from askproai.standins.openai_talk import Move, Talk
from askproai.standins.world import World

KEPT_REQUESTS = 2_000
LETTERS_PER_TOKEN = 4
_KINDS = {
    400: "invalid_request_error",
    401: "invalid_request_error",
    404: "invalid_request_error",
    429: "rate_limit_exceeded",
    500: "server_error",
}
_WORDS = {
    401: "Incorrect API key provided.",
    429: "Rate limit reached.",
    500: "The server had an error while processing your request.",
}


def error_answer(status: int, *, message: str = "", param: str | None = None, code: str = "") -> Response:
    """Return an error in OpenAI's shape."""
    kind = _KINDS.get(status, "invalid_request_error")
    error = {
        "message": message or _WORDS.get(status, ""),
        "type": kind,
        "param": param,
        "code": code or {401: "invalid_api_key", 429: "rate_limit_exceeded"}.get(status),
    }
    headers = {"Retry-After": "1"} if status == HTTPStatus.TOO_MANY_REQUESTS else None
    return JSONResponse({"error": error}, status_code=status, headers=headers)


class OpenAI:
    """One OpenAI with its models."""

    def __init__(self, world: World) -> None:
        self.requests: Shelf[Json] = Shelf(limit=KEPT_REQUESTS)
        self._world = world

    def routes(self) -> list[Route]:
        """Return the endpoints below the base URL."""
        return [
            Route("/v1/chat/completions", self._guarded(self._complete), methods=["POST"]),
            Route("/v1/models", self._guarded(self._list_models), methods=["GET"]),
        ]

    def reset(self) -> None:
        """Forget what was asked."""
        self.requests.clear()

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def authenticated(request: Request) -> Response:
            key = request.headers.get("authorization", "").removeprefix("Bearer ")
            if key not in self._world.accounts.openai:
                raise Refused(error_answer(401))
            return await endpoint(request)

        return failing(authenticated, provider="openai", world=self._world, error_answer=error_answer)

    async def _list_models(self, request: Request) -> Response:
        models = [
            {"id": name, "object": "model", "created": 1_790_000_000, "owned_by": "standin"}
            for name in MODELS
        ]
        return JSONResponse({"object": "list", "data": models})

    async def _complete(self, request: Request) -> Response:
        raw = await request.body()
        asked = _checked(raw)
        reply_id = f"chatcmpl-{secrets.token_hex(12)}"
        self.requests.put(reply_id, asked)
        failure = self._world.failures.take(
            provider="openai", modes=MODEL_MODES, text=raw.decode(errors="replace")
        )
        mode = failure.mode if failure else None
        move = _led_astray(mode) or MODELS[asked["model"]](Talk(asked["messages"]))
        reply = _Reply(reply_id=reply_id, asked=asked, move=move, mode=mode)
        self._world.ledger.record(
            provider="openai", kind="answer", model=asked["model"], mode=mode or "", text=move.text,
            tools=[name for name, _ in move.calls],
        )  # fmt: skip
        if not asked.get("stream"):
            return JSONResponse(reply.whole())
        stall = failure.seconds if failure and mode == Mode.STALL else 0.0
        return StreamingResponse(reply.streamed(stall_seconds=stall), media_type="text/event-stream")


class _Reply:
    """An answer in both shapes of the wire."""

    def __init__(self, *, reply_id: str, asked: Json, move: Move, mode: Mode | None) -> None:
        self._id = reply_id
        self._asked = asked
        self._move = move
        self._refuses = mode == Mode.REFUSAL
        self._bad = mode == Mode.BAD_ARGUMENTS
        self._text = move.text[: len(move.text) // 2] if mode == Mode.CUT_OFF else move.text
        calls_finish = "tool_calls" if move.calls else "stop"
        self._finish = "length" if mode == Mode.CUT_OFF else calls_finish

    def whole(self) -> Json:
        """The answer at once."""
        refusal = "I can't help with that." if self._refuses else None
        message: Json = {"role": "assistant", "content": None if refusal else self._text, "refusal": refusal}
        if self._move.calls:
            message["tool_calls"] = self._calls()
        choice = {"index": 0, "message": message, "finish_reason": self._finish, "logprobs": None}
        return {**self._head("chat.completion"), "choices": [choice], "usage": self._usage()}

    async def streamed(self, *, stall_seconds: float) -> AsyncIterator[bytes]:
        """The answer word by word."""
        yield self._event({"role": "assistant", "content": ""})
        if self._refuses:
            yield self._event({"refusal": "I can't help with that."})
        else:
            for word in self._text.split(" ") if self._text else ():
                yield self._event({"content": f"{word} "})
            await asyncio.sleep(stall_seconds)
            for index, call in enumerate(self._calls()):
                for delta in _in_parts(index, call):
                    yield self._event({"tool_calls": [delta]})
        yield self._event({}, finish=self._finish)
        if (self._asked.get("stream_options") or {}).get("include_usage"):
            head = self._head("chat.completion.chunk")
            yield _line({**head, "choices": [], "usage": self._usage()})
        yield b"data: [DONE]\n\n"

    def _event(self, delta: Json, *, finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _line({**self._head("chat.completion.chunk"), "choices": [choice]})

    def _calls(self) -> list[Json]:
        return [
            {
                "id": f"call_{self._id[-8:]}{index}",
                "type": "function",
                "function": {
                    "name": name,
                    "arguments": '{"service": "Haar' if self._bad else json.dumps(args, ensure_ascii=False),
                },
            }
            for index, (name, args) in enumerate(self._move.calls)
        ]

    def _head(self, kind: str) -> Json:
        model = self._asked["model"]
        return {"id": self._id, "object": kind, "created": int(time.time()), "model": model}

    def _usage(self) -> Json:
        prompt = len(json.dumps(self._asked["messages"], ensure_ascii=False)) // LETTERS_PER_TOKEN
        answer = (len(self._text) + len(json.dumps(self._calls()))) // LETTERS_PER_TOKEN + 1
        return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}


def _led_astray(mode: Mode | None) -> Move | None:
    """What a model does that has lost its way."""
    search = ("find_times", {"service": "Haarschnitt", "when": "morgen"})
    return (
        {
            Mode.TOOL_LOOP: Move(calls=(search,)),
            Mode.BAD_ARGUMENTS: Move(calls=(search,)),
            Mode.UNKNOWN_TOOL: Move(calls=(("delete_everything", {}),)),
            Mode.EMPTY: Move(),
        }.get(mode)
        if mode
        else None
    )


def _in_parts(index: int, call: Json) -> list[Json]:
    """A tool call as it is streamed: its name first, then its arguments in pieces."""
    name, arguments = call["function"]["name"], call["function"]["arguments"]
    half = len(arguments) // 2
    first = {"index": index, "id": call["id"], "type": "function"}
    pieces = [
        {"index": index, "function": {"arguments": part}} for part in (arguments[:half], arguments[half:])
    ]
    return [{**first, "function": {"name": name, "arguments": ""}}, *pieces]


def _line(body: Json) -> bytes:
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


def _checked(raw: bytes) -> Json:
    """The request, if OpenAI would take it."""
    try:
        asked = json.loads(raw)
    except ValueError:
        raise Refused(
            error_answer(400, message="We could not parse the JSON body of your request.")
        ) from None
    if not isinstance(asked, dict) or not isinstance(asked.get("messages"), list) or not asked["messages"]:
        raise Refused(error_answer(400, message="Missing required parameter.", param="messages"))
    if asked.get("model") not in MODELS:
        message = f"The model `{asked.get('model')}` does not exist."
        raise Refused(error_answer(404, message=message, code="model_not_found"))
    open_calls: set[str] = set()
    for message in asked["messages"]:
        if open_calls and message["role"] != "tool":
            raise Refused(
                error_answer(400, message="Tool calls must be answered by tool messages.", param="messages")
            )
        open_calls |= {call["id"] for call in message.get("tool_calls") or ()}
        if message["role"] == "tool":
            if message.get("tool_call_id") not in open_calls:
                raise Refused(
                    error_answer(400, message="A tool message must answer a call.", param="messages")
                )
            open_calls.discard(message["tool_call_id"])
    return asked
