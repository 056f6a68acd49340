"""One call as Retell knows it: the turns, their times, and the call object that webhooks and the API show.

Times run on the clock of spoken seconds: a call played without waiting is as long as a spoken one.
"""

import json
import secrets
from dataclasses import dataclass, field

from askproai.standins.ledger import Json
from askproai.standins.retell_wire import new_call_id, now_ms

LETTERS_PER_SECOND = 14
SHORTEST_SECONDS = 0.6
PAUSE_SECONDS = 0.4

CENTS_PER_SECOND = {"retell_platform_fee": 0.0917, "custom_llm": 0.0267, "telephony_custom": 0.0567}


def spoken_seconds(text: str) -> float:
    """Return about how long a person needs to say this."""
    return round(max(SHORTEST_SECONDS, len(text) / LETTERS_PER_SECOND), 2) if text else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentRef:
    """Which agent in which version answers."""

    agent_id: str
    version: int = 0
    name: str | None = None


@dataclass(kw_only=True, slots=True)
class Call:
    """A call from its registration to its analysis."""

    api_key: str
    agent: AgentRef
    from_number: str = ""
    to_number: str = ""
    direction: str = "inbound"
    call_type: str = "phone_call"
    call_id: str = field(default_factory=new_call_id)
    status: str = "registered"
    access_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    metadata: Json | None = None
    dynamic_variables: dict[str, str] | None = None
    started_at_ms: int | None = None
    ended_at_ms: int | None = None
    clock: float = 0.0
    entries: list[Json] = field(default_factory=list)
    latencies_ms: list[float] = field(default_factory=list)
    first_words_ms: list[float] = field(default_factory=list)
    disconnection_reason: str | None = None
    transfer_destination: str | None = None
    analysis: Json | None = None
    problem: str | None = None
    is_over: bool = False

    def connect(self) -> None:
        """Let the call begin."""
        self.status = "ongoing"
        self.started_at_ms = now_ms()

    def end(self, *, reason: str) -> None:
        """Let the call end, after as much time as was spoken; a call that never began is not connected."""
        self.disconnection_reason = reason
        if self.started_at_ms is None:
            self.status = "not_connected"
            self.ended_at_ms = now_ms()
            return
        self.status = "error" if reason.startswith("error_") else "ended"
        self.ended_at_ms = self.started_at_ms + max(round(self.clock * 1000), 1)

    def say(self, *, role: str, text: str) -> float:
        """Add what was said and return how many seconds it took."""
        seconds = spoken_seconds(text)
        self.clock += PAUSE_SECONDS
        self.entries.append({"role": role, "content": text, "words": _words(text, start=self.clock)})
        self.clock += seconds
        return seconds

    def began_to_answer_after(self, seconds: float) -> None:
        """Note how long the caller heard nothing at all."""
        self.first_words_ms.append(round(seconds * 1000, 1))

    def answered_after(self, seconds: float) -> None:
        """Note how long the other side needed to answer; the caller heard nothing meanwhile."""
        self.latencies_ms.append(round(seconds * 1000, 1))
        self.clock += seconds

    def tool_called(self, *, tool_call_id: str, name: str, arguments: str) -> None:
        """Add that a tool was called; ``arguments`` is JSON in a string, as on the wire."""
        entry = {"role": "tool_call_invocation", "tool_call_id": tool_call_id, "name": name}
        self.entries.append({**entry, "arguments": arguments, "type": "custom"})

    def tool_answered(self, *, tool_call_id: str, content: str, successful: bool) -> None:
        """Add what the tool answered."""
        entry = {"role": "tool_call_result", "tool_call_id": tool_call_id}
        self.entries.append({**entry, "content": content, "successful": successful})

    def utterances(self) -> list[Json]:
        """Return what was said, without the tools."""
        return [entry for entry in self.entries if entry["role"] in {"agent", "user"}]

    def transcript(self) -> str:
        """Return what was said as plain text."""
        speakers = {"agent": "Agent", "user": "User"}
        return "".join(f"{speakers[turn['role']]}: {turn['content']}\n" for turn in self.utterances())

    def tool_results(self, name: str) -> list[Json]:
        """Return what the tool of this name answered, as far as it is a JSON object."""
        ids = {entry["tool_call_id"] for entry in self.entries if entry.get("name") == name}
        found = []
        for entry in self.entries:
            if entry["role"] == "tool_call_result" and entry["tool_call_id"] in ids:
                try:
                    content = json.loads(entry["content"])
                except ValueError:
                    continue
                if isinstance(content, dict):
                    found.append(content)
        return found

    def base_json(self) -> Json:
        """Return the call object as ``call_started`` shows it; what was not given is left out, not null."""
        call: Json = {
            "call_type": self.call_type,
            "call_id": self.call_id,
            "agent_id": self.agent.agent_id,
            "agent_version": self.agent.version,
            "call_status": self.status,
            "data_storage_setting": "everything",
            "opt_in_signed_url": False,
        }
        if self.call_type == "phone_call":
            call |= {
                "from_number": self.from_number,
                "to_number": self.to_number,
                "direction": self.direction,
            }
            call["telephony_identifier"] = {"twilio_call_sid": "CA" + self.call_id[-32:]}
        else:
            call["access_token"] = self.access_token
        optional = {
            "agent_name": self.agent.name,
            "metadata": self.metadata,
            "retell_llm_dynamic_variables": self.dynamic_variables,
            "start_timestamp": self.started_at_ms,
        }
        return call | {name: value for name, value in optional.items() if value is not None}

    def live_json(self) -> Json:
        """Return the call object as a custom function sees it: with what was said so far."""
        return self.base_json() | {
            "transcript": self.transcript(),
            "transcript_object": self.utterances(),
            "transcript_with_tool_calls": list(self.entries),
        }

    def summary_json(self) -> Json:
        """Return the slim call object of a list: without transcripts."""
        call = self.base_json()
        if self.disconnection_reason is None:
            return call
        call |= {
            "disconnection_reason": self.disconnection_reason,
            "end_timestamp": self.ended_at_ms,
            "call_cost": self._cost(),
        }
        if self.started_at_ms is not None and self.ended_at_ms is not None:
            call["duration_ms"] = self.ended_at_ms - self.started_at_ms
        if self.latencies_ms:
            call |= {"latency": self._latency(), "llm_token_usage": self._tokens()}
        if self.transfer_destination is not None:
            call |= {
                "transfer_destination": self.transfer_destination,
                "transfer_end_timestamp": self.ended_at_ms,
            }
        if self.analysis is not None:
            call["call_analysis"] = self.analysis
        return call

    def full_json(self) -> Json:
        """Return everything, as ``call_ended``, ``call_analyzed`` and get-call show it."""
        return self.summary_json() if self.started_at_ms is None else self.live_json() | self.summary_json()

    def _cost(self) -> Json:
        ended = self.ended_at_ms or 0
        seconds = 0 if self.started_at_ms is None else -(-(ended - self.started_at_ms) // 1000)
        products = [
            {"product": product, "unit_price": cents, "cost": round(cents * seconds, 4)}
            for product, cents in CENTS_PER_SECOND.items()
            if seconds
        ]
        return {
            "combined_cost": round(sum(CENTS_PER_SECOND.values()) * seconds, 4),
            "total_duration_seconds": seconds,
            "total_duration_unit_price": round(sum(CENTS_PER_SECOND.values()), 4) if seconds else 0,
            "product_costs": products,
        }

    def _latency(self) -> Json:
        ranked = sorted(self.latencies_ms)

        def percentile(share: float) -> float:
            return ranked[min(int(share * len(ranked)), len(ranked) - 1)]

        measured = {f"p{share}": percentile(share / 100) for share in (50, 90, 95, 99)}
        spread = {"min": ranked[0], "max": ranked[-1], "num": len(ranked), "values": list(self.latencies_ms)}
        return {"e2e": {**measured, **spread}, "llm": {**measured, **spread}}

    def _tokens(self) -> Json:
        values = [300 + len(turn["content"]) // 4 for turn in self.utterances() if turn["role"] == "agent"]
        return {"average": sum(values) / max(len(values), 1), "num_requests": len(values), "values": values}


def _words(text: str, *, start: float) -> list[Json]:
    words, clock = [], start
    for word in text.split():
        seconds = len(word + " ") / LETTERS_PER_SECOND
        words.append({"word": word + " ", "start": round(clock, 2), "end": round(clock + seconds, 2)})
        clock += seconds
    return words
