"""Getting a number: chosen from a list, bought in background work, answered as soon as it is ours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from askproai.core.db import named_violations
from askproai.core.errors import ProviderError, ProviderUnavailable
from booking.models import Branch
from telephony.enums import CallSource, NumberState
from telephony.errors import MarketClosed, NumberGone, NumberTaken, TooManyNumbers
from telephony.models import Call, PhoneNumber, Receptionist
from telephony.ports import FreeNumber, SellsNumbers
from telephony.services.provisioning import bind_number
from tenants.context import current_company
from tenants.enums import DirectoryKind
from tenants.models import DirectoryEntry
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Dead, Done, Outcome
from tenants.outbox.services import enqueue, enqueue_again

logger = logging.getLogger(__name__)

# Which way calls take; settled where greetings are known.
PATH_KIND: Final = "number_path"
ORDER_KIND: Final = "number_order"
# Stands where the old carrier said no.
PORT_REFUSED: Final = "port_refused"
# Each costs us money every month; more are a matter for people.
MOST_NUMBERS: Final = 3
_SHOWN: Final = 4

_markets: list[Callable[[], SellsNumbers | None]] = []


def register_market(connect_market: Callable[[], SellsNumbers | None]) -> None:
    """Say how to reach the shop for numbers."""
    _markets[:] = [connect_market]


def free_numbers(*, country: str, locality: str) -> list[FreeNumber]:
    """A few numbers that can be had: of the town if there are any, else from anywhere in the country.

    :raises MarketClosed: this installation has no shop.
    :raises ProviderError: the shop does not answer as it should.
    """
    shop = market()
    near = shop.search(country=country, locality=locality, limit=_SHOWN) if locality else []
    return near or shop.search(country=country, locality="", limit=_SHOWN)


@transaction.atomic
def order_number(*, number: str, branch: Branch, now: datetime) -> PhoneNumber:
    """Reserve it for the branch, and have it bought.

    :raises TooManyNumbers: the company has as many as it may order by itself.
    :raises NumberTaken: calls to it belong to another company.
    """
    Branch.objects.select_for_update().get(pk=branch.pk)  # two orders at once are counted one after the other
    mine = PhoneNumber.objects.filter(number=number).exclude(state=NumberState.FAILED).first()
    if mine is not None:
        return mine
    if own_numbers().count() >= MOST_NUMBERS:
        raise TooManyNumbers
    PhoneNumber.objects.filter(number=number).delete()
    with named_violations(directory_entry_once=NumberTaken), transaction.atomic():
        DirectoryEntry.objects.create(
            kind=DirectoryKind.PHONE_NUMBER, key=number, company=current_company(), branch_id=branch.pk
        )
    ordered = PhoneNumber.objects.create(number=number, branch=branch, created_at=now)
    enqueue(kind=ORDER_KIND, subject_id=ordered.pk, due_at=now, now=now)
    return ordered


def settle_order(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle one order: bought once, whatever happened to an earlier attempt; then calls are led to us."""
    ordered = PhoneNumber.objects.filter(pk=entry.subject_id, state=NumberState.ORDERED).first()
    if ordered is None:
        return Cancelled(reason="not wanted")
    try:
        shop = market()
        # An earlier attempt may have bought it although its answer never reached us.
        bought = shop.find(ordered.number) or shop.buy(
            ordered.number, country=_country(ordered), title=f"company {current_company().pk}"
        )
        PhoneNumber.objects.filter(pk=ordered.pk).update(
            state=NumberState.ACTIVE, provider_id=bought.provider_id, error=""
        )
        _lead_calls_here(ordered)
        enqueue_again(kind=PATH_KIND, subject_ids=[ordered.pk], now=now)
    except ProviderUnavailable:
        raise
    except (NumberGone, MarketClosed, ProviderError) as error:
        _give_up(ordered, code=str(error.code))
        return Dead(reason=str(error))
    return Done()


def own_numbers() -> QuerySet[PhoneNumber]:
    """Numbers that are ours or will be in a moment."""
    return PhoneNumber.objects.filter(state__in=[NumberState.ORDERED, NumberState.ACTIVE])


def watch_forwarding(*, number_id: int, carrier: str, now: datetime) -> None:
    """From now on the next call through the number proves that the forwarding works."""
    PhoneNumber.objects.filter(pk=number_id).update(
        carrier=carrier[:20], watched_since=now, forwarded_at=None
    )


def note_forwarding(*, number_id: int) -> PhoneNumber | None:
    """The number as it is now; a call that came through since it is watched is kept as the proof."""
    watched = PhoneNumber.objects.filter(pk=number_id).first()
    if watched is None or watched.watched_since is None or watched.forwarded_at is not None:
        return watched
    through = Call.objects.filter(
        to_number=watched.number, source=CallSource.PHONE, ringing_at__gte=watched.watched_since
    )
    first = through.order_by("ringing_at").values_list("ringing_at", flat=True).first()
    if first is not None:
        watched.forwarded_at = first
        watched.save(update_fields=["forwarded_at"])
    return watched


@transaction.atomic
def ask_to_port(
    *, number: str, branch: Branch, carrier: str, holder: str, customer_number: str, now: datetime
) -> PhoneNumber:
    """A number of the company's is to move here. A task for people; until then it is forwarded.

    :raises NumberTaken: calls to it belong to somebody already.
    """
    if DirectoryEntry.objects.filter(kind=DirectoryKind.PHONE_NUMBER, key=number).exists():
        raise NumberTaken
    asked, _ = PhoneNumber.objects.update_or_create(
        number=number,
        defaults={
            "branch": branch,
            "state": NumberState.PORTING,
            "carrier": carrier[:20],
            "holder": holder,
            "customer_number": customer_number,
            "created_at": now,
            "note": "",
            "error": "",
            "port_on": None,
        },
    )
    logger.warning("telephony.port_requested", extra={"phone_number": asked.pk})
    return asked


def withdraw_port(*, number_id: int) -> None:
    """The number stays where it is. Twice is the same as once."""
    PhoneNumber.objects.filter(pk=number_id, state=NumberState.PORTING).delete()


def note_port(*, number_id: int, note: str, port_on: date | None) -> bool:
    """What the carriers said, for the owner to see; ``False``: nobody wants the number moved any more."""
    moving = PhoneNumber.objects.filter(pk=number_id, state=NumberState.PORTING)
    return bool(moving.update(note=note[:200], port_on=port_on, error=""))


def refuse_port(*, number_id: int, note: str) -> bool:
    """The old carrier says no; the owner sees why, and asks anew or leaves it. ``False`` as above."""
    moving = PhoneNumber.objects.filter(pk=number_id, state=NumberState.PORTING)
    return bool(moving.update(note=note[:200], port_on=None, error=PORT_REFUSED))


@transaction.atomic
def complete_port(*, number_id: int) -> bool:
    """The number has moved: from now on calls to it are answered here. ``False`` as above.

    :raises NumberTaken: calls to it belong to somebody else already.
    """
    moved = PhoneNumber.objects.select_for_update().filter(pk=number_id, state=NumberState.PORTING).first()
    if moved is None:
        return False
    with named_violations(directory_entry_once=NumberTaken), transaction.atomic():
        DirectoryEntry.objects.create(
            kind=DirectoryKind.PHONE_NUMBER,
            key=moved.number,
            company=current_company(),
            branch_id=moved.branch_id,
        )
    PhoneNumber.objects.filter(pk=number_id).update(state=NumberState.ACTIVE, error="", note="")
    _lead_calls_here(moved)
    return True


def market() -> SellsNumbers:
    """The shop for numbers.

    :raises MarketClosed: this installation has none.
    """
    shop = _markets[0]() if _markets else None
    if shop is None:
        raise MarketClosed
    return shop


def _country(ordered: PhoneNumber) -> str:
    return ordered.branch.country if ordered.branch else current_company().country


def _lead_calls_here(ordered: PhoneNumber) -> None:
    receptionist = (
        Receptionist.objects.filter(branch=ordered.branch).first()
        or Receptionist.objects.filter(branch=None).first()
    )
    if receptionist is not None:
        # Before the first publishing there is nothing to lead them to; publishing binds all numbers.
        bind_number(receptionist, ordered.number)


def _give_up(ordered: PhoneNumber, *, code: str) -> None:
    PhoneNumber.objects.filter(pk=ordered.pk).update(state=NumberState.FAILED, error=code[:60])
    DirectoryEntry.objects.filter(
        kind=DirectoryKind.PHONE_NUMBER, key=ordered.number, company=current_company()
    ).delete()
    logger.error("telephony.number_order_failed", extra={"phone_number": ordered.pk, "code": code})
