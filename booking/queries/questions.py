"""What is asked before a service can be booked."""

from __future__ import annotations

from booking.models import Service
from booking.rules.questions import Question


def questions_for(service_id: int) -> tuple[Question, ...]:
    """The questions of a service in their order; none for a service that does not exist."""
    stored = Service.objects.filter(pk=service_id).values_list("questions", flat=True).first()
    return tuple(map(Question.from_json, stored or ()))


def questions_of(service: Service) -> tuple[Question, ...]:
    """The same for a service that was read already."""
    return tuple(map(Question.from_json, service.questions))
