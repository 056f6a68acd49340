"""The table of promises names mechanisms and tests: each of them is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
TESTS = sorted(set(re.findall(r"`([a-z_/]+\.py::[\w:]+)`", TEXT)))
MECHANISMS = sorted(
    set(re.findall(r"`((?:askproai|tenants|booking|telephony|notifications|portal|bin)/[\w./]+)`", TEXT))
)


def test_promises_are_found() -> None:
    assert len(TESTS) > 50
    assert len(MECHANISMS) > 20


@pytest.mark.parametrize("named", TESTS)
def test_named_test_exists(named: str) -> None:
    path, *names = named.split("::")
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    functions = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert names[-1] in functions


@pytest.mark.parametrize("named", MECHANISMS)
def test_named_mechanism_exists(named: str) -> None:
    assert (ROOT / named).exists()


def test_every_row_of_the_table_names_a_mechanism_and_a_test() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and "---" not in line]
    silent = [row for row in rows if not row.startswith("| Promise") and row.count("`") < 4]

    assert silent == []
