"""Reads parts of the day: ``am frühen Nachmittag``, ``vormittags``, ``gegen Abend``."""

from telephony.dialogue.times.clock import Hours, Keys, key_at
from telephony.dialogue.times.lexicon import DAYPARTS, EARLY_PART, LATE_PART, PART_WORDS, WEEKDAYS

_MORNING_AFTER = frozenset(
    {"am", "heute", "uebermorgen", "gestern", "jeden", "fruehen", "spaeten", "diesen", "gegen"}
)


def read_part(keys: Keys, at: int) -> tuple[Hours, int] | None:
    """Read a part of the day at this word."""
    ahead, grade = at, ""
    while key_at(keys, ahead) in {
        "am",
        "in",
        "der",
        "den",
        "gegen",
        "ueber",
        "zur",
        "im",
        "frueh",
        "frueher",
        "fruehen",
        "spaet",
        "spaeten",
        "spaeter",
        "ganz",
        "gleich",
        "eher",
        "zum",
        "des",
        "die",
    }:
        word = key_at(keys, ahead)
        if word == "frueh" and not _names_part(keys, ahead + 1):
            break
        grade = (
            "early"
            if word in {"frueh", "frueher", "fruehen"}
            else "late"
            if word.startswith("spaet")
            else grade
        )
        ahead += 1
    if not _names_part(keys, ahead):
        return None
    part = PART_WORDS.get(key_at(keys, ahead), "morgen")
    if part == "frueh" and key_at(keys, ahead - 1) in {"zu", "moeglichst", "so", "sehr"}:
        return None
    table = EARLY_PART if grade == "early" else LATE_PART if grade == "late" else DAYPARTS
    return Hours("part", span=table.get(part, DAYPARTS[part])), ahead + 1


def _names_part(keys: Keys, at: int) -> bool:
    word, before = key_at(keys, at), key_at(keys, at - 1)
    if word == "morgen":
        return before in _MORNING_AFTER or (before in WEEKDAYS and len(before) > 2)
    return word in PART_WORDS
