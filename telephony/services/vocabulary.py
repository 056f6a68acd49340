"""What the engine may name without asking: built from the booking rows, remembered until they change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from askproai.core.rows import Prepared
from booking.enums import PriceKind
from booking.models import CalendarVersion
from booking.queries.catalogue import OfferedOption, current_catalogue
from booking.rules.questions import Question
from telephony.dialogue.vocabulary import (
    BranchTerm,
    OptionTerm,
    QuestionTerm,
    ServiceTerm,
    StaffTerm,
    Vocabulary,
)
from telephony.knowledge.library import Shelf
from telephony.queries.lines import Line
from tenants.context import current_company

_VERSION: Prepared[CalendarVersion] = Prepared(CalendarVersion.objects.order_by)


def vocabulary_for(line: Line) -> Vocabulary:
    """The company's vocabulary as it sounds on this line."""
    company = current_company()
    shared = company_vocabulary()
    return replace(
        shared,
        company_name=company.name,
        timezone=line.timezone,
        subdivision=line.subdivision,
        country=line.country,
        persona_name=line.persona_name,
        formal=line.formal,
        recording=line.asks_for_transcript_consent,
        industry=company.industry,
        emergency_words=tuple(line.emergency_words),
        offers_add_ons=line.offers_add_ons,
        taxi_number=line.taxi_number,
        sources=Shelf(branch_id=line.branch_id),
    )


def with_extra(greeting: str, extra: str) -> str:
    """The company's own words, between who is speaking and the question that ends the greeting."""
    opened, dot, question = greeting.rpartition(". ")
    return f"{opened}{dot}{extra} {question}" if extra and dot else greeting


def company_vocabulary() -> Vocabulary:
    """Branches, services and people. One small query, unless one of them changed."""
    version = _VERSION.first()
    return _built(current_company().pk, version.stamp if version else None)


def _is_asked(question: Question) -> bool:
    """What may stay open is not asked on the phone, unless an answer would exclude the service."""
    return question.is_required or question.refuses


def _question(question: Question) -> QuestionTerm:
    return QuestionTerm(
        key=question.key,
        text=question.text,
        kind=question.kind.value,
        choices=question.choices,
        alert_on=question.alert_on,
        alert=question.alert,
        refuses=question.refuses,
    )


def _option(option: OfferedOption) -> OptionTerm:
    return OptionTerm(
        id=option.option_id,
        name=option.name,
        synonyms=option.spoken_names,
        duration_minutes=option.duration // timedelta(minutes=1),
        price_cents=option.price_cents,
    )


@lru_cache(maxsize=500)
def _built(company_id: int, stamp: UUID | None) -> Vocabulary:
    company, catalogue = current_company(), current_catalogue()
    return Vocabulary(
        company_name=company.name,
        branches=tuple(
            BranchTerm(id=branch.branch_id, name=branch.name, synonyms=branch.spoken_names)
            for branch in catalogue.branches
        ),
        services=tuple(
            ServiceTerm(
                id=service.service_id,
                name=service.name,
                synonyms=service.spoken_names,
                duration_minutes=service.duration // timedelta(minutes=1),
                price_cents=service.price_cents,
                price_from=service.price_kind == PriceKind.FROM,
                questions=tuple(map(_question, filter(_is_asked, service.questions))),
                variants=tuple(map(_option, service.variants)),
                add_ons=tuple(map(_option, service.add_ons)),
            )
            for service in catalogue.services
        ),
        # Somebody who does nothing cannot be asked for; for the engine no services would mean all of them.
        staff=tuple(
            StaffTerm(
                id=person.staff_id,
                name=person.name,
                synonyms=person.spoken_names,
                service_ids=person.service_ids,
                branch_ids=person.branch_ids,
                gender=person.gender,
            )
            for person in catalogue.staff
            if person.service_ids
        ),
        timezone=company.timezone,
        max_horizon_days=max((branch.horizon_days for branch in catalogue.branches), default=90),
        industry=company.industry,
    )
