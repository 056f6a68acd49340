"""Sources of knowledge: added by people, read in background work, read again on demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from askproai.core.addresses import EgressRefused, checked_address
from telephony.enums import KnowledgeTopic, SourceKind, SourceState
from telephony.errors import AddressRefused, SourceUnknown
from telephony.knowledge import pdf
from telephony.knowledge.library import index_passages
from telephony.knowledge.passages import Piece, cleaned, pieces_of
from telephony.models import KnowledgeSource, Passage
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import enqueue
from tenants.work import wake

READ_KIND = "knowledge_read"
# The owner sees what changed, not a whole book.
MOST_CHANGES = 12
LONGEST_CHANGE = 200


@transaction.atomic
def add_text(
    *, title: str, text: str, topic: KnowledgeTopic, branch_id: int | None, now: datetime
) -> KnowledgeSource:
    """A text that somebody typed. It can be answered from at once."""
    source = _made(
        kind=SourceKind.TEXT, topic=topic, title=title, text=cleaned(text), branch_id=branch_id, now=now
    )
    store_passages(source, pieces_of(source.text), now=now)
    return source


@transaction.atomic
def add_faq(
    *,
    question: str,
    answer: str,
    branch_id: int | None,
    now: datetime,
    topic: KnowledgeTopic = KnowledgeTopic.GENERAL,
) -> KnowledgeSource:
    """A question with its answer."""
    text = " ".join(cleaned(answer, longest=2_000).split())
    source = _made(kind=SourceKind.FAQ, topic=topic, title=question, text=text, branch_id=branch_id, now=now)
    store_passages(source, (Piece(heading=source.title, text=text),), now=now)
    return source


@transaction.atomic
def add_page(*, url: str, title: str, branch_id: int | None, now: datetime) -> KnowledgeSource:
    """A web page, to be read soon.

    :raises AddressRefused: no address that may be fetched.
    """
    try:
        address = checked_address(url)
    except EgressRefused as error:
        raise AddressRefused from error
    source = _made(
        kind=SourceKind.WEB, title=title or address, url=address, branch_id=branch_id, now=now, is_read=False
    )
    enqueue(kind=READ_KIND, subject_id=source.pk, due_at=now, now=now)
    return source


@transaction.atomic
def add_pdf(*, content: bytes, title: str, branch_id: int | None, now: datetime) -> KnowledgeSource:
    """A PDF, to be read soon.

    :raises SourceUnreadable: no PDF, or too large.
    """
    pdf.check(content)
    source = _made(kind=SourceKind.PDF, title=title, branch_id=branch_id, now=now, is_read=False)
    KnowledgeSource.objects.filter(pk=source.pk).update(upload=content)
    enqueue(kind=READ_KIND, subject_id=source.pk, due_at=now, now=now)
    return source


@transaction.atomic
def read_again(*, source_id: int, now: datetime) -> None:
    """Fetch a web page anew; what it brings and takes away is kept for the owner to see.

    :raises SourceUnknown: no such page in this company.
    """
    source = KnowledgeSource.objects.select_for_update().filter(pk=source_id, kind=SourceKind.WEB).first()
    if source is None:
        raise SourceUnknown
    entry = OutboxEntry.objects.filter(kind=READ_KIND, subject_id=source_id)
    if not entry.update(state=OutboxEntry.State.PENDING, due_at=now, settled_at=None, attempts=0):
        enqueue(kind=READ_KIND, subject_id=source_id, due_at=now, now=now)
    else:
        wake(kind=READ_KIND, due_at=now, now=now)
    KnowledgeSource.objects.filter(pk=source_id).update(state=SourceState.WAITING, problem="")


@transaction.atomic
def delete_source(*, source_id: int) -> None:
    """Forget a source. Deleting twice is the same as once."""
    KnowledgeSource.objects.filter(pk=source_id).delete()


def _made(
    *,
    kind: SourceKind,
    title: str,
    branch_id: int | None,
    now: datetime,
    topic: KnowledgeTopic = KnowledgeTopic.GENERAL,
    text: str = "",
    url: str = "",
    is_read: bool = True,
) -> KnowledgeSource:
    return KnowledgeSource.objects.create(
        kind=kind,
        topic=topic,
        title=" ".join(cleaned(title, longest=200).split()),
        url=url,
        text=text,
        branch_id=branch_id,
        state=SourceState.READY if is_read else SourceState.WAITING,
        created_at=now,
    )


def store_passages(source: KnowledgeSource, pieces: Sequence[Piece], *, now: datetime) -> None:
    """Put a source's passages in the place of those it had, and note what changed."""
    before = set(source.passages.values_list("text", flat=True))
    after = {piece.text for piece in pieces}
    source.passages.all().delete()
    Passage.objects.bulk_create(
        Passage(source=source, position=place, heading=piece.heading, text=piece.text)
        for place, piece in enumerate(pieces)
    )
    index_passages(source)
    is_first = not before
    source.added = [] if is_first else _shown(piece.text for piece in pieces if piece.text not in before)
    source.removed = _shown(text for text in sorted(before - after))
    source.state, source.problem, source.upload, source.fetched_at = SourceState.READY, "", None, now
    source.save()


def _shown(texts: Iterable[str]) -> list[str]:
    return [text[:LONGEST_CHANGE] for text in texts][:MOST_CHANGES]
