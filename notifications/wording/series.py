"""Several appointments in one message: their days, with the time once where it is always the same."""

from __future__ import annotations

from collections.abc import Sequence

from notifications.enums import Purpose
from notifications.wording import familiar
from notifications.wording.facts import AppointmentFacts
from notifications.wording.gsm import to_gsm

# An SMS with more days than this is read by nobody; the mail has all of them.
_MOST_DAYS = 12
_GERMAN = {
    Purpose.REQUEST: "Wir haben Ihre {count} Terminwünsche bei {staff}{service} notiert und melden uns",
    Purpose.CONFIRMATION: "Ihre {count} Termine bei {staff}{service} sind gebucht",
    Purpose.CHANGE: "Ihre {count} Termine bei {staff}{service} haben eine neue Zeit",
    Purpose.CANCELLATION: "Ihre {count} Termine bei {staff} sind abgesagt",
}
_ENGLISH = {
    Purpose.REQUEST: "We have noted your {count} wishes with {staff}{service} and will get back to you",
    Purpose.CONFIRMATION: "Your {count} appointments with {staff}{service} are booked",
    Purpose.CHANGE: "Your {count} appointments with {staff}{service} have a new time",
    Purpose.CANCELLATION: "Your {count} appointments with {staff} are cancelled",
}


def series_headline(purpose: str, facts: AppointmentFacts) -> str:
    """``Ihre 5 Termine bei Anna (Massage) sind gebucht``."""
    german = familiar.SERIES if facts.says_du else _GERMAN
    return (_ENGLISH if facts.is_english else german)[Purpose(purpose)].format(
        count=len(facts.together),
        staff=facts.staff,
        service=f" ({facts.service})" if facts.service else "",
    )


def series_sms(purpose: str, facts: AppointmentFacts) -> str:
    """The SMS; it ends in the number of the first appointment, by which it can be found again."""
    call = ""
    if facts.phone:
        verb = "To cancel" if facts.is_english else "Absagen"
        call = f" {verb}: Tel. {facts.phone}." if purpose != Purpose.CANCELLATION else f" Tel. {facts.phone}."
    number = "No." if facts.is_english else "Nr."
    days = days_text(facts.together)
    return to_gsm(
        f"{facts.sender}: {series_headline(purpose, facts)}: {days}.{call} {number} {facts.reference}"
    ).strip()


def days_text(told: Sequence[AppointmentFacts]) -> str:
    """``Do, 02.04., Do, 16.04. und Do, 30.04., je 10:00 Uhr``."""
    first = told[0]
    join, each, last = (" and ", "each at", "until") if first.is_english else (" und ", "je", "bis")
    is_always = len({facts.clock for facts in told}) == 1
    days = [facts.short_day if is_always else f"{facts.short_day} {facts.clock}" for facts in told]
    if len(days) > _MOST_DAYS:
        listed = f"{', '.join(days[: _MOST_DAYS - 1])} … {last} {days[-1]}"
    else:
        listed = join.join(filter(None, (", ".join(days[:-1]), days[-1])))
    return f"{listed}, {each} {first.clock}" if is_always else listed
