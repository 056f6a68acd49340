"""The consent to a transcript can be taken back in the call, at any moment and in any words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.telephony.dialogue.fake_calendar import SALON, Conversation

ASKING = replace(SALON, recording=True)


@pytest.mark.parametrize(
    "said",
    [
        "Bitte nichts mitschreiben.",
        "Ich möchte doch nicht, dass das aufgezeichnet wird.",
        "Schreiben Sie bitte nicht mehr mit.",
        "Hören Sie bitte auf mitzuschreiben, also nichts mehr aufnehmen.",
        "Löschen Sie bitte die Aufzeichnung.",
        "Ich widerrufe meine Einwilligung.",
        "Please do not record this.",
    ],
)
def test_consent_is_taken_back_and_the_conversation_goes_on(
    play: Callable[..., Conversation], said: str
) -> None:
    conversation = play(
        ["Ja, gern.", "Ich brauche einen Termin zum Färben.", said, "Am Freitag um 10 Uhr."],
        vocabulary=ASKING,
    )

    assert conversation.calendar.consents == [True, False]
    assert conversation.calendar.searches


@pytest.mark.parametrize(
    "said",
    [
        "Schreiben Sie das bitte auf.",
        "Können Sie mir nicht einen Termin aufschreiben?",
        "Das geht am Freitag leider nicht.",
        "Ich will nichts Kurzes, nur die Spitzen.",
    ],
)
def test_other_wishes_take_nothing_back(play: Callable[..., Conversation], said: str) -> None:
    conversation = play(["Ja, gern.", "Ich brauche einen Termin zum Färben.", said], vocabulary=ASKING)

    assert conversation.calendar.consents == [True]
