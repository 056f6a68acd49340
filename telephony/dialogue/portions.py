"""Which part of an utterance tells the time: the new one, the old one, not the one in a question."""

import re

_LATER = re.compile(
    r"\b(?:auf (?:später|früher|spaeter|frueher)|nach (?:hinten|vorne?)|stattdessen|gleicher tag"
    r"|selber tag)\b",
    re.IGNORECASE,
)
_MOVE_TO = re.compile(
    r"\b(?:auf|zu)\b(?= (?:den |dem |einen |die |das |n[äa]e?chste|übern[äa]e?chste|morgen"
    r"|[üu]e?bermorgen|heute|anfang|ende|mitte|kommende|vormittag|nachmittag|halb|montag|dienstag|mittwoch|"
    r"donnerstag|freitag|samstag|sonntag|\d))",
    re.IGNORECASE,
)


def moved_parts(text: str) -> tuple[str, str]:
    """Split ``meinen Termin am Dienstag auf Freitag verschieben`` into the old time and the new one."""
    matches = list(_MOVE_TO.finditer(text))
    if matches:
        return text[: matches[-1].start()], text[matches[-1].end() :]
    later = _LATER.search(text)
    if later is not None:
        return text[: later.start()], text[later.end() :]
    return text, ""


def beside_the_question(text: str) -> str:
    """``Montag halb acht. Ist das bis Freitag fertig?``: beside an answer the question names no time."""
    parts = _sentences(text)
    told = [part for part in parts if not part.rstrip().endswith("?")]
    return " ".join(told) if told and len(told) < len(parts) else text


def question_beside(text: str) -> str:
    """Return ``Ist das bis Freitag fertig?`` where it stands beside an answer, or nothing."""
    parts = _sentences(text)
    asked = [part for part in parts if part.rstrip().endswith("?")]
    return " ".join(asked).strip() if len(asked) < len(parts) else ""


def _sentences(text: str) -> list[str]:
    return re.findall(r"[^.!?]+[.!?]*", text)
