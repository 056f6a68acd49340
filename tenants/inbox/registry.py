"""Who receives and who processes the events of which provider; filled by the rooms in ``AppConfig.ready``."""

from __future__ import annotations

from tenants.inbox.ports import Handshake, Processor, Receiver

_receivers: dict[str, Receiver] = {}
_processors: dict[str, Processor] = {}
_handshakes: dict[str, Handshake] = {}


def register_provider(
    provider: str, *, receiver: Receiver, processor: Processor, handshake: Handshake | None = None
) -> None:
    """Open the door for a provider. ``handshake``: what it wants to hear before it tells us anything."""
    _receivers[provider] = receiver
    _processors[provider] = processor
    if handshake:
        _handshakes[provider] = handshake


def handshake_for(provider: str) -> Handshake | None:
    """The provider's handshake, if it has one."""
    return _handshakes.get(provider)


def receiver_for(provider: str) -> Receiver | None:
    """The provider's receiver, or ``None`` when nobody registered one."""
    return _receivers.get(provider)


def processor_for(provider: str) -> Processor:
    """The provider's processor; an unregistered provider is a defect of ours (KeyError)."""
    return _processors[provider]
