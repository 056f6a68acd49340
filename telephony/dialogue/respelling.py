"""How a name is written where it sounds like another: ``Meyer mit Ypsilon``, ``mit doppel l``."""

import re

RESPELL = re.compile(
    (
        r"\bmit (?:(?P<twice>doppel|zwei|einem|zwo)[ -]?)?(?P<letters>ypsilon|[a-zäöüß](?: [a-zäöüß])?\b"
        r"|[a-zäöüß]{2}\b)"
    ),
    re.IGNORECASE,
)
_TWINS = (
    ("ai", "ei", "ay", "ey"),
    ("ü", "ue"),
    ("ö", "oe"),
    ("ä", "ae"),
    ("dt", "tt", "t", "d"),
    ("ck", "k"),
    ("th", "t"),
    ("ph", "f"),
    ("ss", "ß", "s"),
    ("tz", "z"),
    ("v", "f"),
    ("c", "k"),
)


def capital_of(part: str) -> str:
    """``meyer-lang`` is ``Meyer-Lang``; what was written with capitals inside stays so."""
    return "-".join(
        piece[:1].upper() + (piece[1:].lower() if piece.isupper() else piece[1:]) for piece in part.split("-")
    )


def respelled(name: str, said: str) -> str:
    """Apply ``Müller mit ü``, ``Meyer mit e y``, ``Hoffmann mit zwei f``."""
    match = RESPELL.search(said)
    if match is None:
        return name
    letters = match.group("letters").lower().replace(" ", "").replace("ypsilon", "y")
    last = name.rsplit(maxsplit=1)[-1]
    changed = last.lower()
    twice = (match.group("twice") or "").lower()
    if twice in {"doppel", "zwei", "zwo"} and len(letters) == 1:
        changed = re.sub(f"{letters}+", letters * 2, changed, count=1)
    elif twice == "einem":
        changed = re.sub(f"{letters}+", letters, changed, count=1)
    elif letters not in changed:
        changed = _twin_replaced(changed, letters)
    return " ".join([*name.split()[:-1], capital_of(changed)])


def _twin_replaced(name: str, letters: str) -> str:
    if letters == "y":
        return re.sub(r"([ae])i", r"\1y", name, count=1)
    for twins in _TWINS:
        if letters in twins:
            for twin in twins:
                if twin != letters and twin in name:
                    place = name.rfind(twin)
                    return name[:place] + letters + name[place + len(twin) :]
    return name
