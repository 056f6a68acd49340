"""What only acts say: opening hours, refusals with their reason, deadlines, consent."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby

from telephony.dialogue.times.lexicon import MONTH_NAMES
from telephony.dialogue.times.spoken import WEEKDAY_NAMES
from telephony.dialogue.wording.german.asides import Asides

REFUSALS = {
    "service_not_offered": "Das bieten wir dort leider nicht an.",
    "past_time": "Dieser Zeitpunkt ist leider schon vorbei.",
    "too_short_notice": "So kurzfristig kann ich leider keinen Termin mehr vergeben.",
    "beyond_horizon": "So weit im Voraus kann ich leider noch nicht buchen.",
    "public_holiday": "An diesem Tag ist Feiertag, da haben wir geschlossen.",
    "branch_closed": "An diesem Tag haben wir geschlossen.",
    "outside_opening_hours": "Zu dieser Zeit haben wir nicht geöffnet.",
    "staff_not_working": "Zu dieser Zeit ist leider niemand dafür da.",
    "staff_absent": "An diesem Tag ist leider niemand dafür da.",
    "not_at_this_time": "So spät oder so früh am Tag beginnen wir damit leider nicht.",
    "slot_taken": "Oh, dieser Termin wurde leider gerade vergeben.",
    "visit_does_not_fit": "Alles zusammen passt da leider nicht ohne lange Wartezeit hintereinander.",
    "resource_taken": "Zu dieser Zeit ist bei uns leider kein Platz mehr frei.",
    "not_on_grid": "Zu dieser Minute fängt bei uns leider kein Termin an.",
    "staff_travelling": "So knapp schafft es das Team nicht von der anderen Filiale hierher.",
    "branch_day_full": "An diesem Tag nehmen wir leider keine weiteren Termine an.",
    "service_day_full": "Dafür ist an diesem Tag leider schon alles vergeben.",
    "staff_day_full": "An diesem Tag ist der Kalender dort leider schon voll.",
    # Who calls is not proven: not a word about which appointments there are.
    "too_many_appointments": "Mehr Termine im Voraus kann ich auf Ihre Nummer leider nicht eintragen.",
    "already_that_day": "An diesem Tag kann ich dafür keinen weiteren Termin für Sie eintragen.",
    "already_that_week": "In dieser Woche kann ich dafür keinen weiteren Termin für Sie eintragen.",
    "answer_missing": "Vorher brauche ich dazu noch eine Auskunft von Ihnen.",
    "answer_excludes": "Dann kann ich diesen Termin am Telefon leider nicht vergeben.",
    "fee_not_accepted": "So kurz vorher wird leider eine Gebühr fällig.",
    "nonexistent_wall_time": "Diese Uhrzeit gibt es in der Nacht der Zeitumstellung nicht.",
    "appointment_changed_meanwhile": "Der Termin wurde gerade geändert, ich sehe ihn mir noch einmal an.",
    "time_off_conflicts": "In dieser Zeit liegen schon Termine.",
    "idempotency_key_reused": "Das habe ich vorhin schon einmal eingetragen.",
    "party_size": "Für so viele Personen können wir das leider nicht anbieten.",
    "no_class": "Zu dieser Zeit findet der Kurs leider nicht statt.",
    "class_full": "In diesem Kurs ist leider kein Platz mehr frei.",
    "series_conflicts": "Nicht alle Termine dieser Reihe sind noch frei.",
    "slot_unknown": "Diese Zeit muss ich noch einmal heraussuchen.",
    "hold_expired": "Diese Zeit konnte ich leider nicht länger für Sie freihalten.",
    "service_changed": "An dieser Leistung hat sich gerade etwas geändert, ich suche die Zeit neu heraus.",
    "too_many_holds": "Ich halte für Sie schon mehrere Zeiten frei. Nennen Sie mir bitte eine davon.",
    "too_late_to_change": "So kurz vorher kann ich diesen Termin leider nicht mehr ändern oder absagen.",
    "appointment_not_changeable": "Dieser Termin lässt sich leider nicht mehr ändern.",
    "appointment_unknown": "Damit finde ich leider keinen Termin.",
}


class Acts(Asides):
    """Results of acts."""

    def refusal(self, code: str) -> str:
        """Return why something cannot be had, for a refusal's code."""
        return REFUSALS.get(code, "Das hat gerade leider nicht geklappt.")

    def took_too_long(self) -> str:
        """Return what to say when the own systems are too slow: a human instead of a dead end."""
        return f"Das dauert gerade leider ungewöhnlich lange. {self.offer_callback()}"

    def call_too_long(self) -> str:
        """Return what to say when a call has reached its limits."""
        return (
            "So kommen wir am Telefon leider nicht weiter. "
            "Ich sorge dafür, dass Sie ein Mensch zurückruft. Auf Wiederhören!"
        )

    def person_unknown(self, names: Sequence[str]) -> str:
        """Return that nobody of that name works here, with those who do."""
        people = self.listed(list(names[:4]))
        return f"Unter diesem Namen arbeitet leider niemand bei uns. Möchten Sie zu {people}?"

    def branch_unknown(self, names: Sequence[str]) -> str:
        """Return that there is no such branch, with those there are."""
        return f"Diese Filiale kenne ich leider nicht. Meinen Sie {self.listed(list(names[:5]))}?"

    def is_held(self, spoken: str) -> str:
        """Return that a time is kept free for the caller."""
        return f"{spoken} halte ich für Sie frei. Auf welchen Namen, bitte?"

    def not_identified(self) -> str:
        """Return the question for the second fact; a number alone opens nothing."""
        return "Damit ich den Termin sicher finde: Auf welchen Namen oder für welchen Tag ist er eingetragen?"

    def identity_locked(self) -> str:
        """Return that no more guesses are taken, with a way to a human."""
        return f"So kann ich den Termin leider nicht eindeutig zuordnen. {self.offer_callback()}"

    def number_hidden(self) -> str:
        """Return why nothing is said about appointments to a hidden or foreign number."""
        return (
            "Über bestehende Termine darf ich nur sprechen, wenn Sie von der Nummer anrufen, die wir kennen. "
            f"{self.offer_callback()}"
        )

    def hours_of_day(self, day: datetime, spans: Sequence[tuple[time, time]], *, today: datetime) -> str:
        """Return the opening hours of one date."""
        named = self.on_day(day.date(), today=today.date())
        opened = f"{named[:1].upper()}{named[1:]}{',' if ', den ' in named else ''}"
        if not spans:
            return f"{opened} haben wir geschlossen."
        return f"{opened} haben wir {self._spans(spans)} geöffnet."

    def hours_in_span(
        self, days: Sequence[tuple[datetime, Sequence[tuple[time, time]]]], *, today: datetime
    ) -> str:
        """Return the opening hours of several days; neighbours with the same hours are said together."""
        runs = [list(run) for _, run in groupby(days, key=lambda day: tuple(map(tuple, day[1])))]
        first, last = days[0][0].date(), days[-1][0].date()
        if not any(spans for _, spans in days):
            return f"Vom {self._date(first)} bis {self._date(last)} haben wir geschlossen."
        said = [f"{self._run(run)} {self._spans(run[0][1])}" for run in runs if run[0][1]]
        closed = [self._run(run) for run in runs if not run[0][1]]
        shut = f" Geschlossen ist {self.listed(closed, 'und')}." if closed else ""
        return f"Wir haben {self.listed(said, 'und')} geöffnet.{shut}"

    def _run(self, days: Sequence[tuple[datetime, Sequence[tuple[time, time]]]]) -> str:
        first, last = days[0][0].date(), days[-1][0].date()
        return (
            f"am {self._date(first)}" if first == last else f"vom {self._date(first)} bis {self._date(last)}"
        )

    def _date(self, day: date) -> str:
        return f"{day.day}. {MONTH_NAMES[day.month - 1]}"

    def weekly_hours(self, week: Sequence[Sequence[tuple[time, time]]]) -> str:
        """Return the opening hours of a week, Monday first, days with the same hours together."""
        groups: list[tuple[list[int], tuple[tuple[time, time], ...]]] = []
        for weekday, spans in enumerate(week):
            if groups and groups[-1][1] == tuple(spans):
                groups[-1][0].append(weekday)
            else:
                groups.append(([weekday], tuple(spans)))
        open_days = [f"{self._days(days)} {self._spans(spans)}" for days, spans in groups if spans]
        if not open_days:
            return ""
        return f"Wir haben {self.listed(open_days, 'und')} geöffnet."

    def _days(self, weekdays: Sequence[int]) -> str:
        first, last = WEEKDAY_NAMES[weekdays[0]], WEEKDAY_NAMES[weekdays[-1]]
        if len(weekdays) == 1:
            return f"am {first}"
        return f"am {first} und {last}" if len(weekdays) == 2 else f"von {first} bis {last}"

    def _spans(self, spans: Sequence[tuple[time, time]]) -> str:
        named = [f"von {self._clock(opens)} bis {self._clock(closes, end=True)}" for opens, closes in spans]
        return self.listed(named, "und")

    def _clock(self, at: time, *, end: bool = False) -> str:
        if end and at == time(0):
            return "24 Uhr"
        return self.spoken_time(datetime.combine(date(2000, 1, 1), at))

    def deadline(self, due_at: datetime, *, now: datetime) -> str:
        """Return until when somebody calls back: ``heute bis 16 Uhr 30``, ``am Montag bis 11 Uhr``."""
        day = self.on_day(due_at.date(), today=now.date())
        comma = "," if ", den " in day else ""
        return f"{day}{comma} bis {self.spoken_time(due_at)}"

    def consent_granted(self) -> str:
        """Return the thanks for a yes."""
        return "Danke."

    def consent_refused(self) -> str:
        """Return that a no changes nothing else."""
        return "Kein Problem."

    def consent_purpose(self) -> str:
        """Return what the text is for, with the question again."""
        return "Damit das Team nachlesen kann, worum es ging; ein Nein ist in Ordnung. Darf ich mitschreiben?"

    def ask_consent(self) -> str:
        """Return the question whether the conversation may be kept as text; not asking again means no."""
        return "Darf ich fürs Team mitschreiben?"
