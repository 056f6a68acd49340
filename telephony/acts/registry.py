"""What a caller can have done: one list for the provider's model, our own brain and the test call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Annotated, Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from telephony.acts.results import ActResult
from telephony.dialogue.text import without_notes
from telephony.dialogue.vocabulary import Vocabulary
from telephony.dialogue.wording import GERMAN, Wording, words_for
from telephony.errors import ActUnknown
from telephony.models import Call, CallAct
from telephony.services.vocabulary import company_vocabulary


class ActArgs(BaseModel):
    """Arguments as a model or a voice gives them: strictly typed, bounded, unknown ones ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


A = TypeVar("A", bound=ActArgs)

Words = StringConstraints(strip_whitespace=True, max_length=300)
ShortWords = StringConstraints(strip_whitespace=True, max_length=120)
# "(unintelligible audio)" was no answer to the question for the name.
SpokenName = Annotated[str, ShortWords, AfterValidator(without_notes)]
SlotId = StringConstraints(min_length=8, max_length=200)


def language_of(call: Call) -> str:
    """What is spoken in a call: as our engine knows it, else as was noticed in what the provider heard."""
    memory = call.dialogue_state or {}
    return str(memory.get("engine", {}).get("language") or call.language or GERMAN.language)


def words_of(call: Call) -> Wording:
    """The sentences of the language that is spoken in a call."""
    return words_for(language_of(call))


@dataclass(frozen=True, kw_only=True)
class ActContext:
    """What an act knows without being told: never taken from its arguments."""

    call: Call
    now: datetime
    fingerprint: str

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the company offers; not every act wants to know."""
        return company_vocabulary()

    @property
    def language(self) -> str:
        """What is spoken in the call."""
        return language_of(self.call)

    @property
    def words(self) -> Wording:
        """The sentences of the language that is spoken in the call."""
        return words_of(self.call)

    @property
    def zone(self) -> ZoneInfo:
        """The clock on the wall of the branch that was called."""
        return self.call.branch.zone

    @property
    def local_now(self) -> datetime:
        """Now, on that clock."""
        return self.now.astimezone(self.zone)

    @property
    def number(self) -> str | None:
        """The number that the network showed; ``None`` when it was hidden."""
        return self.call.from_number or None

    @property
    def idempotency_key(self) -> str:
        """The same for every repetition of this act with these arguments in this call."""
        return f"call:{self.call.pk}:{self.fingerprint[:32]}"


def never(act: CallAct, context: ActContext) -> bool:
    """A read: asked again, it is answered afresh."""
    return False


def for_good(act: CallAct, context: ActContext) -> bool:
    """What was done once is not done again."""
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Act(Generic[A]):
    """One thing a caller can have done.

    ``description`` tells a language model when to use it. ``still_stands`` says whether an earlier success
    with the same arguments answers a repetition. ``verbatim`` names arguments that hold the caller's own
    words, ``hidden`` those that only our own engine uses.
    """

    name: str
    description: str
    args: type[A]
    run: Callable[[ActContext, A], ActResult]
    intent: str = ""
    still_stands: Callable[[CallAct, ActContext], bool] = for_good
    verbatim: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def parameters(self) -> dict[str, Any]:
        """JSON Schema of the arguments for a language model."""
        return _schema_of(self.args, self.hidden)


# Versions of a receptionist are told apart by these, so they are asked for at each look at one.
@cache
def _schema_of(args: type[BaseModel], hidden: frozenset[str]) -> dict[str, Any]:
    schema = args.model_json_schema()
    known = {name: {**spec, "description": ""} for name, spec in schema.get("$defs", {}).items()}
    plain = _plain(schema, known, hidden)
    return {
        "type": "object",
        "properties": plain.get("properties", {}),
        "required": schema.get("required", []),
    }


_acts: dict[str, Act[Any]] = {}


def register(*acts: Act[Any]) -> None:
    """Make acts known by their names."""
    _acts.update({act.name: act for act in acts})


def act_named(name: str) -> Act[Any]:
    """:raises ActUnknown: nothing by that name."""
    try:
        return _acts[name]
    except KeyError as error:
        raise ActUnknown from error


def all_acts() -> Iterable[Act[Any]]:
    """Every act, in the order in which they were registered."""
    return _acts.values()


def _plain(spec: dict[str, Any], known: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """Without titles, defaults, references and the null of optional values: models follow short schemas."""
    options = [option for option in spec.get("anyOf", ()) if option.get("type") != "null"]
    merged = {**spec, **(options[0] if len(options) == 1 else {})}
    merged |= known.get(merged.pop("$ref", "").rpartition("/")[2], {})
    if "items" in merged:
        merged["items"] = _plain(merged["items"], known, hidden)
    if "properties" in merged:
        parts = merged["properties"].items()
        merged["properties"] = {
            name: _plain(part, known, hidden) for name, part in parts if name not in hidden
        }
    unwanted = {"title", "default", "anyOf", "$defs"} | (
        {"description"} if not merged.get("description") else set()
    )
    return {name: value for name, value in merged.items() if name not in unwanted}
