from __future__ import annotations

from pathlib import Path

import pytest

from tenants.company_file.errors import CompanyFileInvalid
from tenants.company_file.reading import read_company_file

COMPANIES = sorted((Path(__file__).resolve().parents[3] / "companies").glob("*.yaml"))

FILE = """\
company: {name: Barbier am Tor, slug: barbier, industry: hairdresser}
users:
  - {email: omar@barbier.example, name: Omar, role: owner}
branches:
  - {name: Tor, slug: tor, address: Am Tor 1, hours: {mon-fri: "09:00-18:00"}}
services:
  - {name: Rasur, duration: 30 min, price: from 25}
staff:
  - {name: Omar, services: [Rasur]}
"""


def _problems(text: str) -> list[str]:
    with pytest.raises(CompanyFileInvalid) as refused:
        read_company_file(text)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize("file", COMPANIES, ids=lambda file: file.stem)
def test_demo_companies_have_nothing_to_put_right(file: Path) -> None:
    assert {"company", "branches", "history"} <= read_company_file(file.read_text()).keys()


def test_file_without_optional_keys_is_enough() -> None:
    assert list(read_company_file(FILE)) == ["company", "users", "branches", "services", "staff"]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("services:\n", "servces:\n", "line 6: servces: is no known key, did you mean services?"),
        (
            "duration: 30 min",
            "durration: 30 min",
            "line 7: services[1].durration: is no known key, did you mean duration?",
        ),
        (
            "30 min",
            "soon",
            "line 7: services[1].duration: is no span of time; write it like 45 min, 1 h 30 min or 2 d",
        ),
        (
            "from 25",
            "cheap",
            "line 7: services[1].price: cheap is no price; write it like 45, 45.50, from 45 or on request",
        ),
        ("[Rasur]", "[Rasr]", "line 9: staff[1].services[1]: there is no service Rasr, did you mean Rasur?"),
        (
            "mon-fri",
            "mo-fr",
            "line 5: branches[1].hours: mo-fr is no weekday; write mon, tue ... sun, or mon-fri",
        ),
        ("18:00", "08:00", "line 5: branches[1].hours: 09:00-08:00 ends before it begins"),
        ("18:00", "25:00", "line 5: branches[1].hours: 25:00 is no time of day"),
        ("address: Am Tor 1, ", "", "line 5: branches[1].address: is missing"),
        ("role: owner", "role: boss", "line 3: users[1].role: must be one of owner, manager or staff"),
        ("role: owner", "role: staff", "line 2: users: nobody has the role owner"),
        ("omar@barbier.example", "omar", "line 3: users[1].email: omar is no e-mail address"),
        (
            "slug: barbier",
            "slug: Barbier!",
            "line 1: company.slug: Barbier! is no short name; use up to 40 of a-z, 0-9 and -",
        ),
        ("[Rasur]", "Rasur", "line 9: staff[1].services: must be a list"),
    ],
)
def test_file_says_what_is_wrong_and_where(right: str, wrong: str, said: str) -> None:
    assert said in _problems(FILE.replace(right, wrong, 1))


def test_file_says_everything_that_is_wrong_at_once() -> None:
    text = FILE.replace("30 min", "soon").replace("role: owner", "role: boss").replace("[Rasur]", "[Bart]")

    assert [problem.split(":")[0] for problem in _problems(text)] == ["line 3", "line 7"]


def test_file_refuses_two_of_the_same_name() -> None:
    text = FILE + "  - {name: Omar, services: [Rasur]}\n"

    assert _problems(text) == [
        "line 9: staff[1].name: Omar is there more than once",
        "line 10: staff[2].name: Omar is there more than once",
    ]


def test_phone_number_of_no_branch_is_told() -> None:
    text = FILE + "phone_numbers:\n  - {number: 030 23125 100, branch: Tr}\n"

    assert _problems(text) == ["line 11: phone_numbers[1].branch: there is no branch Tr, did you mean Tor?"]
