"""Reads times of day: ``gegen 14 Uhr 30``, ``zwischen neun und elf``, ``nach der Arbeit``."""

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.times.clock import Clock, Hours, Keys, Kind, key_at, opening_sense, read_clock
from telephony.dialogue.times.dayparts import read_part
from telephony.dialogue.times.lexicon import AFTER_LIFE, BEFORE_LIFE, PART_WORDS
from telephony.dialogue.times.wish import DAY_MINUTES

# After these a bare number is an hour; "so" and "etwa" alone may count anything.
_PREPOSITIONS: dict[str, Kind] = {
    "um": "at",
    "punkt": "at",
    "puenktlich": "at",
    "gegen": "around",
    "circa": "around",
    "ca": "around",
    "zirka": "around",
    "ungefaehr": "around",
    "ab": "from",
    "nach": "from",
    "fruehestens": "from",
    "bis": "until",
    "vor": "until",
    "spaetestens": "until",
    "abm": "from",
}
_WEAK = {"so": "around", "etwa": "around", "rund": "around", "kurz": "around", "erst": None, "genau": "at"}
AROUND_MINUTES = 30


# Words with which a time of day can begin, besides numbers.
STARTS = frozenset(
    {*_PREPOSITIONS, *_WEAK, *PART_WORDS}
    | set("halb viertel dreiviertel mitternacht zwischen von am in der den ueber zur im zum des die".split())
    | set("frueher fruehen spaet spaeten spaeter ganz ganzen ganze ganztags ganztaegig".split())
    | set("gleich eher morgen".split())
)


def read_hours(keys: Keys, at: int, *, loose: bool) -> tuple[Hours, int] | None:
    """Read a time of day at this word; ``loose`` takes a bare number for an hour."""
    return (
        _read_all_day(keys, at)
        or _read_extreme(keys, at)
        or _read_span(keys, at)
        or read_part(keys, at)
        or _read_single(keys, at, loose=loose)
    )


def _read_extreme(keys: Keys, at: int) -> tuple[Hours, int] | None:
    """``(nicht) so früh``, ``später am Tag``: the ends of the day."""
    word = key_at(keys, at)
    spans = {"frueh": (6 * 60, 10 * 60), "spaet": (18 * 60, DAY_MINUTES)}
    in_day = key_at(keys, at + 1) == "am" and key_at(keys, at + 2) in {"tag", "tage"}
    if word in {"frueh", "frueher", "spaet", "spaeter"} and in_day:
        return Hours("part", span=(6 * 60, 11 * 60) if word[0] == "f" else (15 * 60, 21 * 60)), at + 3
    refused = key_at(keys, at - 1) in {"so", "zu", "allzu", "ganz"} and key_at(keys, at - 2) == "nicht"
    if not refused or word not in spans:
        return None
    return read_part(keys, at) or (Hours("part", span=spans[word]), at + 1)


def _read_all_day(keys: Keys, at: int) -> tuple[Hours, int] | None:
    """``den ganzen Tag``, ``ganztags``: as much a time of day as any other."""
    if key_at(keys, at) in {"ganztags", "ganztaegig"}:
        return Hours("part", span=(0, DAY_MINUTES)), at + 1
    if key_at(keys, at) in {"ganzen", "ganze"} and key_at(keys, at + 1) == "tag":
        return Hours("part", span=(0, DAY_MINUTES)), at + 2
    return None


def _read_span(keys: Keys, at: int) -> tuple[Hours, int] | None:
    opener = key_at(keys, at) if key_at(keys, at) in {"zwischen", "von"} or _about_span(keys, at) else ""
    start = read_clock(keys, at + bool(opener), loose=bool(opener) or _written_span(keys, at))
    if start is None:
        return None
    if not opener and key_at(keys, start[1]) not in {"bis", "-"}:
        return None
    if opener and key_at(keys, start[1]) not in {"und", "bis", "-", "auf"}:
        return (Hours("from", start[0]), start[1] + 1) if key_at(keys, start[1]) == "an" else None
    ahead = start[1] + 1
    while key_at(keys, ahead) in {"um", "etwa", "circa", "spaetestens", "gegen", "maximal", "hoechstens"}:
        ahead += 1
    end = read_clock(keys, ahead, loose=True)
    return None if end is None else (Hours("between", start[0], end[0]), end[1])


def _about_span(keys: Keys, at: int) -> bool:
    """``so zwölf bis zwei``: two numbers with nothing behind them that they could count."""
    if key_at(keys, at) not in _WEAK or key_at(keys, at + 2) not in {"-", "bis"}:
        return False
    both_numbers = all(cardinal(key_at(keys, place)) in range(1, 25) for place in (at + 1, at + 3))
    return both_numbers and key_at(keys, at + 4) in {
        "",
        ",",
        ".",
        "oder",
        "und",
        "rum",
        "aber",
        "waere",
        "bitte",
    }


def _written_span(keys: Keys, at: int) -> bool:
    """``17-18 Uhr``, ``neun bis elf Uhr``."""
    both_numbers = cardinal(key_at(keys, at)) is not None and cardinal(key_at(keys, at + 2)) is not None
    return both_numbers and key_at(keys, at + 1) in {"-", "bis"} and key_at(keys, at + 3) in {"uhr", "h"}


def _read_single(keys: Keys, at: int, *, loose: bool) -> tuple[Hours, int] | None:
    kind: Kind = "at"
    ahead, strong = at, False
    while key_at(keys, ahead) in _PREPOSITIONS or key_at(keys, ahead) in _WEAK:
        if key_at(keys, ahead) == "kurz" and key_at(keys, ahead + 1) in {"vor", "nach"}:
            break
        said = _PREPOSITIONS.get(key_at(keys, ahead)) or _WEAK.get(key_at(keys, ahead))
        # "ab ca. 14 Uhr" and "so ab drei" are "ab"; "so um drei" stays "gegen".
        if said is not None and (kind == "at" or (kind == "around" and said in {"from", "until"})):
            kind = said  # type: ignore[assignment]
        strong = strong or key_at(keys, ahead) in _PREPOSITIONS or _goes_on(keys, ahead)
        ahead += 1
        if key_at(keys, ahead) == ".":
            ahead += 1
    life = _after_life(keys, ahead, kind)
    if life is not None:
        return life
    clock = read_clock(keys, ahead, loose=loose or strong)
    if clock is None:
        return None
    return _with_ending(keys, kind, clock[0], clock[1])


def _goes_on(keys: Keys, at: int) -> bool:
    """``so eins, halb zwei``: what another time follows is one too."""
    return key_at(keys, at + 2) in {",", "oder"} and key_at(keys, at + 3) in {
        "halb",
        "viertel",
        "dreiviertel",
    }


def _with_ending(keys: Keys, kind: Kind, clock: Clock, at: int) -> tuple[Hours, int]:
    """``um neun bis elf``, ``um drei rum``, ``um drei oder später``."""
    following, after = key_at(keys, at), key_at(keys, at + 1)
    if following in {"-", "bis"} and kind in {"at", "around"}:
        end = read_clock(keys, at + 1, loose=True)
        if end is not None:
            return Hours("between", clock, end[0]), end[1]
    if following in {"herum", "rum"}:
        return Hours("around", clock), at + 1
    if kind == "at" and following == "oder" and after in {"so", "spaeter"}:
        return Hours("from" if after == "spaeter" else "around", clock), at + 2
    return Hours(kind, clock), at


def _after_life(keys: Keys, at: int, kind: Kind) -> tuple[Hours, int] | None:
    """``nach der Arbeit``, ``vor der Schule``, ``nach Feierabend``."""
    ahead = at + (key_at(keys, at) in {"der", "dem", "meiner", "meinem", "unserer"})
    word = key_at(keys, ahead)
    if kind == "from" and word in AFTER_LIFE:
        return Hours("part", span=(AFTER_LIFE[word], 21 * 60)), ahead + 1
    if kind == "until" and word in BEFORE_LIFE:
        return Hours("part", span=(6 * 60, BEFORE_LIFE[word])), ahead + 1
    return None


def minutes_of(hours: Hours, part: tuple[int, int] | None) -> tuple[int | None, int | None, int | None]:
    """Return ``(opens, closes, target)`` of a spoken time, ``part`` being the part of day said with it."""
    if hours.clock is None:  # a part of the day
        return (*(hours.span or (0, DAY_MINUTES)), None)
    minute = opening_sense(hours.clock, part)
    if hours.kind == "between" and hours.until is not None:
        return _between(hours.clock, hours.until, part)
    if hours.kind == "from":
        return minute, part[1] if part and part[1] > minute else None, None
    if hours.kind == "until":
        return (part[0] if part and part[0] < minute else None), minute, None
    if hours.kind == "around":
        return max(0, minute - AROUND_MINUTES), min(DAY_MINUTES, minute + AROUND_MINUTES + 1), minute
    return minute, minute + 1, minute


def _between(start: Clock, end: Clock, part: tuple[int, int] | None) -> tuple[int, int, int | None]:
    opens, closes = opening_sense(start, part), opening_sense(end, part)
    if start.bare and end.bare and part is None and 7 * 60 <= start.minute < end.minute <= 12 * 60:
        return start.minute, end.minute, None
    if closes <= opens and end.bare:
        closes = end.minute + DAY_MINUTES // 2
    if closes <= opens and start.bare and start.minute < closes:
        opens = start.minute  # "von sechs bis zwei" begins in the morning
    if closes <= opens:
        closes = opens + 60
    return opens, min(closes, DAY_MINUTES), None
