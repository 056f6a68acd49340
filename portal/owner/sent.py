"""What customers were sent about their appointments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from booking.models import Appointment
from notifications.enums import NotificationState
from notifications.models import Notification
from portal.owner import words
from portal.templatetags.portal import phone


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """An SMS or e-mail, and how far it got."""

    icon: str
    label: str
    to: str
    state: str
    tone: str
    reason: str


def messages_about(appointments: Iterable[Appointment]) -> tuple[Message, ...]:
    """All messages about these appointments, oldest first."""
    sent = Notification.objects.of_appointments([appointment.pk for appointment in appointments])
    return tuple(message_of(each) for each in sent)


def message_of(sent: Notification) -> Message:
    """A message, ready for the page."""
    return Message(
        icon=words.CHANNEL_ICONS[sent.channel],
        label=f"{sent.get_channel_display()}: {sent.get_purpose_display()}",
        to=_to(sent),
        state=sent.get_state_display(),
        tone=words.MESSAGE_TONES.get(sent.state, "neutral"),
        reason=sent.get_reason_display() if sent.reason else "",
    )


def _to(sent: Notification) -> str:
    """To whom it went; for one that waits, when it goes."""
    if sent.recipient:
        return phone(sent.recipient) if sent.recipient.startswith("+") else sent.recipient
    if sent.state != NotificationState.QUEUED:
        return ""
    return _("%(when)s Uhr") % {"when": formats.date_format(timezone.localtime(sent.due_at), "D, j.n., H:i")}
