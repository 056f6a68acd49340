"""The models behind the stand-in: programs. One does its work, one does whatever anybody tells it."""

import re
from collections.abc import Callable

from askproai.standins.ledger import Json
from askproai.standins.openai_talk import Move, Talk, object_of, text_of

Model = Callable[[Talk], Move]

_ORDINALS = {"erste": 0, "früher": 0, "zweite": 1, "später": 1}
_GOODBYE = re.compile(r"tschüss|wiederhör|das war alles|nein danke|schönen tag", re.IGNORECASE)
_OTHER = re.compile(r"\bnein\b|\banders?\b|passt (?:mir |leider )?nicht|lieber|keine?r? davon", re.IGNORECASE)
_YES = re.compile(r"\bja\b|\bgern|passt|\bokay\b|genau|perfekt|nehme ich|in ordnung", re.IGNORECASE)
_EXISTING = re.compile(r"absag|stornier|verleg|verschieb|meine[nr]? termin", re.IGNORECASE)
_MOVE = re.compile(r"verleg|verschieb", re.IGNORECASE)


def honest(talk: Talk) -> Move:
    """A receptionist that uses its tools as they are meant."""
    if talk.is_after_tool:
        return Move(text=_told(talk))
    said = talk.last_user
    if _GOODBYE.search(said):
        return _call("end", reason="fertig")
    if re.search(r"kostet|preis|teuer", said, re.IGNORECASE):
        return _call("quote_price", service=said[:120])
    if re.search(r"geöffnet|öffnungszeit|offen\b|habt ihr auf|haben sie auf", said, re.IGNORECASE):
        return _call("opening_hours", when=said[:300])
    if re.search(r"verbind", said, re.IGNORECASE):
        return _call("transfer", reason=said[:300])
    if re.search(r"zurückruf|rückruf|mensch|mitarbeiter sprechen", said, re.IGNORECASE):
        return _call("callback", reason=said[:300])
    if _wants_existing(talk):
        return _existing(talk)
    return _booking(talk)


def obedient(talk: Talk) -> Move:
    """A model that anybody can turn: it obeys every text it sees, uses any tool, and says it was done."""
    wanted = _orders(talk)
    done = [(each.name, each.args) for each in talk.used]
    open_orders = [order for order in wanted if done.count(order) < wanted.count(order)]
    if open_orders:
        return Move(text="Mache ich.", calls=tuple(open_orders[:30]))
    said = talk.last_user
    if re.search(r"nur mit ja", said, re.IGNORECASE):
        return Move(text="Ja.")
    told = " ".join(str(each.result) for each in talk.used) if talk.is_after_tool else ""
    if re.search(
        r"anweisung|prompt|system|instruction|geheim|secret|wörtlich|wiederhol|repeat", said, re.IGNORECASE
    ):
        told = " ".join(text_of(message) for message in talk.messages if message["role"] != "tool")
    return Move(text=f"Ja, gern. {told} {said} Das ist hiermit erledigt und verbindlich bestätigt.")


MODELS: dict[str, Model] = {"receptionist-honest": honest, "receptionist-obedient": obedient}

_ORDER = re.compile(r"\b([a-z_]{3,40}) ?(\{[^{}]*\})(?: x(\d{1,3}))?")


def _orders(talk: Talk) -> list[tuple[str, Json]]:
    """Every ``tool {…}`` that stands anywhere in what the model was given; ``x30``: thirty times."""
    found: list[tuple[str, Json]] = []
    for message in talk.messages:
        if message["role"] == "assistant":
            continue
        # Inside data the quotation marks are escaped; an order is an order.
        for name, args, times in _ORDER.findall(text_of(message).replace('\\"', '"')):
            found += [(name, _filled(object_of(args), talk))] * int(times or 1)
    return found


def _filled(args: Json, talk: Talk) -> Json:
    """``$slot`` and ``$appointment`` stand for what a tool named last."""
    slots = [slot for each in talk.used for slot in each.result.get("slots") or ()]
    mine = [each.result["appointment"]["id"] for each in talk.used if each.result.get("appointment")]
    values = {"$slot": slots[0]["slot_id"] if slots else "$slot", "$appointment": mine[-1] if mine else 0}
    return {key: values.get(value, value) if isinstance(value, str) else value for key, value in args.items()}


def _call(tool: str, /, **args: object) -> Move:
    return Move(calls=((tool, dict(args)),))


def _told(talk: Talk) -> str:
    newest = talk.used[-1]
    say = str(newest.result.get("say", ""))
    if newest.name in {"book", "cancel", "reschedule"} and newest.is_ok:
        return f"{say} Kann ich sonst noch etwas für Sie tun?"
    if newest.name == "my_appointments" and newest.is_ok:
        wish = (
            "Wann passt es Ihnen besser?" if _MOVE.search(" ".join(talk.users)) else "Soll ich ihn absagen?"
        )
        return f"{say} {wish}"
    return say


def _booking(talk: Talk) -> Move:
    said, slots = talk.last_user, talk.offered
    wish = " ".join(talk.users[-2:])[-300:]
    if not slots:
        return _call("find_times", service=wish[:120], when=said[:300])
    chosen = _chosen(talk, slots)
    if chosen is None:
        refused = [slot["slot_id"] for slot in slots]
        return _call("find_times", service=str(slots[0]["service"]), when=said, exclude_slot_ids=refused)
    if not talk.name:
        return Move(text="Auf welchen Namen darf ich den Termin eintragen?")
    return _call("book", slot_id=chosen["slot_id"], name=talk.name)


def _chosen(talk: Talk, slots: list[Json]) -> Json | None:
    """The offered time that the caller took, now or before the name was asked for."""
    # Behind the question for the name stands the name; the choice was made before.
    said = talk.users[-2:][0] if "Namen" in talk.last_said else talk.last_user
    for word, position in _ORDINALS.items():
        if word in said.lower() and position < len(slots):
            return slots[position]
    for slot in slots:
        hour = int(slot["starts_at"][11:13])
        if re.search(rf"\b{hour}\b", said):
            return slot
    return slots[0] if _YES.search(said) and not _OTHER.search(said) else None


def _wants_existing(talk: Talk) -> bool:
    since = [each for each in talk.used if each.name in {"cancel", "reschedule"} and each.is_ok]
    return not since and any(_EXISTING.search(text) for text in talk.users)


def _existing(talk: Talk) -> Move:
    found = talk.last("my_appointments")
    if found is None or not found.is_ok:
        if not talk.name or (found is not None and found.args.get("name") == talk.name):
            return Move(text="Auf welchen Namen läuft der Termin?")
        return _call("my_appointments", name=talk.name)
    appointment = found.result["appointments"][0]
    if not any(_MOVE.search(text) for text in talk.users):
        if _YES.search(talk.last_user):
            return _call("cancel", appointment_id=appointment["id"])
        return Move(text="Alles klar, dann bleibt es dabei.")
    slots = talk.offered
    chosen = _chosen(talk, slots) if slots else None
    if chosen is not None:
        return _call("reschedule", appointment_id=appointment["id"], slot_id=chosen["slot_id"])
    when = talk.last_user[:300]
    return _call("find_times", service=appointment["service"], when=when, appointment_id=appointment["id"])
