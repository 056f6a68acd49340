"""From the text of a company file to checked values, or to the list of everything that is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from tenants.company_file.document import Document, Path, read_document
from tenants.company_file.errors import CompanyFileInvalid, Problem
from tenants.company_file.sections import known_sections

_WORDS = {
    "missing": "is missing",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping of keys to values",
    "mapping_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be yes or no",
    "bool_type": "must be yes or no",
}


def read_company_file(text: str, *, without: Collection[str] = ()) -> Mapping[str, Any]:
    """The sections of a file by name, in the order in which they are applied.

    :param without: sections that need not be there, because somebody else will add them.
    :raises CompanyFileInvalid: with all problems of the file, not only the first.
    """
    document = read_document(text)
    problems = list(_unknown_keys(document))
    sections: dict[str, Any] = {}
    for name, section in known_sections().items():
        if name in document.values:
            try:
                sections[name] = TypeAdapter(section.shape).validate_python(document.values[name])
            except ValidationError as error:
                problems += _translated(document, name, section.shape, error)
        elif section.required and name not in without:
            problems.append(Problem(line=1, where=name, message="is missing"))
    for section in known_sections().values():
        problems += [document.problem(path, message) for path, message in section.check(sections)]
    if problems:
        raise CompanyFileInvalid(*problems)
    return sections


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``, did you mean …?`` when something known is near enough; otherwise what there is."""
    choices = list(known)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f", did you mean {near[0]}?"
    return f"; known are {', '.join(choices)}" if choices else ""


def _unknown_keys(document: Document) -> Iterator[Problem]:
    for key in document.values.keys() - known_sections().keys():
        yield document.problem((key,), f"is no known key{did_you_mean(key, known_sections())}")


def _translated(document: Document, name: str, shape: Any, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        path = (name, *detail["loc"])
        yield document.problem(_real(document, path), _sentence(detail, shape))


def _real(document: Document, path: Path) -> Path:
    """Without the parts that pydantic adds for the members of a union, unless the key is just missing."""
    real: Path = ()
    for place, part in enumerate(path):
        if (*real, part) in document.lines or place == len(path) - 1:
            real = (*real, part)
    return real


def _sentence(detail: ErrorDetails, shape: Any) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _keys_at(shape, detail["loc"][:-1])
        return f"is no known key{did_you_mean(str(detail['loc'][-1]), known)}"
    if kind in ("enum", "literal_error"):
        expected = str(detail.get("ctx", {}).get("expected", "")).replace("'", "")
        return f"must be one of {expected}"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    return _WORDS.get(kind, detail["msg"][:1].lower() + detail["msg"][1:])


def _keys_at(shape: Any, path: Path) -> list[str]:
    """The keys of the model that stands at this place of a shape."""
    for part in path:
        shape = _plain(shape)
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            fields = {field.alias or name: field for name, field in shape.model_fields.items()}
            shape = fields[str(part)].annotation if str(part) in fields else None
        else:
            shape = next(iter(get_args(shape)[-2:] if get_origin(shape) is dict else get_args(shape)), None)
    shape = _plain(shape)
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return [field.alias or name for name, field in shape.model_fields.items()]
    return []


def _plain(shape: Any) -> Any:
    """Without ``Annotated`` and ``| None``."""
    if get_origin(shape) is Annotated:
        return _plain(get_args(shape)[0])
    if get_origin(shape) in (Union, UnionType):
        return _plain(next(kind for kind in get_args(shape) if kind is not type(None)))
    return shape
