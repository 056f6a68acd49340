"""What providers reported about a customer and nobody could work on yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tenants.inbox.models import InboundEvent
from tenants.privacy.persons import Person, PersonRows, register_rows


def register() -> None:
    """Tell privacy about this app's table."""
    register_rows(
        PersonRows(
            model="inbox.InboundEvent",
            title=_("Meldungen von Anbietern"),
            find=_events,
            erase=_empty,
            hides=("external_id", "subject"),
        )
    )


def _events(person: Person) -> QuerySet[InboundEvent]:
    kept = InboundEvent.objects.filter(payload__isnull=False).only("pk", "payload")
    named = [event.pk for event in kept.iterator() if person.is_named_in(str(event.payload))]
    return InboundEvent.objects.filter(pk__in=named)


def _empty(rows: QuerySet[Any], person: Person, now: datetime) -> int:
    ids = list(rows.values_list("pk", flat=True))
    mine = InboundEvent.objects.filter(pk__in=ids)
    return mine.update(payload=None, state=InboundEvent.State.DONE, reason="erased", settled_at=now)
