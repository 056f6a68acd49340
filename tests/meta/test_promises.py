"""The table of promises names mechanisms and tests: each of them is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
TESTS = sorted(set(re.findall(r"`([a-z_/]+\.py::[\w:]+)`", TEXT)))
MECHANISMS = sorted(
    set(
        re.findall(
            r"`((?:askproai|tenants|booking|telephony|notifications|analytics|portal|bin)/[\w./]+)`", TEXT
        )
    )
)


def test_promises_are_found() -> None:
    assert len(TESTS) > 50
    assert len(MECHANISMS) > 20


def test_named_tests_exist() -> None:
    functions: dict[str, set[str]] = {}
    for path in {named.split("::")[0] for named in TESTS}:
        tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
        functions[path] = {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
    missing = [named for named in TESTS if named.split("::")[-1] not in functions[named.split("::")[0]]]

    assert missing == []


def test_named_mechanisms_exist() -> None:
    assert [named for named in MECHANISMS if not (ROOT / named).exists()] == []


def test_every_row_of_the_table_names_a_mechanism_and_a_test() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and "---" not in line]
    silent = [row for row in rows if not row.startswith("| Promise") and row.count("`") < 4]

    assert silent == []
