"""How a customer wants to hear from the company."""

from __future__ import annotations

from booking.models import Customer


def choose_messages(
    *, customer_id: int, language: str, wants_reminders: bool, channel: str | None = None
) -> None:
    """Keep what they chose.

    :param channel: a value of notifications' ``Channel``, empty for every way; ``None`` leaves it as it is.
    """
    wanted: dict[str, object] = {"language": language, "wants_reminders": wants_reminders}
    if channel is not None:
        wanted["preferred_channel"] = channel
    Customer.objects.filter(pk=customer_id).update(**wanted)
