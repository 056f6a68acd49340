"""A provider of calendars that exists only here, does what it is told, and goes wrong when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from unittest import mock

from askproai.core.errors import ProviderUnavailable
from booking.models import LinkedCalendar, StaffMember
from booking.ports import (
    AccountKeys,
    Calendar,
    CalendarAccount,
    Changes,
    Draft,
    RemoteBooking,
    RemoteCalendar,
    RemoteEvent,
    RemoteEventGone,
    RemoteEventType,
    VersionOutdated,
    Watch,
    Window,
)
from booking.services.sync import accounts, send_entry
from tenants import work
from tenants.connections.pace import Pace
from tenants.connections.services import connect
from tenants.outbox import services as outbox
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import MONDAY_8

PROVIDER = "model"


def nothing() -> None:
    """Nobody else does anything meanwhile."""


@dataclass
class ModelServer:
    """All entries of all calendars, and what goes wrong with the next requests."""

    entries: dict[str, dict[str, RemoteEvent]] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    # "before": refused without effect. "after": the answer gets lost. "late": done when nobody waits for it.
    failing: list[str] = field(default_factory=list)
    # What others do between the provider's work and the arrival of its answer.
    meanwhile: Callable[[], None] = nothing
    moves_by_new_id: bool = False
    # Whether what was written a moment ago is found by its mark: not everywhere at once.
    finds_at_once: bool = True
    writes: int = 0
    _late: list[Callable[[], RemoteEvent | None]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def put(self, calendar_id: str, event: RemoteEvent) -> RemoteEvent:
        """Store an entry as somebody there would, under a new version."""
        stored = replace(event, version=str(next(self._numbers)))
        self.entries.setdefault(calendar_id, {})[event.id] = stored
        self.log.append((calendar_id, event.id))
        return stored

    def add(
        self,
        calendar_id: str,
        starts_at: datetime,
        ends_at: datetime,
        *,
        booking: RemoteBooking | None = None,
        mark: str = "",
    ) -> RemoteEvent:
        event_id = f"e{next(self._numbers)}"
        event = RemoteEvent(
            id=event_id, version="", starts_at=starts_at, ends_at=ends_at, booking=booking, mark=mark
        )
        return self.put(calendar_id, event)

    def move(self, calendar_id: str, event_id: str, starts_at: datetime, ends_at: datetime) -> RemoteEvent:
        before = self.entries[calendar_id][event_id]
        if not self.moves_by_new_id:
            return self.put(calendar_id, replace(before, starts_at=starts_at, ends_at=ends_at))
        new_id = f"e{next(self._numbers)}"
        self.put(calendar_id, replace(before, is_gone=True, next_id=new_id))
        moved = replace(before, id=new_id, previous_id=event_id, starts_at=starts_at, ends_at=ends_at)
        return self.put(calendar_id, moved)

    def remove(self, calendar_id: str, event_id: str) -> None:
        self.put(calendar_id, replace(self.entries[calendar_id][event_id], is_gone=True))

    def living(self, calendar_id: str) -> list[RemoteEvent]:
        return [event for event in self.entries.get(calendar_id, {}).values() if not event.is_gone]

    def work(self, act: Callable[[], RemoteEvent | None]) -> RemoteEvent | None:
        """Do what a request asks for, with whatever is to go wrong around it."""
        wrong = self.failing.pop(0) if self.failing else ""
        if wrong == "before":
            raise ProviderUnavailable(provider=PROVIDER)
        if wrong == "late":
            self._late.append(act)
            raise ProviderUnavailable(provider=PROVIDER, outcome_unknown=True)
        self.writes += 1
        answer = act()
        meanwhile, self.meanwhile = self.meanwhile, nothing
        meanwhile()
        if wrong == "after":
            raise ProviderUnavailable(provider=PROVIDER, outcome_unknown=True)
        return answer

    def arrive(self) -> None:
        """What was sent long ago is done now, if it still can be."""
        late, self._late = self._late, []
        for act in late:
            with suppress(VersionOutdated, RemoteEventGone):
                act()


class ModelCalendar:
    """Fulfils the port."""

    def __init__(self, server: ModelServer, calendar_id: str) -> None:
        self._server = server
        self._id = calendar_id

    def changes(self, *, cursor: str, window: Window) -> Changes:
        if self._server.failing and self._server.failing.pop(0) == "before":
            raise ProviderUnavailable(provider=PROVIDER)
        log, stored = self._server.log, self._server.entries.get(self._id, {})
        named = (
            dict.fromkeys(each for owner, each in log[int(cursor) :] if owner == self._id)
            if cursor
            else stored
        )
        # Some of it twice, and the newest first: no order is promised.
        events = tuple(stored[each] for each in reversed([*named, *list(named)[:1]]))
        answer = Changes(events=events, cursor=str(len(log)), is_complete=not cursor)
        meanwhile, self._server.meanwhile = self._server.meanwhile, nothing
        meanwhile()
        return answer

    def get(self, *, remote_id: str) -> RemoteEvent | None:
        return self._server.entries.get(self._id, {}).get(remote_id)

    def find(self, *, mark: str, window: Window) -> RemoteEvent | None:
        return self._marked(mark) if self._server.finds_at_once else None

    def _marked(self, mark: str) -> RemoteEvent | None:
        ours = [each for each in self._server.entries.get(self._id, {}).values() if each.mark == mark]
        last = [each for each in ours if not each.next_id]
        return min(last, key=lambda each: each.is_gone, default=None)

    def create(self, *, draft: Draft) -> RemoteEvent:
        def act() -> RemoteEvent:
            known = self._marked(draft.mark)
            return known or self._server.add(self._id, draft.starts_at, draft.ends_at, mark=draft.mark)

        return self._answered(act)

    def change(self, *, remote_id: str, version: str, draft: Draft) -> RemoteEvent:
        def act() -> RemoteEvent:
            self._check(remote_id, version)
            return self._server.move(self._id, remote_id, draft.starts_at, draft.ends_at)

        self._check(remote_id, version)
        return self._answered(act)

    def _check(self, remote_id: str, version: str) -> None:
        current = self.get(remote_id=remote_id)
        if current is None or (current.is_gone and not current.next_id):
            raise RemoteEventGone(provider=PROVIDER)
        if current.is_gone or current.version != version:
            raise VersionOutdated(provider=PROVIDER)

    def delete(self, *, remote_id: str, reason: str) -> None:
        def act() -> None:
            current = self.get(remote_id=remote_id)
            if current and not current.is_gone:
                self._server.remove(self._id, remote_id)

        current = self.get(remote_id=remote_id)
        if current and not current.is_gone:
            self._server.work(act)

    def watch(self, *, address: str, secret: str, until: datetime) -> Watch | None:
        return None

    def unwatch(self, *, watch: Watch) -> None:
        raise AssertionError("this calendar never watched anything")

    def _answered(self, act: Callable[[], RemoteEvent]) -> RemoteEvent:
        answer = self._server.work(act)
        assert answer
        return answer


class ModelAccount:
    def __init__(self, server: ModelServer) -> None:
        self._server = server

    def calendars(self) -> list[RemoteCalendar]:
        return []

    def event_types(self) -> list[RemoteEventType]:
        return []

    def calendar(self, remote_id: str) -> Calendar:
        return ModelCalendar(self._server, remote_id)


@contextmanager
def model_provider(server: ModelServer) -> Iterator[None]:
    """While it runs, calendars of this server can be linked."""

    def open_account(keys: AccountKeys) -> CalendarAccount:
        return ModelAccount(server)

    provider = accounts.Provider(
        label="Modell", open=open_account, pace=lambda _: Pace(per_minute=600_000, burst=100_000)
    )
    kind = accounts.outbox_kind(PROVIDER)
    with mock.patch.dict(accounts.PROVIDERS, {PROVIDER: provider}):
        outbox.register_handler(kind=kind, queue="sync", handler=send_entry)
        yield
        del outbox._handlers[kind], work._kinds[kind]


def linked(staff: StaffMember, *, services: dict[str, int] | None = None, **fields: object) -> LinkedCalendar:
    """The person's calendar at the model provider."""
    connection = connect(provider=PROVIDER, account=str(staff.pk), credentials={"key": "k"}, now=MONDAY_8)
    return LinkedCalendar.objects.create(
        connection=connection,
        staff=staff,
        remote_id=f"calendar-{staff.pk}",
        name=f"Kalender von {staff.name}",
        event_types=[{"id": key, "service_id": value} for key, value in (services or {}).items()],
        due_at=MONDAY_8,
        compare_at=MONDAY_8,
        created_at=MONDAY_8,
        **fields,
    )


def send_all() -> None:
    """Whatever is owed goes out, also what waits for another attempt."""
    kind = accounts.outbox_kind(PROVIDER)
    OutboxEntry.objects.filter(kind=kind, state="pending").update(due_at=MONDAY_8)
    OutboxEntry.objects.filter(kind=kind, state="sending").update(leased_until=MONDAY_8)
    outbox.drain(kind=kind, now=MONDAY_8)
