"""What every write of this room shares: one transaction, contention as a named refusal, bounded retries."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from askproai.core.db import limit_lock_wait, named_violations
from askproai.core.errors import Busy
from booking.errors import SlotTaken
from booking.models import Offer, Resource, StaffMember
from booking.queries.calendar_state import NOBODY, Asker

P = ParamSpec("P")
R = TypeVar("R")

LOCK_WAIT_MS = 3_000
ATTEMPTS = 3
# Deadlock, serialization failure, and a row that was pointed to and is gone by the end, as when two entries
# of a customer became one: another attempt starts from a clean state. Waiting for a lock has taken its time
# already and is not repeated.
_WORTH_ANOTHER_ATTEMPT = frozenset({"40P01", "40001", "23503"})


def booking_act(act: Callable[P, R]) -> Callable[P, R]:
    """Run as one transaction. A violated exclusion constraint is :class:`SlotTaken`, contention is ``Busy``.

    Limits how long it waits for locks and repeats after a deadlock, but only as the outermost transaction:
    inside another one, whoever opened that has set the limits and knows what to undo.
    """
    return _act_with(act, inside=_undone_alone)


def act_that_looks_first(act: Callable[P, R]) -> Callable[P, R]:
    """The same for an act that refuses before it writes: inside another transaction nothing is to be undone.

    Should the constraint be violated there in spite of the lock, all of that transaction is: it is ``Busy``.
    """
    return _act_with(act, inside=_undone_with_all)


@contextmanager
def _undone_alone() -> Iterator[None]:
    with named_violations(occupancy_resource_free=SlotTaken), transaction.atomic():
        yield


@contextmanager
def _undone_with_all() -> Iterator[None]:
    with named_violations(occupancy_resource_free=Busy):
        yield


def _act_with(act: Callable[P, R], *, inside: Callable[[], AbstractContextManager[None]]) -> Callable[P, R]:
    @functools.wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        is_outermost = not connection.in_atomic_block
        attempts = ATTEMPTS if is_outermost else 1
        while True:
            attempts -= 1
            try:
                with _undone_alone() if is_outermost else inside():
                    if is_outermost:
                        limit_lock_wait(LOCK_WAIT_MS)
                    return act(*args, **kwargs)
            except (Busy, IntegrityError) as error:
                if not attempts or not _is_worth_another_attempt(error):
                    raise

    return run


def lock_resources(resource_ids: Collection[int]) -> None:
    """Be the only one who books these until the transaction ends.

    Without the lock, overlapping inserts under a rush end in deadlock detection and answers after tens of
    seconds. Whoever has it reads the calendar ``for_change`` next: that clears up holds that ran out.
    """
    if resource_ids:
        Resource.objects.lock(resource_ids)


def lock_visit(
    *,
    service_id: int,
    staff: StaffMember,
    branch_id: int,
    asker: Asker = NOBODY,
    besides: Collection[int] = (),
) -> None:
    """Lock whom and what a visit may take: the person, and all rooms and devices of the sorts that it needs.

    Before them, what is counted for the caps of the service, the branch and the customer.

    :param besides: further resources, which must be locked in the same step: one order for everybody.
    """
    Resource.objects.lock_visit(
        service_ids=[service_id],
        branch_id=branch_id,
        resource_ids={staff.resource_id, *besides},
        customer_id=asker.customer_id,
        phone_index=asker.phone_index,
    )


def lock_parts(offers: Sequence[Offer], *, asker: Asker = NOBODY, besides: Collection[int] = ()) -> None:
    """The same for all parts of an offer at once."""
    Resource.objects.lock_visit(
        service_ids={offer.service_id for offer in offers},
        branch_id=offers[0].branch_id,
        resource_ids={*(offer.staff.resource_id for offer in offers), *besides},
        customer_id=asker.customer_id,
        phone_index=asker.phone_index,
    )


def _is_worth_another_attempt(error: Busy | IntegrityError) -> bool:
    cause = error.__cause__
    driver_error = cause.__cause__ if isinstance(cause, OperationalError) else cause
    return getattr(driver_error, "sqlstate", None) in _WORTH_ANOTHER_ATTEMPT
