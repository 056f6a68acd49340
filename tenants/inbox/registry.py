"""Who receives and who processes the events of which provider; filled by the rooms in ``AppConfig.ready``."""

from __future__ import annotations

from tenants.inbox.ports import Processor, Receiver

_receivers: dict[str, Receiver] = {}
_processors: dict[str, Processor] = {}


def register_provider(provider: str, *, receiver: Receiver, processor: Processor) -> None:
    """Open the door for a provider."""
    _receivers[provider] = receiver
    _processors[provider] = processor


def receiver_for(provider: str) -> Receiver | None:
    """The provider's receiver, or ``None`` when nobody registered one."""
    return _receivers.get(provider)


def processor_for(provider: str) -> Processor:
    """The provider's processor; an unregistered provider is a defect of ours (KeyError)."""
    return _processors[provider]
