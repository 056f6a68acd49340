"""What only acts say: opening hours, refusals with their reason, deadlines, consent."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby

from telephony.dialogue.wording.english.asides import Asides
from telephony.dialogue.wording.english.wishes import MONTHS, WEEKDAYS, ordinal
from telephony.dialogue.wording.german.acts import Acts as GermanActs
from telephony.dialogue.wording.german.pieces import capitalised

REFUSALS = {
    "service_not_offered": "I'm afraid we don't offer that there.",
    "past_time": "I'm afraid that time has already passed.",
    "too_short_notice": "I'm afraid I can't book anything at such short notice.",
    "beyond_horizon": "I'm afraid I can't book that far ahead yet.",
    "public_holiday": "That day is a public holiday, so we're closed.",
    "branch_closed": "We're closed on that day.",
    "outside_opening_hours": "We're not open at that time.",
    "staff_not_working": "I'm afraid nobody is here for that at that time.",
    "staff_absent": "I'm afraid nobody is here for that on that day.",
    "not_at_this_time": "I'm afraid we don't start that at this time of day.",
    "slot_taken": "Oh, I'm afraid that time has just been taken.",
    "visit_does_not_fit": "I'm afraid we can't fit all of that in one after the other without a long wait.",
    "resource_taken": "I'm afraid we have no room left at that time.",
    "not_on_grid": "I'm afraid no appointment of ours begins at that minute.",
    "staff_travelling": "The team can't get here from the other branch in that time.",
    "branch_day_full": "I'm afraid we take no more appointments on that day.",
    "service_day_full": "I'm afraid there is nothing left for that on that day.",
    "staff_day_full": "I'm afraid that calendar is full on that day.",
    "too_many_appointments": "I'm afraid I can't book any more appointments ahead under your number.",
    "already_that_day": "I can't book another appointment of that kind for you on that day.",
    "already_that_week": "I can't book another appointment of that kind for you in that week.",
    "answer_missing": "I need to know one thing about that from you first.",
    "answer_excludes": "In that case I'm afraid I can't book this appointment on the phone.",
    "fee_not_accepted": "I'm afraid there is a fee at such short notice.",
    "nonexistent_wall_time": "That time does not exist in the night when the clocks change.",
    "appointment_changed_meanwhile": "That appointment has just been changed, let me look at it again.",
    "time_off_conflicts": "There are appointments in that time already.",
    "idempotency_key_reused": "I have put that down already a moment ago.",
    "party_size": "I'm afraid we can't offer that for so many people.",
    "no_class": "I'm afraid the class isn't on at that time.",
    "class_full": "I'm afraid there is no place left in that class.",
    "series_conflicts": "I'm afraid not all appointments of that series are still free.",
    "slot_unknown": "Let me look up that time once more.",
    "hold_expired": "I'm afraid I couldn't keep that time for you any longer.",
    "service_changed": "Something about that service has just changed, so I'll look up the time again.",
    "too_many_holds": "I'm already keeping several times for you. Please choose one of them.",
    "too_late_to_change": "I'm afraid it's too late for me to change or cancel that appointment.",
    "appointment_not_changeable": "I'm afraid that appointment can't be changed any more.",
    "appointment_unknown": "I'm afraid I can't find an appointment with that.",
}


class Acts(Asides, GermanActs):
    """Results of acts."""

    def refusal(self, code: str) -> str:
        return REFUSALS.get(code, self.act_failed())

    def took_too_long(self) -> str:
        return f"I'm afraid this is taking unusually long. {self.offer_callback()}"

    def call_too_long(self) -> str:
        return (
            "I'm afraid we won't get any further on the phone. "
            "I'll make sure that a person calls you back. Goodbye!"
        )

    def person_unknown(self, names: Sequence[str]) -> str:
        return f"I'm afraid nobody of that name works here. Would you like {self.listed(list(names[:4]))}?"

    def branch_unknown(self, names: Sequence[str]) -> str:
        return f"I'm afraid I don't know that branch. Do you mean {self.listed(list(names[:5]))}?"

    def is_held(self, spoken: str) -> str:
        return f"I'm keeping {spoken} for you. What name shall I put it under?"

    def not_identified(self) -> str:
        return "To be sure I find the right appointment: what name is it under, or what day is it?"

    def identity_locked(self) -> str:
        return f"I'm afraid I can't match the appointment like this. {self.offer_callback()}"

    def number_hidden(self) -> str:
        return (
            "I may only talk about existing appointments when you call from the number we know. "
            f"{self.offer_callback()}"
        )

    def hours_of_day(self, day: datetime, spans: Sequence[tuple[time, time]], *, today: datetime) -> str:
        named = capitalised(self.closed(self.on_day(day.date(), today=today.date())))
        return f"{named} we're open {self._spans(spans)}." if spans else f"{named} we're closed."

    def hours_in_span(
        self, days: Sequence[tuple[datetime, Sequence[tuple[time, time]]]], *, today: datetime
    ) -> str:
        """Return the opening hours of several days; neighbours with the same hours are said together."""
        runs = [list(run) for _, run in groupby(days, key=lambda day: tuple(map(tuple, day[1])))]
        if not any(spans for _, spans in days):
            return f"{capitalised(self._run(days))} we're closed."
        said = [f"{self._run(run)} {self._spans(run[0][1])}" for run in runs if run[0][1]]
        closed = [self._run(run) for run in runs if not run[0][1]]
        shut = f" We're closed {self.listed(closed, 'and')}." if closed else ""
        return f"We're open {self.listed(said, 'and')}.{shut}"

    def _run(self, days: Sequence[tuple[datetime, Sequence[tuple[time, time]]]]) -> str:
        first, last = days[0][0].date(), days[-1][0].date()
        if first == last:
            return f"on {self._date(first)}"
        return f"from {self._date(first)} to {self._date(last)}"

    def _date(self, day: date) -> str:
        return f"the {ordinal(day.day)} of {MONTHS[day.month - 1]}"

    def weekly_hours(self, week: Sequence[Sequence[tuple[time, time]]]) -> str:
        groups: list[tuple[list[int], tuple[tuple[time, time], ...]]] = []
        for weekday, spans in enumerate(week):
            if groups and groups[-1][1] == tuple(spans):
                groups[-1][0].append(weekday)
            else:
                groups.append(([weekday], tuple(spans)))
        open_days = [f"{self._days(days)} {self._spans(spans)}" for days, spans in groups if spans]
        return f"We're open {self.listed(open_days, 'and')}." if open_days else ""

    def _days(self, weekdays: Sequence[int]) -> str:
        first, last = WEEKDAYS[weekdays[0]], WEEKDAYS[weekdays[-1]]
        if len(weekdays) == 1:
            return f"on {first}"
        return f"on {first} and {last}" if len(weekdays) == 2 else f"{first} to {last}"

    def _spans(self, spans: Sequence[tuple[time, time]]) -> str:
        return self.listed(
            [f"from {self._clock(opens)} to {self._clock(closes, end=True)}" for opens, closes in spans],
            "and",
        )

    def _clock(self, at: time, *, end: bool = False) -> str:
        return self.spoken_time(datetime.combine(date(2000, 1, 1), at))

    def deadline(self, due_at: datetime, *, now: datetime) -> str:
        """Return until when somebody calls back: ``today by 4:30 pm``, ``on Monday by 11 am``."""
        day = self.closed(self.on_day(due_at.date(), today=now.date()))
        return f"{day} by {self.spoken_time(due_at)}"

    def consent_granted(self) -> str:
        return "Thank you."

    def consent_refused(self) -> str:
        return "No problem."

    def consent_purpose(self) -> str:
        return "So that the team can read what it was about; it's fine to say no. May I take notes?"

    def ask_consent(self) -> str:
        return "May I take notes for the team?"
