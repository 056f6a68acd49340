"""What was chosen of a service: its variant and add-ons, and how these change its time and its price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from booking.enums import OptionKind, PhaseKind, PriceKind, ServiceKind
from booking.rules.offerings import OptionRules, Phase, ServiceRules

PhaseSpan = tuple[PhaseKind, int, int]


class Choices(NamedTuple):
    """Options by their ids; ``extras``: the seconds that services take longer with this customer.

    ``party_size`` people come together.
    """

    variant_id: int | None = None
    add_on_ids: tuple[int, ...] = ()
    extras: Mapping[int, int] = MappingProxyType({})
    party_size: int = 1

    @property
    def option_ids(self) -> frozenset[int]:
        return frozenset((*self.add_on_ids, *(() if self.variant_id is None else (self.variant_id,))))


PLAIN = Choices()


class Chosen(NamedTuple):
    """The options themselves."""

    variant: OptionRules | None
    add_ons: tuple[OptionRules, ...]
    extra: int
    party_size: int = 1

    def phases(self, service: ServiceRules, own: int | None) -> list[PhaseSpan]:
        """The phases as ``(kind, start, end)`` relative to the start.

        What anybody or anything takes longer or shorter is spread over the work: chemistry keeps its time.
        A difference that would leave no work counts as none.

        :param own: the duration of the service by this person, where they have one of their own.
        """
        whole = sum(phase.duration for phase in service.phases) or service.duration
        usual = self.variant.duration if self.variant else whole
        changed = usual + self.extra + (0 if own is None else own - whole)
        added = sum(add_on.duration for add_on in self.add_ons)
        phases = (self.variant and self.variant.phases) or service.phases
        if not phases:
            return [(PhaseKind.WORK, 0, added + (changed if changed > 0 else usual))]
        waiting = sum(phase.duration for phase in phases if phase.kind is not PhaseKind.WORK)
        # In a variant that leaves nothing but waiting, the work is that of its phases.
        totals = (changed, usual, sum(phase.duration for phase in phases))
        work = next(total - waiting for total in totals if total > waiting)
        return _stretched(phases, work + added)

    def price(self, service: ServiceRules) -> tuple[int | None, str]:
        """Everything together, in cents, and how binding that is."""
        cents, kind = service.price_cents, service.price_kind
        if self.variant:
            cents, kind = self.variant.price_cents, self.variant.price_kind
        if cents is None:
            return None, kind
        if any(add_on.price_kind != PriceKind.FIXED for add_on in self.add_ons):
            kind = PriceKind.FROM.value
        together = cents + sum(add_on.price_cents or 0 for add_on in self.add_ons)
        return together * (self.party_size if service.is_priced_per_person else 1), kind


def chosen_of(service: ServiceRules, choices: Choices) -> Chosen:
    """The options of the service with these ids, without those that belong to others."""
    ids = (choices.variant_id, *choices.add_on_ids)
    options = [option for each in ids if each is not None and (option := service.options.get(each))]
    return Chosen(
        next((option for option in options if option.kind is OptionKind.VARIANT), None),
        tuple(option for option in options if option.kind is OptionKind.ADD_ON),
        choices.extras.get(service.service_id, 0) + _longer_for_more(service, choices.party_size),
        choices.party_size,
    )


def _longer_for_more(service: ServiceRules, people: int) -> int:
    """A class lasts as long as it does, however many people come."""
    return 0 if service.kind is ServiceKind.CLASS else (people - 1) * service.duration_per_person


def are_offered(services: Sequence[ServiceRules], choices: Choices, *, is_new: bool) -> bool:
    """Whether each of the options belongs to one of the services.

    :param is_new: whether it has to be still on offer.
    """
    offered = {
        option.option_id
        for service in services
        for option in service.options.values()
        if option.is_active or not is_new
    }
    return choices.option_ids <= offered


def _stretched(phases: Sequence[Phase], work: int) -> list[PhaseSpan]:
    """The phases one after the other, with so many seconds of work in all."""
    usual = sum(phase.duration for phase in phases if phase.kind is PhaseKind.WORK)
    spans, done, start = [], 0, 0
    for kind, duration in phases:
        if kind is PhaseKind.WORK:
            # Rounded as a whole, to minutes: the parts still add up.
            begun, done = done, done + duration
            duration = (_minutes(done * work, usual) - _minutes(begun * work, usual)) * 60  # noqa: PLW2901
        spans.append((kind, start, start + duration))
        start += duration
    return spans


def _minutes(part: int, whole: int) -> int:
    return round(part / whole / 60)
