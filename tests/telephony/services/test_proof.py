"""What was said is matched with what was done, with and without the words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from telephony.enums import BrainKind, ProofSource, Speaker
from telephony.models import Call, CallTurn, Statement
from telephony.services.calls import end_call, lock_call
from telephony.services.clock import since_ring_ms
from telephony.services.consents import record_consent
from telephony.services.proof import REVIEW_KIND, review_call
from telephony.services.transcripts import add_turn
from telephony.services.waterfall import Waterfall
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act
from tests.telephony.services.test_conversation import BOOKING, ringing, talk, talk_until_booked

pytestmark = pytest.mark.usefixtures("company")


def end(call: Call) -> Call:
    end_call(call_id=call.pk, reason="user_hangup", now=MONDAY_8 + timedelta(minutes=2))
    review_call(call_id=call.pk)
    call.refresh_from_db()
    return call


def speak(call: Call, text: str, *, speaker: Speaker = Speaker.RECEPTIONIST) -> None:
    locked = lock_call(call.pk)
    add_turn(call=locked, speaker=speaker, text=text, offset_ms=since_ring_ms(locked, MONDAY_8))
    locked.save(update_fields=["turns", "trace"])


def test_review_proves_a_whole_conversation_without_its_words(salon: Salon) -> None:
    call = ringing()
    talk_until_booked(call, *BOOKING)
    talk(call, "Was kostet denn das Färben?", "Und wann haben Sie geöffnet?", "Nein danke, das war alles.")

    end(call)

    assert not CallTurn.objects.exists()
    assert call.statements_made
    assert [(each.kind, each.value) for each in call.statements.unproven()] == []
    assert call.unproven == 0
    assert call.trace is None


def test_review_flags_what_nobody_can_prove(salon: Salon) -> None:
    call = CallFactory(brain=BrainKind.OWN)
    speak(call, "Guten Tag, ich hätte am Freitag um 10 Uhr frei, das kostet 12 Euro.")

    end(call)

    assert [(each.kind, each.value, each.turn) for each in call.statements.unproven()] == [
        ("price", "12,00 €", 0),
        ("time", "Fr 10:00", 0),
    ]
    assert call.unproven == 2


def test_review_names_the_act_behind_a_statement(salon: Salon) -> None:
    call = CallFactory(brain=BrainKind.OWN)
    act(call, "opening_hours", when="morgen")
    speak(call, "Morgen haben wir von 9 Uhr bis 18 Uhr geöffnet.")

    end(call)

    assert {(each.proof, each.act.name) for each in call.statements.all() if each.act} == {
        (ProofSource.ACT, "opening_hours")
    }


def test_review_lets_nobody_offer_a_time_because_the_caller_named_it(salon: Salon) -> None:
    call = CallFactory(brain=BrainKind.OWN)
    speak(call, "Geht es am Freitag um 16 Uhr?", speaker=Speaker.CALLER)
    speak(call, "Am Freitag um 16 Uhr ist leider nichts frei.")
    speak(call, "Doch, am Freitag um 16 Uhr ist frei.")

    end(call)

    assert [each.turn for each in call.statements.unproven()] == [2]


def test_review_reads_a_providers_transcript(salon: Salon) -> None:
    call = CallFactory(brain=BrainKind.PROVIDER)
    record_consent(call=lock_call(call.pk), granted=True, wording_version="1", now=MONDAY_8)
    CallTurn.objects.create(
        call=call, position=0, speaker=Speaker.RECEPTIONIST, text="Das kostet 12 Euro.", offset_ms=900
    )

    end(call)

    statement = Statement.objects.get()
    assert (statement.value, statement.proof) == ("12,00 €", "")
    assert CallTurn.objects.get().text[statement.starts_at_letter : statement.ends_at_letter] == "12 Euro"


def test_review_twice_is_the_same_as_once(salon: Salon) -> None:
    call = CallFactory(brain=BrainKind.OWN)
    speak(call, "Das kostet 12 Euro.")
    end(call)

    review_call(call_id=call.pk)

    call.refresh_from_db()
    assert (call.unproven, call.statements.count()) == (1, 1)


def test_the_end_of_a_call_owes_its_review(salon: Salon) -> None:
    call = CallFactory(brain=BrainKind.OWN)
    speak(call, "Das kostet 12 Euro.")
    end_call(call_id=call.pk, reason="user_hangup", now=MONDAY_8)

    assert OutboxEntry.objects.get(kind=REVIEW_KIND).subject_id == call.pk
    drain(kind=REVIEW_KIND, now=MONDAY_8)

    call.refresh_from_db()
    assert call.unproven == 1


def test_waterfall_leads_from_the_greeting_to_the_booking(salon: Salon) -> None:
    call = ringing()
    talk_until_booked(call, *BOOKING)

    end(call)

    waterfall = Waterfall.from_json(call.waterfall)
    names = [stage.name for stage in waterfall.stages]
    assert names[0] == "greeting"
    assert names[-1] == "booked"
    assert all(
        one.end_ms == other.start_ms
        for one, other in zip(waterfall.stages, waterfall.stages[1:], strict=False)
    )
    assert call.spoken_to_booked_ms == waterfall.booked_ms
    assert 10_000 < (call.spoken_to_booked_ms or 0) < 60_000
    assert waterfall.answers_ms


def test_waterfall_of_a_call_without_words_is_unknown(salon: Salon) -> None:
    call = end(CallFactory(brain=BrainKind.PROVIDER))

    assert call.waterfall is None
    assert call.statements_made == 0
