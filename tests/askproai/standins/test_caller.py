import pytest

from askproai.standins.caller import FixedCaller, Goal, GoalCaller, Line

GREETING = (
    "Guten Tag, hier ist der KI-Assistent vom Salon Haarmonie. Mein Name ist Mia. Was kann ich für Sie tun?"
)
OFFER = "Ich hätte am Dienstag, den 8. Dezember um 9 Uhr oder um 10 Uhr 30. Was passt Ihnen besser?"
BOOKED = "Ihr Termin ist eingetragen, Sie bekommen gleich eine SMS. Kann ich sonst noch etwas für Sie tun?"


def _talk(goal: Goal, *said: str) -> list[str | None]:
    caller = GoalCaller(goal)
    return [caller.hear(sentence).text for sentence in said]


def test_caller_says_the_wish_at_once_unless_brief() -> None:
    goal = Goal(service="Haarschnitt", when="nächsten Dienstag vormittags", staff="Anna")
    told = _talk(goal, GREETING)[0]
    brief = _talk(goal.model_copy(update={"brief": True}), GREETING)[0]

    assert told is not None
    assert brief is not None
    assert "Haarschnitt bei Anna, nächsten Dienstag vormittags" in told
    assert "Haarschnitt" not in brief


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Welche Leistung darf es sein?", "Färben"),
        ("Was darf ich für Sie eintragen?", "Färben"),
        ("Wann passt es Ihnen?", "Morgen nachmittag"),
        ("An welchem Tag möchten Sie kommen?", "Morgen nachmittag"),
        ("Auf welchen Namen darf ich den Termin eintragen?", "Jörg Müßig"),
        ("Sagen Sie mir bitte Ihren Nachnamen.", "Jörg Müßig"),
        ("Worum geht es bei dem Termin, zum Beispiel Schneiden oder Färben?", "Färben"),
        ("Kurzhaar Färben, oder Langhaar Färben?", "Kurzhaar Färben, bitte"),
        ("Meinen Sie Dienstag, den 24. November, oder Dienstag, den 1. Dezember?", "Den 24. November"),
        ("Das habe ich nicht verstanden. Was dürfen wir denn für Sie machen?", "Färben"),
        ("Guten Tag! Spreche ich mit Bernd Sommer?", "Nein, hier ist Jörg Müßig"),
        ("Wie ist Ihr Name, bitte?", "Jörg Müßig"),
        ("Jörg Müßig, ist der Name richtig?", "Ja"),
        ("Können Sie den Namen buchstabieren?", "M wie Martha, Ü wie Übermut"),
        ("Unter welcher Nummer erreichen wir Sie?", "null eins, fünf eins"),
        ("Soll die SMS an die Nummer gehen, von der Sie anrufen?", "unter dieser Nummer"),
        ("Wie lautet Ihre E-Mail-Adresse?", "SMS genügt"),
        ("Bei wem möchten Sie den Termin?", "Das ist mir"),
        ("In welche Filiale möchten Sie kommen?", "Mitte"),
        ("Darf das Gespräch aufgezeichnet werden?", "Nein,"),
        ("Am Dienstag um 9 Uhr ist frei. Passt das?", ""),
    ],
)
def test_caller_answers_what_was_asked(question: str, words: str) -> None:
    goal = Goal(
        service="Färben",
        when="morgen nachmittag",
        name="Jörg Müßig",
        phone="0151 2345678",
        branch="Mitte",
    )

    answer = _talk(goal, *([] if "Spreche" in question else [GREETING]), question)[-1]

    assert answer is not None
    assert words in answer


def test_caller_picks_one_of_the_offered_times_and_confirms() -> None:
    picked, confirmed = _talk(
        Goal(picks=2), GREETING, OFFER, "Dienstag um 10 Uhr 30 auf Sabine Krüger, stimmt das so?"
    )[1:]

    assert picked is not None
    assert confirmed is not None
    assert "zweiten" in picked or "10 Uhr 30" in picked
    assert confirmed.startswith("Ja")


def test_caller_changes_their_mind_once() -> None:
    first, second = _talk(Goal(changes_mind="am Mittwoch"), GREETING, OFFER, OFFER)[1:]

    assert first == "Hm, ginge es auch am Mittwoch?"
    assert second is not None
    assert "ersten" in second or "9 Uhr" in second


def test_caller_tries_another_time_then_gives_up() -> None:
    caller = GoalCaller(Goal(fallback_when="in zwei Wochen"))
    caller.hear(GREETING)
    full = "Da ist leider nichts frei. Wann würde es sonst passen?"

    assert caller.hear(full).text == "Dann in zwei Wochen, ich bin da flexibel."
    assert caller.hear(full).hangs_up is True


def test_caller_has_no_more_wishes_when_booked_and_hangs_up_after_goodbye() -> None:
    caller = GoalCaller(Goal())
    caller.hear(GREETING)
    thanks, bye = caller.hear(BOOKED), caller.hear("Einen schönen Tag noch, auf Wiederhören!")

    assert thanks.text is not None
    assert thanks.text.startswith(("Nein", "Nee"))
    assert bye.hangs_up is True


def test_caller_repeats_when_asked_to() -> None:
    opening, again = _talk(Goal(), GREETING, "Das habe ich leider nicht verstanden.")

    assert again == opening


def test_caller_loses_patience() -> None:
    caller = GoalCaller(Goal())
    caller.hear(GREETING)
    moves = [caller.hear("Hmhm.") for _ in range(5)]

    assert [move.hangs_up for move in moves] == [False, False, False, False, True]


def test_same_seed_is_the_same_call() -> None:
    said = (GREETING, OFFER, "Auf welchen Namen?", BOOKED)

    assert _talk(Goal(seed=5), *said) == _talk(Goal(seed=5), *said)
    assert len({tuple(_talk(Goal(seed=seed), *said)) for seed in range(20)}) > 5


def test_fixed_caller_says_the_lines_then_hangs_up() -> None:
    caller = FixedCaller(["Hallo", None, Line(text="Doch!", interrupts=True)])

    assert caller.hear("").text == "Hallo"
    assert caller.hear("").text is None
    assert caller.interrupts_next() is True
    assert caller.hear("").text == "Doch!"
    assert caller.hear("").hangs_up is True
