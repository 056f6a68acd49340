"""Recordings, made in a few lines: a tone as WAV in any shape, and frames of an MP3 file."""

from __future__ import annotations

import math
import struct


def tone(
    seconds: float = 2.0,
    *,
    rate: int = 16_000,
    channels: int = 1,
    width: int = 2,
    loudness: float = 0.5,
    extra: bytes = b"",
) -> bytes:
    """A WAV file with a tone of 440 Hz; ``extra`` is a chunk of its own before the samples."""
    top = 2 ** (8 * width - 1) - 1
    cycle, align = bytearray(), channels * width
    # After so many samples the tone begins anew.
    for place in range(rate // math.gcd(rate, 440)):
        value = round(math.sin(place * 440 * math.tau / rate) * loudness * top)
        one = bytes([value + 128]) if width == 1 else value.to_bytes(width, "little", signed=True)
        cycle += one * channels
    frames = round(seconds * rate)
    samples = (cycle * (frames * align // len(cycle) + 1))[: frames * align]
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * align, align, width * 8)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + extra
    chunks += b"data" + struct.pack("<I", len(samples)) + bytes(samples)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def mp3(seconds: float = 2.0, *, tag: bytes = b"") -> bytes:
    """Frames of MPEG 1 Layer III, 128 kbit/s at 44.1 kHz: 417 bytes and 26 ms each."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    return tag + frame * round(seconds * 44_100 / 1152)
