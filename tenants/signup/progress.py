"""How far the setting up of a company is, and how long each step took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from tenants.enums import OnboardingStep
from tenants.models import Company, Onboarding

# Whoever leaves a page open over lunch does not take an hour for it.
MOST_SECONDS: Final = 1800
_ORDER: Final = tuple(OnboardingStep)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepState:
    """One step as the wizard shows it."""

    step: OnboardingStep
    number: int
    is_current: bool
    is_done: bool
    is_reachable: bool
    seconds: int


def onboarding_of(company: Company) -> Onboarding | None:
    """The setting up of a company that signed up; ``None`` for one that was made from a file."""
    return Onboarding.objects.filter(company=company).first()


def steps_of(onboarding: Onboarding, *, shown: OnboardingStep) -> tuple[StepState, ...]:
    """All steps in order. One may go back to what is done, and on to what is next."""
    reached = _ORDER.index(OnboardingStep(onboarding.step))
    return tuple(
        StepState(
            step=step,
            number=place + 1,
            is_current=step == shown,
            is_done=place < reached or onboarding.live_at is not None,
            is_reachable=place <= reached or onboarding.live_at is not None,
            seconds=int(onboarding.seconds.get(step, 0)),
        )
        for place, step in enumerate(_ORDER)
    )


@transaction.atomic
def finish_step(
    *,
    company: Company,
    step: OnboardingStep,
    seconds: int,
    is_skipped: bool = False,
    choices: Mapping[str, Any] | None = None,
) -> Onboarding:
    """Go on to the next step; finishing one that was done before changes nothing but its time.

    :param seconds: how long its page was open this time.
    """
    onboarding = Onboarding.objects.select_for_update().get(company=company)
    place = _ORDER.index(step)
    if _ORDER.index(OnboardingStep(onboarding.step)) == place and place + 1 < len(_ORDER):
        onboarding.step = _ORDER[place + 1]
    _add_seconds(onboarding, step, seconds)
    onboarding.skipped = sorted({*onboarding.skipped, step} if is_skipped else {*onboarding.skipped} - {step})
    onboarding.choices = {**onboarding.choices, **(choices or {})}
    onboarding.save()
    return onboarding


@transaction.atomic
def spend_time(
    *, company: Company, step: OnboardingStep, seconds: int, choices: Mapping[str, Any] | None = None
) -> None:
    """Count time on a page of a step that goes on, and keep what was said there."""
    onboarding = Onboarding.objects.select_for_update().get(company=company)
    _add_seconds(onboarding, step, seconds)
    onboarding.choices = {**onboarding.choices, **(choices or {})}
    onboarding.save(update_fields=["seconds", "choices"])


@transaction.atomic
def note_first_call(*, company: Company, now: datetime) -> None:
    """The first test call was answered; later ones change nothing."""
    Onboarding.objects.filter(company=company, first_call_at=None).update(first_call_at=now)


@transaction.atomic
def go_live(*, company: Company, seconds: int, now: datetime) -> Onboarding:
    """The wizard is over. Twice is the same as once."""
    onboarding = Onboarding.objects.select_for_update().get(company=company)
    if onboarding.live_at is None:
        onboarding.live_at, onboarding.step = now, OnboardingStep.LIVE
        _add_seconds(onboarding, OnboardingStep.LIVE, seconds)
        onboarding.save()
    return onboarding


@transaction.atomic
def dismiss(*, company: Company, entry: str, is_back: bool = False) -> None:
    """Hide an entry of the list of improvements, or bring it back."""
    onboarding = Onboarding.objects.select_for_update().get(company=company)
    hidden = {*onboarding.dismissed} - {entry} if is_back else {*onboarding.dismissed, entry}
    onboarding.dismissed = sorted(hidden)
    onboarding.save(update_fields=["dismissed"])


def _add_seconds(onboarding: Onboarding, step: OnboardingStep, seconds: int) -> None:
    spent = int(onboarding.seconds.get(step, 0)) + max(0, min(seconds, MOST_SECONDS))
    onboarding.seconds = {**onboarding.seconds, str(step): spent}
