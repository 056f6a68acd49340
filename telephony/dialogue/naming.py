"""Whose name it is: completed, corrected, and told apart from those who come along."""

import re
from collections.abc import Callable

from telephony.dialogue.names import introduced_name, read_name
from telephony.dialogue.text import fold

_OTHERS = re.compile(r",| und | sowie |;|\. ")
_CALLED = re.compile(
    r"\b(?:heiß(?:t|en)|heiss(?:t|en)|namens|ist|sind)\s+(?:die |der |das )?"
    r"([A-ZÄÖÜ][\w'’-]+(?:(?:,| und) [A-ZÄÖÜ][\w'’-]+)*)"
)
_FOR_ANOTHER = re.compile(
    r"\b(?:mein|unser)\w* (?:mutter|mama|vater|papa|mann|frau|oma|opa|tante|onkel|chef\w*|schwester"
    r"|bruder)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"@|\b(?:at|ätt)\b.*\bpunkt\b|e-?mail|\bmail\b", re.IGNORECASE)
_PARTICLES = re.compile(r"\b(?:übrigens|eigentlich|nämlich|aber|doch|jetzt|ja|auch)\b ?", re.IGNORECASE)
_BARE = re.compile(r"[A-ZÄÖÜ][\w'’-]+(?: [A-ZÄÖÜ][\w'’-]+){0,2}[ .!]*")
# An answer is read clause by clause; a comma inside a clock time or a number does not end one.
_CLAUSES = re.compile(r"[^,;.!?]+[,;.!?]*")
_AND = re.compile(r" (?:und|sowie) ")
_CLAUSE_OF_NAME = re.compile(
    r"\s*(?:(?i:und|ja|also|bitte|gerne?|okay|ok|äh+m?) )*"
    r"(?:(?i:(?:ich|sie|er) hei(?:ß|ss)[et]?|(?:mein|der|ihr|sein) name (?:ist|wäre)"
    r"|(?:auf|unter)(?: den namen?)?|hier (?:ist|spricht)|(?:das|es) (?:ist|wäre)(?: der| die| für)?) )?"
    r"(?:(?:Frau|Herrn?|Familie) )?"
    r"(?P<name>[A-ZÄÖÜ][\w'’-]+(?: (?:(?:von|van|de|der|den|zu|el|al|la) )*[A-ZÄÖÜ][\w'’-]+){0,3})"
    r"(?: (?i:bitte|h(?:ei|oa)(?:ß|ss)t (?:er|sie|es)|hei(?:ß|ss)e? ich|ist (?:mein|der|ihr|sein) name))?"
    r"[\s,;.!]*"
)


def own_name(text: str) -> str | None:
    """Return the caller's own name among others: ``Sabine Kluge, und mein Sohn heißt Tim``."""
    whole = read_name(text)
    parts = [part for part in _OTHERS.split(text) if part.strip()]
    if len(parts) > 1 and _FOR_ANOTHER.search(text) and (customer := bare_name(parts[0])):
        return customer  # "Reimers, Hildegard, also meine Mutter, ich bin die Sabine"
    if whole is not None or len(parts) < 2 or not (_CALLED.search(text) or _ADDRESS.search(text)):
        return whole
    return next((name for part in parts if not _CALLED.search(part) and (name := read_name(part))), None)


def name_beside(text: str, *, least: int, is_other: Callable[[str], bool]) -> str | None:
    """Return the name that is one clause of an answer: ``Halb acht, Gabi Dünnebier``.

    ``least`` is how many words it needs to pass for a name, ``is_other`` tells what is none: a day, a thanks.
    """
    clauses = [part for clause in _CLAUSES.findall(text) for part in _AND.split(clause)]
    found = (_CLAUSE_OF_NAME.fullmatch(clause) for clause in clauses)
    names = [match["name"] for match in found if match and not is_other(match["name"])]
    if not names or len(clauses) < 2:
        return None
    # "Koch, Ute Koch" and "Kröger, Sven" are one name in two clauses.
    name = read_name(", ".join(names[:2])) or read_name(names[0])
    return name if name and len(name.split()) >= least else None


def names_of_others(text: str) -> list[str]:
    """Return the names of those who come along, in the order in which they were said."""
    found = _CALLED.search(text)
    return re.split(r", | und ", found.group(1)) if found and re.search(r"\b(?:und|sowie)\b|,", text) else []


def bare_name(text: str) -> str | None:
    """Return an utterance that is nothing but a name."""
    return read_name(text) if _BARE.fullmatch(text.strip()) else None


def changed_name(text: str) -> str | None:
    """Return the name in ``Ich heiße übrigens Meyer``, said when everything seemed settled."""
    return introduced_name(_PARTICLES.sub("", text))


def completed(known: str | None, said: str) -> str:
    """Return the fuller name: ``Mehmet`` after "Yilmaz" is a first name, "Gudrun Petersen" the whole."""
    if not known or len(known.split()) > 1 or len(said.split()) > 1:
        return said
    return said if fold(said) == fold(known) else f"{said} {known}"
