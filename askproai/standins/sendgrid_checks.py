"""What SendGrid refuses in a mail, in its own words."""

import base64
import binascii
import json
import re
from collections.abc import Iterator

from askproai.standins.ledger import Json

PERSONALIZATIONS_LIMIT = 1000
CATEGORIES_LIMIT = 10
CUSTOM_ARGS_BYTES = 10_000
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_SUBJECT_MISSING = (
    "The subject is required. You can get around this requirement if you use a template with a subject"
    " defined or if every personalization has a subject defined."
)
_CONTENT_MISSING = (
    "Unless a valid template_id is provided, the content parameter is required. There must be at least"
    " one defined content block."
)


def findings(body: Json) -> Iterator[tuple[str, str]]:
    """Return field and message of everything SendGrid refuses in a mail."""
    people = body.get("personalizations")
    if not isinstance(people, list) or not people:
        yield (
            "personalizations",
            "The personalizations field is required and must have at least one personalization.",
        )
        people = []
    yield from _recipient_findings(people)
    if not _ADDRESS.fullmatch(str((body.get("from") or {}).get("email", ""))):
        yield "from.email", "The from email does not contain a valid address."
    if not body.get("template_id"):
        yield from _content_findings(body, people)
    for index, attachment in enumerate(body.get("attachments") or []):
        if not _is_base64(attachment.get("content")):
            yield f"attachments.{index}.content", "The attachment content must be base64 encoded."
        if not attachment.get("filename"):
            yield f"attachments.{index}.filename", "The attachment filename is required."
    if len(body.get("categories") or []) > CATEGORIES_LIMIT:
        yield "categories", "The number of categories must not exceed 10."


def _recipient_findings(people: list[Json]) -> Iterator[tuple[str, str]]:
    if len(people) > PERSONALIZATIONS_LIMIT:
        yield "personalizations", "The number of personalizations must not exceed 1000."
    for index, person in enumerate(people):
        place = f"personalizations.{index}"
        if not person.get("to"):
            yield f"{place}.to", "The to array is required for all personalization objects."
        for number, recipient in enumerate(person.get("to") or []):
            if not _ADDRESS.fullmatch(str(recipient.get("email", ""))):
                yield f"{place}.to.{number}.email", "Does not contain a valid address."
        arguments = person.get("custom_args") or {}
        if not all(isinstance(value, str) for value in arguments.values()):
            yield f"{place}.custom_args", "The custom args values must be strings."
        if len(json.dumps(arguments).encode()) > CUSTOM_ARGS_BYTES:
            yield f"{place}.custom_args", "The custom args must not exceed 10000 bytes."


def _content_findings(body: Json, people: list[Json]) -> Iterator[tuple[str, str]]:
    if not body.get("subject") and not (people and all(person.get("subject") for person in people)):
        yield "subject", _SUBJECT_MISSING
    blocks = body.get("content") or []
    if not blocks:
        yield "content", _CONTENT_MISSING
    types = [block.get("type") for block in blocks]
    if "text/plain" in types[1:]:
        yield "content", "If present, text/plain must be first, followed by text/html, then other content."
    for index, block in enumerate(blocks):
        if not block.get("value"):
            yield f"content.{index}.value", "The content value must be at least one character in length."


def _is_base64(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(base64.b64decode(text, validate=True))
    except binascii.Error:
        return False
