"""YAML as plain values that know on which line they stand."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from tenants.company_file.errors import CompanyFileInvalid, Problem

Path = tuple[Hashable, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """The values of a file, and the line of each by its path of keys and positions."""

    values: dict[str, Any]
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of the value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, message: str) -> Problem:
        """Something to put right at this place."""
        return Problem(line=self.line_of(path), where=spelled(path), message=message)


def read_document(text: str) -> Document:
    """Read YAML. Every scalar stays the text that was written: 09:30 is no number and no is no boolean.

    :raises CompanyFileInvalid: not YAML, or the same key twice.
    """
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CompanyFileInvalid(
            Problem(line=line, where="", message=f"not YAML: {error.problem}")
        ) from error
    except yaml.YAMLError as error:
        raise CompanyFileInvalid(Problem(line=1, where="", message=f"not YAML: {error}")) from error
    if not isinstance(root, yaml.MappingNode):
        raise CompanyFileInvalid(
            Problem(line=1, where="", message="the file must be a mapping of keys to values")
        )
    walk = _Walk()
    values = walk.value_of(root, ())
    if walk.problems:
        raise CompanyFileInvalid(*walk.problems)
    return Document(values=values, lines=walk.lines)


def spelled(path: Path) -> str:
    """``('staff', 2, 'name')`` → ``staff[2].name``, counting from one as people do."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


@dataclass(kw_only=True, slots=True)
class _Walk:
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def value_of(self, node: yaml.Node, path: Path) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value_of(child, (*path, place)) for place, child in enumerate(node.value)]
        # Nothing written after the colon means "not given".
        return None if node.value == "" and getattr(node, "style", None) is None else node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in values:
                self.problems.append(
                    Problem(line=line, where=spelled((*path, key)), message="is there twice")
                )
            self.lines[(*path, key)] = line
            values[key] = self.value_of(value_node, (*path, key))
        return values
