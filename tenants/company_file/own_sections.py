"""What a company file says about the company itself: who it is, who may sign in, which providers it uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator

from tenants.company_file.kinds import Email, FileModel, Name
from tenants.company_file.sections import Finding, Making, Section, register_section
from tenants.connections.services import connect
from tenants.enums import Industry, Role
from tenants.models import Membership, User
from tenants.provisioning.services import DOMAIN, SLUG


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f"{value} is no time zone; write it like Europe/Berlin")
    return value


def _matching(pattern: re.Pattern[str], sentence: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"{value} {sentence}")
        return value

    return AfterValidator(check)


class CompanyEntry(FileModel):
    """``company:``, who it is."""

    name: Name
    slug: Annotated[str, _matching(SLUG, "is no short name; use up to 40 of a-z, 0-9 and -")]
    industry: Industry
    country: Literal["DE", "AT", "CH"] = "DE"
    timezone: Annotated[str, AfterValidator(_timezone)] = "Europe/Berlin"
    domains: tuple[Annotated[str, _matching(DOMAIN, "is no host name")], ...] = ()


class UserEntry(FileModel):
    """One of ``users:``."""

    email: Email
    name: Name
    role: Role = Role.STAFF
    password: str | None = None


def register() -> None:
    """Make the keys known; called once, before any room adds its own."""
    register_section(
        Section(name="company", shape=CompanyEntry, apply=lambda entry, making: None, required=True)
    )
    register_section(
        Section(name="users", shape=list[UserEntry], apply=_make_users, check=_check_users, required=True)
    )
    register_section(
        Section(
            name="connections",
            shape=list[Literal["retell", "twilio", "sendgrid"]],
            apply=_make_connections,
        )
    )


def _check_users(sections: Mapping[str, Any]) -> Iterator[Finding]:
    if "users" not in sections:
        return
    users: list[UserEntry] = sections["users"]
    if not any(user.role == Role.OWNER for user in users):
        yield ("users",), "nobody has the role owner"
    seen = Counter(user.email for user in users)
    for place, user in enumerate(users):
        if seen[user.email] > 1:
            yield ("users", place, "email"), f"{user.email} is there more than once"


def _make_users(entries: list[UserEntry], making: Making) -> None:
    """One login, many companies: somebody who is known already keeps name and password."""
    for entry in entries:
        user = User.objects.filter(email=entry.email).first()
        user = user or User.objects.create_user(entry.email, entry.password, name=entry.name)
        Membership.objects.create(user=user, company=making.company, role=entry.role)


def _make_connections(providers: list[str], making: Making) -> None:
    """With the platform's own account; the company's own credentials come later, if ever."""
    for provider in providers:
        connect(provider=provider, credentials={}, now=making.now)
