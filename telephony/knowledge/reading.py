"""Reading web pages and PDFs, off every request path."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from askproai.core import egress
from askproai.core.addresses import EgressRefused
from telephony.enums import SourceKind, SourceState
from telephony.errors import SourceUnreadable
from telephony.knowledge import pdf, web
from telephony.knowledge.passages import cleaned, pieces_of
from telephony.knowledge.sources import store_passages
from telephony.models import KnowledgeSource
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Outcome


def settle_reading(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle one entry of kind ``knowledge_read``."""
    source = KnowledgeSource.objects.filter(pk=entry.subject_id).first()
    if source is None:
        return Cancelled("deleted")
    try:
        title, text = _read(source)
    except SourceUnreadable as error:
        _fail(source, error.why)
    except EgressRefused:
        _fail(source, "refused")
    except egress.EgressFailed:
        _fail(source, "unreachable")
    else:
        with transaction.atomic():
            if title and source.title == source.url:
                source.title = title[:200]
            source.text = cleaned(text)
            store_passages(source, pieces_of(text), now=now)
    return Done()


def _read(source: KnowledgeSource) -> tuple[str, str]:
    is_pdf = source.kind == SourceKind.PDF
    title, text = (
        ("", pdf.text_of(bytes(source.upload or b""))) if is_pdf else web.text_of(egress.fetch(source.url))
    )
    if not pieces_of(text):
        raise SourceUnreadable("no_text")
    return title, text


def _fail(source: KnowledgeSource, why: str) -> None:
    """What was read before stays usable; there is only nothing newer."""
    state = SourceState.READY if source.passages.exists() else SourceState.FAILED
    KnowledgeSource.objects.filter(pk=source.pk).update(state=state, problem=why, upload=None)
