"""What a trade usually offers: company files without a company, one per trade, to begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Final, Literal

from django.conf import settings
from pydantic import Field

from booking.company_file.kinds import Price, Week
from booking.company_file.shapes import AddOnEntry, BranchEntry, ServiceEntry, StaffEntry
from booking.models import Branch, Resource, ResourceGroup, Service, StaffMember, WorkingHours
from tenants.company_file.kinds import FileModel
from tenants.company_file.reading import read_company_file
from tenants.enums import Industry

# Whoever signs up says these.
ADDED_LATER: Final = frozenset({"company", "users", "staff"})
_ONE: Final = Decimal(1)


class TemplateEntry(FileModel):
    """``template:``, what is different elsewhere."""

    # What prices in euros are multiplied with to be usual in francs.
    swiss_factor: Decimal = _ONE
    hours_in: dict[Literal["AT", "CH"], Week] = Field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Beginning:
    """Where the business is, and who takes appointments there."""

    country: str
    subdivision: str
    address: str
    branch_name: str
    branch_slug: str
    staff: Sequence[str]


_FOLDER: Final = settings.BASE_DIR / "companies" / "templates"


def trades_with_template() -> tuple[Industry, ...]:
    """The trades that somebody can begin with, in the order of the list."""
    return tuple(each for each in Industry if (_FOLDER / f"{each}.yaml").exists())


@lru_cache(maxsize=32)
def template_of(industry: Industry) -> Mapping[str, Any]:
    """The sections of the trade's template.

    :raises ~tenants.company_file.errors.CompanyFileInvalid: a defect of ours.
    """
    return read_company_file((_FOLDER / f"{industry}.yaml").read_text(), without=ADDED_LATER)


def begun(industry: Industry, beginning: Beginning) -> dict[str, Any]:
    """The template's sections as they suit this place and these people."""
    sections = dict(template_of(industry))
    template: TemplateEntry = sections.pop("template", TemplateEntry())
    branch: BranchEntry = sections["branches"][0]
    hours = template.hours_in.get(beginning.country, branch.hours)  # type: ignore[call-overload]
    sections["branches"] = [
        branch.model_copy(
            update={
                "name": beginning.branch_name,
                "slug": beginning.branch_slug or branch.slug,
                "address": beginning.address,
                "subdivision": beginning.subdivision,
                "hours": hours,
            }
        )
    ]
    if beginning.country == "CH":
        sections["services"] = [_in_francs(each, template.swiss_factor) for each in sections["services"]]
        sections["add_ons"] = [
            _in_francs(each, template.swiss_factor) for each in sections.get("add_ons", ())
        ]
    names = [service.name for service in sections["services"]]
    sections["staff"] = [StaffEntry(name=name, services=tuple(names)) for name in beginning.staff]
    return sections


def clear_beginning() -> None:
    """Take out what an earlier template put here. Only before anybody called or booked."""
    for model in (WorkingHours, StaffMember, Service, Resource, ResourceGroup, Branch):
        model.objects.all().delete()


def _in_francs(entry: ServiceEntry | AddOnEntry, factor: Decimal) -> ServiceEntry | AddOnEntry:
    changed: dict[str, Any] = {"price": _times(entry.price, factor)}
    if isinstance(entry, ServiceEntry):
        changed["variants"] = tuple(
            variant.model_copy(update={"price": _times(variant.price, factor)}) for variant in entry.variants
        )
    return entry.model_copy(update=changed)


def _times(price: Price, factor: Decimal) -> Price:
    """Whole francs: nobody's list of prices has the centimes of a multiplication."""
    if price.cents is None:
        return price
    francs = (Decimal(price.cents) * factor / 100).quantize(_ONE, rounding=ROUND_HALF_UP)
    return price.model_copy(update={"cents": int(francs) * 100})
