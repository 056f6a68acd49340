"""The parts the pages are made of: cards, bubbles, dialogues, facts."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import phonenumbers

from askproai.standins.ledger import Event, Json
from askproai.standins.markup import Markup, tag, together
from askproai.standins.retell_calls import Call
from askproai.standins.segments import segment_count
from askproai.standins.sendgrid import Mail
from askproai.standins.twilio import Message

BERLIN = ZoneInfo("Europe/Berlin")

CALL_STATES = {
    "registered": "klingelt",
    "ongoing": "läuft",
    "ended": "beendet",
    "not_connected": "nicht zustande gekommen",
    "error": "gestört",
}
SMS_STATES = {
    "accepted": "angenommen",
    "queued": "wartet",
    "sent": "gesendet",
    "delivered": "zugestellt",
    "undelivered": "nicht zustellbar",
    "received": "empfangen",
}
MAIL_STATES = {
    "accepted": "angenommen",
    "processed": "verarbeitet",
    "delivered": "zugestellt",
    "bounce": "zurückgekommen",
}
CALL_ENDS = {
    "user_hangup": "Anrufer hat aufgelegt",
    "agent_hangup": "KI-Empfang hat aufgelegt",
    "call_transfer": "weiterverbunden",
    "inactivity": "Anrufer blieb stumm",
    "manual_stopped": "von außen beendet",
    "dial_no_answer": "niemand nahm ab",
    "dial_busy": "besetzt",
}
PROVIDERS = {
    "retell": "Retell",
    "twilio": "Twilio",
    "sendgrid": "SendGrid",
    "calcom": "Cal.com",
    "google_calendar": "Google Kalender",
    "outlook": "Outlook",
    "caldav": "CalDAV",
}
BAD_STATES = frozenset({"undelivered", "bounce", "error", "refused", "lost"})


def column(title: str, rows: list[Markup], nothing: str) -> Markup:
    """Return one column of the overview."""
    content = tag("ul", together(rows)) if rows else tag("p", nothing, cls="nothing")
    count = tag("span", len(rows), cls="count") if rows else None
    return tag("section", tag("h2", title, " ", count), content)


def call_row(call: Call) -> Markup:
    """Return a call as a card with what was said last."""
    said = call.utterances()
    last = said[-1]["content"] if said else "Noch kein Wort."
    state = tag("span", CALL_STATES[call.status], cls=f"state {call.status}")
    length = tag("span", _length(call), cls="quiet")
    title = tag("h3", tag("a", _who(call), href=f"/calls/{call.call_id}"))
    return tag("li", title, tag("p", state, " ", length), tag("p", last, cls="excerpt"), cls="card")


def call_facts(call: Call) -> list[tuple[str, str]]:
    """Return what is known about a call besides its dialogue."""
    facts = [("Stand", CALL_STATES[call.status]), ("Dauer", _length(call))]
    if call.disconnection_reason:
        facts.append(("Ende", CALL_ENDS.get(call.disconnection_reason, call.disconnection_reason)))
    if call.latencies_ms:
        ranked = sorted(call.latencies_ms)
        facts.append(("Antwortzeit", f"{ranked[len(ranked) // 2]:.0f} ms im Mittel"))
    if call.analysis:
        facts.append(("Ergebnis", call.analysis["call_summary"]))
    if call.problem:
        facts.append(("Störung", call.problem))
    return facts


def mail_row(mail: Mail) -> Markup:
    """Return a mail as a card."""
    state = tag("span", MAIL_STATES.get(mail.status, mail.status), cls=f"state {mail.status}")
    title = tag("h3", tag("a", mail.subject, href=f"/mails/{mail.message_id}"))
    names = [tag("span", file.filename, cls="file") for file in mail.attachments]
    text = " ".join(mail.text.split())[:160]
    return tag(
        "li",
        title,
        tag("p", state, " ", tag("span", ", ".join(mail.to), cls="quiet")),
        tag("p", text, cls="excerpt"),
        together(names),
        cls="card",
    )


def calendar_row(title: str, provider: str, events: list[Json]) -> Markup:
    """Return a calendar as a card with its latest events."""
    latest = sorted(events, key=lambda event: str(event["start"]))[-5:]
    rows = [
        tag("li", _moment(datetime.fromisoformat(event["start"])), " ", event["title"] or "(ohne Titel)")
        for event in latest
    ]
    count = tag("span", f"{PROVIDERS[provider]}, {len(events)} Einträge", cls="quiet")
    return tag("li", tag("h3", title), tag("p", count), tag("ul", together(rows)), cls="card")


def plain_text(mail: Mail) -> Markup | None:
    """Return the text part of a mail, folded away when there is HTML."""
    if not mail.text:
        return None
    opened = None if mail.html else ""
    return tag("details", tag("summary", "Nur Text"), tag("pre", mail.text), open=opened)


def bubble(message: Message) -> Markup:
    """Return an SMS as a bubble with its state."""
    count = segment_count(message.body)
    parts = f" · {count} SMS" if count > 1 else ""
    error = f" ({message.error_code})" if message.error_code else ""
    stand = f"{_moment(message.created_at)} · {SMS_STATES.get(message.status, message.status)}{error}{parts}"
    side = "theirs" if message.direction == "inbound" else "ours"
    small = tag("small", stand, cls=_badness(message.status))
    return tag("p", message.body, small, cls=f"bubble {side}")


def turn(entry: dict[str, str]) -> Markup:
    """Return a turn of a call, or a function and its answer."""
    if entry["role"] == "tool_call_invocation":
        return tag("p", tag("b", entry["name"]), " ", tag("code", entry["arguments"]), cls="tool")
    if entry["role"] == "tool_call_result":
        return tag("details", tag("summary", "Antwort"), tag("code", entry["content"]), cls="tool")
    side, speaker = ("agent", "KI-Empfang") if entry["role"] == "agent" else ("user", "Anrufer")
    return tag("p", tag("small", speaker), entry["content"], cls=f"bubble {side}")


def mail_facts(mail: Mail) -> list[tuple[str, str]]:
    """Return the head of a mail."""
    return [
        ("Von", f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender),
        ("An", ", ".join(mail.to)),
        ("Gesendet", _moment(mail.created_at)),
        ("Stand", MAIL_STATES.get(mail.status, mail.status)),
    ]


def event_row(event: Event) -> Markup:
    """Return an event of the ledger as a row of a table."""
    return tag(
        "tr",
        tag("td", f"{event.at.astimezone(BERLIN):%H:%M:%S}"),
        tag("td", PROVIDERS.get(event.provider, event.provider)),
        tag("td", _event_name(event)),
        tag("td", _event_text(event), cls=_badness(str(event.fields.get("outcome", "")))),
    )


def reply_form(number: str, ours: str) -> Markup:
    """Return the form with which somebody answers an SMS."""
    return tag(
        "form",
        tag("input", type="hidden", name="to", value=ours),
        tag("label", "Antworten als Kunde", for_="body"),
        tag("input", id="body", name="body", autocomplete="off", placeholder="z. B. STOP oder 1"),
        tag("button", "Senden", type="submit"),
        method="post",
        action=f"/sms/{quote(number)}",
        cls="reply",
    )


def fact_list(facts: list[tuple[str, str]]) -> Markup:
    """Return names and values side by side."""
    return tag("dl", together([tag("div", tag("dt", name), tag("dd", value)) for name, value in facts]))


def back() -> Markup:
    """Return the link to the overview."""
    return tag("a", "‹ Übersicht", href="/", cls="back")


def call_title(call: Call) -> str:
    """Return who calls whom."""
    if not call.from_number:
        return "Anruf im Browser"
    return f"{_who(call)} ruft {spaced_number(call.to_number)} an"


def _who(call: Call) -> str:
    """Return the caller as people would say it."""
    hidden = call.from_number in {"", "anonymous"}
    return "Unbekannte Nummer" if hidden else spaced_number(call.from_number)


def spaced_number(number: str) -> str:
    """Return the number as people write it; a sender's name stays as it is."""
    try:
        parsed = phonenumbers.parse(number.removeprefix("whatsapp:"))
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _length(call: Call) -> str:
    seconds = round(call.clock)
    return f"{seconds // 60}:{seconds % 60:02d} min"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(BERLIN):%d.%m. %H:%M:%S}"


def other_party(message: Message) -> str:
    """Return the number of the person an SMS came from or went to."""
    return message.sender if message.direction == "inbound" else message.to


def _badness(state: str) -> str | None:
    return "bad" if state in BAD_STATES else None


def _event_name(event: Event) -> str:
    return f"Webhook {event.fields['event']}" if event.kind == "webhook" else event.kind


def _event_text(event: Event) -> str:
    texts: dict[str, Callable[[], str]] = {
        "webhook": lambda: (
            f"{event.fields['outcome']} {event.fields['status'] or ''} · Versuch {event.fields['attempt']}"
            f" · {event.fields['url']}"
        ),
        "call.turn": lambda: f"{event.fields['role']}: {event.fields['text']}",
    }
    if event.kind in texts:
        return texts[event.kind]()
    return " · ".join(str(value) for value in event.fields.values() if value)[:160]
