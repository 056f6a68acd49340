"""The alphabet of SMS: what fits into it, what a text costs, and how to make a text fit."""

from __future__ import annotations

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")  # takes two places each
_PLAIN = str.maketrans(
    {
        "„": '"', "“": '"', "”": '"', "«": '"', "»": '"', "‚": "'", "‘": "'", "’": "'", "`": "'", "´": "'",
        "–": "-", "—": "-", "‑": "-", "−": "-", "…": "...", "•": "-", "·": "-", "×": "x", "\u00a0": " ",
        "ẞ": "SS", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE",
        "™": "", "®": "", "©": "",
    }
)  # fmt: skip


def to_gsm(text: str) -> str:
    """The text with quotes, dashes, accents and pictures replaced by what every SMS can carry.

    Letters of other scripts stay: a name in Greek or Arabic is worth the shorter segments.
    """
    return "".join(_letter(letter) for letter in text.translate(_PLAIN))


def segment_count(text: str) -> int:
    """How many SMS the text is billed as; an empty one still is one."""
    if is_gsm(text):
        return _parts([2 if letter in _EXTENDED else 1 for letter in text], single=160, part=153)
    return _parts([2 if ord(letter) > 0xFFFF else 1 for letter in text], single=70, part=67)


def is_gsm(text: str) -> bool:
    """Whether the text fits into the 7-bit alphabet, 160 characters an SMS instead of 70."""
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def _letter(letter: str) -> str:
    if letter in _BASIC or letter in _EXTENDED:
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    if bare and all(part in _BASIC for part in bare):
        return bare
    return letter if unicodedata.category(letter)[0] in "LN" else ""


def _parts(widths: list[int], *, single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, room = 1, part
    for width in widths:
        if width > room:  # a letter of two places is never torn apart
            parts, room = parts + 1, part
        room -= width
    return parts
