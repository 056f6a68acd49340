"""How many SMS a text is billed as: GSM-7 with its extension table, else UCS-2."""

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_EXTENDED = frozenset("^{}\\[~]|€\f")  # each of them takes two places


def segment_count(text: str) -> int:
    """Return the number of segments; an empty text still is one."""
    if all(letter in _GSM_7 or letter in _GSM_7_EXTENDED for letter in text):
        return _parts([2 if letter in _GSM_7_EXTENDED else 1 for letter in text], single=160, part=153)
    return _parts([2 if ord(letter) > 0xFFFF else 1 for letter in text], single=70, part=67)


def _parts(widths: list[int], *, single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, room = 1, part
    for width in widths:
        if width > room:  # a letter of two units is never torn apart
            parts, room = parts + 1, part
        room -= width
    return parts
