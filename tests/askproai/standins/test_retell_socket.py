import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from askproai.standins.testing import RunningStandins

Brain = Callable[["Line"], None]


class Line:
    """The application's end of a custom-LLM socket."""

    def __init__(self, connection: ServerConnection, frames: list[dict[str, Any]]) -> None:
        self._connection = connection
        self._frames = frames

    @property
    def path(self) -> str:
        return self._connection.request.path if self._connection.request else ""

    def send(self, **frame: Any) -> None:
        self._connection.send(json.dumps(frame))

    def say(self, response_id: int, text: str, **more: Any) -> None:
        frame = {"response_type": "response", "response_id": response_id, "content": text}
        self.send(**({"content_complete": True} | frame | more))

    def asked(self, *kinds: str) -> dict[str, Any]:
        """Return the next frame of these kinds; every frame is kept for the test."""
        while True:
            frame = json.loads(self._connection.recv())
            self._frames.append(frame)
            if frame["interaction_type"] in (kinds or ("response_required", "reminder_required")):
                return dict(frame)

    def lose(self) -> None:
        """Vanish without a close frame."""
        self._connection.socket.shutdown(2)


@contextmanager
def _brain(*behaviours: Brain) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve one behaviour per connection; return URL and what was received."""
    frames: list[dict[str, Any]] = []
    left = list(behaviours)

    def handler(connection: ServerConnection) -> None:
        try:
            left.pop(0)(Line(connection, frames))
            Line(connection, frames).asked("end of the call")
        except (ConnectionClosed, OSError):
            pass

    with serve(handler, "127.0.0.1", 0, ping_interval=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://salon.localhost:{server.socket.getsockname()[1]}/ws/retell/secret", frames
        server.shutdown()
        thread.join()


def _config(line: Line) -> None:
    line.send(
        response_type="config",
        config={"auto_reconnect": True, "call_details": True, "transcript_with_tool_calls": True},
    )


def test_call_streams_answers_and_ends_when_the_agent_says_so(standins: RunningStandins) -> None:
    paths = []

    def brain(line: Line) -> None:
        paths.append(line.path)
        _config(line)
        line.say(0, "Guten Tag, was kann ich für Sie tun?")
        first = line.asked()
        line.say(first["response_id"], "Einen Moment, ", content_complete=False)
        line.send(response_type="tool_call_invocation", tool_call_id="t1", name="book", arguments="{}")
        line.send(
            response_type="tool_call_result", tool_call_id="t1", content='{"ok": true}', successful=True
        )
        line.say(first["response_id"], "ist eingetragen.")
        second = line.asked()
        line.say(second["response_id"], "Auf Wiederhören.", end_call=True)

    with _brain(brain) as (url, frames):
        call = standins.play_call(llm_socket_url=url, caller=["Einen Termin, bitte.", "Danke."])

    # Greeting and two answers, each with the moment of its first words.
    assert len(call.first_words_ms) == 3
    assert all(first <= whole for first, whole in zip(call.first_words_ms, call.latencies_ms, strict=True))
    assert paths == [f"/ws/retell/secret/{call.call_id}"]
    assert call.disconnection_reason == "agent_hangup"
    assert [turn["content"] for turn in call.utterances()] == [
        "Guten Tag, was kann ich für Sie tun?",
        "Einen Termin, bitte.",
        "Einen Moment, ist eingetragen.",
        "Danke.",
        "Auf Wiederhören.",
    ]
    assert call.analysis is not None
    assert call.analysis["call_successful"] is True
    used = [event.fields for event in standins.events if event.kind == "call.function"]
    assert [(function["name"], function["answer"]) for function in used] == [("book", '{"ok": true}')]
    asked = [frame for frame in frames if frame["interaction_type"] == "response_required"]
    assert [frame["response_id"] for frame in asked] == [1, 2]
    assert [turn["role"] for turn in asked[1]["transcript"]] == ["agent", "user", "agent", "user"]
    assert "tool_call_result" in [entry["role"] for entry in asked[1]["transcript_with_tool_calls"]]
    details = next(frame for frame in frames if frame["interaction_type"] == "call_details")
    assert details["call"]["call_id"] == call.call_id


def test_agent_that_transfers_ends_the_call_with_the_destination(standins: RunningStandins) -> None:
    def brain(line: Line) -> None:
        line.say(0, "Guten Tag.")
        line.say(line.asked()["response_id"], "Ich verbinde Sie.", transfer_number="+493099988877")

    with _brain(brain) as (url, _):
        call = standins.play_call(llm_socket_url=url, caller=["Einen Menschen, bitte."])

    assert (call.disconnection_reason, call.transfer_destination) == ("call_transfer", "+493099988877")


def test_answer_to_an_older_question_is_dropped(standins: RunningStandins) -> None:
    def brain(line: Line) -> None:
        line.say(0, "Guten Tag.")
        first = line.asked()["response_id"]
        line.say(first, "Meinen Sie ", content_complete=False)
        second = line.asked()["response_id"]
        line.say(first, "zu spät gesagt.")
        line.say(second, "Gern, um zehn.", end_call=True)

    with _brain(brain) as (url, _):
        caller = ["Um neun.", {"text": "Nein, um zehn!", "interrupts": True}]
        call = standins.play_call(llm_socket_url=url, caller=caller)

    assert "zu spät" not in call.transcript()
    assert call.transcript().endswith("User: Nein, um zehn!\nAgent: Gern, um zehn.\n")


def test_silent_caller_is_reminded_then_given_up(standins: RunningStandins) -> None:
    def brain(line: Line) -> None:
        line.say(0, "Guten Tag.")
        while True:
            line.say(line.asked("reminder_required")["response_id"], "Sind Sie noch da?")

    with _brain(brain) as (url, frames):
        call = standins.play_call(llm_socket_url=url, caller=[None, None, None])

    assert call.disconnection_reason == "inactivity"
    reminders = [frame for frame in frames if frame["interaction_type"] == "reminder_required"]
    assert [frame["response_id"] for frame in reminders] == [1, 2]


def test_lost_socket_is_opened_again_and_the_question_asked_anew(standins: RunningStandins) -> None:
    def breaks(line: Line) -> None:
        _config(line)
        line.say(0, "Guten Tag.")
        line.asked()
        line.lose()

    def goes_on(line: Line) -> None:
        _config(line)
        line.say(0, "Guten Tag noch einmal.")
        line.say(line.asked()["response_id"], "Da bin ich wieder.", end_call=True)

    with _brain(breaks, goes_on) as (url, frames):
        call = standins.play_call(llm_socket_url=url, caller=["Einen Termin, bitte."])

    assert call.transcript().endswith("Agent: Da bin ich wieder.\n")
    assert call.transcript().count("Guten Tag") == 1
    asked = [frame for frame in frames if frame["interaction_type"] == "response_required"]
    assert [frame["response_id"] for frame in asked] == [1, 2]


def test_socket_closed_normally_is_a_hang_up(standins: RunningStandins) -> None:
    def brain(line: Line) -> None:
        line.say(0, "Guten Tag.")
        line.asked()
        line._connection.close()

    with _brain(brain) as (url, _):
        call = standins.play_call(llm_socket_url=url, caller=["Hallo?"])

    assert (call.status, call.disconnection_reason) == ("ended", "agent_hangup")


def test_nobody_behind_the_socket_ends_the_call_as_error(standins: RunningStandins) -> None:
    call = standins.play_call(llm_socket_url="ws://127.0.0.1:9/ws", caller=["Hallo?"])

    assert (call.status, call.disconnection_reason) == ("error", "error_llm_websocket_open")


def test_unknown_and_broken_frames_are_ignored(standins: RunningStandins) -> None:
    def brain(line: Line) -> None:
        line._connection.send("kein JSON")
        line.send(response_type="unbekannt", content="x")
        line.send(response_type="metadata", metadata={"step": 1})
        line.say(0, "Guten Tag.", end_call=True)

    with _brain(brain) as (url, _):
        call = standins.play_call(llm_socket_url=url, caller=[])

    assert call.transcript() == "Agent: Guten Tag.\n"
