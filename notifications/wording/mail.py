"""The mails. German or English, warm, readable without pictures, with the appointment as a calendar file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.template.loader import render_to_string

from askproai.core.colour import light_palette
from notifications.enums import CALLED_OFF, Purpose
from notifications.ports import Mail
from notifications.wording import familiar
from notifications.wording.calendar_file import calendar_file
from notifications.wording.facts import AppointmentFacts
from notifications.wording.own import OwnMail, fill, mail_as_written
from notifications.wording.series import days_text, series_headline
from notifications.wording.text import one_line


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    subject: str
    headline: str
    lead: str
    closing: str
    # What the button says that opens the customer's own link; no words, no button.
    button: str = ""


_GERMAN: dict[str, _Words] = {
    Purpose.CONFIRMATION: _Words(
        subject="Ihr Termin am {day} um {clock} – {sender}",
        headline="Ihr Termin ist gebucht",
        lead="schön, dass Sie kommen. Hier steht alles zu Ihrem Termin:",
        closing="Wir freuen uns auf Sie!",
    ),
    Purpose.CHANGE: _Words(
        subject="Neue Zeit: {day} um {clock} – {sender}",
        headline="Ihr Termin hat eine neue Zeit",
        lead="Ihr Termin wurde verlegt. Ab jetzt gilt:",
        closing="Bis bald!",
    ),
    Purpose.CANCELLATION: _Words(
        subject="Abgesagt: Termin am {day} um {clock} – {sender}",
        headline="Ihr Termin ist abgesagt",
        lead="dieser Termin findet nicht statt:",
        closing="Gern finden wir einen neuen Termin für Sie.",
    ),
    Purpose.REMINDER: _Words(
        subject="Erinnerung: {day} um {clock} – {sender}",
        headline="Ihr Termin steht bevor",
        lead="wir freuen uns auf Ihren Besuch:",
        closing="Bis bald!",
    ),
    Purpose.REMIND_SOON: _Words(
        subject="Bis gleich: {day} um {clock} – {sender}",
        headline="Bis gleich!",
        lead="gleich sind Sie bei uns:",
        closing="Wir freuen uns auf Sie.",
    ),
    Purpose.REQUEST: _Words(
        subject="Vorgemerkt: {day} um {clock} – {sender}",
        headline="Ihr Wunschtermin ist vorgemerkt",
        lead="wir halten diese Zeit für Sie frei und melden uns, sobald der Termin bestätigt ist:",
        closing="Bis bald!",
    ),
    Purpose.DECLINED: _Words(
        subject="Leider nicht möglich: {day} um {clock} – {sender}",
        headline="Diesen Termin können wir leider nicht bestätigen",
        lead="zu dieser Zeit klappt es bei uns leider nicht:",
        closing="Gern finden wir einen anderen Termin für Sie.",
    ),
    Purpose.LAPSED: _Words(
        subject="Entfallen: Termin am {day} um {clock} – {sender}",
        headline="Ihr Termin ist entfallen",
        lead="die Anzahlung ist nicht rechtzeitig eingegangen. Deshalb ist diese Zeit wieder frei:",
        closing="Gern finden wir einen neuen Termin für Sie.",
    ),
    Purpose.WAIT_JOINED: _Words(
        subject="Sie stehen auf der Warteliste – {sender}",
        headline="Sie stehen auf der Warteliste",
        lead="sobald ein passender Termin frei wird, melden wir uns bei Ihnen.",
        closing="Bis bald!",
        button="Nicht mehr warten",
    ),
    Purpose.WAIT_OFFER: _Words(
        subject="Termin frei: {day} um {clock} – {sender}",
        headline="Ein Termin ist frei geworden",
        lead="dieser Termin passt zu Ihrem Wunsch. Wer zuerst zusagt, bekommt ihn. Gehalten bis {until}:",
        closing="Wir freuen uns auf Sie!",
        button="Termin ansehen und zusagen",
    ),
    Purpose.WAIT_TAKEN: _Words(
        subject="Schon vergeben: {day} um {clock} – {sender}",
        headline="Leider war jemand schneller",
        lead="dieser Termin ist schon vergeben. Sie bleiben auf der Warteliste, an Ihrem Platz:",
        closing="Wir melden uns, sobald wieder etwas frei wird.",
        button="Andere freie Termine ansehen",
    ),
    Purpose.WAIT_OVER: _Words(
        subject="Leider nichts frei geworden – {sender}",
        headline="Leider wurde nichts frei",
        lead="in dem Zeitraum, den Sie sich gewünscht hatten, ist kein Termin frei geworden.",
        closing="Gern suchen wir mit Ihnen einen anderen Termin.",
    ),
    Purpose.OUTAGE_ASK: _Words(
        subject="Bitte wählen Sie neu: Ihr Termin am {day} – {sender}",
        headline="Ihr Termin kann so nicht stattfinden",
        lead="{missing} fällt leider aus. Wir haben andere Zeiten für Sie vorgemerkt, bitte wählen Sie eine:",
        closing="Es tut uns leid, dass wir Ihnen Umstände machen.",
        button="Neuen Termin auswählen",
    ),
    Purpose.OUTAGE_MOVED: _Words(
        subject="Neu bei {staff}: Ihr Termin am {day} um {clock} – {sender}",
        headline="Ihr Termin findet statt, mit jemand anderem",
        lead="{missing} fällt leider aus. Ihr Termin bleibt, aber bei {staff}:",
        closing="Bis bald!",
        button="Passt nicht? Termin ändern",
    ),
}
_ENGLISH: dict[str, _Words] = {
    Purpose.CONFIRMATION: _Words(
        subject="Your appointment on {day} at {clock} – {sender}",
        headline="Your appointment is booked",
        lead="we're glad you're coming. Here is everything about your appointment:",
        closing="We look forward to seeing you!",
    ),
    Purpose.CHANGE: _Words(
        subject="New time: {day} at {clock} – {sender}",
        headline="Your appointment has a new time",
        lead="your appointment has been moved. From now on this counts:",
        closing="See you soon!",
    ),
    Purpose.CANCELLATION: _Words(
        subject="Cancelled: appointment on {day} at {clock} – {sender}",
        headline="Your appointment is cancelled",
        lead="this appointment will not take place:",
        closing="We'll gladly find you another time.",
    ),
    Purpose.REMINDER: _Words(
        subject="Reminder: {day} at {clock} – {sender}",
        headline="Your appointment is coming up",
        lead="we look forward to your visit:",
        closing="See you soon!",
    ),
    Purpose.REMIND_SOON: _Words(
        subject="See you soon: {day} at {clock} – {sender}",
        headline="See you soon!",
        lead="in a little while you are here:",
        closing="We look forward to seeing you.",
    ),
    Purpose.REQUEST: _Words(
        subject="Noted down: {day} at {clock} – {sender}",
        headline="We have noted down the time you wanted",
        lead="we keep this time for you and get back to you as soon as it is confirmed:",
        closing="See you soon!",
    ),
    Purpose.DECLINED: _Words(
        subject="Sorry, not possible: {day} at {clock} – {sender}",
        headline="We can't confirm this appointment",
        lead="I'm afraid this time doesn't work for us:",
        closing="We'll gladly find you another time.",
    ),
    Purpose.LAPSED: _Words(
        subject="Off: appointment on {day} at {clock} – {sender}",
        headline="Your appointment is off",
        lead="the deposit has not arrived in time, so this time is free again:",
        closing="We'll gladly find you another time.",
    ),
    Purpose.WAIT_JOINED: _Words(
        subject="You're on the waitlist – {sender}",
        headline="You're on the waitlist",
        lead="as soon as a time opens up that suits you, we'll write.",
        closing="See you soon!",
        button="Stop waiting",
    ),
    Purpose.WAIT_OFFER: _Words(
        subject="A time is free: {day} at {clock} – {sender}",
        headline="A time has opened up",
        lead="this time suits what you asked for. The first yes gets it; we hold it until {until}:",
        closing="We look forward to seeing you!",
        button="See the time and say yes",
    ),
    Purpose.WAIT_TAKEN: _Words(
        subject="Already taken: {day} at {clock} – {sender}",
        headline="Sorry, somebody was faster",
        lead="this time is taken already. You keep your place on the waitlist:",
        closing="We'll write as soon as something opens up again.",
        button="See other free times",
    ),
    Purpose.WAIT_OVER: _Words(
        subject="Nothing opened up – {sender}",
        headline="Sorry, nothing opened up",
        lead="no appointment opened up in the time that you asked for.",
        closing="We'll gladly find you another time.",
    ),
    Purpose.OUTAGE_ASK: _Words(
        subject="Please choose again: your appointment on {day} – {sender}",
        headline="Your appointment can't take place like this",
        lead="{missing} is out, sorry. We are keeping other times for you; please choose one:",
        closing="We are sorry for the trouble.",
        button="Choose another time",
    ),
    Purpose.OUTAGE_MOVED: _Words(
        subject="Now with {staff}: your appointment on {day} at {clock} – {sender}",
        headline="Your appointment takes place, with somebody else",
        lead="{missing} is out, sorry. Your appointment stays, but with {staff}:",
        closing="See you soon!",
        button="Doesn't suit you? Change it",
    ),
}
# Of the button, where a company has no colour of its own.
OUR_COLOUR: Final = "#155e56"
_GERMAN_LABELS = (
    "Wann", "Dauer", "Leistung", "Bei", "Preis", "Wo", "Antwort", "Anzahlung", "Absagen", "Ausfallgebühr",
    "Terminnummer",
)  # fmt: skip
_ENGLISH_LABELS = (
    "When", "Duration", "Service", "With", "Price", "Where", "Answer", "Deposit", "Cancelling", "Fee",
    "Appointment number",
)  # fmt: skip


def standard_mail(purpose: str, facts: AppointmentFacts) -> OwnMail:
    """Our words of a mail, as an owner would have written them."""
    words = _words(purpose, facts)
    return OwnMail(
        subject=mail_as_written(words.subject),
        headline=mail_as_written(words.headline),
        lead=mail_as_written(words.lead),
        closing=mail_as_written(words.closing),
    )


def mail_of(
    purpose: str,
    facts: AppointmentFacts,
    *,
    to: str,
    organizer: str,
    reference: str,
    now: datetime,
    own: OwnMail | None = None,
) -> Mail:
    """The mail about an appointment, ready to go.

    :param own: the company's own words around the facts; a series is told of in ours.
    """
    words = _words(purpose, facts)
    context = _context(words, facts, cancelled=purpose in CALLED_OFF)
    if facts.together:
        context["headline"] = series_headline(purpose, facts)
    elif own is not None:
        context |= {name: fill(getattr(own, name), facts) for name in ("headline", "lead", "closing")}
    context["has_file"] = _is_certain(purpose, facts) and purpose not in CALLED_OFF
    return Mail(
        reference=reference,
        company_id=facts.company_id,
        to=to,
        to_name=facts.customer,
        sender_name=facts.company,
        subject=(
            f"{series_headline(purpose, facts)} – {facts.sender}"
            if facts.together
            else _subject(words, facts, own)
        ),
        text=render_to_string("notifications/email/appointment.txt", context),
        html=render_to_string("notifications/email/appointment.html", context),
        category=purpose,
        attachments=(calendar_file(purpose, facts, organizer=organizer, attendee=to, now=now),)
        if _is_certain(purpose, facts)
        else (),
    )


def _words(purpose: str, facts: AppointmentFacts) -> _Words:
    words = (_ENGLISH if facts.is_english else _GERMAN)[purpose]
    return replace(words, **familiar.MAIL.get(purpose, {})) if facts.says_du else words


def _subject(words: _Words, facts: AppointmentFacts, own: OwnMail | None) -> str:
    return one_line(fill(own.subject, facts), limit=200) if own else _filled(words.subject, facts)


def _is_certain(purpose: str, facts: AppointmentFacts) -> bool:
    """Whether it is an appointment for the calendar: nothing that is only offered or asked about."""
    return bool(facts.reference) and purpose != Purpose.OUTAGE_ASK


def _filled(text: str, facts: AppointmentFacts) -> str:
    return text.format(
        day=facts.long_day,
        clock=facts.clock,
        sender=facts.sender,
        staff=facts.staff,
        missing=facts.missing,
        until=facts.clock_of(facts.until) if facts.until else "",
    )


def _context(words: _Words, facts: AppointmentFacts, *, cancelled: bool) -> dict[str, object]:
    """Fixed placeholders, all of them plain strings: a template reaches no row through them."""
    minutes = int(facts.duration.total_seconds() // 60)
    values = (
        days_text(facts.together) if facts.together else f"{facts.long_day}, {facts.clock}",
        f"{minutes} {'minutes' if facts.is_english else 'Minuten'}",
        facts.service,
        "" if facts.is_visit else facts.staff,
        facts.price,
        ", ".join(part for part in (facts.sender, facts.address) if part),
        *_terms(facts, cancelled=cancelled),
        facts.reference,
    )
    rows = zip(_ENGLISH_LABELS if facts.is_english else _GERMAN_LABELS, values, strict=True)
    return {
        "headline": words.headline,
        "greeting": _greeting(facts),
        "language": facts.language,
        "lead": _filled(words.lead, facts),
        "closing": words.closing,
        "link": facts.link,
        "link_words": words.button
        or (
            "Move, cancel or change messages"
            if facts.is_english
            else "Verlegen, absagen, Nachrichten einstellen"
        ),
        "company": facts.company,
        "colour": light_palette(facts.accent).strong if facts.accent else OUR_COLOUR,
        "sender": facts.sender,
        "address": facts.address,
        "phone": facts.phone,
        "phone_link": "".join(letter for letter in facts.phone if letter in "+0123456789"),
        "phone_hint": _phone_hint(facts, cancelled=cancelled),
        "file_hint": (
            "The file termin.ics puts the appointment into your calendar."
            if facts.is_english
            else familiar.FILE_HINT
            if facts.says_du
            else "Die Datei termin.ics trägt den Termin in Ihren Kalender ein."
        ),
        "rows": [(label, value) for label, value in rows if value] if facts.staff else [],
        "cancelled": cancelled,
    }


def _greeting(facts: AppointmentFacts) -> str:
    """``Guten Tag Clara Weber,``; who is a friend is called by the first name: ``Hallo Clara,``."""
    name = facts.customer.partition(" ")[0] if facts.says_du else facts.customer
    hello = "Hello" if facts.is_english else "Hallo" if facts.says_du else "Guten Tag"
    return f"{hello} {name}," if name else f"{hello},"


def _phone_hint(facts: AppointmentFacts, *, cancelled: bool) -> str:
    if facts.is_english:
        return "For another appointment call" if cancelled else "To cancel or move it:"
    again = familiar.NEW_APPOINTMENT if facts.says_du else "Einen neuen Termin bekommen Sie unter"
    return again if cancelled else "Absagen oder verlegen:"


def _terms(facts: AppointmentFacts, *, cancelled: bool) -> tuple[str, str, str, str]:
    """Until when the team answers, what is to be paid, what cancelling costs, and what it did cost."""
    if cancelled:
        return "", "", "", facts.fee
    if facts.is_english:
        return (
            facts.answer_by and f"by {facts.answer_by}",
            facts.deposit and f"{facts.deposit}, due {facts.deposit_by}",
            facts.late_fee and f"free until {facts.free_until}, then {facts.late_fee}",
            "",
        )
    return (
        facts.answer_by and f"bis {facts.answer_by}",
        facts.deposit and f"{facts.deposit}, fällig bis {facts.deposit_by}",
        facts.late_fee and f"kostenfrei bis {facts.free_until}, danach {facts.late_fee}",
        "",
    )
