"""Somebody on the line with a goal. They know what the scenario says and hear what the receptionist says."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from telephony.simulation import ear, mouth
from telephony.simulation.ear import Offered
from telephony.simulation.moves import Caller, FixedCaller, Move
from telephony.simulation.scenario import CallerFacts, Scenario
from telephony.simulation.topics import Topic

PATIENCE = 4
_AT_ONCE = 0.3
# The caller has nothing to say to that question.
_NO_ANSWER = ""
_GIVES_UP = "Dann versuche ich es später wieder, auf Wiederhören."
_THIS_NUMBER = re.compile(r"diese[r]? nummer|von der sie|mit der sie", re.IGNORECASE)

Answer = Callable[[str], str | None]


def caller_of(scenario: Scenario, *, now: datetime, seed: int | None = None) -> Caller:
    """The caller of a scenario. The same seed says the same."""
    dice = random.Random(scenario.seed if seed is None else seed)  # noqa: S311 - variety of wording
    if scenario.caller is None:
        return FixedCaller([_one(line, dice) for line in scenario.script])
    return GoalCaller(scenario.caller, dice=dice, now=now)


def _one(line: str | list[str] | None, dice: random.Random) -> str | None:
    return dice.choice(line) if isinstance(line, list) else line


class GoalCaller:
    """Answers what was asked last, from the facts they have, in their own manner."""

    def __init__(self, facts: CallerFacts, *, dice: random.Random, now: datetime) -> None:
        self._facts = facts
        self._dice = dice
        self._now = now
        self._times: Counter[str] = Counter()
        self._has_opened = False
        self._lost = 0
        self._heard = ""
        self._is_settled = False
        self._refused = 0
        self._opened = ""
        self._last: str | None = None
        self._more = list(facts.more)
        self._answers: Mapping[Topic, Answer] = {
            Topic.CONSENT: self._consent,
            Topic.WHO: self._who,
            Topic.INTENT: self._intent,
            Topic.SERVICE: self._service,
            Topic.WHICH_SERVICE: self._which_service,
            Topic.PERSON: self._person,
            Topic.BRANCH: self._branch,
            Topic.WHEN: self._when,
            Topic.WHEN_INSTEAD: self._when,
            Topic.NEW_TIME: self._when,
            Topic.DAYTIME: self._when,
            Topic.WHICH_DAY: self._which_day,
            Topic.OFFER: self._offer,
            Topic.NAME: self._name,
            Topic.NAME_OF_APPOINTMENT: self._name,
            Topic.SPELL: self._spell,
            Topic.PHONE: self._phone,
            Topic.PHONE_MORE: self._silent,
            Topic.PHONE_RIGHT: self._yes,
            Topic.EMAIL: self._email,
            Topic.SEVERAL: self._several,
            Topic.CONFIRM: self._yes,
            Topic.CONFIRM_MOVE: self._yes,
            Topic.CONFIRM_CANCEL: self._yes,
            Topic.WHICH_APPOINTMENT: self._which_appointment,
            Topic.DAY_OF_APPOINTMENT: self._which_appointment,
            Topic.CALLBACK: self._callback,
            Topic.CALLBACK_REASON: self._reason,
            Topic.MESSAGE: self._message,
            Topic.MORE: self._anything_else,
            Topic.STILL_THERE: self._here,
        }

    def hear(self, said: str, *, hint: str = "") -> Move:
        """The answer to what was asked last."""
        topic = ear.topic_of(said, hint=hint)
        is_new, self._heard = bool(said) and said != self._heard, said
        self._is_settled = self._is_settled or ear.is_done(said)
        if ear.says_goodbye(said) and topic is Topic.NOTHING:
            return Move(hangs_up=True)
        if not self._has_opened and topic not in (Topic.CONSENT, Topic.WHO):
            return self._open()
        text = self._told(topic, said)
        if text == _NO_ANSWER:
            return self._puzzled(said, topic)
        if not ear.did_not_understand(said) and is_new:
            self._lost = 0
        elif (move := self._lose_patience()) is not None:
            return move
        if text is not None and topic is not Topic.STILL_THERE:
            self._last = text
        return Move(text=text, hangs_up=text == _GIVES_UP)

    def _open(self) -> Move:
        self._has_opened = True
        self._opened = self._last = self._pick(self._facts.opening) if self._facts.opening else self._wish()
        return Move(text=self._last)

    def _wish(self) -> str:
        service, when = self._pick(self._facts.service), self._pick(self._facts.when)
        with_whom = f" bei {self._pick(self._facts.staff)}" if self._facts.staff else ""
        greeting = self._pick(["Guten Tag", "Hallo", "Ja, guten Tag", "Grüß Gott"])
        wish = self._pick(
            ["ich hätte gern einen Termin", "ich bräuchte einen Termin", "ich möchte einen Termin"]
        )
        if self._facts.manner == "brief":
            return f"{greeting}, {wish}."
        return f"{greeting}, {wish} für {service}{with_whom}, {when}."

    def _told(self, topic: Topic, said: str) -> str | None:
        """The answer, or ``None`` for silence."""
        self._times[topic] += 1
        given = self._facts.answers.get(topic)
        if given is not None:
            return self._dice.choice(given[min(self._times[topic], len(given)) - 1])
        answer = self._answers.get(topic)
        return answer(said) if answer else _NO_ANSWER

    def _puzzled(self, said: str, topic: Topic) -> Move:
        if topic is Topic.NOTHING and ear.is_done(said):
            return Move(text=self._goodbye())
        move = self._lose_patience()
        if move is not None:
            return move
        if not said:
            return Move(text="Hallo? Sind Sie noch da?")
        if topic is not Topic.OTHER:
            return Move(text=self._opened or "Hallo?")
        return Move(text=self._pick(list(mouth.YES[self._facts.manner])))

    def _lose_patience(self) -> Move | None:
        self._lost += 1
        if self._lost > PATIENCE:
            return Move(text="Ich rufe lieber noch einmal an. Auf Wiederhören.", hangs_up=True)
        return None

    # --- answers ---

    def _consent(self, said: str) -> str:
        if not self._has_opened and self._dice.random() < _AT_ONCE:
            # Many people take the question along and come to the point in the same breath.
            yes_or_no = "Ja, gern." if self._facts.consents else "Lieber nicht."
            return f"{yes_or_no} {self._open().text}"
        if self._facts.consents:
            return self._pick(["Ja, das ist in Ordnung.", "Ja, kein Problem.", "Meinetwegen.", "Ja."])
        return self._pick(["Nein, lieber nicht.", "Nein, das möchte ich nicht."])

    def _who(self, said: str) -> str:
        if not self._facts.is_known:
            return f"Nein, hier ist {self._facts.name}."
        return self._pick(["Ja, am Apparat.", "Ja, genau.", "Ja, bin ich."])

    def _intent(self, said: str) -> str:
        if self._times[Topic.INTENT] > 1 and not self._facts.opening:
            return self._wish()
        return self._opened or self._open().text or ""

    def _service(self, said: str) -> str:
        return self._fact(self._facts.service)

    def _which_service(self, said: str) -> str:
        question = ear.question_of(said).lower()
        named = [each for each in self._facts.service if each.lower() in question]
        options = ear.names_in(ear.question_of(said))
        alike = [option for option in options for each in named if option != each and each in option]
        return f"{(alike or named)[0]}, bitte." if named else self._fact(self._facts.service)

    def _person(self, said: str) -> str:
        if self._facts.staff:
            return f"{self._pick(self._facts.staff)}."
        return self._pick(["Das ist mir egal.", "Das ist mir gleich."])

    def _branch(self, said: str) -> str:
        return f"{self._pick(self._facts.branch)}." if self._facts.branch else "Das ist mir gleich."

    def _when(self, said: str) -> str:
        if self._facts.when_instead and ear.nothing_is_free(said):
            self._refused += 1
            wish = self._pick(self._facts.when_instead)
            return f"Dann {wish}, ich bin da flexibel." if self._refused == 1 else _GIVES_UP
        return self._fact(self._facts.when)

    def _which_day(self, said: str) -> str:
        """The first of the days in question that they can; without conditions they say their wish again."""
        days = [day for day in ear.days_in(ear.question_of(said), now=self._now) if self._can_on(day)]
        if self._facts.can is None or not days:
            return self._when(said)
        return f"Den {days[0].day}. {ear.month_name(days[0].month)}, bitte."

    def _can_on(self, day: date) -> bool:
        noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001  the wall clock of the branch
        whole_day = self._facts.can and self._facts.can.model_copy(
            update={"at": [], "from_": 0, "until": 1440}
        )
        return whole_day is None or whole_day.holds(noon, now=self._now)

    def _offer(self, said: str) -> str:
        offers = ear.offers_in(said, now=self._now)
        if not offers:
            return self._yes(said)
        if self._facts.changes_mind and self._times[Topic.OFFER] == 1:
            return f"Hm, ginge es auch {self._pick(self._facts.changes_mind)}?"
        possible = [offer for offer in offers if self._can(offer)]
        if not possible:
            return self._pick(mouth.CANNOT).format(
                when=self._pick(self._facts.when or ["lieber ein anderer Tag"])
            )
        chosen = {"first": possible[0], "second": possible[min(1, len(possible) - 1)], "last": possible[-1]}[
            self._facts.takes
        ]
        return self._take(chosen, offers)

    def _can(self, offer: Offered) -> bool:
        if self._facts.can is None:
            return True
        start = offer.starts_at()
        return start is None or self._facts.can.holds(start, now=self._now)

    def _take(self, chosen: Offered, offers: Sequence[Offered]) -> str:
        if len(offers) == 1:
            return self._pick(list(mouth.TAKES_ONE))
        ways = list(mouth.TAKES)
        days = [offer.weekday for offer in offers]
        if chosen.weekday is not None and days.count(chosen.weekday) == 1:
            ways += mouth.TAKES_DAY
        words = {"ordinal": mouth.ordinal(offers.index(chosen)), "clock": chosen.text}
        weekday = mouth.weekday_name(chosen.weekday) if chosen.weekday is not None else ""
        return self._pick(ways).format(**words, weekday=weekday)

    def _name(self, said: str) -> str:
        name = self._facts.name
        if not name:
            return _NO_ANSWER
        if self._facts.manner in ("brief", "lower", "casual"):
            return name.split()[-1] if self._facts.manner == "brief" else name
        return self._pick([f"{name}.", f"Mein Name ist {name}.", f"Auf {name}, bitte."])

    def _spell(self, said: str) -> str:
        return self._facts.spelled or mouth.spelled(self._facts.name.split()[-1])

    def _phone(self, said: str) -> str:
        if _THIS_NUMBER.search(ear.question_of(said)):
            return "Ja, unter dieser Nummer."
        if not self._facts.phone:
            return self._pick(["Die, von der ich gerade anrufe.", "Unter dieser Nummer."])
        return mouth.in_pairs(self._facts.phone, self._dice)

    def _silent(self, said: str) -> None:
        return None

    def _email(self, said: str) -> str:
        return "Nein danke, eine SMS genügt."

    def _several(self, said: str) -> str:
        return self._pick(["Das ist egal.", "Am liebsten gleichzeitig."])

    def _which_appointment(self, said: str) -> str:
        return self._fact(self._facts.day)

    def _callback(self, said: str) -> str:
        return self._yes(said) if self._facts.wants_callback else self._no(said)

    def _reason(self, said: str) -> str:
        return self._fact(self._facts.reason or self._facts.service)

    def _message(self, said: str) -> str:
        return self._fact(self._facts.message)

    def _anything_else(self, said: str) -> str:
        if self._more:
            return self._more.pop(0)
        if self._facts.service and not self._is_settled and self._times[Topic.MORE] == 1:
            return self._wish()  # they have not got yet what they rang for
        return self._pick(list(mouth.NOTHING_MORE[self._facts.manner]))

    def _here(self, said: str) -> str:
        return self._last or "Ja, ich bin noch da."

    def _yes(self, said: str) -> str:
        return self._pick(list(mouth.YES[self._facts.manner]))

    def _no(self, said: str) -> str:
        return self._pick(list(mouth.NO[self._facts.manner]))

    def _goodbye(self) -> str:
        return self._pick(["Vielen Dank, auf Wiederhören.", "Danke, tschüss."])

    def _fact(self, wordings: Sequence[str]) -> str:
        return self._sentence(self._pick(wordings)) if wordings else _NO_ANSWER

    def _pick(self, wordings: Sequence[str]) -> str:
        return self._dice.choice(list(wordings)) if wordings else ""

    def _sentence(self, words: str) -> str:
        if self._facts.manner == "lower":
            return words
        opened = words[:1].upper() + words[1:]
        return opened if opened.endswith((".", "!", "?")) else f"{opened}."
