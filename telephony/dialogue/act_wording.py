"""German sentences that only acts need: opening hours, refusals with their reason, deadlines, consent."""

from collections.abc import Sequence
from datetime import date, datetime, time

from telephony.dialogue.times.spoken import WEEKDAY_NAMES
from telephony.dialogue.wording import listed, offer_callback, on_day, spoken_time

# A new wording of the question is a new version: the consent says to which words it was given.
CONSENT_WORDING = "de-2026-11"

_REFUSALS = {
    "service_not_offered": "Das bieten wir dort leider nicht an.",
    "past_time": "Dieser Zeitpunkt ist leider schon vorbei.",
    "too_short_notice": "So kurzfristig kann ich leider keinen Termin mehr vergeben.",
    "beyond_horizon": "So weit im Voraus kann ich leider noch nicht buchen.",
    "public_holiday": "An diesem Tag ist Feiertag, da haben wir geschlossen.",
    "branch_closed": "An diesem Tag haben wir geschlossen.",
    "outside_opening_hours": "Zu dieser Zeit haben wir nicht geöffnet.",
    "staff_not_working": "Zu dieser Zeit ist leider niemand dafür da.",
    "staff_absent": "An diesem Tag ist leider niemand dafür da.",
    "slot_taken": "Oh, dieser Termin wurde leider gerade vergeben.",
    "slot_unknown": "Diese Zeit muss ich noch einmal heraussuchen.",
    "hold_expired": "Diese Zeit konnte ich leider nicht länger für Sie freihalten.",
    "service_changed": "An dieser Leistung hat sich gerade etwas geändert, ich suche die Zeit neu heraus.",
    "too_many_holds": "Ich halte für Sie schon mehrere Zeiten frei. Nennen Sie mir bitte eine davon.",
    "appointment_not_changeable": "Dieser Termin lässt sich leider nicht mehr ändern.",
    "appointment_unknown": "Damit finde ich leider keinen Termin.",
}


def refusal(code: str) -> str:
    """Return why something cannot be had, for a refusal's code."""
    return _REFUSALS.get(code, "Das hat gerade leider nicht geklappt.")


def took_too_long() -> str:
    """Return what to say when the own systems are too slow: a human instead of a dead end."""
    return f"Das dauert gerade leider ungewöhnlich lange. {offer_callback()}"


def call_too_long() -> str:
    """Return what to say when a call has reached its limits."""
    return (
        "So kommen wir am Telefon leider nicht weiter. "
        "Ich sorge dafür, dass Sie ein Mensch zurückruft. Auf Wiederhören!"
    )


def person_unknown(names: Sequence[str]) -> str:
    """Return that nobody of that name works here, with those who do."""
    return f"Unter diesem Namen arbeitet leider niemand bei uns. Möchten Sie zu {listed(list(names[:4]))}?"


def branch_unknown(names: Sequence[str]) -> str:
    """Return that there is no such branch, with those there are."""
    return f"Diese Filiale kenne ich leider nicht. Meinen Sie {listed(list(names[:5]))}?"


def is_held(spoken: str) -> str:
    """Return that a time is kept free for the caller."""
    return f"{spoken} halte ich für Sie frei. Auf welchen Namen, bitte?"


def not_identified() -> str:
    """Return the question for the second fact; a number alone opens nothing."""
    return "Damit ich den Termin sicher finde: Auf welchen Namen oder für welchen Tag ist er eingetragen?"


def identity_locked() -> str:
    """Return that no more guesses are taken, with a way to a human."""
    return f"So kann ich den Termin leider nicht eindeutig zuordnen. {offer_callback()}"


def number_hidden() -> str:
    """Return why nothing is said about appointments to a hidden or foreign number."""
    return (
        "Über bestehende Termine darf ich nur sprechen, wenn Sie von der Nummer anrufen, die wir kennen. "
        f"{offer_callback()}"
    )


def hours_of_day(day: datetime, spans: Sequence[tuple[time, time]], *, today: datetime) -> str:
    """Return the opening hours of one date."""
    named = on_day(day.date(), today=today.date())
    opened = f"{named[:1].upper()}{named[1:]}{',' if ', den ' in named else ''}"
    if not spans:
        return f"{opened} haben wir geschlossen."
    return f"{opened} haben wir {_spans(spans)} geöffnet."


def weekly_hours(week: Sequence[Sequence[tuple[time, time]]]) -> str:
    """Return the opening hours of a week, Monday first, days with the same hours together."""
    groups: list[tuple[list[int], tuple[tuple[time, time], ...]]] = []
    for weekday, spans in enumerate(week):
        if groups and groups[-1][1] == tuple(spans):
            groups[-1][0].append(weekday)
        else:
            groups.append(([weekday], tuple(spans)))
    open_days = [f"{_days(days)} {_spans(spans)}" for days, spans in groups if spans]
    if not open_days:
        return ""
    return f"Wir haben {listed(open_days, 'und')} geöffnet."


def _days(weekdays: Sequence[int]) -> str:
    first, last = WEEKDAY_NAMES[weekdays[0]], WEEKDAY_NAMES[weekdays[-1]]
    if len(weekdays) == 1:
        return f"am {first}"
    return f"am {first} und {last}" if len(weekdays) == 2 else f"von {first} bis {last}"


def _spans(spans: Sequence[tuple[time, time]]) -> str:
    named = [f"von {_clock(opens)} bis {_clock(closes, end=True)}" for opens, closes in spans]
    return listed(named, "und")


def _clock(at: time, *, end: bool = False) -> str:
    if end and at == time(0):
        return "24 Uhr"
    return spoken_time(datetime.combine(date(2000, 1, 1), at))


def deadline(due_at: datetime, *, now: datetime) -> str:
    """Return until when somebody calls back: ``heute bis 16 Uhr 30``, ``am Montag bis 11 Uhr``."""
    day = on_day(due_at.date(), today=now.date())
    comma = "," if ", den " in day else ""
    return f"{day}{comma} bis {spoken_time(due_at)}"


def consent_granted() -> str:
    """Return the thanks for a yes."""
    return "Danke."


def consent_refused() -> str:
    """Return that a no changes nothing else."""
    return "Kein Problem."


def consent_purpose() -> str:
    """Return what the text is for, with the question again."""
    return (
        "Damit das Team nachlesen kann, worum es ging; ein Nein ist völlig in Ordnung. Darf ich mitschreiben?"
    )


def ask_consent() -> str:
    """Return the question whether the conversation may be kept as text; not asking again means no."""
    return "Darf ich fürs Team mitschreiben?"
