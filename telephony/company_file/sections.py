"""Sections of the telephony room: numbers, the receptionist, blocked callers, and a made-up past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from django.db import transaction
from pydantic import Field, model_validator

from askproai.core.db import named_violations
from booking.models import Branch
from telephony.company_file.history import CallHistoryEntry, write_call_history
from telephony.enums import AnswerMode, KnowledgeTopic, Tone
from telephony.errors import NumberTaken
from telephony.knowledge.sources import add_faq, add_text
from telephony.models import BlockedNumber, Receptionist
from tenants.company_file.kinds import FileModel, Name, Phone
from tenants.company_file.reading import did_you_mean
from tenants.company_file.sections import Finding, Making, Section, register_section
from tenants.enums import DirectoryKind
from tenants.fields import phone_index
from tenants.models import DirectoryEntry


class PhoneNumberEntry(FileModel):
    """One of ``phone_numbers:``, a number whose calls we answer."""

    number: Phone
    branch: Name


class ReceptionistEntry(FileModel):
    """``receptionist:``, how calls are answered."""

    persona_name: Annotated[str, Field(max_length=40)] = ""
    greeting: Annotated[str, Field(max_length=200)] = ""
    tone: Tone = Tone.WARM
    emergency_words: tuple[Annotated[str, Field(max_length=60)], ...] = ()
    mode: AnswerMode = AnswerMode.ALWAYS
    asks_for_transcript_consent: bool = False
    formal: bool = True


class KnowledgeEntry(FileModel):
    """One of ``knowledge:``: a question with its answer, or a text with its title."""

    question: Annotated[str, Field(max_length=200)] = ""
    answer: Annotated[str, Field(max_length=2_000)] = ""
    title: Annotated[str, Field(max_length=200)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    topic: KnowledgeTopic = KnowledgeTopic.GENERAL
    branch: Name | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> KnowledgeEntry:
        if bool(self.question and self.answer) == bool(self.title and self.text):
            raise ValueError("needs either question and answer, or title and text")
        return self


class BlockedNumberEntry(FileModel):
    """One of ``blocked_numbers:``."""

    number: Phone
    reason: Annotated[str, Field(max_length=120)] = ""


def register() -> None:
    """Make the room's keys known; called in ``TelephonyConfig.ready``."""
    sections = (
        Section(
            name="phone_numbers",
            shape=list[PhoneNumberEntry],
            apply=_make_phone_numbers,
            check=_check_phone_numbers,
        ),
        Section(name="receptionist", shape=ReceptionistEntry, apply=_make_receptionist),
        Section(name="blocked_numbers", shape=list[BlockedNumberEntry], apply=_make_blocked_numbers),
        Section(name="knowledge", shape=list[KnowledgeEntry], apply=make_knowledge, check=_check_knowledge),
        Section(name="call_history", shape=CallHistoryEntry, apply=write_call_history),
    )
    for section in sections:
        register_section(section)


def _check_phone_numbers(sections: Mapping[str, Any]) -> Iterator[Finding]:
    entries: list[PhoneNumberEntry] = sections.get("phone_numbers", [])
    branches = [branch.name for branch in sections.get("branches", ())]
    seen: set[str] = set()
    for place, entry in enumerate(entries):
        if branches and entry.branch not in branches:
            yield (
                ("phone_numbers", place, "branch"),
                f"there is no branch {entry.branch}{did_you_mean(entry.branch, branches)}",
            )
        if entry.number in seen:
            yield ("phone_numbers", place, "number"), "is there more than once"
        seen.add(entry.number)


def _make_phone_numbers(entries: list[PhoneNumberEntry], making: Making) -> None:
    """:raises NumberTaken: another company is reached under one of them."""
    branches = dict(Branch.objects.values_list("name", "pk"))
    with named_violations(directory_entry_once=NumberTaken), transaction.atomic():
        DirectoryEntry.objects.bulk_create(
            DirectoryEntry(
                kind=DirectoryKind.PHONE_NUMBER,
                key=entry.number,
                company=making.company,
                branch_id=branches[entry.branch],
            )
            for entry in entries
        )


def _make_receptionist(entry: ReceptionistEntry, making: Making) -> None:
    Receptionist.objects.create(**receptionist_fields(entry))


def receptionist_fields(entry: ReceptionistEntry) -> dict[str, Any]:
    """The entry as the model's fields."""
    return {**entry.model_dump(), "emergency_words": list(entry.emergency_words)}


def _make_blocked_numbers(entries: list[BlockedNumberEntry], making: Making) -> None:
    BlockedNumber.objects.bulk_create(
        BlockedNumber(
            phone=entry.number,
            phone_index=phone_index(entry.number),
            reason=entry.reason,
            created_at=making.now,
        )
        for entry in entries
    )


def _check_knowledge(sections: Mapping[str, Any]) -> Iterator[Finding]:
    entries: list[KnowledgeEntry] = sections.get("knowledge", [])
    branches = [branch.name for branch in sections.get("branches", ())]
    for place, entry in enumerate(entries):
        if entry.branch is not None and branches and entry.branch not in branches:
            yield (
                ("knowledge", place, "branch"),
                f"there is no branch {entry.branch}{did_you_mean(entry.branch, branches)}",
            )


def make_knowledge(entries: list[KnowledgeEntry], making: Making) -> None:
    """Questions with answers, and texts."""
    branches = dict(Branch.objects.values_list("name", "pk"))
    for entry in entries:
        branch_id = branches[entry.branch] if entry.branch else None
        if entry.question:
            add_faq(
                question=entry.question,
                answer=entry.answer,
                topic=entry.topic,
                branch_id=branch_id,
                now=making.now,
            )
        else:
            add_text(
                title=entry.title, text=entry.text, topic=entry.topic, branch_id=branch_id, now=making.now
            )
