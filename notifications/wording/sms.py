"""The short messages. German or English, warm, and one SMS long whenever that is possible."""

from __future__ import annotations

from string import Template

from notifications.enums import Purpose
from notifications.wording import familiar
from notifications.wording.facts import AppointmentFacts
from notifications.wording.gsm import segment_count, to_gsm
from notifications.wording.own import sms_as_written
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
    Purpose.REMIND_SOON: (
        "$sender: Bis gleich! $day um $clock bei $staff$service.$call Nr. $reference",
        "$sender: Bis gleich! $day um $clock bei $staff.$call Nr. $reference",
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
    Purpose.WAIT_JOINED: (
        "$sender: Sie stehen auf der Warteliste. Wird etwas frei, melden wir uns. Nicht mehr nötig? $link",
    ),
    Purpose.WAIT_OFFER: (
        (
            "$sender: Termin frei! $day um $clock bei $staff$service$instead. Wer zuerst zusagt, hat ihn:"
            " $link$answer. Gilt bis $until."
        ),
        "$sender: Termin frei! $day um $clock bei $staff$instead. Die erste Zusage gilt: $link$answer",
        "$sender: Frei: $day um $clock bei $staff. Wer zuerst zusagt: $link$answer",
    ),
    Purpose.WAIT_TAKEN: (
        "$sender: Leider war beim Termin am $day um $clock jemand schneller. Sie bleiben vorgemerkt. $link",
        "$sender: Der Termin am $day um $clock ist leider vergeben. Sie bleiben vorgemerkt. $link",
    ),
    Purpose.WAIT_WHICH: ("$sender: Für welchen Termin? Für $day um $clock antworten Sie bitte mit $reply.",),
    Purpose.WAIT_OVER: (
        "$sender: Leider wurde in Ihrem Wunschzeitraum nichts frei. Gern suchen wir weiter:$book",
    ),
    Purpose.OUTAGE_ASK: (
        (
            "$sender: $missing fällt leider aus, Ihr Termin am $day um $clock kann so nicht stattfinden."
            " Bitte wählen Sie einen neuen: $link"
        ),
        "$sender: $missing fällt aus. Für Ihren Termin am $day um $clock wählen Sie bitte neu: $link",
    ),
    Purpose.OUTAGE_MOVED: (
        (
            "$sender: $missing fällt leider aus. Ihr Termin am $day um $clock ist jetzt bei $staff. Passt das"
            " nicht? $link"
        ),
        "$sender: $missing fällt aus, Ihr Termin am $day um $clock ist jetzt bei $staff. Ändern: $link",
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
    Purpose.REMIND_SOON: (
        "$sender: See you soon! $day at $clock with $staff$service.$call No. $reference",
        "$sender: See you soon! $day at $clock with $staff.$call No. $reference",
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
    Purpose.WAIT_JOINED: (
        "$sender: You're on the waitlist. We'll write when something opens up. No longer needed? $link",
    ),
    Purpose.WAIT_OFFER: (
        (
            "$sender: A time is free! $day at $clock with $staff$service$instead. First yes gets it:"
            " $link$answer. Valid until $until."
        ),
        "$sender: A time is free! $day at $clock with $staff$instead. First yes: $link$answer (until $until)",
        "$sender: Free: $day at $clock with $staff. First yes gets it: $link$answer",
    ),
    Purpose.WAIT_TAKEN: (
        "$sender: Sorry, somebody was faster for $day at $clock. You keep your place. $link",
    ),
    Purpose.WAIT_WHICH: ("$sender: Which time? For $day at $clock please answer $reply.",),
    Purpose.WAIT_OVER: (
        "$sender: Unfortunately nothing opened up in the time you asked for. We'll gladly keep looking:$book",
    ),
    Purpose.OUTAGE_ASK: (
        (
            "$sender: Sorry, $missing is out: your appointment on $day at $clock can't take place like this."
            " Please choose another: $link"
        ),
        "$sender: $missing is out. For your appointment on $day at $clock please choose again: $link",
    ),
    Purpose.OUTAGE_MOVED: (
        (
            "$sender: Sorry, $missing is out. Your appointment on $day at $clock is now with $staff. Doesn't"
            " suit you? $link"
        ),
        "$sender: $missing is out, your appointment on $day at $clock is now with $staff. Change: $link",
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
    texts = _texts(purpose, facts)
    if facts.parts or (facts.is_visit and facts.service):
        # What belongs to a visit is said, even if it takes a second SMS.
        texts = tuple(text for text in texts if "$service" in text) or texts
    if facts.link:
        texts = tuple(each for text in texts for each in (text, _without_number(text)))
    senders = (facts.sender, one_line(facts.company, limit=_SHORT_SENDER))
    variants = [_filled(text, facts, sender) for sender in senders for text in texts]
    return next((variant for variant in variants if segment_count(variant) == 1), variants[-1])


def _texts(purpose: str, facts: AppointmentFacts) -> tuple[str, ...]:
    if facts.is_english:
        return _ENGLISH[purpose]
    return familiar.SMS.get(purpose, _GERMAN[purpose]) if facts.says_du else _GERMAN[purpose]


def standard_sms(purpose: str, facts: AppointmentFacts) -> str:
    """Our text of an SMS, as an owner would have written it."""
    return sms_as_written(_texts(purpose, facts)[0], is_english=facts.is_english)


def _without_number(text: str) -> str:
    return text.rpartition(_NUMBER)[0] if "$reference" in text else text


def _filled(text: str, facts: AppointmentFacts, sender: str) -> str:
    values = {
        "sender": sender,
        "day": facts.short_day,
        "clock": facts.clock,
        "staff": ("us" if facts.is_english else "uns") if facts.is_visit else facts.staff,
        "service": f" ({facts.service})" if facts.service else "",
        "call": _deposit(facts) + _way_to_change(facts),
        "book": f" Tel. {facts.phone}." if facts.phone else "",
        "reference": facts.reference,
        "answer_by": facts.answer_by,
        "link": facts.link,
        "missing": facts.missing,
        "answer": _answer(facts),
        "reply": facts.answer or ("YES" if facts.is_english else "JA"),
        "until": facts.clock_of(facts.until) if facts.until else "",
        "instead": _instead(facts),
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


def _answer(facts: AppointmentFacts) -> str:
    if not facts.answer:
        return ""
    return f" or answer {facts.answer}" if facts.is_english else f" oder Antwort {facts.answer}"


def _instead(facts: AppointmentFacts) -> str:
    """Which appointment it takes the place of."""
    if facts.instead_of is None:
        return ""
    day = facts.short_day_of(facts.instead_of)
    return f" instead of {day}" if facts.is_english else f" statt {day}"
