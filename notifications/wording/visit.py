"""Several services in one visit, said as one appointment that lists its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from askproai.core.money import format_cents
from booking.enums import PriceKind
from booking.models import Appointment
from notifications.wording.facts import AppointmentFacts, facts_of


def visit_facts(facts: AppointmentFacts, parts: Sequence[Appointment]) -> AppointmentFacts:
    """The facts of the whole visit, from the first start to the last end.

    :param facts: of the part that speaks for all.
    :param parts: loaded ``with_names``, in the order of time.
    """
    told = tuple(map(facts_of, parts))
    staff = list(dict.fromkeys(part.staff for part in told))
    return replace(
        facts,
        staff=_joined(staff, facts),
        service=_listed(told, with_staff=len(staff) > 1),
        price=_price(parts, facts) if facts.price else "",
        starts_at=told[0].starts_at,
        ends_at=max(part.ends_at for part in told),
        parts=told,
    )


def _listed(told: Sequence[AppointmentFacts], *, with_staff: bool) -> str:
    """``10:00 Farbe bei Anna, 11:30 Haarschnitt bei Ben``; empty where services are not named."""
    if not all(part.service for part in told):
        return ""
    by = "with" if told[0].is_english else "bei"
    return ", ".join(
        f"{_short_clock(part)} {part.service}{f' {by} {part.staff}' if with_staff else ''}" for part in told
    )


def _short_clock(part: AppointmentFacts) -> str:
    return part.clock.removesuffix(" Uhr")


def _joined(names: Sequence[str], facts: AppointmentFacts) -> str:
    """``Anna und Ben``."""
    join = " and " if facts.is_english else " und "
    return join.join(filter(None, (", ".join(names[:-1]), names[-1])))


def _price(parts: Iterable[Appointment], facts: AppointmentFacts) -> str:
    agreed = [(part.price_cents, part.price_kind, part.currency) for part in parts]
    if any(cents is None for cents, *_ in agreed):
        return ""
    amount = format_cents(sum(cents or 0 for cents, *_ in agreed), agreed[0][2])
    since = "from" if facts.is_english else "ab"
    is_open = any(kind == PriceKind.FROM for _, kind, _ in agreed)
    return f"{since} {amount}" if is_open else amount
