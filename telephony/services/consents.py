"""The ledger of consents: given by voice, withdrawn by the caller, or by the company at their request."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from telephony.enums import OF_PERSONS, ConsentGivenBy, ConsentPurpose, ConsentState
from telephony.errors import ConsentUnproven
from telephony.models import Call, CallAct, Consent
from telephony.services.calls import lock_call

LONGEST_LINE = 200
# Stands for the wording where nobody read a question aloud.
ENTERED_BY_HAND = "by-hand"


def record_consent(
    *,
    call: Call,
    granted: bool,
    wording_version: str,
    now: datetime,
    language: str = "de",
    purpose: ConsentPurpose = ConsentPurpose.TRANSCRIPT,
) -> None:
    """Write down the caller's answer, with the words of a yes. ``call`` must be locked.

    A "no" to the transcript after a "yes" deletes every word of the call.
    """
    was_given = is_given(call=call, purpose=purpose)
    Consent.objects.create(
        call=call,
        customer_id=call.customer_id,
        purpose=purpose,
        granted=granted,
        wording_version=wording_version,
        language=language,
        line=call.heard_now[:LONGEST_LINE] or None if granted else None,
        turn=call.turns - 1 if granted and call.heard_now else None,
        at=now,
    )
    if purpose == ConsentPurpose.TRANSCRIPT:
        _take_effect(call, granted=granted, was_given=was_given)


@transaction.atomic
def withdraw_consent(*, call_id: int, purpose: ConsentPurpose, by_user_id: int, now: datetime) -> bool:
    """The company enters that the caller takes a consent back. False: there is none that could be taken back.

    :raises CallUnknown: no such call in this company.
    """
    call = lock_call(call_id)
    given = call.consents.filter(purpose=purpose).order_by("pk").last()
    if given is None or not given.granted:
        return False
    Consent.objects.create(
        call=call,
        customer_id=call.customer_id,
        purpose=purpose,
        granted=False,
        wording_version=given.wording_version,
        language=given.language,
        given_by=ConsentGivenBy.COMPANY,
        by_user_id=by_user_id,
        at=now,
    )
    if purpose == ConsentPurpose.TRANSCRIPT:
        _take_effect(call, granted=False, was_given=True)
    return True


def enter_consent(
    *,
    customer_id: int,
    purpose: ConsentPurpose,
    granted: bool,
    line: str,
    by_user_id: int,
    now: datetime,
) -> bool:
    """The company writes down what a customer said to it. ``False``: that is how it stands already.

    :param line: how a yes can be proven: in which words, where and when it was given.
    :raises ConsentUnproven: a yes without that.
    """
    line = " ".join(line.split())[:LONGEST_LINE]
    if granted and not line:
        raise ConsentUnproven
    if consents_of(customer_id).get(purpose, False) is granted:
        return False
    Consent.objects.create(
        customer_id=customer_id,
        purpose=purpose,
        granted=granted,
        wording_version=ENTERED_BY_HAND,
        line=line if granted else None,
        given_by=ConsentGivenBy.COMPANY,
        by_user_id=by_user_id,
        at=now,
    )
    return True


def consents_of(customer_id: int) -> dict[str, bool]:
    """Of each purpose that concerns the person and not one call, what they said last."""
    said = Consent.objects.filter(customer=customer_id, purpose__in=OF_PERSONS).order_by("pk")
    return dict(said.values_list("purpose", "granted"))


def is_given(*, call: Call, purpose: ConsentPurpose) -> bool:
    """Whether the latest answer of this call is a yes."""
    latest = call.consents.filter(purpose=purpose).order_by("pk").values_list("granted", flat=True).last()
    return latest is True


def _take_effect(call: Call, *, granted: bool, was_given: bool) -> None:
    if granted:
        call.consent = ConsentState.GRANTED
        call.save(update_fields=["consent"])
        return
    was_given = was_given or call.consent == ConsentState.WITHDRAWN
    call.consent = ConsentState.WITHDRAWN if was_given else ConsentState.REFUSED
    if was_given:
        _delete_words(call)
    call.save(update_fields=["consent", "summary"])


def _delete_words(call: Call) -> None:
    """Every place in which words of the caller can lie: turns, summary, their own words in acts, the yes."""
    from telephony.acts import act_named

    call.transcript.all().delete()
    call.summary = ""
    call.consents.update(line=None)
    for act in call.acts.all():
        kept = {name: value for name, value in act.args.items() if name not in act_named(act.name).verbatim}
        if kept != act.args:
            CallAct.objects.filter(pk=act.pk).update(args=kept)
