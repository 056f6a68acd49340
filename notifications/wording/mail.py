"""The mails. German or English, warm, readable without pictures, with the appointment as a calendar file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from notifications.enums import CALLED_OFF, Purpose
from notifications.ports import Mail
from notifications.wording.calendar_file import calendar_file
from notifications.wording.facts import AppointmentFacts
from notifications.wording.series import days_text, series_headline


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    subject: str
    headline: str
    lead: str
    closing: str


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
}
_GERMAN_LABELS = (
    "Wann", "Dauer", "Leistung", "Bei", "Preis", "Wo", "Antwort", "Anzahlung", "Absagen", "Ausfallgebühr",
    "Terminnummer",
)  # fmt: skip
_ENGLISH_LABELS = (
    "When", "Duration", "Service", "With", "Price", "Where", "Answer", "Deposit", "Cancelling", "Fee",
    "Appointment number",
)  # fmt: skip


def mail_of(
    purpose: str, facts: AppointmentFacts, *, to: str, organizer: str, reference: str, now: datetime
) -> Mail:
    """The mail about an appointment, ready to go."""
    words = (_ENGLISH if facts.is_english else _GERMAN)[purpose]
    context = _context(words, facts, cancelled=purpose in CALLED_OFF)
    if facts.together:
        context["headline"] = series_headline(purpose, facts)
    return Mail(
        reference=reference,
        company_id=facts.company_id,
        to=to,
        to_name=facts.customer,
        sender_name=facts.company,
        subject=(
            f"{series_headline(purpose, facts)} – {facts.sender}"
            if facts.together
            else words.subject.format(day=facts.long_day, clock=facts.clock, sender=facts.sender)
        ),
        text=render_to_string("notifications/email/appointment.txt", context),
        html=render_to_string("notifications/email/appointment.html", context),
        category=purpose,
        attachments=(calendar_file(purpose, facts, organizer=organizer, attendee=to, now=now),),
    )


def _context(words: _Words, facts: AppointmentFacts, *, cancelled: bool) -> dict[str, object]:
    """Fixed placeholders, all of them plain strings: a template reaches no row through them."""
    minutes = int(facts.duration.total_seconds() // 60)
    values = (
        days_text(facts.together) if facts.together else f"{facts.long_day}, {facts.clock}",
        f"{minutes} {'minutes' if facts.is_english else 'Minuten'}",
        facts.service,
        facts.staff,
        facts.price,
        ", ".join(part for part in (facts.sender, facts.address) if part),
        *_terms(facts, cancelled=cancelled),
        facts.reference,
    )
    rows = zip(_ENGLISH_LABELS if facts.is_english else _GERMAN_LABELS, values, strict=True)
    hello = "Hello" if facts.is_english else "Guten Tag"
    return {
        "headline": words.headline,
        "greeting": f"{hello} {facts.customer}," if facts.customer else f"{hello},",
        "language": facts.language,
        "lead": words.lead,
        "closing": words.closing,
        "link": facts.link,
        "link_words": "Move, cancel or change messages"
        if facts.is_english
        else "Verlegen, absagen, Nachrichten einstellen",
        "company": facts.company,
        "sender": facts.sender,
        "address": facts.address,
        "phone": facts.phone,
        "phone_link": "".join(letter for letter in facts.phone if letter in "+0123456789"),
        "phone_hint": _phone_hint(facts, cancelled=cancelled),
        "file_hint": (
            "The file termin.ics puts the appointment into your calendar."
            if facts.is_english
            else "Die Datei termin.ics trägt den Termin in Ihren Kalender ein."
        ),
        "rows": [(label, value) for label, value in rows if value],
        "cancelled": cancelled,
    }


def _phone_hint(facts: AppointmentFacts, *, cancelled: bool) -> str:
    if facts.is_english:
        return "For another appointment call" if cancelled else "To cancel or move it:"
    return "Einen neuen Termin bekommen Sie unter" if cancelled else "Absagen oder verlegen:"


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
