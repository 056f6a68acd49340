import asyncio

from askproai.standins.ledger import Ledger, Shelf


def test_events_are_numbered_on_over_a_clearing() -> None:
    ledger = Ledger()
    ledger.record(provider="twilio", kind="sms.accepted")
    ledger.clear()
    event = ledger.record(provider="twilio", kind="sms.accepted", to="+4915112345678")

    assert event.number == 2
    assert [found.number for found in ledger.after(0)] == [2]
    assert event.as_json()["to"] == "+4915112345678"


async def test_follower_is_woken_by_the_next_event() -> None:
    ledger = Ledger()
    waiting = asyncio.create_task(ledger.wait_after(0, seconds=30))
    await asyncio.sleep(0)
    ledger.record(provider="retell", kind="call.turn")

    assert [event.kind for event in await waiting] == ["call.turn"]


async def test_follower_gets_nothing_when_nothing_happens() -> None:
    assert await Ledger().wait_after(0, seconds=0.01) == []


def test_shelf_drops_the_oldest() -> None:
    shelf: Shelf[int] = Shelf(limit=2)
    for number in range(3):
        shelf.put(str(number), number)

    assert list(shelf) == [1, 2]
    assert shelf.get("0") is None
    assert shelf.drop("2") == 2
