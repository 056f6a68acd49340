"""Uploads become recordings that a telephone can play, or are refused with a reason."""

from __future__ import annotations

import io
import struct
import wave
from datetime import timedelta

import pytest

from telephony.sound import MOST_BYTES, SoundUnusable, read_sound
from tests.telephony.sounds import mp3, tone


@pytest.mark.parametrize(
    ("shape", "rate"),
    [
        ({}, 16_000),
        ({"rate": 8_000, "width": 1}, 8_000),
        ({"rate": 44_100, "channels": 2}, 22_050),
        ({"rate": 48_000, "width": 3}, 16_000),
        ({"rate": 48_000, "channels": 2, "width": 4}, 16_000),
    ],
)
def test_wav_becomes_one_channel_of_sixteen_bits(shape: dict[str, int], rate: int) -> None:
    sound = read_sound(tone(1.5, **shape))

    with wave.open(io.BytesIO(sound.content)) as made:
        assert (made.getnchannels(), made.getsampwidth(), made.getframerate()) == (1, 2, rate)
        assert made.getnframes() / rate == pytest.approx(1.5, abs=0.001)
        loudest = max(struct.unpack(f"<{made.getnframes()}h", made.readframes(made.getnframes())))
    # Half as loud as can be, as it was.
    assert loudest == pytest.approx(16_384, rel=0.03)
    assert sound.content_type == "audio/wav"


def test_nothing_but_the_sound_is_kept() -> None:
    words = b"LIST" + struct.pack("<I", 16) + b"Sabine Sommer..."

    assert b"Sabine" not in read_sound(tone(extra=words)).content
    tag = b"ID3\x03\x00\x00\x00\x00\x00\x0dSabine Sommer"
    assert read_sound(mp3(tag=tag)).content == mp3()


def test_mp3_is_kept_frame_by_frame() -> None:
    sound = read_sound(mp3(3) + b"TAG" + bytes(125))

    assert sound.content == mp3(3)
    assert sound.content_type == "audio/mpeg"
    assert sound.length == pytest.approx(timedelta(seconds=3), abs=timedelta(milliseconds=30))


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (b"", "no_sound"),
        (b"\x00" * 5000, "no_sound"),
        (b"<html><script>alert(1)</script>", "no_sound"),
        (b"RIFF\x00\x00\x00\x00WAVE", "no_sound"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff" + b"\x00" * 40, "no_sound"),
        (mp3(2) + b"\x00PK\x03\x04" * 1000, "no_sound"),
        (b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f" + b"x" * 100, "no_sound"),
        (b"OggS" + bytes(500), "to_be_converted"),
        (b"\x1aE\xdf\xa3" + bytes(500), "to_be_converted"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(500), "to_be_converted"),
        (tone(1.5)[:20] + b"\x03\x00" + tone(1.5)[22:], "to_be_converted"),
        (tone(0.4), "too_short"),
        (tone(31, rate=8_000), "too_long"),
        (mp3(31), "too_long"),
        (tone(2, loudness=0.001), "silent"),
        (bytes(MOST_BYTES + 1), "too_large"),
    ],
)
def test_what_cannot_be_played_is_refused_with_a_reason(upload: bytes, reason: str) -> None:
    with pytest.raises(SoundUnusable) as refused:
        read_sound(upload)

    assert refused.value.reason == reason
