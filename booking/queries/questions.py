"""What is asked before a service can be booked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from booking.models import Service
from booking.rules.questions import Answers, Question


def questions_for(service_id: int) -> tuple[Question, ...]:
    """The questions of a service in their order; none for a service that does not exist."""
    stored = Service.objects.filter(pk=service_id).values_list("questions", flat=True).first()
    return tuple(map(Question.from_json, stored or ()))


def questions_of(service: Service) -> tuple[Question, ...]:
    """The same for a service that was read already."""
    return tuple(map(Question.from_json, service.questions))


def questions_of_all(services: Iterable[Service]) -> tuple[Question, ...]:
    """Those of several services in one visit: their keys begin with the service, for two may use the same."""
    distinct = {service.pk: service for service in services}.values()
    if len(distinct) == 1:
        return tuple(each for service in distinct for each in questions_of(service))
    return tuple(
        replace(each, key=f"{service.pk}.{each.key}")
        for service in distinct
        for each in questions_of(service)
    )


def answers_for(service: Service, answers: Answers) -> Answers:
    """What of the answers is for this service, under the keys of its own questions."""
    return {key.removeprefix(f"{service.pk}."): value for key, value in answers.items()}
