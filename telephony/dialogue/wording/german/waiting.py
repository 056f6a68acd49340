"""Speaks of the waitlist: getting on it, and the time that somebody on it was offered."""

from collections import Counter
from collections.abc import Sequence

from telephony.dialogue.wording.german.pieces import Pieces


class Waiting(Pieces):
    """Everything that is waited for is named, also where it is a visit of several parts."""

    def works(self, names: Sequence[str]) -> str:
        """Return what a visit is made of: ``Haarschnitt Damen und Färben``, ``zweimal Räderwechsel``."""
        counted = [self._times(name, count) for name, count in Counter(names).items()]
        return self.listed(counted, "sowie" if any(" und " in name for name in names) else "und")

    def even_free(self) -> str:
        """Return that nobody need wait for what they asked for."""
        return "Da ist sogar noch etwas frei."

    def goes_on_the_waitlist(self, *, is_first: bool = True) -> str:
        """Return that the wish was heard, before what is still missing is asked for."""
        return "Gern, ich setze Sie auf die Warteliste." if is_first else "Ich setze Sie auf die Warteliste."

    def on_the_waitlist(
        self, names: Sequence[str], *, at_once: bool = False, when: str = "", is_earlier: bool = False
    ) -> str:
        """Return that the caller waits now, and for what; ``is_earlier``: than what they have."""
        manner = "gleichzeitig" if at_once else ""
        waits_for = ", ".join(part for part in (f"für {self.works(names)}", manner, when) if part)
        earlier = "früher etwas" if is_earlier else "etwas"
        together = "alles zusammen früher" if is_earlier else "alles zusammen"
        frees_up = together if len(names) > 1 else earlier
        return (
            f"Sie stehen auf der Warteliste {waits_for}. "
            f"Sobald {frees_up} frei wird, bekommen Sie eine Nachricht."
        )

    def waitlist_full(self) -> str:
        """Return that this customer waits for enough already."""
        return "Sie stehen schon für mehrere Termine auf der Warteliste, mehr kann ich nicht eintragen."

    def waitlist_needs_number(self) -> str:
        """Return why nobody without a number waits."""
        return "Ohne eine Nummer, unter der wir Sie erreichen, kann ich Sie nicht auf die Warteliste setzen."

    def waitlist_reason(self, names: Sequence[str], wish: str) -> str:
        """Return what the ticket says about somebody who wants an earlier time."""
        return ", ".join(part for part in ("Warteliste", self.works(names), wish) if part)

    def no_waitlist_time(self) -> str:
        """Return that nothing was offered to this caller."""
        return "Unter diesem Namen und dieser Nummer finde ich gerade kein Angebot. Suchen wir zusammen?"

    def asks_for_waitlist_yes(self, start: str, names: Sequence[str], person: str = "") -> str:
        """Return the offered time read back with all that it is for, and the question for a yes."""
        by = f" bei {person}" if person else ""
        return f"Frei geworden ist {start}, für {self.works(names)}{by}. Möchten Sie den Termin?"

    def waitlist_time_booked(self, start: str, names: Sequence[str]) -> str:
        """Return that the time is theirs."""
        return f"Sehr gut, eingetragen ist {self.works(names)}, {start}. Die Bestätigung kommt gleich."

    def stays_on_the_waitlist(self) -> str:
        """Return what becomes of somebody who does not want the time."""
        return "Kein Problem. Sie bleiben auf der Warteliste, und die Zeit bekommt jemand anders."

    def waitlist_time_gone(self) -> str:
        """Return that somebody else was faster."""
        return "Da war leider gerade jemand schneller. Sie bleiben auf der Warteliste. Soll ich weitersuchen?"

    def _times(self, name: str, count: int) -> str:
        return {1: name, 2: f"zweimal {name}", 3: f"dreimal {name}"}.get(count, f"{count} Mal {name}")
