"""Recordings that people bring: what is kept is sound that telephones can play, and nothing else of the file.

A WAV file is made anew from its samples; of an MP3 file its frames are kept and its tags are not. Whatever
else a file says of itself, its name included, decides nothing. Plain Python: there is no decoder that a file
could attack.
"""

from __future__ import annotations

import operator
import struct
import sys
from array import array
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from askproai.core.errors import RuleViolated

MOST_BYTES: Final = 8_000_000
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(seconds=30)
# Telephones carry half of it; what is heard in the browser is then not worse than on the line.
_RATE: Final = 16_000
# Of 32,767. Quieter than this is a microphone that was switched off.
_QUIETEST: Final = 250
_PCM, _EXTENSIBLE = 1, 0xFFFE


class SoundUnusable(RuleViolated):
    """No recording that can be played to callers; ``reason`` says why.

    ``too_large``, ``too_short``, ``too_long``, ``silent``, ``to_be_converted`` (sound, but only a browser can
    read it) or ``no_sound``.
    """

    code = "sound_unusable"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason=reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sound:
    """A recording as it is kept."""

    content: bytes
    content_type: str
    length: timedelta


def read_sound(upload: bytes) -> Sound:
    """Make a recording of our own out of an upload.

    :raises SoundUnusable: too large, too short, too long, silent, or nothing that we can read.
    """
    if len(upload) > MOST_BYTES:
        raise SoundUnusable("too_large")
    if upload[:4] == b"RIFF" and upload[8:12] == b"WAVE":
        return _from_wav(upload)
    if upload[:3] == b"ID3" or _frame_at(upload, 0) is not None:
        return _from_mp3(upload)
    if _is_other_sound(upload):
        raise SoundUnusable("to_be_converted")
    raise SoundUnusable("no_sound")


def _is_other_sound(upload: bytes) -> bool:
    """Ogg, WebM, MP4 and FLAC: their codecs are the browser's matter."""
    return upload[:4] in (b"OggS", b"\x1a\x45\xdf\xa3", b"fLaC") or upload[4:8] == b"ftyp"


def _checked(length: timedelta) -> timedelta:
    if length < SHORTEST:
        raise SoundUnusable("too_short")
    if length > LONGEST:
        raise SoundUnusable("too_long")
    return length


def _from_wav(upload: bytes) -> Sound:
    kind, channels, rate, width, samples = _parts_of_wav(upload)
    known = kind == _PCM and channels in (1, 2) and 8_000 <= rate <= 48_000 and width in (1, 2, 3, 4)
    if not known:
        raise SoundUnusable("to_be_converted")
    frames = len(samples) // (width * channels)
    length = _checked(timedelta(seconds=frames / rate))
    mono = _mono(_sixteen_bits(samples[: frames * width * channels], width), channels)
    step = max(1, rate // _RATE)
    if step > 1:
        whole = len(mono) - len(mono) % step
        sums = [
            sum(group) for group in zip(*(mono[offset:whole:step] for offset in range(step)), strict=True)
        ]
        mono, rate = array("h", [each // step for each in sums]), rate // step
    if not mono or max(mono) - min(mono) < 2 * _QUIETEST:
        raise SoundUnusable("silent")
    return Sound(content=_wav(mono, rate=rate), content_type="audio/wav", length=length)


def _parts_of_wav(upload: bytes) -> tuple[int, int, int, int, bytes]:
    """Kind, channels, rate, bytes per sample, and the samples."""
    place, form = 12, b""
    while place + 8 <= len(upload):
        name, size = struct.unpack_from("<4sI", upload, place)
        body = upload[place + 8 : place + 8 + size]
        if name == b"fmt ":
            form = body
        if name == b"data" and len(form) >= 16:
            kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
            if kind == _EXTENSIBLE and len(form) >= 26:
                kind = struct.unpack_from("<H", form, 24)[0]
            return kind, channels, rate, bits // 8 if bits % 8 == 0 else 0, body
        place += 8 + size + size % 2
    raise SoundUnusable("no_sound")


def _sixteen_bits(samples: bytes, width: int) -> array[int]:
    if width == 1:
        return array("h", [(each - 128) << 8 for each in samples])
    if width > 2:
        # The two highest bytes of each sample are the sample, loud enough for a telephone.
        high = bytearray(len(samples) // width * 2)
        high[0::2], high[1::2] = samples[width - 2 :: width], samples[width - 1 :: width]
        samples = bytes(high)
    found = array("h")
    found.frombytes(samples)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _mono(samples: array[int], channels: int) -> array[int]:
    if channels == 1:
        return samples
    return array("h", [each >> 1 for each in map(operator.add, samples[0::2], samples[1::2])])


def _wav(samples: array[int], *, rate: int) -> bytes:
    if sys.byteorder == "big":
        samples.byteswap()
    body = samples.tobytes()
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, _PCM, 1, rate,
                       rate * 2, 2, 16, b"data", len(body))  # fmt: skip
    return head + body


# --- MP3: https://www.mp3-tech.org/programmer/frame_header.html ---------------------------------------------
_KBITS: Final = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


@dataclass(frozen=True, slots=True)
class _Frame:
    size: int
    seconds: float


def _frame_at(upload: bytes, place: int) -> _Frame | None:
    """The Layer III frame that begins here; ``None``: none does."""
    head = upload[place : place + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rated, speed, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer != 1 or rated in (0, 15) or speed == 3:
        return None
    is_first = version == 3
    rate = _RATES[version][speed]
    size = (144 if is_first else 72) * _KBITS[1 if is_first else 2][rated - 1] * 1000 // rate + padding
    return _Frame(size=size, seconds=(1152 if is_first else 576) / rate)


def _from_mp3(upload: bytes) -> Sound:
    place = _behind_tag(upload)
    frames, seconds = [], 0.0
    while (frame := _frame_at(upload, place)) is not None and place + frame.size <= len(upload):
        frames.append(upload[place : place + frame.size])
        seconds += frame.seconds
        place += frame.size
    # Behind the last frame only what players write there; anything else is no recording.
    rest = upload[place:]
    is_whole = len(rest) < 2048 or rest[:3] == b"TAG" or rest[:8] == b"APETAGEX"
    if len(frames) < 3 or not is_whole:
        raise SoundUnusable("no_sound")
    return Sound(
        content=b"".join(frames), content_type="audio/mpeg", length=_checked(timedelta(seconds=seconds))
    )


def _behind_tag(upload: bytes) -> int:
    if upload[:3] != b"ID3" or len(upload) < 10:
        return 0
    a, b, c, d = upload[6:10]
    return 10 + (a << 21 | b << 14 | c << 7 | d)
