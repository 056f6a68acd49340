"""``rules:`` of branches and services, and shifts of people, as they stand in a company file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Annotated, Any, Literal, Protocol

from pydantic import BeforeValidator, Field

from booking.company_file.kinds import Clock, Week
from booking.enums import DepositKind, QuestionKind
from booking.house_values import HoursValues
from booking.models import Branch, Service, StaffMember
from booking.rules.questions import NO, YES, Question
from booking.services.hours import add_hours
from booking.services.rules import save_branch_rules, save_service_rules
from tenants.company_file.kinds import AnyDay, Duration, FileModel, Name, Text

_AMOUNT = re.compile(r"(\d+)(?:[.,](\d{2}))?( ?%)?")
Count = Annotated[int, Field(ge=1, le=500)]


class Amount(FileModel):
    """``20``, ``19,50`` or ``50 %`` of the price."""

    cents: int | None = None
    percent: int | None = None


def _amount(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    match = _AMOUNT.fullmatch(value.strip())
    if not match or (match[3] and (match[2] or not 1 <= int(match[1]) <= 100)):
        raise ValueError(f"{value} is no amount; write it like 20, 19.50 or 50 %")
    if match[3]:
        return Amount(percent=int(match[1]))
    return Amount(cents=int(match[1]) * 100 + int(match[2] or 0))


AnyAmount = Annotated[Amount, BeforeValidator(_amount)]


class BranchRulesEntry(FileModel):
    """``rules:`` of a branch."""

    max_per_day: Count | None = None
    max_upcoming: Count | None = None
    approval_within: Duration = timedelta(days=1)
    deposit_within: Duration = timedelta(days=1)
    free_until: Duration | None = None
    late_fee: AnyAmount = Amount()
    local_holidays: bool = False
    eves: Clock | Literal["closed"] | None = None
    travel: Mapping[str, Duration] = Field(default_factory=dict)


class QuestionEntry(FileModel):
    """Something that is asked before booking; ``answers`` is ``yes or no``, a list, or anything."""

    ask: Text
    answers: Literal["yes or no", "anything"] | tuple[Text, ...] = "anything"
    required: bool = True
    on: str = ""
    tell: str = ""
    refuse: bool = False

    def question(self, number: int) -> Question:
        """As it lies with the service."""
        kind = {"yes or no": QuestionKind.YES_NO, "anything": QuestionKind.TEXT}.get(
            str(self.answers), QuestionKind.CHOICE
        )
        is_yes_no = kind is QuestionKind.YES_NO
        return Question(
            key=f"frage-{number}",
            text=self.ask,
            kind=kind,
            choices=self.answers if isinstance(self.answers, tuple) else (),
            is_required=self.required,
            alert_on={"yes": YES, "no": NO}.get(self.on, "") if is_yes_no else self.on,
            alert=self.tell,
            refuses=self.refuse,
        )


class ServiceRulesEntry(FileModel):
    """``rules:`` of a service."""

    needs_approval: bool = False
    max_per_day: Count | None = None
    max_per_customer_day: Count | None = None
    max_per_customer_week: Count | None = None
    deposit: AnyAmount | None = None
    card_hold: AnyAmount | None = None
    free_until: Duration | None = None
    late_fee: AnyAmount = Amount()
    fee_on_moving: bool = False
    questions: tuple[QuestionEntry, ...] = ()


class ShiftEntry(FileModel):
    """Hours of every second, third or fourth week, beginning with the week of ``from``."""

    every: Annotated[int, Field(ge=2, le=4)]
    first: AnyDay = Field(alias="from")
    branch: Name | None = None
    hours: Week


class RuledBranch(Protocol):
    """An entry of ``branches:``, as far as its rules go."""

    name: str
    rules: BranchRulesEntry
    min_notice: timedelta
    horizon_days: int
    change_notice: timedelta
    slot_grid_minutes: Any
    closes_on_public_holidays: bool


def apply_branch_rules(entries: Iterable[RuledBranch]) -> None:
    """Once all branches are there: they name each other."""
    branches = {branch.name: branch for branch in Branch.objects.all()}
    for branch_entry in entries:
        name, entry = branch_entry.name, branch_entry.rules
        eves = time(0) if entry.eves == "closed" else entry.eves
        travel = {
            str(branches[other].pk): span // timedelta(minutes=1) for other, span in entry.travel.items()
        }
        plain = entry.model_dump(
            include={"max_per_day", "max_upcoming", "approval_within", "deposit_within", "free_until"}
        )
        save_branch_rules(
            branch=branches[name],
            rules={
                **plain,
                "min_notice": branch_entry.min_notice,
                "horizon_days": branch_entry.horizon_days,
                "change_notice": branch_entry.change_notice,
                "slot_grid_minutes": branch_entry.slot_grid_minutes,
                "closes_on_public_holidays": branch_entry.closes_on_public_holidays,
                "fee_cents": entry.late_fee.cents,
                "fee_percent": entry.late_fee.percent,
                "keeps_local_holidays": entry.local_holidays,
                "eves_close_at": eves,
                "travel_minutes": travel,
            },
        )


def apply_service_rules(service: Service, entry: ServiceRulesEntry) -> None:
    """What is asked, secured and capped."""
    security = entry.deposit or entry.card_hold
    kind = DepositKind.DEPOSIT if entry.deposit else DepositKind.CARD_HOLD
    save_service_rules(
        service=service,
        rules={
            **entry.model_dump(
                include={
                    "needs_approval", "max_per_day", "max_per_customer_day", "max_per_customer_week",
                    "free_until", "fee_on_moving",
                }
            ),
            "fee_cents": entry.late_fee.cents,
            "fee_percent": entry.late_fee.percent,
            "deposit_kind": kind if security else "",
            "deposit_cents": security.cents if security else None,
            "deposit_percent": security.percent if security else None,
        },
        questions=[each.question(number) for number, each in enumerate(entry.questions, start=1)],
    )  # fmt: skip


def add_shifts(
    person: StaffMember,
    shifts: Iterable[ShiftEntry],
    *,
    branches: Mapping[str, Branch],
    home: Branch,
    today: date,
) -> None:
    """Hours that do not come every week."""
    for shift in shifts:
        branch = branches[shift.branch] if shift.branch else home
        rows = [
            HoursValues(
                weekday=weekday,
                opens_at=opens,
                closes_at=closes,
                every_weeks=shift.every,
                anchor_on=shift.first.on(today),
            )
            for weekday, spans in shift.hours.items()
            for opens, closes in spans
        ]
        add_hours(rows, branch_id=branch.pk, staff_id=person.pk)
