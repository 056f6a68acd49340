"""Each personal field has a purpose and an end."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import BinaryField, Field
from django.utils.module_loading import import_string

from tenants.fields import EncryptedTextField
from tenants.privacy.registry import PersonalFields, personal_fields

NAMES = frozenset(
    {"name", "spoken_names", "email", "phone", "phone_index", "from_number", "recipient", "note"}
)
# The same words for things that are nobody in person.
NOT_PERSONAL = frozenset(
    {
        ("booking.Branch", "name"),
        ("booking.Branch", "spoken_names"),
        ("booking.Branch", "phone"),
        ("booking.ResourceGroup", "name"),
        ("booking.Service", "name"),
        ("booking.Service", "spoken_names"),
        ("booking.ServiceOption", "name"),
        ("booking.ServiceOption", "spoken_names"),
        ("telephony.CallAct", "name"),
        ("telephony.ReceptionistVersion", "note"),
    }
)
DECLARED = Counter((each.model, field) for each in personal_fields() for field in each.fields)


def is_personal(field: Field) -> bool:  # type: ignore[type-arg]
    sealed = isinstance(field, EncryptedTextField)
    indexed = isinstance(field, BinaryField) and field.name.endswith("_index")
    return sealed or indexed or field.name in NAMES


def found() -> list[tuple[str, str]]:
    company_apps = [config for config in apps.get_app_configs() if config.name in settings.TENANT_APPS]
    return [
        (model._meta.label, field.name)
        for config in company_apps
        for model in config.get_models()
        for field in model._meta.concrete_fields
        if is_personal(field)
    ]


@pytest.mark.parametrize(("model", "field"), found(), ids=lambda part: part)
def test_personal_field_has_a_retention_rule(model: str, field: str) -> None:
    assert DECLARED[model, field] == 1 or (model, field) in NOT_PERSONAL


@pytest.mark.parametrize(("model", "field"), sorted(DECLARED), ids=lambda part: part)
def test_retention_rule_speaks_of_a_field_that_exists(model: str, field: str) -> None:
    apps.get_model(model)._meta.get_field(field)
    assert DECLARED[model, field] == 1


@pytest.mark.parametrize("declaration", personal_fields(), ids=lambda each: f"{each.model}.{each.fields[0]}")
def test_something_removes_the_data(declaration: PersonalFields) -> None:
    paths = [path for path in (declaration.removed_by, declaration.expired_by) if path]

    assert paths
    assert all(callable(import_string(path)) for path in paths)
