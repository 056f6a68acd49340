"""All of a company's data in one file: complete, readable, of one company, without secrets."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.utils import timezone

from booking.models import Customer
from tenants.connections.services import connect
from tenants.context import company_scope
from tenants.enums import Role
from tenants.models import Company, Membership, User
from tenants.privacy.company_export import exported_models, fields_of, name_of, write_export
from tests.factories.booking import CustomerFactory


def test_the_file_holds_this_companys_rows_and_no_others(company: Company) -> None:
    clara = CustomerFactory(name="Clara Brandt", email="clara@example.com")
    connect(provider="outlook", credentials={"token": "sehr-geheim"}, now=timezone.now())
    with company_scope(Company.objects.get(slug="praxis")):
        CustomerFactory(name="Paul Patient")
    sabine = User.objects.create_user("sabine@haarmonie.example", name="Sabine")
    Membership.objects.create(user=sabine, company=company, role=Role.OWNER)
    file = io.BytesIO()
    written = write_export(file, company=company, now=timezone.now())

    archive = zipfile.ZipFile(file)
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    (row,) = archive.read("booking-customer.jsonl").decode().splitlines()
    assert json.loads(row)["name"] == "Clara Brandt"
    assert json.loads(row)["email"] == "clara@example.com"
    assert json.loads(row)["id"] == clara.pk
    assert json.loads(archive.read("team.jsonl"))["role"] == Role.OWNER
    assert "Paul Patient" not in everything
    assert "sehr-geheim" not in everything
    assert "booking-customer.jsonl: 1" in archive.read("LIESMICH.txt").decode()
    assert written >= 2


@pytest.mark.parametrize("model", exported_models(), ids=name_of)
def test_no_secret_goes_along(model: type) -> None:
    names = {field.name for field in fields_of(model)}

    assert not {name for name in names if "digest" in name or "secret" in name or name.endswith("_index")}


def test_customers_calls_and_appointments_go_along() -> None:
    names = {name_of(model) for model in exported_models()}

    assert {"booking-customer", "booking-appointment", "telephony-call", "telephony-callturn"} <= names
    assert {"notifications-notification", "privacy-auditentry"} <= names
    assert {field.name for field in fields_of(Customer)} >= {"name", "email", "phone"}
