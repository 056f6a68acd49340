"""``manage.py testcall``: ring at a company from the terminal, one line on stdin per utterance."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from booking.models import Appointment, Branch
from telephony.enums import CallSource
from telephony.models import Call, CallbackTicket, CallerMessage
from telephony.services import brain
from telephony.services.calls import end_call
from telephony.services.testcall import start_test_call
from telephony.values import JsonObject, Reply
from tenants.context import company_scope
from tenants.models import Company
from tenants.outbox.models import OutboxEntry


class Command(BaseCommand):
    """Plays the caller's lines to the receptionist and shows what came of it."""

    help = "A typed call: each line on stdin is one utterance of the caller. Books for real."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, help="slug, for example salon")
        parser.add_argument("--branch", help="slug; the first branch without it")
        parser.add_argument("--from", dest="from_number", help="caller's number; hidden without it")
        parser.add_argument(
            "--now", help="clock of the call, frozen, e.g. 2026-12-07T09:15 (the branch's wall clock)"
        )
        parser.add_argument("--source", choices=CallSource.values, default=CallSource.TEST)
        parser.add_argument("--json", action="store_true", help="one JSON object per line")

    def handle(self, *args: Any, **options: Any) -> None:
        company = Company.objects.filter(slug=options["company"]).first()
        if company is None or not company.is_served:
            raise CommandError(f"Kein Betrieb mit dem Kurznamen {options['company']}.")
        with company_scope(company):
            self._call(options)

    def _call(self, options: dict[str, Any]) -> None:
        branch = _branch(options["branch"])
        now = _clock(options["now"], branch.zone)
        owed_before = OutboxEntry.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        call = start_test_call(
            branch_id=branch.pk,
            from_number=options["from_number"],
            source=CallSource(options["source"]),
            now=now,
        )
        show = self._show_json if options["json"] else self._show
        reply = brain.open_call(call_id=call.pk, now=now)
        show(call, reply)
        for line in _lines():
            if reply.ends:
                break
            reply = brain.say(call_id=call.pk, utterance=line, now=now)
            show(call, reply)
        end_call(call_id=call.pk, reason="user_hangup", now=now)
        result = _result(call, owed_before)
        self.stdout.write(json.dumps(result, ensure_ascii=False) if options["json"] else _summary(result))

    def _show(self, call: Call, reply: Reply) -> None:
        self.stdout.write(reply.say)
        self.stdout.flush()

    def _show_json(self, call: Call, reply: Reply) -> None:
        call.refresh_from_db()
        acts = [{"name": act.name, "args": act.args, "result": act.result} for act in reply.acts]
        state = (call.dialogue_state or {}).get("engine")
        line = {"say": reply.say, "acts": acts, "ends": reply.ends, "state": state}
        self.stdout.write(json.dumps(line, ensure_ascii=False))
        self.stdout.flush()


def _lines() -> Iterator[str]:
    """Utterances; empty lines and lines with # in front are for the reader of the file."""
    for line in sys.stdin:
        text = line.strip()
        if text and not text.startswith("#"):
            yield text


def _branch(slug: str | None) -> Branch:
    branches = Branch.objects.filter(slug=slug) if slug else Branch.objects.filter(is_active=True)
    branch = branches.first()
    if branch is None:
        raise CommandError("Diese Filiale gibt es nicht.")
    return branch


def _clock(text: str | None, zone: ZoneInfo) -> datetime:
    """The frozen clock; a time without zone is the branch's."""
    if text is None:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"Keine Zeitangabe: {text}. Gemeint ist etwa 2026-12-07T09:15.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _result(call: Call, owed_before: int) -> JsonObject:
    """The rows that the call left behind."""
    call.refresh_from_db()
    booked = Appointment.objects.with_names().filter(pk__in=call.acts.values("appointment_id")).order_by("pk")
    # What the call owes to itself says nothing to whoever tries it.
    own = ("call_check", "call_review")
    owed = OutboxEntry.objects.filter(pk__gt=owed_before).exclude(kind__in=own).order_by("pk")
    return {
        "call": {
            "id": call.pk,
            "state": call.state,
            "outcome": call.outcome,
            "intents": call.intents,
            "spoken_seconds": round(call.spoken_ms / 1000, 1),
            "ring_to_booked_seconds": call.ring_to_booked_ms and round(call.ring_to_booked_ms / 1000, 1),
        },
        "appointments": [
            {
                "id": one.pk,
                "reference": one.reference,
                "status": one.status,
                "starts_at": one.local_start.isoformat(),
                "ends_at": one.ends_at.astimezone(one.branch.zone).isoformat(),
                "service": one.service.name,
                "staff": one.staff.name,
                "branch": one.branch.name,
                "customer": one.customer.name,
                "phone": one.customer.phone,
                "price_cents": one.price_cents,
            }
            for one in booked
        ],
        "callbacks": [
            {"id": ticket.pk, "due_at": ticket.due_at.astimezone(call.branch.zone).isoformat()}
            for ticket in CallbackTicket.objects.filter(call=call)
        ],
        "messages_taken": CallerMessage.objects.filter(call=call).count(),
        "queued": [{"kind": entry.kind, "due_at": entry.due_at.isoformat()} for entry in owed],
    }


def _summary(result: JsonObject) -> str:
    lines = [f"--- {result['call']['outcome']}, {result['call']['spoken_seconds']} s gesprochen"]
    lines += [
        f"Termin {one['reference']}: {one['service']} bei {one['staff']}, {one['starts_at']},"
        f" {one['customer']} ({one['status']})"
        for one in result["appointments"]
    ]
    lines += [f"Rückruf fällig: {ticket['due_at']}" for ticket in result["callbacks"]]
    lines += [f"Vorgemerkt: {entry['kind']} zu {entry['due_at']}" for entry in result["queued"]]
    return "\n".join(lines)
