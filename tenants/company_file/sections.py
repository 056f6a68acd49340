"""Which keys a company file may have; filled by the rooms in ``AppConfig.ready``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenants.company_file.document import Path
from tenants.models import Company


@dataclass(frozen=True, kw_only=True, slots=True)
class Making:
    """What a section needs to become rows: the company (entered), all sections, and the time."""

    company: Company
    sections: Mapping[str, Any]
    now: datetime


# A place in the file and what is wrong there; for what only several sections together can tell.
Finding = tuple[Path, str]


def _nothing(sections: Mapping[str, Any]) -> Iterable[Finding]:
    return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One top-level key. ``shape`` is a pydantic model, or ``list[...]`` of one.

    ``check`` sees all sections that could be read and yields what does not fit; ``apply`` writes rows,
    inside the company's schema and in one transaction with all other sections.
    """

    name: str
    shape: Any
    apply: Callable[[Any, Making], None]
    check: Callable[[Mapping[str, Any]], Iterable[Finding]] = _nothing
    required: bool = False


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Make a key known. Sections are applied in the order in which they were registered."""
    _sections[section.name] = section


def known_sections() -> Mapping[str, Section]:
    """All keys by name, in the order in which they are applied."""
    return _sections
