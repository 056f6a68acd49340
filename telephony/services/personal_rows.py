"""What calls hold about a customer, and what stays of it when they are to be forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from telephony.models import (
    BlockedNumber,
    Call,
    CallAct,
    CallbackTicket,
    CallerMessage,
    CallTransfer,
    CallTurn,
    Consent,
    OpenQuestion,
)
from tenants.privacy.persons import Person, PersonRows, register_id_list, register_rows

_COUNTED: Final = _("Zeit, Dauer und Ergebnis bleiben ohne Nummer und Namen: Sie stehen in der Abrechnung.")


def register() -> None:
    """Tell privacy about this room's tables."""
    register_id_list("telephony.Call", "proven_customer_ids")
    register_rows(
        PersonRows(
            model="telephony.CallTurn",
            title=_("Gesprächsprotokolle"),
            find=lambda person: CallTurn.objects.filter(call__in=_calls(person).values("pk")),
            erase=_delete,
            hides=("words",),
        ),
        PersonRows(
            model="telephony.CallAct",
            title=_("Schritte in Anrufen"),
            find=lambda person: CallAct.objects.filter(call__in=_calls(person).values("pk")),
            erase=lambda rows, person, now: rows.update(args={}, result={}),
            keeps=_COUNTED,
        ),
        PersonRows(
            model="telephony.CallerMessage",
            title=_("Hinterlassene Nachrichten"),
            find=lambda person: CallerMessage.objects.filter(call__in=_calls(person).values("pk")),
            erase=_delete,
        ),
        PersonRows(
            model="telephony.CallbackTicket",
            title=_("Rückrufe"),
            find=_callbacks,
            erase=_delete,
            hides=("steps",),
        ),
        PersonRows(
            model="telephony.CallTransfer",
            title=_("Weiterleitungen"),
            find=lambda person: CallTransfer.objects.filter(call__in=_calls(person).values("pk")),
            erase=lambda rows, person, now: rows.update(summary="", phone=""),
            keeps=_COUNTED,
        ),
        PersonRows(
            model="telephony.OpenQuestion",
            title=_("Offene Fragen"),
            find=lambda person: OpenQuestion.objects.filter(last_call__in=_calls(person).values("pk")),
            erase=_delete,
        ),
        PersonRows(
            model="telephony.Consent",
            title=_("Einwilligungen"),
            find=lambda person: Consent.objects.filter(
                Q(customer=person.customer_id) | Q(call__in=_calls(person).values("pk"))
            ),
            erase=lambda rows, person, now: rows.update(line=None),
            keeps=_("Dass und wann zugestimmt oder widerrufen wurde, bleibt ohne Namen (Art. 7 DSGVO)."),
        ),
        PersonRows(
            model="telephony.BlockedNumber",
            title=_("Sperrliste"),
            find=lambda person: BlockedNumber.objects.filter(phone_index=person.phone_index)
            if person.phone_index
            else BlockedNumber.objects.none(),
            erase=lambda rows, person, now: rows.update(phone="", reason=""),
            keeps=_("Die Sperre selbst bleibt, ohne lesbare Nummer (Art. 21 DSGVO)."),
        ),
        PersonRows(
            model="telephony.Call",
            title=_("Anrufe"),
            find=_calls,
            erase=_blank_calls,
            keeps=_COUNTED,
            hides=(
                "token", "provider_call_id", "facts_rank", "dialogue_state", "trace", "waterfall",
                "proven_customer_ids", "max_turns", "max_acts", "max_seconds", "correction",
            ),
        ),
    )  # fmt: skip


def _delete(rows: QuerySet[Any], person: Person, now: datetime) -> int:
    ids = list(rows.values_list("pk", flat=True))
    rows.model._meta.base_manager.filter(pk__in=ids).delete()
    return len(ids)


def _calls(person: Person) -> QuerySet[Call]:
    mine = Q(customer=person.customer_id)
    if person.phone_index is not None:
        mine |= Q(customer__isnull=True, phone_index=person.phone_index)
    return Call.objects.filter(mine).order_by()


def _callbacks(person: Person) -> QuerySet[CallbackTicket]:
    mine = Q(customer=person.customer_id) | Q(appointment__customer=person.customer_id)
    return CallbackTicket.objects.filter(mine | Q(call__in=_calls(person).values("pk")))


def _blank_calls(rows: QuerySet[Any], person: Person, now: datetime) -> int:
    ids = list(rows.values_list("pk", flat=True))
    blank = {"from_number": "", "phone_index": None, "summary": "", "note": None, "shares": None}
    unseen: dict[str, Any] = {
        "customer": None,
        "shared_with": [],
        "proven_customer_ids": [],
        "dialogue_state": None,
        "trace": None,
    }
    return Call.objects.filter(pk__in=ids).update(**blank, **unseen)
