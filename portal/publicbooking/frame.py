"""What stands around every step: whose page it is, where one is, how to reach a human."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from askproai.core.phones import format_phone
from booking.models import Branch
from portal.publicbooking.gate import LANGUAGES, Visit
from tenants.connections.services import company_url
from tenants.context import current_company

STEPS: Final = (
    ("service", gettext_lazy("Leistung")),
    ("time", gettext_lazy("Zeit")),
    ("details", gettext_lazy("Angaben")),
    ("done", gettext_lazy("Fertig")),
)
_MOST_PHONES: Final = 8
LANGUAGE_NAMES: Final = {"de": "Deutsch", "en": "English"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One of the steps on top."""

    name: str
    number: int
    is_current: bool
    is_done: bool


def frame(request: HttpRequest, visit: Visit, branch: Branch | None = None, **more: Any) -> dict[str, Any]:
    """The context of a page of the flow."""
    company = current_company()
    return {
        "visit": visit,
        "company": company,
        "branch": branch,
        "branch_name": _place_name(company.name, branch),
        "phone_words": format_phone(branch.phone, region=branch.country) if branch and branch.phone else "",
        "language": visit.language,
        "languages": [
            (code, LANGUAGE_NAMES[code], _in_language(request, code))
            for code in LANGUAGES
            if code != visit.language
        ],
        "steps": _steps(getattr(request, "booking_step", "")),
        "home_url": visit.url("booking-branch", branch.slug) if branch else visit.url("booking"),
        "canonical_url": f"{company_url()}{request.path}",
        **more,
    }


def phones() -> list[tuple[str, str, str]]:
    """Whom to call: name, number and number in words of a few branches; a single one needs no name."""
    branches = list(Branch.objects.filter(is_active=True).exclude(phone="")[:_MOST_PHONES])
    return [
        (
            branch.name if len(branches) > 1 else "",
            branch.phone,
            format_phone(branch.phone, region=branch.country),
        )
        for branch in branches
    ]


def _place_name(company_name: str, branch: Branch | None) -> str:
    if branch is None or branch.name.casefold() in company_name.casefold():
        return company_name
    if company_name.casefold() in branch.name.casefold():
        return branch.name
    return f"{company_name} {branch.name}"


def _in_language(request: HttpRequest, code: str) -> str:
    query = request.GET.copy()
    query["lang"] = code
    return f"?{query.urlencode()}"


def _steps(current: str) -> list[Step]:
    names = [name for name, _ in STEPS]
    if current not in names:
        return []
    here = names.index(current)
    return [
        Step(name=str(label), number=number + 1, is_current=number == here, is_done=number < here)
        for number, (_, label) in enumerate(STEPS)
    ]
