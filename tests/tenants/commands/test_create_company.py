from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tenants.models import Company, User

FILE = """\
company: {name: Barbier am Tor, slug: barbier, industry: hairdresser}
users: [{email: omar@barbier.example, name: Omar, role: owner}]
branches: [{name: Tor, slug: tor, address: Am Tor 1, hours: {mon: 09:00-18:00}}]
services: [{name: Rasur, duration: 30, price: 25}]
staff: [{name: Omar, services: [Rasur]}]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "barbier.yaml"
    path.write_text(FILE)
    return path


@pytest.mark.usefixtures("db")
def test_create_company_makes_the_company_under_the_given_domain(file: Path) -> None:
    said = StringIO()

    call_command("create_company", str(file), "--domain", "barbier.example", stdout=said)

    company = Company.objects.get(slug="barbier")
    assert company.domains.get().domain == "barbier.example"
    assert said.getvalue() == f"Barbier am Tor is ready ({company.schema_name}).\n"


@pytest.mark.usefixtures("db")
def test_create_company_refuses_what_exists_and_changes_nothing(file: Path) -> None:
    call_command("create_company", str(file), verbosity=0)

    with pytest.raises(
        CommandError, match="A company with the slug barbier exists already; nothing was changed"
    ):
        call_command("create_company", str(file), verbosity=0)

    assert Company.objects.filter(slug="barbier").count() == 1


@pytest.mark.usefixtures("db")
def test_create_company_lists_what_is_wrong_with_the_file(file: Path) -> None:
    file.write_text(FILE.replace("slug: barbier", "slug: B!").replace("price: 25", "prise: 25"))

    with pytest.raises(CommandError) as refused:
        call_command("create_company", str(file))

    lines = str(refused.value).splitlines()
    assert [line.removeprefix(f"{file}, ") for line in lines] == [
        "line 1: company.slug: B! is no short name; use up to 40 of a-z, 0-9 and -",
        "line 4: services[1].price: is missing",
        "line 4: services[1].prise: is no known key, did you mean price?",
    ]


@pytest.mark.usefixtures("db")
def test_create_company_only_checks_when_asked_to(file: Path) -> None:
    call_command("create_company", str(file), "--check", stdout=StringIO())

    assert not Company.objects.filter(slug="barbier").exists()


@pytest.mark.usefixtures("db")
def test_create_admin_makes_somebody_who_sees_the_platform() -> None:
    call_command(
        "create_admin", "--email", "Ada@askproai.example", "--password", "lang-und-zufaellig-7", verbosity=0
    )

    ada = User.objects.get(email="ada@askproai.example")
    assert (ada.is_superuser, ada.is_staff, ada.check_password("lang-und-zufaellig-7")) == (True, True, True)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@askproai.example", "kurz"),
        ("ada", "lang-und-zufaellig-7"),
        ("omar@barbier.example", "lang-und-zufaellig-7"),
    ],
)
@pytest.mark.usefixtures("db")
def test_create_admin_refuses_weak_passwords_and_known_people(email: str, password: str) -> None:
    User.objects.create_user("omar@barbier.example")

    with pytest.raises(CommandError):
        call_command("create_admin", "--email", email, "--password", password)

    assert not User.objects.filter(is_superuser=True).exists()
