"""Staff of ours inside of a company: as far as it agreed, as long as it agreed, in sight of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from booking.models import Appointment, Customer
from portal.access import SUPPORT
from portal.permissions import MATRIX
from portal.support.rules import is_open_to_support
from tenants.access.support import close_run_out, end_support, forget_old_support
from tenants.context import company_scope
from tenants.enums import Role, SupportLevel
from tenants.models import Company, SignInTicket, SupportGrant, User, UserSession
from tenants.privacy.models import AuditEntry
from tenants.privacy.reading import broken_place
from tenants.signup.tickets import issue_ticket
from tests.portal.conftest import browser, let_in, member, platform_staff, signed_in, supporting

OVER = "/unterstuetzung/beendet/"


def address(name: str, **kwargs: int) -> str:
    return reverse(name, kwargs=kwargs, urlconf="askproai.urls_company")


@pytest.fixture
def petra(company: Company) -> User:
    return platform_staff()


def test_without_consent_there_is_no_way_in(company: Company, petra: User) -> None:
    client = signed_in(petra, company)

    assert client.get("/").status_code == 404
    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/login/").status_code == 404


def test_staff_see_what_the_company_lets_them_and_by_what_right(
    company: Company, petra: User, visit: Appointment
) -> None:
    client = supporting(petra, company, grant=let_in(company, level=SupportLevel.READING))

    shown = client.get("/kunden/").content.decode()

    assert "Unterstützung: nur ansehen, bis" in shown
    assert visit.customer.name in shown
    assert client.get(address("customer", customer_id=visit.customer_id)).status_code == 200


def test_reading_changes_nothing(company: Company, petra: User, visit: Appointment) -> None:
    client = supporting(petra, company, grant=let_in(company, level=SupportLevel.READING))

    answer = client.post(address("appointment-cancel", appointment_id=visit.pk))

    assert answer.status_code == 403
    assert "Das bleibt dem Betrieb vorbehalten" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.status == "confirmed"


def test_full_consent_lets_staff_change_what_the_management_may(
    company: Company, petra: User, visit: Appointment
) -> None:
    client = supporting(petra, company)

    assert client.post(address("appointment-cancel", appointment_id=visit.pk)).status_code < 400

    visit.refresh_from_db()
    assert visit.status == "cancelled"


CLOSED = sorted(name for name in MATRIX if not is_open_to_support(name))


def test_what_stays_the_companys_own_is_closed_by_name_and_by_kind() -> None:
    words = ("export", "erase", "password", "passkey", "app-remove", "codes", "sso", "member", "invite",
             "remove-logo", "order", "invoice", "payment", "plan", "billing", "security")  # fmt: skip
    mine = {"settings-company-remove-logo", "onboarding-remove-logo", "settings-services-order",
            "settings-staff-order", "settings-staff-member", "class-plan"}  # fmt: skip
    owners_only = {name for name, roles in MATRIX.items() if Role.MANAGER not in roles}

    suspicious = {name for name in MATRIX if any(word in name for word in words)} - mine
    assert suspicious | owners_only | {name for name in MATRIX if name.startswith("account")} <= set(CLOSED)
    assert {"team", "calls", "customers", "settings", "receptionist", "audit"} - set(CLOSED) == {
        "team", "calls", "customers", "settings", "receptionist",
    }  # fmt: skip


def test_closed_pages_are_closed_under_full_consent(
    company: Company, petra: User, visit: Appointment
) -> None:
    client = supporting(petra, company)
    plain = "account-password account-app team-invite team-support company-export company-export-file"
    for name in f"{plain} customers-export audit offline-days calendar-feeds".split():
        assert client.get(address(name)).status_code == 403, name
        assert client.post(address(name)).status_code == 403, name
    for named in (
        address("customer-erase", customer_id=visit.customer_id),
        address("customer-data", customer_id=visit.customer_id),
        address("team-remove", membership_id=1),
        address("call-withdraw", call_id=1),
    ):
        assert client.post(named).status_code == 403, named
    assert Customer.objects.filter(pk=visit.customer_id).exists()


def test_menu_leads_to_nothing_that_is_closed(company: Company, petra: User) -> None:
    shown = supporting(petra, company).get("/").content.decode()

    assert 'href="/anrufe/"' in shown
    for path in ("/konto/", "/protokoll/", "/daten-mitnehmen/"):
        assert f'href="{path}"' not in shown


def test_nothing_is_kept_on_the_device_of_staff(company: Company, petra: User) -> None:
    assert 'data-offline-owner=""' in supporting(petra, company).get("/").content.decode()


def test_consent_that_ran_out_ends_the_session_in_every_tab(company: Company, petra: User) -> None:
    client = supporting(petra, company)
    assert client.get("/kalender/").status_code == 200

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        answer = client.get("/kalender/")
        other_tab = client.post("/kunden/suche/", headers={"HX-Request": "true"})

    assert answer.status_code == 302
    assert OVER in answer.headers["Location"] or "/anmelden/" in answer.headers["Location"]
    assert other_tab.headers.get("HX-Redirect") in {OVER, "/anmelden/"}


def test_consent_taken_back_ends_it_at_once(company: Company, petra: User) -> None:
    client, grant = supporting(petra, company), SupportGrant.objects.get()
    sabine = signed_in(member(company), company)

    assert sabine.post(address("team-support-end", grant_id=grant.pk)).status_code == 302

    assert client.get("/kunden/").headers["Location"] == OVER
    assert "Der Zugang ist beendet" in client.get(OVER).content.decode()
    assert client.get("/kunden/").headers["Location"].startswith("/anmelden/")
    assert not UserSession.objects.filter(user=petra).exists()


def test_consent_taken_back_while_a_page_is_made_keeps_the_page_back(
    company: Company, petra: User, visit: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, grant = supporting(petra, company), SupportGrant.objects.get()
    from portal import context

    sabine = member(company)

    def revoke() -> tuple[tuple[str, str, bool], ...]:
        end_support(company=company, user=sabine, grant_id=grant.pk, now=timezone.now())
        return ()

    # The last thing that a page asks for: everything else in it was read while consent held.
    monkeypatch.setattr(context, "_languages", revoke)

    answer = client.get("/kunden/")

    assert answer.status_code == 302
    assert visit.customer.name not in answer.content.decode()


def test_whoever_is_no_staff_any_more_is_out(company: Company, petra: User) -> None:
    client = supporting(petra, company)
    User.objects.filter(pk=petra.pk).update(is_staff=False)

    assert client.get("/kunden/").status_code == 302


def test_ticket_opens_once_and_no_other_company(
    company: Company, other_company: Company, petra: User
) -> None:
    grant = let_in(company)
    ticket = issue_ticket(user=petra, company=company, support_grant=grant, now=timezone.now())

    for client, path in (
        (browser("praxis.localhost"), f"/unterstuetzung/{ticket}/"),
        (browser(), f"/eintreten/{ticket}/"),
    ):
        client.get(path)
        assert SUPPORT not in client.session
        assert "company_id" not in client.session
    client = browser()
    client.get(f"/unterstuetzung/{ticket}/")
    assert client.get("/anrufe/").status_code == 200
    again = browser()
    assert again.get(f"/unterstuetzung/{ticket}/").headers["Location"] == OVER
    assert again.get("/anrufe/").status_code == 302


def test_ticket_of_a_member_makes_nobody_staff(company: Company) -> None:
    sabine = member(company)
    ticket = issue_ticket(user=sabine, company=company, now=timezone.now())

    assert browser().get(f"/unterstuetzung/{ticket}/").headers["Location"] == OVER
    assert SignInTicket.objects.exists()


def test_session_carried_to_another_company_opens_nothing(
    company: Company, other_company: Company, petra: User
) -> None:
    cookie = supporting(petra, company).cookies["sessionid"].value
    elsewhere = browser("praxis.localhost")
    elsewhere.cookies["sessionid"] = cookie

    assert elsewhere.get("/kunden/").status_code in {302, 404}
    assert elsewhere.get("/admin/").status_code == 404


def test_every_page_and_act_stands_in_both_logs(company: Company, petra: User, visit: Appointment) -> None:
    client = supporting(petra, company)

    client.get(address("customer", customer_id=visit.customer_id))
    client.post(address("appointment-cancel", appointment_id=visit.pk))
    client.post("/unterstuetzung/verlassen/")

    entries = list(AuditEntry.objects.order_by("pk"))
    assert [(entry.act, entry.role) for entry in entries] == [
        ("support-enter", "support"),
        ("customer", "support"),
        ("appointment-cancel", "support"),
        ("support-leave", "support"),
    ]
    assert {entry.detail["name"] for entry in entries} == {"Petra Platt"}
    assert broken_place() is None
    logged = list(LogEntry.objects.order_by("pk").values_list("user_id", "change_message"))
    assert [user for user, _words in logged] == [petra.pk] * 4
    assert visit.customer.name not in " ".join(words for _user, words in logged)


def test_the_companys_log_names_who_it_was_after_they_are_gone(
    company: Company, petra: User, visit: Appointment
) -> None:
    supporting(petra, company).get("/anrufe/")
    petra.delete()

    shown = signed_in(member(company), company).get("/protokoll/").content.decode()

    assert "Petra Platt" in shown
    assert "Unterstützung" in shown
    assert "Anrufe ansehen" in shown


def test_members_see_that_somebody_of_ours_is_inside(company: Company, petra: User) -> None:
    ben = signed_in(member(company, Role.STAFF, email="ben@haarmonie.example"), company)
    words = "AskProAI (Petra Platt) ist gerade in Ihrem Portal."
    assert words not in ben.get("/kalender/").content.decode()

    client = supporting(petra, company)
    assert words in ben.get("/kalender/").content.decode()

    client.post("/unterstuetzung/verlassen/")
    assert words not in ben.get("/kalender/").content.decode()


def test_company_admin_is_read_only_under_consent_to_read_and_written_down(
    company: Company, petra: User, visit: Appointment
) -> None:
    client = supporting(petra, company, grant=let_in(company, level=SupportLevel.READING))

    assert client.get("/admin/booking/appointment/").status_code == 200
    assert client.post("/admin/booking/branch/add/").status_code == 404

    entry = AuditEntry.objects.filter(act="support-admin").earliest("pk")
    assert entry.detail["arguments"]["page"] == "booking_appointment_changelist"
    assert (entry.role, entry.user_id) == ("support", petra.pk)


def test_company_that_is_suspended_lets_nobody_in(company: Company, petra: User) -> None:
    client = supporting(petra, company)
    Company.objects.filter(pk=company.pk).update(state="suspended")
    from tenants.context import forget_companies

    forget_companies()

    assert client.get("/kunden/").status_code == 404


def test_consent_goes_with_the_company(other_company: Company, petra: User) -> None:
    with company_scope(other_company):
        client = supporting(petra, other_company, host="praxis.localhost")
        assert client.get("/anrufe/").status_code == 200
    SupportGrant.objects.filter(company=other_company).delete()

    with company_scope(other_company):
        assert client.get("/anrufe/").status_code == 302


def test_what_ran_out_is_closed_and_signed_out(company: Company, petra: User) -> None:
    supporting(petra, company)
    later = timezone.now() + timedelta(hours=2)

    assert close_run_out(now=later) == 1

    assert not SupportGrant.objects.filter(ended_at=None).exists()
    assert not UserSession.objects.filter(user=petra).exists()
    assert forget_old_support(now=later + timedelta(days=364)) == 0
    assert forget_old_support(now=later + timedelta(days=366)) == 1


def test_member_of_the_company_keeps_the_own_rights_when_going_in_as_staff(company: Company) -> None:
    """Somebody of ours who is also a member elsewhere comes in as staff and has nothing of the membership."""
    both = member(company, email="petra@askproai.example")
    User.objects.filter(pk=both.pk).update(is_staff=True, is_superuser=True)
    both.refresh_from_db()

    client: Client = supporting(both, company)

    assert client.get("/protokoll/").status_code == 403
