"""A company's own texts and the timing of its reminders: kept, read, and put back to standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from django.db import transaction
from pydantic import TypeAdapter, ValidationError

from askproai.core.rows import Prepared
from booking.enums import PreferenceSubject
from booking.errors import ChangedMeanwhile
from booking.house_values import fingerprint
from booking.models import Preferences
from notifications.errors import TextUnusable
from notifications.services.quiet_hours import REMIND_BEFORE
from notifications.wording.own import OwnMail, flaws_of

# Nobody needs to be reminded earlier, and nearer than that a reminder comes too late.
EARLIEST_REMINDER: Final = timedelta(days=7)
LATEST_REMINDER: Final = timedelta(hours=2)
# Nearer they are on their way already, farther it is no second one.
NEAREST_AGAIN: Final = timedelta(hours=1)
FARTHEST_AGAIN: Final = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageValues:
    """Texts by ``purpose.language``; those that are missing are ours.

    ``remind_before`` ``None``: never; ``remind_again``: once more so long before, ``None``: not.
    """

    sms: Mapping[str, str] = field(default_factory=dict)
    mail: Mapping[str, OwnMail] = field(default_factory=dict)
    remind_before: timedelta | None = REMIND_BEFORE
    remind_again: timedelta | None = None


_ADAPTER: Final = TypeAdapter(MessageValues)
# Read with each booking.
_STORED: Final[Prepared[Preferences]] = Prepared(lambda subject: Preferences.objects.filter(subject=subject))


def message_values() -> MessageValues:
    """What the company has decided about its messages."""
    stored = _STORED.first(PreferenceSubject.MESSAGES)
    return _read(stored and stored.values)


def own_sms_text(purpose: str, language: str) -> str:
    """The company's own SMS; empty: ours is sent."""
    return message_values().sms.get(key_of(purpose, language), "")


def own_mail_text(purpose: str, language: str) -> OwnMail | None:
    """The company's own words of a mail; ``None``: ours are."""
    return message_values().mail.get(key_of(purpose, language))


def key_of(purpose: str, language: str) -> str:
    """Under which texts are kept."""
    return f"{purpose}.{language}"


@transaction.atomic
def save_sms_text(*, purpose: str, language: str, text: str, expected: str | None = None) -> MessageValues:
    """Send this text from now on; empty: ours again. Messages are written at the time of sending.

    :param expected: fingerprint of all texts as the editor had read them.
    :raises TextUnusable: placeholders that do not exist there or are missing; says which.
    :raises ChangedMeanwhile: somebody else has saved texts since.
    """
    if text and (flaws := flaws_of(purpose, text, is_sms=True)):
        raise TextUnusable(flaws=flaws)
    stored = _locked(expected)
    key = key_of(purpose, language)
    kept = {**stored.sms, key: text} if text else {k: v for k, v in stored.sms.items() if k != key}
    return _store(replace(stored, sms=kept))


@transaction.atomic
def save_mail_text(
    *, purpose: str, language: str, text: OwnMail | None, expected: str | None = None
) -> MessageValues:
    """The same for a mail; ``None``: ours again.

    :raises TextUnusable: placeholders that do not exist there; says which.
    :raises ChangedMeanwhile: somebody else has saved texts since.
    """
    if text is not None:
        whole = f"{text.subject}\n{text.headline}\n{text.lead}\n{text.closing}"
        if flaws := flaws_of(purpose, whole, is_sms=False):
            raise TextUnusable(flaws=flaws)
    stored = _locked(expected)
    key = key_of(purpose, language)
    kept = {k: v for k, v in stored.mail.items() if k != key}
    return _store(replace(stored, mail={**kept, key: text} if text else kept))


@transaction.atomic
def save_reminder_times(
    *, before: timedelta | None, again: timedelta | None = None, expected: str | None = None
) -> MessageValues:
    """Remind so long before, ``None``: not at all; of appointments that are made or moved from now on.

    :param again: once more shortly before, however they were reminded first; ``None``: not.
    :raises ChangedMeanwhile: somebody else has saved texts since.
    """
    if before is not None:
        before = min(max(before, LATEST_REMINDER), EARLIEST_REMINDER)
    if again is not None:
        again = min(max(again, NEAREST_AGAIN), FARTHEST_AGAIN)
    return _store(replace(_locked(expected), remind_before=before, remind_again=again))


@transaction.atomic
def save_messages(*, values: MessageValues, expected: str | None = None) -> None:
    """All of it at once, as an undo does.

    :raises ChangedMeanwhile: somebody else has saved texts since.
    """
    _locked(expected)
    _store(values)


def _locked(expected: str | None) -> MessageValues:
    row, _ = Preferences.objects.select_for_update().get_or_create(
        subject=PreferenceSubject.MESSAGES, defaults={"values": {}}
    )
    stored = _read(row.values)
    if expected is not None and expected != fingerprint(stored):
        raise ChangedMeanwhile
    return stored


def _store(values: MessageValues) -> MessageValues:
    told = _ADAPTER.dump_python(values, mode="json")
    Preferences.objects.filter(subject=PreferenceSubject.MESSAGES).update(values=told)
    return values


def _read(stored: object) -> MessageValues:
    try:
        return _ADAPTER.validate_python(stored or {})
    except ValidationError:
        # Written by newer code: what we send is better than nothing at all.
        return MessageValues()
