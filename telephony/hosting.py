"""What a provider needs to know to host a receptionist, and what it tells us of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from telephony.enums import BrainKind


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionPlan:
    """A function that the provider's model may call, with the JSON Schema of its arguments."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class HostedUrls:
    """Where the provider reaches us."""

    inbound: str
    functions: str
    events: str
    socket: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HostingPlan:
    """One version of a receptionist as it shall stand at the provider.

    ``marker`` is written on whatever we make there: after a crash our things are found by it.
    """

    marker: str
    version: int
    title: str
    company: str
    timezone: str
    brain: BrainKind
    persona_name: str
    greeting: str
    formal: bool
    instructions: str
    industry: str
    functions: tuple[FunctionPlan, ...]
    urls: HostedUrls
    keywords: tuple[str, ...]
    max_seconds: int
    silence_seconds: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HostedVersion:
    """Where a version stands at the provider. ``seals`` tell by name what was changed there since."""

    brain_id: str = ""
    brain_version: int | None = None
    agent_id: str = ""
    agent_version: int | None = None
    seals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Difference(NamedTuple):
    """Something at the provider is not as we left it: where, and the provider's name of the setting."""

    where: str  # brain, agent, number
    name: str
    number: str = ""


class Share(NamedTuple):
    """A version at the provider and its part of the calls, in percent."""

    agent_id: str
    agent_version: int
    percent: int


class HostsReceptionists(Protocol):
    """A provider at which agents are set up.

    Each call looks for what is there already and makes only what is missing, so that it may be repeated after
    any interruption. All raise what :class:`~askproai.core.http.ProviderHttp` raises.
    """

    def put_brain(self, plan: HostingPlan, known: HostedVersion) -> HostedVersion:
        """See to it that the version's brain stands there."""

    def put_agent(self, plan: HostingPlan, known: HostedVersion, *, agent_id: str) -> HostedVersion:
        """See to it that there is one agent of this receptionist (``agent_id`` if it was known)."""

    def put_version(self, plan: HostingPlan, known: HostedVersion) -> HostedVersion:
        """See to it that the agent has this version, published."""

    def bind(self, number: str, *, shares: tuple[Share, ...], inbound_url: str) -> bool:
        """Let calls to the number reach these versions; false: the provider does not have the number."""

    def differences(self, known: HostedVersion) -> tuple[Difference, ...]:
        """What was changed or removed there since."""

    def number_differences(
        self, number: str, *, shares: tuple[Share, ...], inbound_url: str
    ) -> tuple[Difference, ...]:
        """How the number's binding differs from this."""

    def remove_strays(self, *, marker: str, agent_id: str, brain_ids: frozenset[str]) -> int:
        """Delete what carries our marker and belongs to nothing of ours; returns how many."""
