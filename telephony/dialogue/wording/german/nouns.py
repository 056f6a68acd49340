"""Articles and numbers of what companies call their services."""

import re
from collections.abc import Sequence
from itertools import takewhile

_PLURALS = ("strähnen", "strähnchen", "highlights", "extensions", "wimpern", "augenbrauen", "nägel", "reifen")
_HEADS = {
    "ein": ("schnitt", "wechsel", "service", "termin", "check", "ansatz"),
    "eine": (
        "ung", "ion", "ur", "pflege", "massage", "wäsche", "welle", "diagnose", "füllung", "krone", "suche",
    ),
}  # fmt: skip


def with_article(service: str) -> str:
    """``Ein Haarschnitt Damen``, ``Eine professionelle Zahnreinigung``, but ``Ansatz färben``."""
    words = service.split()
    if (
        not words
        or "," in service
        or " und " in service
        or (words[-1].islower() and words[-1].endswith("en"))
    ):
        return service
    for article, endings in _HEADS.items():
        if words[0].lower().endswith(endings):
            return f"{article.capitalize()} {service}"
        if len(words) > 1 and words[0].endswith(("e", "er")) and words[1].lower().endswith(endings):
            return f"{article.capitalize()} {words[0].lower()} {' '.join(words[1:])}"
    return service


def costs(service: str) -> str:
    """Return the verb: one haircut ``kostet``, tyres ``kosten``."""
    return "kosten" if service.lower().endswith(_PLURALS) else "kostet"


# A shared ending of fewer letters is no word: "Färben" and "Tönen" only rhyme.
_SHORTEST_HEAD = 6
_SHORTEST_PREFIX = 3


_GROUP = re.compile(r"\b(?:Damen|Herren|Kinder|Frauen|Männer)", re.IGNORECASE)


def shortened(names: Sequence[str]) -> list[str]:
    """Say once what names share: ``Damen- oder Herrenhaarschnitt``, ``kleine oder große Inspektion``."""
    names = [name.replace(", ", "-") for name in names]  # "Waschen-Schneiden-Föhnen" is one of them
    if len(names) < 2:
        return names
    by_group = _for_groups(names)
    if by_group:
        return by_group
    words = [name.split() for name in names]
    shared = _shared(words)
    if shared and all(len(one) > shared for one in words):
        return [" ".join(one[shared:]) for one in words]
    shared = _shared([one[::-1] for one in words])
    if shared and all(len(one) > shared for one in words):
        return [*(" ".join(one[:-shared]) for one in words[:-1]), names[-1]]
    head = _shared([name[::-1].lower() for name in names])
    if names[0][-head:].startswith(("en", "er")):
        head -= 2  # "Dam-, Herrenhaarschnitt": what links the parts stays with the first one
    if head >= _SHORTEST_HEAD and all(len(name) - head >= _SHORTEST_PREFIX for name in names):
        return [*(f"{name[:-head]}-" for name in names[:-1]), names[-1]]
    return names


def _for_groups(names: Sequence[str]) -> list[str]:
    """``Haarschnitt für Damen, Herren oder Kinder``: one kind of work, each time for other people."""
    found = [_GROUP.search(name) for name in names]
    heads = {_GROUP.sub("", name).strip(" ,-").lower() for name in names}
    if len(heads) != 1 or not all(found):
        return []
    head = heads.pop()
    if len({name.lower().startswith(head) for name in names}) == 1:
        return []  # alike as they are: "Damen-, Herren- oder Kinderhaarschnitt"
    groups = [group.group().capitalize() for group in found if group]
    return [f"{head.capitalize()} für {groups[0]}", *groups[1:]]


def _shared(sequences: Sequence[Sequence[str]]) -> int:
    """Return with how many same items all begin."""
    columns = zip(*sequences, strict=False)
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
