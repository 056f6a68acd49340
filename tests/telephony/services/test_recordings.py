"""Greetings in one's own voice: part of a version, and forgotten when nothing names them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing

from telephony.errors import RecordingUnknown
from telephony.models import Receptionist, ReceptionistVersion
from telephony.queries.lines import line_of
from telephony.services.recordings import (
    SPARE,
    choose_recording,
    earlier_recordings,
    key_of_token,
    play_token,
    recording_of,
    save_recording,
    sound_of,
)
from telephony.services.versions import (
    activate,
    changes_between,
    edit_receptionist,
    main_version,
    publish,
    receptionist_for_editing,
    roll_back,
)
from telephony.sound import read_sound
from tenants.context import company_scope
from tenants.models import Company, VoiceRecording
from tests.factories.booking import MONDAY_8
from tests.telephony.sounds import tone

pytestmark = pytest.mark.usefixtures("salon")


def recorded(seconds: float = 2.0, *, at_once: bool = False) -> str:
    return save_recording(sound=read_sound(tone(seconds)), at_once=at_once, now=MONDAY_8).key


def published() -> ReceptionistVersion:
    wish = publish(note="", by_user_id=None, now=MONDAY_8)
    activate(wish, now=MONDAY_8)
    return wish.version


def test_a_recording_is_heard_once_it_is_published() -> None:
    receptionist_for_editing(now=MONDAY_8)
    key = recorded()
    assert line_of().recording == ""

    published()

    assert line_of().recording == key
    assert sound_of(key).length == timedelta(seconds=2)


def test_going_back_brings_the_earlier_recording() -> None:
    receptionist_for_editing(now=MONDAY_8)
    first = recorded(2)
    with_first = published()
    second = recorded(3)
    published()
    assert line_of().recording == second

    activate(roll_back(version_id=with_first.pk, by_user_id=None, now=MONDAY_8), now=MONDAY_8)

    assert line_of().recording == first
    assert Receptionist.objects.get().recording == first


def test_versions_from_before_have_none_and_show_no_change() -> None:
    receptionist = receptionist_for_editing(now=MONDAY_8)
    version = receptionist.versions.get()
    del version.settings["recording"]
    version.save()

    assert changes_between(main_version(receptionist), receptionist) == ()
    key = recorded()
    assert line_of().recording == ""
    [change] = changes_between(main_version(receptionist), Receptionist.objects.get())
    assert (change.name, change.before, change.after) == ("recording", "", key)


def test_while_a_company_is_set_up_it_is_heard_at_once() -> None:
    key = recorded(at_once=True)

    assert line_of().recording == key
    assert not ReceptionistVersion.objects.exists()


def test_what_was_deleted_can_be_taken_back_and_the_rest_is_forgotten() -> None:
    receptionist_for_editing(now=MONDAY_8)
    spoken = recorded(1)
    published()
    keys = [recorded(2 + number / 10) for number in range(SPARE + 3)]
    choose_recording(key="", at_once=False, now=MONDAY_8)

    kept = {each.key for each in earlier_recordings(but="")}
    assert keys[-1] in kept
    assert recording_of(spoken)
    assert VoiceRecording.objects.count() <= SPARE + 2
    assert recording_of(keys[0]) is None


def test_the_address_opens_the_recording_for_an_hour_and_here_only(
    company: Company, other_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = recorded()
    token = play_token(key)
    assert key_of_token(token) == key

    with company_scope(other_company):
        for act in (lambda: key_of_token(token), lambda: sound_of(key)):
            with pytest.raises(RecordingUnknown):
                act()
        with pytest.raises(RecordingUnknown):
            choose_recording(key=key, at_once=False, now=MONDAY_8)
    with pytest.raises(RecordingUnknown):
        key_of_token(token[:-2] + "xx")
    monkeypatch.setattr(signing.time, "time", lambda: 4_000_000_000)
    with pytest.raises(RecordingUnknown):
        key_of_token(token)


def test_another_branch_of_settings_leaves_it_alone() -> None:
    receptionist_for_editing(now=MONDAY_8)
    key = recorded()

    edit_receptionist(fields={"persona_name": "Lea"}, now=MONDAY_8)

    assert Receptionist.objects.get().recording == key
