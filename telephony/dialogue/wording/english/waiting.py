"""Speaks of the waitlist: getting on it, and the time that somebody on it was offered."""

from collections.abc import Sequence

from telephony.dialogue.wording.english.pieces import Pieces
from telephony.dialogue.wording.english.works import in_english
from telephony.dialogue.wording.german.waiting import Waiting as GermanWaiting


class Waiting(Pieces, GermanWaiting):
    """Everything that is waited for is named, also where it is a visit of several parts."""

    def works(self, names: Sequence[str]) -> str:
        counted = [self._times(in_english(name), names.count(name)) for name in dict.fromkeys(names)]
        return self.listed(counted, "as well as" if any(" and " in name for name in counted) else "and")

    def even_free(self) -> str:
        return "There's actually something free then."

    def goes_on_the_waitlist(self, *, is_first: bool = True) -> str:
        return "Certainly, I'll put you on the waitlist." if is_first else "I'll put you on the waitlist."

    def on_the_waitlist(
        self, names: Sequence[str], *, at_once: bool = False, when: str = "", is_earlier: bool = False
    ) -> str:
        manner = "at the same time" if at_once else ""
        waits_for = ", ".join(part for part in (f"for {self.works(names)}", manner, when) if part)
        frees_up = "it all opens up together" if len(names) > 1 else "something opens up"
        frees_up += " earlier" if is_earlier else ""
        return f"You're on the waitlist {waits_for}. As soon as {frees_up}, you'll get a message."

    def waitlist_full(self) -> str:
        return "You're on the waitlist for several appointments already, so I can't add another one."

    def waitlist_needs_number(self) -> str:
        return "Without a number to reach you on, I'm afraid I can't put you on the waitlist."

    def waitlist_reason(self, names: Sequence[str], wish: str) -> str:
        return ", ".join(part for part in ("Waitlist", self.works(names), wish) if part)

    def no_waitlist_time(self) -> str:
        return "I can't find an offer under this name and number. Shall we look together?"

    def asks_for_waitlist_yes(self, start: str, names: Sequence[str], person: str = "") -> str:
        by = f" with {person}" if person else ""
        return f"{start} has opened up, for {self.works(names)}{by}. Would you like it?"

    def waitlist_time_booked(self, start: str, names: Sequence[str]) -> str:
        return f"Great, you're booked in for {self.works(names)}, {start}. The confirmation is on its way."

    def stays_on_the_waitlist(self) -> str:
        return "No problem. You stay on the waitlist, and somebody else gets the time."

    def waitlist_time_gone(self) -> str:
        return "Sorry, somebody was just faster. You stay on the waitlist. Shall I look further?"

    def _times(self, name: str, count: int) -> str:
        return name if count == 1 else f"{name} for {self.count(count)}"
