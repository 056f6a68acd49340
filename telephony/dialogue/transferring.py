"""What callers hear when they are put through, and what the person who picks up hears first."""

from __future__ import annotations

_CONNECTING = {
    "de": "Ich verbinde Sie mit {name}. Einen Moment, bitte.",
    "en": "I'm putting you through to {name}. One moment, please.",
}
_NOBODY = {
    "de": "Im Moment ist leider niemand erreichbar. Soll Sie jemand zurückrufen?",
    "en": "I'm afraid nobody is available right now. Shall somebody call you back?",
}


def connecting(name: str, *, language: str = "de") -> str:
    """Return that the caller is put through to somebody; without a name, to the team."""
    somebody = name or ("the team" if language == "en" else "dem Team")
    return _CONNECTING.get(language, _CONNECTING["de"]).format(name=somebody)


def nobody_reachable(*, language: str = "de") -> str:
    """Return that nobody can be reached, with the offer of a call back."""
    return _NOBODY.get(language, _NOBODY["de"])


def handoff(*, company: str, reason: str, caller: str = "") -> str:
    """Return what the person who picks up hears before the caller is on: who it is and what about.

    Spoken only to a number that the business stored itself.
    """
    who = f"von {caller}" if caller else ""
    about = reason.strip().rstrip(".")
    parts = ("Hier ist die KI-Assistentin", f"mit einem Anruf {who}".strip(), f"für {company}")
    opened = " ".join(parts)
    return (
        f"{opened}. Es geht um: {about}."
        if about
        else f"{opened}. Der Anrufer möchte mit einem Menschen sprechen."
    )
