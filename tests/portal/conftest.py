"""A salon with a branch, a person, and people who may sign in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Branch, Service, StaffMember
from portal.access import SESSION_COMPANY
from tenants.access.support import Wish, grant_support
from tenants.context import company_scope, current_company, forget_companies
from tenants.enums import Role, SupportLevel
from tenants.models import Company, Membership, SupportGrant, User
from tenants.signup.tickets import issue_ticket
from tests.factories.booking import AppointmentFactory, BranchFactory, ServiceFactory, StaffMemberFactory

HOST = "salon.localhost"
PASSWORD = "Dauerwelle-1984"


@pytest.fixture(autouse=True)
def _fresh_memory(company: Company) -> None:
    forget_companies()
    # How often this machine has held a time outlives a test, and a run of all of them.
    cache.delete(f"web-holds:{company.pk}:127.0.0.1")


class Browser(Client):
    """Comes back from each request into the company that the test works in."""

    def request(self, **request: Any) -> Any:
        with company_scope(current_company()):
            return super().request(**request)


def browser(host: str = HOST) -> Client:
    """A browser that only ever visits this host."""
    return Browser(headers={"host": host})


def member(company: Company, role: Role = Role.OWNER, *, email: str = "sabine@haarmonie.example") -> User:
    """Somebody with a login and a role in the company."""
    user = User.objects.create_user(email, PASSWORD, name="Sabine Sommer")
    Membership.objects.create(user=user, company=company, role=role)
    return user


def signed_in(user: User, company: Company, *, host: str = HOST) -> Client:
    """A browser with a session of that user, made for that company."""
    client = browser(host)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SESSION_COMPANY] = company.pk
    session.save()
    return client


def platform_staff(email: str = "petra@askproai.example", *, is_superuser: bool = True) -> User:
    """Somebody of ours."""
    return User.objects.create_user(
        email, PASSWORD, name="Petra Platt", is_staff=True, is_superuser=is_superuser
    )


def let_in(company: Company, *, level: SupportLevel = SupportLevel.FULL, hours: int = 1) -> SupportGrant:
    """The company's consent, from now on."""
    owner = company.memberships.filter(role=Role.OWNER).first()
    user = owner.user if owner else member(company, email=f"inhaberin@{company.slug}.example")
    wish = Wish(level=level, hours=hours, reason="Die Begrüßung klingt falsch")
    return grant_support(company=company, user=user, wish=wish, now=timezone.now())


def supporting(
    user: User, company: Company, *, grant: SupportGrant | None = None, host: str = HOST
) -> Client:
    """A browser in which staff of ours came in by the company's consent, the way they really come."""
    grant = grant or let_in(company)
    ticket = issue_ticket(user=user, company=company, support_grant=grant, now=timezone.now())
    client = browser(host)
    answer = client.get(f"/unterstuetzung/{ticket}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    return client


@pytest.fixture
def owner(company: Company) -> Client:
    """Sabine's browser; the salon is hers."""
    return signed_in(member(company), company)


@pytest.fixture
def branch(company: Company) -> Branch:
    return BranchFactory()


@pytest.fixture
def haircut(company: Company) -> Service:
    return ServiceFactory(
        name="Damenhaarschnitt", minutes=45, buffer_after=timedelta(minutes=10), price_cents=4500
    )


@pytest.fixture
def anna(branch: Branch, haircut: Service) -> StaffMember:
    return StaffMemberFactory(name="Anna Köhler", branches=[branch], services=[haircut])


@pytest.fixture
def visit(anna: StaffMember, haircut: Service) -> Appointment:
    """Clara's haircut with Anna, on the next Monday that is at least a week away, at ten."""
    local = timezone.localtime() + timedelta(days=7)
    monday = local + timedelta(days=-local.weekday() % 7)
    return AppointmentFactory(
        staff=anna,
        service=haircut,
        starts_at=monday.replace(hour=10, minute=0, second=0, microsecond=0),
        now=timezone.now(),
        waived=[],
    )
