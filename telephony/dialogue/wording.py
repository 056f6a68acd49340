"""Every German sentence the caller hears. Facts are arguments; a repeated question is put differently."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from telephony.dialogue.phones import spoken_phone
from telephony.dialogue.times.lexicon import MONTH_NAMES
from telephony.dialogue.times.spoken import WEEKDAY_NAMES, spoken_minute

Slot = Mapping[str, Any]
_NEAR = {0: "heute", 1: "morgen", 2: "übermorgen"}


# --- pieces ----------------------------------------


def listed(names: Sequence[str], last: str = "oder") -> str:
    """Return ``Anna, Ben oder Carla``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def spoken_day(day: date, *, today: date | None = None) -> str:
    """Return ``Dienstag, den 8. Dezember``; near days are called ``morgen, Mittwoch, den 25. November``."""
    named = f"{WEEKDAY_NAMES[day.weekday()]}, den {day.day}. {MONTH_NAMES[day.month - 1]}"
    near = _NEAR.get((day - today).days) if today else None
    return f"{near}, {named}" if near else named


def spoken_start(starts_at: datetime, *, today: date | None = None) -> str:
    """Return ``Dienstag, den 8. Dezember, um 9 Uhr 30``."""
    return f"{spoken_day(starts_at.date(), today=today)}, um {spoken_time(starts_at)}"


def spoken_time(moment: datetime) -> str:
    """Return ``9 Uhr 30``."""
    return spoken_minute(moment.hour * 60 + moment.minute)


def spoken_price(cents: int, *, is_from: bool = False) -> str:
    """Return ``45 Euro`` or ``ab 45 Euro 50``."""
    euros, rest = divmod(cents, 100)
    amount = f"{euros} Euro {rest}" if rest else f"{euros} Euro"
    return f"ab {amount}" if is_from else amount


def on_day(day: date, *, today: date | None = None) -> str:
    """Return ``am Dienstag, den 8. Dezember``, within a week ``am Dienstag`` or ``morgen``."""
    ahead = (day - today).days if today else 99
    weekday = f"am {WEEKDAY_NAMES[day.weekday()]}"
    if ahead in _NEAR:
        return _NEAR[ahead]
    return weekday if 0 < ahead < 7 else f"{weekday}, den {day.day}. {MONTH_NAMES[day.month - 1]}"


def _closed(day: str) -> str:
    """A date in the middle of a sentence ends with a comma."""
    return f"{day}," if ", den " in day and day.endswith(MONTH_NAMES) else day


def _opened(words: str) -> str:
    """Begin a sentence."""
    return words[:1].upper() + words[1:]


def _varied(attempt: int, *variants: str) -> str:
    return variants[min(attempt, len(variants) - 1)]


# --- opening and closing ----------------------------------------


def greeting(
    *,
    company: str,
    now: datetime,
    persona: str = "",
    caller_name: str | None = None,
    is_recorded: bool = False,
) -> str:
    """Return the first sentences of every call; the first one says that an AI is speaking.

    Where the conversation may be recorded, the question for consent follows instead of the one for the wish.
    """
    hello = "Guten Morgen" if 5 <= now.hour < 11 else "Guten Tag" if 11 <= now.hour < 18 else "Guten Abend"
    who = f"{persona}, die KI-Assistentin" if persona else "die KI-Assistentin"
    opened = f"{hello}, hier ist {who} {_from_company(company)}."
    if is_recorded:
        return opened
    question = f"Spreche ich mit {caller_name}?" if caller_name else "Was kann ich für Sie tun?"
    return f"{opened} {question}"


def _from_company(company: str) -> str:
    """``vom Salon Haarmonie``, ``von der Praxis am Markt``: the kind of house carries the article."""
    kind = company.split(maxsplit=1)[0].lower() if company.split() else ""
    if kind.endswith(
        ("salon", "haus", "studio", "institut", "zentrum", "team", "atelier", "center", "laden", "hotel")
    ):
        return f"vom {company}"
    if kind.endswith(
        ("praxis", "werkstatt", "klinik", "therapie", "apotheke", "boutique", "lounge", "stube")
    ):
        return f"von der {company}"
    return f"von {company}"


def goodbye(*, now: datetime, booked: bool = False) -> str:
    """Return the farewell; after a booking it looks forward to the visit."""
    wish = "einen schönen Tag" if 5 <= now.hour < 17 else "einen schönen Abend"
    seen = "Dann bis bald und " if booked else "Danke für Ihren Anruf und "
    return f"{seen}{wish}. Auf Wiederhören!"


def wrong_number_goodbye() -> str:
    """Return the farewell to somebody who dialled the wrong number."""
    return "Das macht gar nichts. Einen schönen Tag noch, auf Wiederhören!"


def anything_else(attempt: int = 0) -> str:
    """Return the question that closes every matter."""
    return _varied(
        attempt % 3,
        "Kann ich noch etwas für Sie tun?",
        "Haben Sie noch einen Wunsch?",
        "Gibt es sonst noch etwas?",
    )


def ask_what_else() -> str:
    """Return the answer to a mere yes to "sonst noch etwas?"."""
    return "Gern, was denn?"


def ask_intent(attempt: int = 0) -> str:
    """Return the question what the caller wants."""
    return _varied(
        attempt,
        "Was kann ich für Sie tun?",
        "Möchten Sie einen Termin vereinbaren, oder geht es um etwas anderes?",
        "Sagen Sie mir einfach, worum es geht: zum Beispiel einen Termin buchen, verschieben oder absagen.",
    )


def not_understood(attempt: int = 0) -> str:
    """Return the sentence that admits a misunderstanding, before the question is put again."""
    return _varied(
        attempt,
        "Entschuldigung, das habe ich nicht ganz verstanden.",
        "Das ist leider nicht richtig bei mir angekommen.",
    )


def still_there(attempt: int = 0) -> str:
    """Return the first words after a silence."""
    return _varied(attempt, "Sind Sie noch da?", "Ich höre Sie gerade nicht.")


def silent_goodbye() -> str:
    """Return the farewell to a silent line."""
    return "Ich kann Sie leider nicht hören. Rufen Sie gern noch einmal an. Auf Wiederhören!"


def waiting() -> str:
    """Return the answer to "Moment"."""
    return "Natürlich, lassen Sie sich Zeit."


def gladly() -> str:
    """Return the short consent to a wish for an appointment."""
    return "Gern."


def sympathy() -> str:
    """Return the first words to somebody in pain."""
    return "Oh, das tut mir leid."


def found_appointment(appointment: Slot) -> str:
    """Return which appointment was found."""
    return f"Ich habe Ihren Termin am {spoken_start(_start_of(appointment))} gefunden."


def one_moment() -> str:
    """Return the filler while times are looked up."""
    return "Einen kleinen Moment, ich schaue nach."


def identity(*, company: str) -> str:
    """Return the honest answer to "Sind Sie ein Roboter?"."""
    return (
        f"Ich bin eine KI-Assistentin und nehme für {company} Anrufe entgegen. Auf Wunsch veranlasse "
        "ich gern einen Rückruf von einem Menschen."
    )


def only_german() -> str:
    """Return the answer to a caller who speaks English."""
    return "I'm sorry, I only speak German. Shall we call you back? Soll Sie jemand zurückrufen?"


def emergency() -> str:
    """Return the emergency sentence; nothing is assessed."""
    return (
        "Wenn es ein Notfall ist, legen Sie bitte auf und wählen Sie die 1 1 2. "
        "Wenn es dringend, aber nicht lebensbedrohlich ist, hilft Ihnen der ärztliche "
        "Bereitschaftsdienst unter 1 1 6 1 1 7."
    )


# --- questions of a booking ----------------------------------------


def ask_service(names: Sequence[str], attempt: int = 0) -> str:
    """Return the question for the service, with examples from the second time on."""
    examples = listed(list(names[:4]))
    return _varied(
        attempt,
        "Worum geht es denn?",
        f"Worum geht es bei dem Termin, zum Beispiel {examples}?",
        f"Ich kann Ihnen {examples} anbieten. Was davon soll es sein?",
    )


def ask_which_service(names: Sequence[str], attempt: int = 0) -> str:
    """Return the question between services that were all meant."""
    choice = listed(list(names[:4]))
    return _varied(
        attempt, f"{choice}?", f"Was davon genau: {choice}?", f"Bitte sagen Sie mir nur, was davon: {choice}."
    )


def ask_which_person(names: Sequence[str]) -> str:
    """Return the question between people of the same name."""
    return f"Meinen Sie {listed(list(names[:4]))}?"


def person_does_not(person: str, service: str) -> str:
    """Return that somebody does not do the service."""
    return f"{service} macht {person} leider nicht, aber ich schaue gern bei den anderen."


def ask_branch(names: Sequence[str], attempt: int = 0) -> str:
    """Return the question for the branch."""
    return _varied(
        attempt,
        f"In welche Filiale möchten Sie kommen: {listed(list(names[:5]))}?",
        f"Welche Filiale passt Ihnen am besten, {listed(list(names[:5]))}?",
    )


def ask_when(attempt: int = 0) -> str:
    """Return the question for the time."""
    return _varied(
        attempt,
        "Wann passt es Ihnen?",
        "An welchem Tag und ungefähr um welche Uhrzeit hätten Sie Zeit?",
        (
            "Nennen Sie mir einfach einen Tag, zum Beispiel Dienstag nachmittag, oder sagen Sie: so bald "
            "wie möglich."
        ),
    )


def ask_when_instead(attempt: int = 0) -> str:
    """Return the question after offers were turned down."""
    return _varied(
        attempt, "Wann passt es Ihnen besser?", "Welcher Tag oder welche Uhrzeit wäre Ihnen lieber?"
    )


def ask_which_time() -> str:
    """Return the question for another time of the same day."""
    return "Welche Uhrzeit passt Ihnen besser?"


def ask_which_day(days: Sequence[date]) -> str:
    """Return the question between days that a native listener would ask back too."""
    named = [spoken_day(day) for day in days[:2]]
    if len(named) < 2:
        return f"Meinen Sie {named[0]}?"
    if (days[1] - days[0]).days == 7:
        weekday, dated = (
            WEEKDAY_NAMES[days[1].weekday()],
            f"den {days[1].day}. {MONTH_NAMES[days[1].month - 1]}",
        )
        return f"Meinen Sie {named[0]}, oder den {weekday} darauf, {dated}?"
    return f"Meinen Sie {named[0]}, oder {named[1]}?"


def no_such_day(said: str) -> str:
    """Return that a date does not exist."""
    return f"Den {said} gibt es leider nicht."


def is_past() -> str:
    """Return that the wished time is over."""
    return "Dieser Zeitpunkt ist leider schon vorbei."


def ask_name(attempt: int = 0) -> str:
    """Return the question for the name."""
    return _varied(
        attempt,
        "Auf welchen Namen, bitte?",
        "Wie ist bitte Ihr Nachname?",
        "Würden Sie mir Ihren Namen bitte einmal buchstabieren?",
    )


def ask_name_simply(attempt: int = 0) -> str:
    """Return the question for the name where nothing is booked."""
    return _varied(
        attempt,
        "Wie ist bitte Ihr Name?",
        "Sagen Sie mir bitte Ihren Nachnamen?",
        "Würden Sie mir Ihren Namen bitte buchstabieren?",
    )


def ask_phone(attempt: int = 0) -> str:
    """Return the question for a telephone number."""
    return _varied(
        attempt,
        "Unter welcher Nummer erreichen wir Sie?",
        "Würden Sie mir die Nummer bitte noch einmal in Ruhe durchgeben?",
        "Sagen Sie die Nummer bitte Ziffer für Ziffer, angefangen mit der Vorwahl.",
    )


def more_digits() -> str:
    """Return the prompt for the rest of a number given in pieces."""
    return "Ja, und weiter?"


def confirm_phone(number: str) -> str:
    """Return the number read back in groups."""
    return f"Ich wiederhole: {spoken_phone(number)}. Stimmt das?"


def ask_change() -> str:
    """Return the question after the summary was refused."""
    return "Kein Problem. Was soll ich ändern?"


# --- offers and booking ----------------------------------------


def _start_of(slot: Slot) -> datetime:
    return datetime.fromisoformat(str(slot["starts_at"]))


def _with_whom(slots: Sequence[Slot]) -> str:
    people = {str(slot.get("staff") or "") for slot in slots}
    only = people.pop() if len(people) == 1 else ""
    return f" bei {only}" if only else ""


def _times_of(slots: Sequence[Slot], *, today: date, names_people: bool, names_places: bool) -> list[str]:
    phrases = []
    for day, of_day in groupby(slots, key=lambda slot: _start_of(slot).date()):
        several = [
            spoken_time(_start_of(slot))
            + (f" bei {slot['staff']}" if names_people and slot.get("staff") else "")
            + (f" in der Filiale {slot['branch']}" if names_places and slot.get("branch") else "")
            for slot in of_day
        ]
        times = listed(several, "oder um" if names_people or names_places else "oder")
        phrases.append(f"{_closed(on_day(day, today=today))} um {times}")
    return phrases


def _slots_phrase(slots: Sequence[Slot], *, now: datetime) -> str:
    same_person = len({slot.get("staff") for slot in slots}) == 1
    same_place = len({slot.get("branch") for slot in slots}) == 1
    phrases = _times_of(slots, today=now.date(), names_people=not same_person, names_places=not same_place)
    # "Mittwoch um 9 Uhr, sonst Dienstag": what was not asked for comes as the second best.
    is_mixed = len({bool(slot.get("matches_wish", True)) for slot in slots}) > 1
    joined = ", sonst ".join(phrases) if is_mixed and len(phrases) == 2 else listed(phrases)
    return joined + (_with_whom(slots) if same_person else "")


def offer_sentence(
    slots: Sequence[Slot], *, now: datetime, matches_wish: bool = True, wish: str = "", attempt: int = 0,
    missed: str = "", place: str = "", service: str = "",
) -> str:  # fmt: skip
    """Return the offer of one to three times; ``wish`` repeats what was asked for when it was not free.

    ``missed`` says that in one word ("Früher"). ``place`` and ``service`` are named where the caller left
    them open and should hear what was taken.
    """
    said = _slots_phrase(slots[:3], now=now)
    there = f"in der Filiale {place}" if place else ""
    if not matches_wish:
        not_free = " ".join(part for part in (missed or _closed(_opened(wish)) or "Da", "ist", there) if part)
        opened = f"{not_free} leider nichts mehr frei, aber {said}."
    elif service or there:
        work = _with_article(service).replace("Ein ", "einen ", 1).replace("Eine ", "eine ", 1)
        taken = " ".join(part for part in (f"für {work}" if service else "", there) if part)
        opened = f"{_opened(taken)} hätte ich {said}."
    else:
        opened = _varied(attempt % 2, f"Ich hätte {said}.", f"Frei wäre {said}.")
    return f"{opened} {ask_which_offer(slots)}"


def ask_which_offer(slots: Sequence[Slot]) -> str:
    """Return the question that follows an offer."""
    if len(slots) == 1:
        return "Passt das?"
    return "Was passt besser?" if len(slots) == 2 else "Was davon passt?"


def repeat_offer(slots: Sequence[Slot], *, now: datetime) -> str:
    """Return the same offer again, shorter: only what distinguishes the times."""
    if len(slots) == 1:
        return f"Passt Ihnen {_slots_phrase(slots, now=now)}?"
    if len({_start_of(slot).date() for slot in slots}) == 1:
        return f"Um {listed([spoken_time(_start_of(slot)) for slot in slots[:3]], 'oder um')}?"
    return f"Lieber {listed(_times_of(slots[:3], today=now.date(), names_people=False, names_places=False))}?"


def is_free(slot: Slot, *, now: datetime, place: str = "") -> str:
    """Return that exactly the wished time is free."""
    person = f" bei {slot['staff']}" if slot.get("staff") else ""
    there = f" in der Filiale {place}" if place else ""
    starts_at = _start_of(slot)
    when = f"{_closed(on_day(starts_at.date(), today=now.date()))} um {spoken_time(starts_at)}"
    return f"{_opened(when)} ist{person}{there} frei."


def is_free_as_wished() -> str:
    """Return that the wished time is free, right before the summary names it."""
    return "Das ist frei."


def with_whom(person: str) -> str:
    """Return with whom the time is."""
    return f"Das wäre bei {person}."


def callback_reason(intent: str) -> str:
    """Return what the ticket says about a matter that could not be settled."""
    reasons = {
        "book": "Terminwunsch", "cancel": "Termin absagen", "reschedule": "Termin verschieben",
        "lookup": "Frage zum eigenen Termin",
    }  # fmt: skip
    return reasons.get(intent, "Rückruf gewünscht")


def next_service(service: str) -> str:
    """Return the bridge to the second service of one call."""
    return f"Dann noch zum zweiten Termin, {service}."


def one_after_the_other() -> str:
    """Return the answer to a wish for several services."""
    return "Gern, eins nach dem anderen."


def no_problem() -> str:
    """Return that a refusal is fine."""
    return "Kein Problem."


def thanks() -> str:
    """Return the receipt for something that was given without being asked for."""
    return "Danke."


def same_times_again() -> str:
    """Return that there is nothing else than what was already offered."""
    return "Etwas anderes habe ich in diesem Zeitraum leider nicht."


def nothing_free(wish: str = "") -> str:
    """Return that nothing is free for a wish."""
    return f"{_closed(_opened(wish)) or 'Da'} ist leider nichts frei."


def outside_horizon(days: int) -> str:
    """Return that the wish lies too far ahead."""
    return f"So weit im Voraus kann ich leider noch nicht buchen, höchstens {days} Tage."


def slot_gone() -> str:
    """Return that a time was taken meanwhile."""
    return "Oh, dieser Termin wurde leider gerade vergeben."


def summary(slot: Slot, *, service: str, name: str, number: str | None, branch: str = "") -> str:
    """Return everything that will be booked, in one breath; ``number`` is read back."""
    person = f" bei {slot['staff']}" if slot.get("staff") else ""
    place = f", Filiale {branch}" if branch else ""
    phone = f", Telefon {spoken_phone(number)}" if number else ""
    when = f"am {spoken_start(_start_of(slot))}"
    return f"Also: {service}{person}{place}, {when}, auf {name}{phone}. Stimmt das so?"


def summary_of_name(name: str, *, spells: bool) -> str:
    """Return the one thing that was changed after the summary; ``spells`` where it sounds like another."""
    letters = f", {', '.join(name.rsplit(maxsplit=1)[-1].upper())}" if spells else ""
    return f"Also auf {name}{letters}. Stimmt das so?"


def summary_again() -> str:
    """Return the question for consent, shorter."""
    return "Darf ich den Termin so eintragen?"


def booked(appointment: Mapping[str, Any], *, has_sms: bool = False) -> str:
    """Return that the appointment stands, for whoever has not just heard when it is."""
    person = f" bei {appointment['staff']}" if appointment.get("staff") else ""
    sms = " Die Bestätigung kommt gleich per SMS." if has_sms else ""
    return f"Wunderbar, Ihr Termin steht: {spoken_start(_start_of(appointment))}{person}.{sms}"


def booked_as_agreed(*, has_sms: bool = False) -> str:
    """Return that the appointment stands, right after the caller agreed to it."""
    return f"Wunderbar, Ihr Termin ist eingetragen{', die SMS kommt gleich' if has_sms else ''}."


# --- existing appointments ----------------------------------------


def ask_name_of_appointment(attempt: int = 0) -> str:
    """Return the question for the second fact that opens an appointment."""
    return _varied(
        attempt,
        "Auf welchen Namen läuft der Termin?",
        "Wie ist der Nachname, auf den der Termin eingetragen ist?",
        "Würden Sie mir den Namen bitte buchstabieren?",
    )


def ask_day_of_appointment(attempt: int = 0) -> str:
    """Return the question for the day as a further fact."""
    return _varied(
        attempt,
        "Für welchen Tag ist der Termin denn eingetragen?",
        "Wissen Sie noch, an welchem Tag der Termin ist?",
    )


def no_appointment() -> str:
    """Return that nothing was found; it never says whether somebody else has an appointment."""
    return "Damit finde ich leider keinen Termin."


def my_appointments(appointments: Sequence[Slot]) -> str:
    """Return the caller's own appointments."""
    named = [_appointment_phrase(appointment) for appointment in appointments[:3]]
    if len(named) == 1:
        return f"Ihr Termin ist am {named[0]}."
    return f"Sie haben {_count(len(named))} Termine: {listed(['am ' + name for name in named], 'und')}."


def _appointment_phrase(appointment: Slot) -> str:
    person = f" bei {appointment['staff']}" if appointment.get("staff") else ""
    service = f", {appointment['service']}" if appointment.get("service") else ""
    return f"{spoken_start(_start_of(appointment))}{person}{service}"


def _count(number: int) -> str:
    return {2: "zwei", 3: "drei"}.get(number, str(number))


def ask_which_appointment(appointments: Sequence[Slot]) -> str:
    """Return the question between the caller's appointments."""
    return (
        "Um welchen geht es: "
        f"{listed(['den am ' + spoken_start(_start_of(one)) for one in appointments[:3]])}?"
    )


def ask_new_time(appointment: Slot) -> str:
    """Return the question for the new time of an appointment."""
    return f"{found_appointment(appointment)} Auf wann möchten Sie ihn verlegen?"


def confirm_move(appointment: Slot, slot: Slot) -> str:
    """Return the question before an appointment is moved."""
    person = f" bei {slot['staff']}" if slot.get("staff") else ""
    return (
        f"Ich verlege Ihren Termin vom {_start_of(appointment).day}. "
        f"{MONTH_NAMES[_start_of(appointment).month - 1]} auf "
        f"{spoken_start(_start_of(slot))}{person}. Einverstanden?"
    )


def rescheduled(slot: Slot) -> str:
    """Return that an appointment was moved."""
    return f"Alles klar, Ihr neuer Termin ist am {spoken_start(_start_of(slot))}."


def confirm_cancel(appointment: Slot) -> str:
    """Return the question before an appointment is cancelled."""
    return f"Soll ich Ihren Termin am {spoken_start(_start_of(appointment))} absagen?"


def rescheduled_as_agreed() -> str:
    """Return that an appointment was moved, right after the caller agreed to it."""
    return "Alles klar, Ihr Termin ist verlegt."


def cancelled_as_agreed() -> str:
    """Return that an appointment was cancelled, right after the caller agreed to it."""
    return "Ihr Termin ist abgesagt. Danke, dass Sie Bescheid geben."


def cancelled(appointment: Slot) -> str:
    """Return that an appointment was cancelled."""
    return (
        f"Ihr Termin am {spoken_start(_start_of(appointment))} ist abgesagt. Danke, dass Sie Bescheid geben."
    )


def kept() -> str:
    """Return that an appointment stays as it is."""
    return "Gut, dann bleibt Ihr Termin bestehen."


# --- asides ----------------------------------------


def price(service: str, cents: int | None, *, is_from: bool = False) -> str:
    """Return the price of a service."""
    if cents is None:
        return f"Den Preis für {service} kann ich Ihnen leider nicht sagen, der hängt vom Aufwand ab."
    return f"{_with_article(service)} {_costs(service)} {spoken_price(cents, is_from=is_from)}."


def _costs(service: str) -> str:
    return "kosten" if service.lower().endswith(_PLURALS) else "kostet"


_PLURALS = ("strähnen", "strähnchen", "highlights", "extensions", "wimpern", "augenbrauen", "nägel", "reifen")


def duration(service: str, minutes: int) -> str:
    """Return how long a service takes; without a name, of the one just spoken of."""
    hours, rest = divmod(minutes, 60)
    spans = [*([f"{hours} Stunden" if hours > 1 else "eine Stunde"] if hours else [])]
    spans += [f"{rest} Minuten"] if rest else []
    takes = "dauern" if _costs(service) == "kosten" else "dauert"
    return f"{_with_article(service) or 'Das'} {takes} etwa {listed(spans, 'und')}."


_HEADS = {
    "ein": ("schnitt", "wechsel", "service", "termin", "check", "ansatz"),
    "eine": (
        "ung", "ion", "ur", "pflege", "massage", "wäsche", "welle", "diagnose", "füllung", "krone", "suche",
    ),
}  # fmt: skip


def _with_article(service: str) -> str:
    """``Ein Haarschnitt Damen``, ``Eine professionelle Zahnreinigung``, but ``Ansatz färben``."""
    words = service.split()
    if (
        not words
        or "," in service
        or " und " in service
        or (words[-1].islower() and words[-1].endswith("en"))
    ):
        return service
    for article, endings in _HEADS.items():
        if words[0].lower().endswith(endings):
            return f"{article.capitalize()} {service}"
        if len(words) > 1 and words[0].endswith(("e", "er")) and words[1].lower().endswith(endings):
            return f"{article.capitalize()} {words[0].lower()} {' '.join(words[1:])}"
    return service


def ask_service_for_price() -> str:
    """Return the question which price is meant."""
    return "Für welche Leistung möchten Sie das wissen?"


def hours(sentence: str) -> str:
    """Return the opening hours as the act put them."""
    return sentence or "Die Öffnungszeiten liegen mir gerade leider nicht vor."


def services(names: Sequence[str]) -> str:
    """Return what the company offers."""
    more = " und einiges mehr" if len(names) > 6 else ""
    return f"Wir bieten {listed(list(names[:6]), 'und') if not more else ', '.join(names[:6])}{more} an."


def unknown_answer() -> str:
    """Return that the question is beyond what the engine knows, with the offer of a callback."""
    return "Das kann ich Ihnen leider nicht sicher sagen. Soll Sie jemand zurückrufen?"


def offer_callback() -> str:
    """Return the offer of a human."""
    return "Soll Sie jemand aus unserem Team zurückrufen?"


def ask_callback_reason() -> str:
    """Return the question for the reason of a callback."""
    return "Gern, ich kümmere mich um einen Rückruf. Worum geht es denn?"


def callback_taken(deadline: str = "") -> str:
    """Return that somebody will call back; the deadline comes from the ticket."""
    return f"Ich habe es notiert. Wir rufen Sie {deadline or 'so bald wie möglich'} zurück."


def callback_after_misses() -> str:
    """Return why a human takes over."""
    return "Es tut mir leid, wir kommen so nicht zusammen. Ich sorge dafür, dass Sie ein Mensch zurückruft."


def ask_message() -> str:
    """Return the question for the message."""
    return "Gern. Was darf ich ausrichten?"


def message_taken() -> str:
    """Return that the message was taken."""
    return "Danke, ich gebe das so weiter."


def act_failed() -> str:
    """Return that something did not work, without details."""
    return "Das hat gerade leider nicht geklappt."
