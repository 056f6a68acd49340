"""What is offered once, led to a taxi, repeated every week, or wanted as always."""

from collections.abc import Callable
from dataclasses import replace

from telephony.dialogue.vocabulary import CallerFacts, OptionTerm
from tests.telephony.dialogue.fake_calendar import SALON, TUESDAY_10, Calendar, Conversation

Play = Callable[..., Conversation]
PACK = OptionTerm(id=71, name="Haarkur", synonyms=("Kur",), duration_minutes=10, price_cents=1500)
WITH_PACK = replace(
    SALON,
    offers_add_ons=True,
    services=tuple(replace(one, add_ons=(PACK,)) if one.id == 4 else one for one in SALON.services),
)
WITH_TAXI = replace(SALON, taxi_number="+4930231259990")


def test_a_fitting_extra_is_offered_once_and_taken_at_the_same_time(play: Play) -> None:
    conversation = play(["Färben am Donnerstag um neun", "Krüger", "ja, gern", "ja"], vocabulary=WITH_PACK)

    assert conversation.said.count("Möchten Sie eine Haarkur für 15 Euro dazunehmen?") == 1
    assert conversation.calendar.searches[-1]["add_on_ids"] == [71]
    assert len(conversation.calendar.booked) == 1


def test_an_extra_that_is_declined_changes_nothing(play: Play) -> None:
    conversation = play(["Färben am Donnerstag um neun", "Krüger", "nein danke", "ja"], vocabulary=WITH_PACK)

    assert len(conversation.calendar.searches) == 1
    assert len(conversation.calendar.booked) == 1


def test_without_the_setting_nothing_is_offered(play: Play) -> None:
    conversation = play(
        ["Färben am Donnerstag um neun", "Krüger", "ja"], vocabulary=replace(WITH_PACK, offers_add_ons=False)
    )

    assert "dazunehmen" not in conversation.said
    assert len(conversation.calendar.booked) == 1


def test_a_taxi_is_put_through_when_the_appointment_stands(play: Play) -> None:
    calendar = Calendar(WITH_TAXI, TUESDAY_10, has_humans=True)

    conversation = play(
        ["Färben am Donnerstag um neun, und ein Taxi bräuchte ich dann auch", "Krüger", "ja", "ja bitte"],
        vocabulary=WITH_TAXI, calendar=calendar,
    )  # fmt: skip

    assert len(conversation.calendar.booked) == 1
    assert [one["partner"] for one in calendar.transfers] == ["taxi"]


def test_without_a_number_no_taxi_is_promised(play: Play) -> None:
    conversation = play(["Könnten Sie mir ein Taxi rufen?", "Nein danke"])

    assert "Ein Taxi kann ich von hier aus leider nicht rufen." in conversation.said
    assert not conversation.calendar.transfers


def test_a_series_is_booked_from_its_first_time(play: Play) -> None:
    conversation = play(
        ["Ich brauche sechsmal Färben, immer donnerstags um neun", "die erste", "Krüger", "ja"]
    )

    assert "jede Woche, 6-mal" in conversation.said
    assert [one["name"] for one in conversation.calendar.series] == ["Krüger"]
    assert not conversation.calendar.booked


def test_whoever_can_only_on_one_weekday_wants_no_series(play: Play) -> None:
    conversation = play(["Ich kann jeden Donnerstag ab neun, Färben bitte", "den ersten", "Krüger", "ja"])

    assert not conversation.calendar.series
    assert len(conversation.calendar.booked) == 1


def test_the_usual_is_what_it_was_once_the_name_fits(play: Play) -> None:
    caller = CallerFacts(
        known_name="Sabine Krüger", number="+4915123456789", usual_service_id=4, usual_staff_id=11
    )

    conversation = play(["Krüger, guten Tag, das Übliche bitte am Donnerstag um neun", "ja"], caller=caller)

    assert conversation.calendar.booked[0]["name"].endswith("Krüger")
    assert conversation.calendar.searches[0]["service_id"] == 4
    assert conversation.calendar.searches[0]["staff_id"] == 11


def test_the_usual_of_somebody_else_is_told_to_nobody(play: Play) -> None:
    caller = CallerFacts(
        known_name="Sabine Krüger", number="+4915123456789", usual_service_id=4, usual_staff_id=11
    )

    conversation = play(["Guten Tag, wie immer bitte am Donnerstag um neun", "Baumann"], caller=caller)

    assert "Färben" not in conversation.answers[-1] or "zum Beispiel" in conversation.answers[-1]
    assert not conversation.calendar.searches
