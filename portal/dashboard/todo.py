"""What waits for somebody: each line leads to where it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet, Value
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from booking.models import SyncConflict
from notifications.enums import NotificationState
from notifications.models import Notification
from portal.permissions import MATRIX
from portal.templatetags.portal import day_within
from telephony.enums import QuestionState, SuggestionState
from telephony.models import Call, CallerMessage, OpenQuestion, Suggestion
from telephony.queries.callbacks import owed_callbacks
from tenants.connections.models import Connection
from tenants.enums import Role

_FAILED_WITHIN: Final = timedelta(days=3)


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One kind of thing to do."""

    icon: str
    tone: str
    title: str
    text: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Waiting:
    """How many wait, since (or until) when, and the row that the first one belongs to."""

    count: int
    first_at: datetime | None
    row_id: int | None


def tasks_for(
    *, user_id: int, role: Role, branch_ids: frozenset[int] | None, now: datetime
) -> tuple[Task, ...]:
    """Everything that waits for this member, the most urgent first; one query."""
    found = _counted(user_id=user_id, branch_ids=branch_ids, now=now)
    makers = ((kind, route, make) for kind, (route, make) in _TASKS.items() if role in MATRIX[route])
    return tuple(make(found[kind], now) for kind, _route, make in makers if kind in found)


def _counted(*, user_id: int, branch_ids: frozenset[int] | None, now: datetime) -> dict[str, _Waiting]:
    here = Q() if branch_ids is None else Q(call__branch_id__in=branch_ids)
    failed = Notification.objects.filter(
        state__in=(NotificationState.FAILED, NotificationState.UNDELIVERED), due_at__gt=now - _FAILED_WITHIN
    )
    if branch_ids is not None:
        failed = failed.filter(appointment__branch_id__in=branch_ids)
    parts = [
        _part("callbacks", owed_callbacks(branch_ids), "due_at", "call_id"),
        _part("shared", Call.objects.filter(shared_with__contains=[user_id]), "ringing_at", "pk"),
        _part("messages", CallerMessage.objects.filter(here, read_at=None), "created_at", "call_id"),
        _part("failed", failed, "due_at", "appointment_id"),
        _part("conflicts", SyncConflict.objects.filter(resolution=""), "found_at", "pk"),
        _part("connections", Connection.objects.filter(state=Connection.State.RECONNECT), "created_at", "pk"),
        _part("questions", OpenQuestion.objects.filter(state=QuestionState.OPEN), "first_asked_at", "pk"),
        _part("suggestions", Suggestion.objects.filter(state=SuggestionState.OPEN), "found_at", "pk"),
    ]
    rows = parts[0].union(*parts[1:], all=True)
    return {kind: _Waiting(count=count, first_at=at, row_id=row) for kind, count, at, row in rows if count}


def _part(kind: str, rows: QuerySet[Any], at: str, row: str) -> QuerySet[Any, Any]:
    grouped = rows.order_by().annotate(waiting=Value(kind)).values("waiting")
    counted: QuerySet[Any, Any] = grouped.annotate(number=Count("pk"), first=Min(at), row=Min(row))
    return counted.values_list("waiting", "number", "first", "row")


def _callbacks(waiting: _Waiting, now: datetime) -> Task:
    count, due = waiting.count, timezone.localtime(waiting.first_at or now)
    is_late = waiting.first_at is not None and waiting.first_at < now
    when = {"day": day_within(due), "time": formats.date_format(due, "H:i")}
    late = _("überfällig seit %(day)s, %(time)s Uhr") % when
    soon = (
        _("der erste bis %(day)s, %(time)s Uhr") % when
        if count > 1
        else _("bis %(day)s, %(time)s Uhr") % when
    )
    return Task(
        icon="phone-forwarded",
        tone="bad" if is_late else "warn",
        title=ngettext("%(count)d Rückruf versprochen", "%(count)d Rückrufe versprochen", count)
        % {"count": count},
        text=late if is_late else soon,
        url=reverse("callbacks"),
    )


def _shared(waiting: _Waiting, _now: datetime) -> Task:
    count = waiting.count
    return Task(
        icon="share-2",
        tone="brand",
        title=ngettext("%(count)d Anruf für Sie", "%(count)d Anrufe für Sie", count) % {"count": count},
        text=_("Jemand aus Ihrem Team bittet Sie, hineinzusehen."),
        url=_one_or(waiting, "call", f"{reverse('calls')}?zeige=meine"),
    )


def _messages(waiting: _Waiting, _now: datetime) -> Task:
    count = waiting.count
    return Task(
        icon="voicemail",
        tone="warn",
        title=ngettext("%(count)d neue Nachricht", "%(count)d neue Nachrichten", count) % {"count": count},
        text=_("Anrufer haben Ihnen etwas ausrichten lassen."),
        url=_one_or(waiting, "call", f"{reverse('calls')}?ergebnis=offen&zeige=neu"),
    )


def _failed(waiting: _Waiting, _now: datetime) -> Task:
    count = waiting.count
    return Task(
        icon="mail",
        tone="bad",
        title=ngettext("%(count)d Nachricht kam nicht an", "%(count)d Nachrichten kamen nicht an", count)
        % {"count": count},
        text=_("Der Kunde weiß nichts von seinem Termin. Bitte rufen Sie an."),
        url=reverse("appointment", args=[waiting.row_id]) if waiting.row_id else reverse("calendar"),
    )


def _one_or(waiting: _Waiting, route: str, url: str) -> str:
    """Straight to the only one, else to the list."""
    return reverse(route, args=[waiting.row_id]) if waiting.count == 1 and waiting.row_id else url


def _always(
    *, icon: str, tone: str, title: Any, text: Promise, route: str
) -> Callable[[_Waiting, datetime], Task]:
    """A task that reads the same however long it waits."""

    def make(waiting: _Waiting, _now: datetime) -> Task:
        count = {"count": waiting.count}
        return Task(icon=icon, tone=tone, title=title % count, text=str(text), url=reverse(route))

    return make


# The most urgent first, each with the page on which it is done; who may not open it is not bothered.
_TASKS: Final[dict[str, tuple[str, Callable[[_Waiting, datetime], Task]]]] = {
    "callbacks": ("callbacks", _callbacks),
    "shared": ("calls", _shared),
    "messages": ("calls", _messages),
    "failed": ("appointment", _failed),
    "conflicts": (
        "integrations",
        _always(
            icon="calendar-x",
            tone="bad",
            title=ngettext_lazy("%(count)d Kalenderkonflikt", "%(count)d Kalenderkonflikte", "count"),
            text=gettext_lazy("Zwei Kalender widersprechen sich: Sie entscheiden, was gilt."),
            route="integrations",
        ),
    ),
    "connections": (
        "integrations",
        _always(
            icon="wifi-off",
            tone="bad",
            title=ngettext_lazy(
                "%(count)d Verbindung braucht Sie", "%(count)d Verbindungen brauchen Sie", "count"
            ),
            text=gettext_lazy("Der Anbieter lässt uns nicht mehr hinein. Bitte verbinden Sie neu."),
            route="integrations",
        ),
    ),
    "questions": (
        "knowledge",
        _always(
            icon="circle-help",
            tone="info",
            title=ngettext_lazy("%(count)d Frage ohne Antwort", "%(count)d Fragen ohne Antwort", "count"),
            text=gettext_lazy("Beantworten Sie sie einmal, dann weiß es Ihr Empfang."),
            route="knowledge",
        ),
    ),
    "suggestions": (
        "suggestions",
        _always(
            icon="sparkles",
            tone="info",
            title=ngettext_lazy("%(count)d Vorschlag", "%(count)d Vorschläge", "count"),
            text=gettext_lazy("Aus Ihren Anrufen gelernt: mit einem Tipp übernommen."),
            route="suggestions",
        ),
    ),
}
