"""One calendar of a stand-in: what is in it, and in which order it changed."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from askproai.standins.ledger import Json


@dataclass(kw_only=True, slots=True)
class Entry:
    """One event, or what is left of a removed one. ``number`` is the change that made it what it is."""

    key: str
    body: Json
    number: int
    gone: bool = False
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Diary:
    """A calendar with a memory of its changes, as far back as its provider keeps one."""

    def __init__(
        self,
        *,
        key: str,
        name: str,
        writable: bool = True,
        default: bool = False,
        on_change: Callable[["Diary", Entry], None] = lambda _, __: None,
    ) -> None:
        self.key = key
        self.name = name
        self.writable = writable
        self.default = default
        self.zone = "Europe/Berlin"
        self.last = 0
        # Changes before this one are no longer told: tokens from then have expired.
        self.oldest = 0
        self._entries: dict[str, Entry] = {}
        self._on_change = on_change

    def __iter__(self) -> Iterator[Entry]:
        """The events that are there, in the order they came."""
        return iter([entry for entry in self._entries.values() if not entry.gone])

    def get(self, key: str) -> Entry | None:
        """Return the event, also what is left of a removed one."""
        return self._entries.get(key)

    def write(self, key: str, body: Json) -> Entry:
        """Put an event in place of whatever was there under its key."""
        self.last += 1
        known = self._entries.get(key)
        entry = Entry(key=key, body=body, number=self.last)
        if known is not None and not known.gone:
            entry.created_at = known.created_at
        self._entries[key] = entry
        self._on_change(self, entry)
        return entry

    def remove(self, key: str) -> bool:
        """Remove an event; false when it was not there."""
        entry = self._entries.get(key)
        if entry is None or entry.gone:
            return False
        self.last += 1
        entry.gone, entry.number, entry.updated_at = True, self.last, datetime.now(UTC)
        self._on_change(self, entry)
        return True

    def changed_after(self, number: int) -> list[Entry]:
        """Return what changed after the change of this number, each event once, as it stands now."""
        changed = [entry for entry in self._entries.values() if entry.number > number]
        return sorted(changed, key=lambda entry: entry.number)

    def forget_changes(self) -> None:
        """Let every token that was given out so far expire."""
        self.last += 1
        self.oldest = self.last

    def clear(self) -> None:
        """Forget the events and the tokens."""
        self._entries.clear()
        self.forget_changes()


class Owners:
    """The people of a provider with their calendars; whoever is asked for first is there."""

    def __init__(self, *, on_change: Callable[[Diary, Entry], None]) -> None:
        self._by_email: dict[str, dict[str, Diary]] = {}
        self._on_change = on_change

    def __iter__(self) -> Iterator[tuple[str, list[Diary]]]:
        return iter([(email, list(diaries.values())) for email, diaries in self._by_email.items()])

    def diaries(self, email: str) -> list[Diary]:
        """Return the calendars of a person: their main one, a second one, and one that cannot be written."""
        if email not in self._by_email:
            made = [
                Diary(key=email, name=email, default=True, on_change=self._on_change),
                Diary(key=f"{secrets.token_hex(13)}@group", name="Privat", on_change=self._on_change),
                Diary(key="feiertage@group", name="Feiertage", writable=False, on_change=self._on_change),
            ]
            self._by_email[email] = {diary.key: diary for diary in made}
        return list(self._by_email[email].values())

    def diary(self, email: str, key: str = "") -> Diary | None:
        """Return a person's calendar, by default their main one."""
        found = self.diaries(email)
        if key in {"", "primary"}:
            return found[0]
        return next((diary for diary in found if diary.key == key), None)

    def owner_of(self, diary: Diary) -> str:
        """Return whose calendar it is."""
        return next(email for email, found in self if diary in found)

    def clear(self) -> None:
        """Forget everybody."""
        self._by_email.clear()
