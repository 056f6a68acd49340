"""What somebody wants to book, as it stands in the address: service with options, place, person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django.http import QueryDict
from django.utils import timezone

from askproai.core.errors import AskProError
from booking.enums import OptionKind, PriceKind
from booking.models import Branch, Service, StaffMember
from booking.models.services import ServiceOption
from booking.queries.online import online_services, online_staff
from booking.values import PartWish, SlotSearch
from portal.publicbooking.company import ALONE, Company, company_in
from portal.publicbooking.gate import Visit
from portal.publicbooking.gone import BranchGone, ServiceGone
from portal.publicbooking.words import duration_words, price_words, service_id_in, service_slug

_MOST_SIZES: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """``staff`` of ``None``: whoever is free. ``has_lost_staff``: somebody was chosen who cannot be had."""

    branch: Branch
    service: Service
    people: tuple[StaffMember, ...]
    staff: StaffMember | None
    has_lost_staff: bool
    variants: tuple[ServiceOption, ...]
    variant: ServiceOption | None
    extras: tuple[ServiceOption, ...]
    add_ons: tuple[ServiceOption, ...]
    party_size: int
    company: Company

    @property
    def query(self) -> dict[str, Any]:
        """What of it stands behind the question mark."""
        return {
            "bei": self.staff.pk if self.staff else "",
            "art": self.variant.pk if self.variant else "",
            "dazu": [each.pk for each in self.add_ons],
            "personen": self.party_size if self.party_size != self.service.min_party else "",
            **self.company.query,
        }

    @property
    def search(self) -> SlotSearch:
        """The same as the calendar understands it."""
        common = SlotSearch(branch_ids=frozenset({self.branch.pk}))
        staff_ids = frozenset({self.staff.pk}) if self.staff else None
        variant_id = self.variant.pk if self.variant else None
        add_on_ids = tuple(each.pk for each in self.add_ons)
        if self.company:
            first = PartWish(
                service_id=self.service.pk, variant_id=variant_id, add_on_ids=add_on_ids, staff_ids=staff_ids
            )
            return replace(
                common,
                parts=(first, *self.company.parts(self.branch, self.staff)),
                in_order=True,
                at_once=self.company.is_at_once,
            )
        return replace(
            common,
            service_ids=(self.service.pk,),
            variant_id=variant_id,
            add_on_ids=add_on_ids,
            party_size=self.party_size,
            staff_ids=staff_ids,
        )

    @property
    def services(self) -> tuple[Service, ...]:
        """Everything that is done."""
        return (self.service, *self.company.services)

    @property
    def prices(self) -> list[tuple[Service, int | None]]:
        """What each of the services costs; nothing where there is no price yet."""
        return [
            (self.service, self._own_price),
            *((each, each.price_cents) for each in self.company.services),
        ]

    @property
    def price_cents(self) -> int | None:
        """All together; nothing where some of it has no price yet."""
        prices = [cents for _, cents in self.prices]
        return None if None in prices else sum(each or 0 for each in prices)

    @property
    def _own_price(self) -> int | None:
        base = self.variant or self.service
        if base.price_cents is None:
            return None
        each_pays = base.price_cents + sum(each.price_cents or 0 for each in self.add_ons)
        return each_pays * (self.party_size if self.service.is_priced_per_person else 1)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many people may come together, where there is a choice."""
        if self.company:
            return ()
        largest = min(self.service.max_party, self.service.min_party + _MOST_SIZES - 1)
        sizes = tuple(range(self.service.min_party, largest + 1))
        return sizes if len(sizes) > 1 else ()

    @property
    def summary(self) -> dict[str, str]:
        """Name, time and price in words."""
        base = self.variant or self.service
        takes = base.duration + sum((each.duration for each in self.add_ons), timedelta())
        takes += self.service.duration_per_person * (self.party_size - 1)
        kinds = [
            *(each.price_kind for each in self.add_ons),
            *(each.price_kind for each in self.company.services),
        ]
        is_open = any(kind != PriceKind.FIXED for kind in kinds)
        kind = PriceKind.FROM if is_open and base.price_cents is not None else base.price_kind
        options = (self.variant, *self.add_ons)
        return {
            "name": " + ".join(each.name for each in (self.service, *self.company.more)),
            "options": ", ".join([*(each.name for each in options if each), *self.company.words]),
            "duration": duration_words(self.company.duration(takes)),
            "price": price_words(self.price_cents, kind, self.service.currency),
        }

    def times_url(self, visit: Visit, **query: object) -> str:
        """The address of its free times."""
        slug = service_slug(self.service)
        return visit.url("booking-service", self.branch.slug, slug, **{**self.query, **query})

    def back_url(self, visit: Visit, error: AskProError, **query: object) -> str:
        """Back to its free times, and why."""
        return self.times_url(visit, hinweis=error.code, **query)


def branch_named(slug: str) -> Branch:
    """The active branch.

    :raises BranchGone: none of that name.
    """
    branch = Branch.objects.filter(slug=slug, is_active=True).first()
    if branch is None:
        raise BranchGone
    return branch


def wish_in(branch: Branch, slug: str, asked: QueryDict) -> Wish:
    """The wish in an address or form; people and options that do not belong to the service are left out.

    :raises ServiceGone: no such service online at this branch.
    """
    wanted, online = service_id_in(slug), online_services(branch, now=timezone.now())
    service = next((each for each in online if each.pk == wanted), None)
    if service is None:
        raise ServiceGone(branch)
    people = online_staff(branch=branch, service=service)
    staff = next((each for each in people if str(each.pk) == asked.get("bei")), None)
    size = _size_in(asked.get("personen"), service)
    options = list(service.options.filter(is_active=True))
    variants = [each for each in options if each.kind == OptionKind.VARIANT]
    extras = [each for each in options if each.kind == OptionKind.ADD_ON]
    chosen = set(asked.getlist("dazu"))
    return Wish(
        branch=branch,
        service=service,
        people=tuple(people),
        staff=staff,
        has_lost_staff=staff is None and bool(asked.get("bei")),
        variants=tuple(variants),
        # What somebody has to choose between is chosen: the first, until they say otherwise.
        variant=next(
            (each for each in variants if str(each.pk) == asked.get("art")), variants[0] if variants else None
        ),
        extras=tuple(extras),
        add_ons=tuple(each for each in extras if str(each.pk) in chosen),
        party_size=size,
        company=company_in(asked, service=service, online=online) if size == 1 else ALONE,
    )


def _size_in(text: str | None, service: Service) -> int:
    """How many people come; who asks for what the service does not allow comes as the fewest."""
    wanted = int(text) if text and text.isascii() and text.isdecimal() and len(text) < 4 else 0
    return wanted if service.min_party <= wanted <= service.max_party else service.min_party
