"""The short messages. German or English, warm, and one SMS long whenever that is possible."""

from __future__ import annotations

from string import Template

from notifications.enums import Purpose
from notifications.wording.facts import AppointmentFacts
from notifications.wording.gsm import segment_count, to_gsm
from notifications.wording.series import series_sms
from notifications.wording.text import one_line

# Fixed placeholders only. The first text that fits into one SMS is sent, else the last.
_GERMAN: dict[str, tuple[str, ...]] = {
    Purpose.CONFIRMATION: (
        "$sender: Ihr Termin am $day um $clock bei $staff$service ist gebucht. Bis bald!$call Nr. $reference",
        "$sender: Ihr Termin am $day um $clock bei $staff$service ist gebucht.$call Nr. $reference",
        "$sender: Ihr Termin am $day um $clock bei $staff ist gebucht.$call Nr. $reference",
    ),
    Purpose.CHANGE: (
        "$sender: Ihr neuer Termin ist am $day um $clock bei $staff$service. Bis bald!$call Nr. $reference",
        "$sender: Ihr neuer Termin ist am $day um $clock bei $staff$service.$call Nr. $reference",
        "$sender: Ihr neuer Termin ist am $day um $clock bei $staff.$call Nr. $reference",
    ),
    Purpose.CANCELLATION: (
        "$sender: Ihr Termin am $day um $clock bei $staff ist abgesagt. Bis bald!$book Nr. $reference",
        "$sender: Ihr Termin am $day um $clock bei $staff ist abgesagt.$book Nr. $reference",
    ),
    Purpose.REMINDER: (
        "$sender: Wir freuen uns auf Sie am $day um $clock bei $staff$service.$call Nr. $reference",
        "$sender: Wir freuen uns auf Sie am $day um $clock bei $staff.$call Nr. $reference",
    ),
    Purpose.REQUEST: (
        (
            "$sender: Ihr Wunschtermin am $day um $clock bei $staff$service ist vorgemerkt. Wir bestätigen"
            " ihn bis $answer_by. Nr. $reference"
        ),
        "$sender: Ihr Wunschtermin am $day um $clock ist vorgemerkt, Antwort bis $answer_by. Nr. $reference",
    ),
    Purpose.DECLINED: (
        (
            "$sender: Ihren Wunschtermin am $day um $clock können wir leider nicht bestätigen.$book"
            " Nr. $reference"
        ),
    ),
    Purpose.LAPSED: (
        (
            "$sender: Ihr Termin am $day um $clock ist entfallen, weil keine Anzahlung eingegangen ist.$book"
            " Nr. $reference"
        ),
    ),
}
_ENGLISH: dict[str, tuple[str, ...]] = {
    Purpose.CONFIRMATION: (
        (
            "$sender: Your appointment on $day at $clock with $staff$service is booked. See you soon!$call"
            " No. $reference"
        ),
        "$sender: Your appointment on $day at $clock with $staff$service is booked.$call No. $reference",
        "$sender: Your appointment on $day at $clock with $staff is booked.$call No. $reference",
    ),
    Purpose.CHANGE: (
        (
            "$sender: Your new appointment is on $day at $clock with $staff$service. See you soon!$call"
            " No. $reference"
        ),
        "$sender: Your new appointment is on $day at $clock with $staff$service.$call No. $reference",
        "$sender: Your new appointment is on $day at $clock with $staff.$call No. $reference",
    ),
    Purpose.CANCELLATION: (
        (
            "$sender: Your appointment on $day at $clock with $staff is cancelled. See you soon!$book"
            " No. $reference"
        ),
        "$sender: Your appointment on $day at $clock with $staff is cancelled.$book No. $reference",
    ),
    Purpose.REMINDER: (
        "$sender: See you on $day at $clock with $staff$service.$call No. $reference",
        "$sender: See you on $day at $clock with $staff.$call No. $reference",
    ),
    Purpose.REQUEST: (
        (
            "$sender: We have noted down $day at $clock with $staff$service for you and will confirm it by"
            " $answer_by. No. $reference"
        ),
        "$sender: We have noted down $day at $clock and will confirm it by $answer_by. No. $reference",
    ),
    Purpose.DECLINED: (
        "$sender: Sorry, we can't confirm the time you wanted on $day at $clock.$book No. $reference",
    ),
    Purpose.LAPSED: (
        (
            "$sender: Your appointment on $day at $clock is off because no deposit has arrived.$book"
            " No. $reference"
        ),
    ),
}
_SHORT_SENDER = 24
_NUMBER = " N"  # "Nr. $reference", "No. $reference"


def sms_text(purpose: str, facts: AppointmentFacts) -> str:
    """The text of an SMS.

    It ends in the appointment's number: people can name it on the phone, and it makes the text unlike any
    other, so that a message whose fate is unknown can be found again at the provider. The link does both,
    too: where both do not fit, the number is left out.
    """
    if facts.together:
        return series_sms(purpose, facts)
    texts = (_ENGLISH if facts.is_english else _GERMAN)[purpose]
    if facts.link:
        texts = tuple(each for text in texts for each in (text, text.rpartition(_NUMBER)[0] or text))
    senders = (facts.sender, one_line(facts.company, limit=_SHORT_SENDER))
    variants = [_filled(text, facts, sender) for sender in senders for text in texts]
    return next((variant for variant in variants if segment_count(variant) == 1), variants[-1])


def _filled(text: str, facts: AppointmentFacts, sender: str) -> str:
    values = {
        "sender": sender,
        "day": facts.short_day,
        "clock": facts.clock,
        "staff": facts.staff,
        "service": f" ({facts.service})" if facts.service else "",
        "call": _deposit(facts) + _way_to_change(facts),
        "book": f" Tel. {facts.phone}." if facts.phone else "",
        "reference": facts.reference,
        "answer_by": facts.answer_by,
    }
    return to_gsm(Template(text).substitute(values)).strip()


def _deposit(facts: AppointmentFacts) -> str:
    if not facts.deposit:
        return ""
    if facts.is_english:
        return f" Deposit: {facts.deposit} by {facts.deposit_by}."
    return f" Anzahlung: {facts.deposit} bis {facts.deposit_by}."


def _way_to_change(facts: AppointmentFacts) -> str:
    if facts.link:
        return f" {'Change' if facts.is_english else 'Ändern'}: {facts.link}"
    if facts.phone:
        return f" {'To cancel' if facts.is_english else 'Absagen'}: Tel. {facts.phone}."
    return ""
