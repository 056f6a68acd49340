"""Rules, questions and shifts as they stand in a company file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from askproai.core.errors import AskProError
from booking.enums import DepositKind, QuestionKind
from booking.models import Branch, Service, StaffMember, WorkingHours
from booking.queries import questions_for
from tenants.company_file.reading import read_company_file
from tenants.company_file.services import create_company_from_file
from tenants.context import company_scope
from tenants.models import Company

NOW = datetime(2026, 3, 30, 6, tzinfo=UTC)
FILE = """
company: {name: Farbwerk, slug: farbwerk, industry: hairdresser}
users: [{email: lea@farbwerk.example, name: Lea, role: owner}]
branches:
  - name: Ost
    slug: ost
    address: Ostweg 1, 10115 Berlin
    hours: {mon-fri: 09:00-18:00}
    rules: {max_per_day: 20, late_fee: 15, free_until: 1 d, eves: closed, travel: {West: 25 min}}
  - {name: West, slug: west, address: Westweg 1, hours: {mon-fri: 09:00-18:00}, rules: {eves: "13:00"}}
services:
  - name: Farbe
    duration: 2 h
    price: 90
    min_notice: 4 h
    horizon_days: 30
    change_notice: 2 d
    first_start: "09:30"
    last_start: "15:00"
    rules:
      needs_approval: true
      deposit: 50 %
      late_fee: 80 %
      max_per_day: 3
      questions:
        - {ask: "Hatten Sie einen Test?", answers: yes or no, on: "no", tell: Erst der Test., refuse: true}
        - {ask: "Wie lang?", answers: [kurz, lang], required: false}
staff:
  - name: Lea
    services: [Farbe]
    branches: [Ost]
    max_per_day: 8
    shifts:
      - {every: 2, from: 2026-03-30, hours: {mon: 09:00-13:00}}
      - {every: 2, from: 2026-04-06, hours: {tue: 13:00-18:00}}
"""


def make(text: str) -> Company:
    return create_company_from_file(sections=read_company_file(text), now=NOW)


@pytest.mark.usefixtures("db")
def test_rules_of_a_file_become_rules() -> None:
    company = make(FILE)

    with company_scope(company):
        east, west = Branch.objects.all()
        assert (east.max_per_day, east.fee_cents, east.free_until) == (20, 1500, timedelta(days=1))
        assert east.travel_minutes == {str(west.pk): 25}
        assert (east.eves_close_at, west.eves_close_at) == (time(0), time(13))
        colour = Service.objects.get()
        assert (colour.needs_approval, colour.max_per_day, colour.fee_percent) == (True, 3, 80)
        assert (colour.deposit_kind, colour.deposit_percent) == (DepositKind.DEPOSIT, 50)
        assert (colour.min_notice, colour.horizon_days) == (timedelta(hours=4), 30)
        assert colour.change_notice == timedelta(days=2)
        assert (colour.first_start, colour.last_start) == (time(9, 30), time(15))
        test, length = questions_for(colour.pk)
        assert (test.kind, test.alert_on, test.refuses) == (QuestionKind.YES_NO, "no", True)
        assert (length.choices, length.is_required) == (("kurz", "lang"), False)
        assert StaffMember.objects.get().max_per_day == 8
        shifts = WorkingHours.objects.filter(every_weeks=2).order_by("weekday")
        assert [(each.weekday, each.anchor_on) for each in shifts] == [
            (0, date(2026, 3, 30)),
            (1, date(2026, 4, 6)),
        ]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("wrong", "right"),
    [("travel: {Nord: 25 min}", "travel: {West: 25 min}"), ("late_fee: viel", "late_fee: 15")],
)
def test_what_fits_nothing_is_told(wrong: str, right: str) -> None:
    with pytest.raises(AskProError):
        make(FILE.replace(right, wrong))
