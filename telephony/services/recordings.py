"""Greetings in somebody's own voice: kept, played to callers, forgotten when nothing names them any more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from telephony.errors import RecordingUnknown
from telephony.models import Receptionist, ReceptionistVersion
from telephony.services.versions import edit_receptionist, set_voice
from telephony.sound import Sound
from tenants.context import current_company
from tenants.models import VoiceRecording

# Beside those that versions speak with, so many stay to be taken back.
SPARE: Final = 3
# A provider fetches it while the phone rings; nobody needs the address later.
PLAYABLE_FOR: Final = timedelta(hours=1)
_SALT: Final = "telephony.recording"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """A recording without its sound."""

    key: str
    length: timedelta
    created_at: datetime


@transaction.atomic
def save_recording(*, sound: Sound, at_once: bool, now: datetime) -> Recording:
    """From the next publishing on callers hear this first.

    :param at_once: while the company is being set up, they hear it from the next call on.
    """
    key = hashlib.sha256(sound.content).hexdigest()[:32]
    kept, _ = VoiceRecording.objects.get_or_create(
        company=current_company(),
        key=key,
        defaults={
            "content": sound.content,
            "content_type": sound.content_type,
            "length_ms": sound.length // timedelta(milliseconds=1),
            "created_at": now,
        },
    )
    choose_recording(key=key, at_once=at_once, now=now)
    _forget_unused()
    return _told(kept)


def choose_recording(*, key: str, at_once: bool, now: datetime) -> None:
    """Speak with a recording that is kept, or (with an empty key) in the receptionist's voice only.

    :raises RecordingUnknown: this company has no such recording.
    """
    if key and not _mine().filter(key=key).exists():
        raise RecordingUnknown
    change = set_voice if at_once else edit_receptionist
    change(fields={"recording": key}, now=now)


def recording_of(key: str) -> Recording | None:
    """What is known of the recording with this key; ``None``: there is none."""
    found = _mine().filter(key=key).defer("content").first() if key else None
    return _told(found) if found else None


def earlier_recordings(*, but: str) -> list[Recording]:
    """Recordings that can be taken back, the newest first."""
    return [_told(each) for each in _mine().exclude(key=but).defer("content")[:SPARE]]


def sound_of(key: str) -> Sound:
    """The sound itself.

    :raises RecordingUnknown: this company has no such recording.
    """
    found = _mine().filter(key=key).first()
    if found is None:
        raise RecordingUnknown
    length = timedelta(milliseconds=found.length_ms)
    return Sound(content=bytes(found.content), content_type=found.content_type, length=length)


def play_token(key: str) -> str:
    """What lets a provider fetch the recording for an hour, and nobody guess its address."""
    return signing.dumps({"company": current_company().pk, "key": key}, salt=_SALT, compress=False)


def key_of_token(token: str) -> str:
    """The recording that the token opens here.

    :raises RecordingUnknown: forged, too old, or another company's.
    """
    try:
        told = signing.loads(token, salt=_SALT, max_age=PLAYABLE_FOR)
    except signing.BadSignature as error:
        raise RecordingUnknown from error
    if told["company"] != current_company().pk:
        raise RecordingUnknown
    return str(told["key"])


def _forget_unused() -> None:
    named = set(_named())
    unused = [pk for pk, key in _mine().values_list("pk", "key") if key not in named]
    VoiceRecording.objects.filter(pk__in=unused[SPARE:]).delete()


def _named() -> Iterator[str]:
    """Recordings that are being edited, or that a version could speak with again."""
    yield from Receptionist.objects.values_list("recording", flat=True)
    yield from ReceptionistVersion.objects.values_list("settings__recording", flat=True)


def _mine() -> QuerySet[VoiceRecording]:
    return VoiceRecording.objects.filter(company_id=current_company().pk)


def _told(kept: VoiceRecording) -> Recording:
    length = timedelta(milliseconds=kept.length_ms)
    return Recording(key=kept.key, length=length, created_at=kept.created_at)
