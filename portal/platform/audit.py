"""What platform admins do in companies is written down, looks included."""

from __future__ import annotations

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from tenants.models import Company


def write_down(*, user_id: int, company: Company, model: type[Model], object_id: int, what: str) -> None:
    """One line in the platform's log. ``what`` is a short sentence without personal data."""
    LogEntry.objects.create(
        user_id=user_id,
        content_type_id=ContentType.objects.get_for_model(model).pk,
        object_id=f"{company.pk}/{object_id}",
        object_repr=f"{company.name}: {model._meta.verbose_name} {object_id}"[:200],
        action_flag=CHANGE,
        change_message=what,
    )
