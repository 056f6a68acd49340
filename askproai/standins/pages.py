"""The pages: what reached the stand-ins. Calls as dialogues, SMS as bubbles, mails as previews."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, quote
from zoneinfo import ZoneInfo

import phonenumbers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from askproai.standins.ledger import Event
from askproai.standins.markup import Markup, document, tag, together
from askproai.standins.retell import Retell
from askproai.standins.retell_calls import Call
from askproai.standins.segments import segment_count
from askproai.standins.sendgrid import Mail, SendGrid
from askproai.standins.twilio import Message, Twilio
from askproai.standins.world import World

SHOWN = 30
IDLE_REFRESH_SECONDS = 5
LIVE_REFRESH_SECONDS = 1
BERLIN = ZoneInfo("Europe/Berlin")
STYLE = Path(__file__).parent / "static" / "standins.css"

POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
# A mail is somebody else's HTML with styles of its own: it is shown in a frame that can do nothing.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

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
PROVIDERS = {"retell": "Retell", "twilio": "Twilio", "sendgrid": "SendGrid"}
BAD_STATES = frozenset({"undelivered", "bounce", "error", "refused", "lost"})


class Pages:
    """The pages below ``/``."""

    def __init__(self, *, world: World, twilio: Twilio, sendgrid: SendGrid, retell: Retell) -> None:
        self._world = world
        self._twilio = twilio
        self._sendgrid = sendgrid
        self._retell = retell

    def routes(self) -> list[Route]:
        """Return the pages and their style sheet."""
        return [
            Route("/", self._overview),
            Route("/standins.css", self._style),
            Route("/calls/{call_id}", self._call),
            Route("/sms/{number}", self._conversation),
            Route("/sms/{number}", self._reply, methods=["POST"]),
            Route("/mails/{message_id}", self._mail),
            Route("/mails/{message_id}/html", self._mail_html),
            Route("/mails/{message_id}/attachments/{index:int}", self._attachment),
            Route("/events", self._events),
        ]

    async def _overview(self, request: Request) -> Response:
        calls = self._retell.calls.newest_first()[:SHOWN]
        mails = self._sendgrid.mails.newest_first()[:SHOWN]
        body = tag(
            "div",
            _column("Anrufe", [_call_row(call) for call in calls], "Noch hat niemand angerufen."),
            _column("SMS", self._conversation_rows(), "Noch keine SMS."),
            _column("E-Mails", [_mail_row(mail) for mail in mails], "Noch keine E-Mail."),
            cls="columns",
        )
        live = any(call.status == "ongoing" for call in calls)
        body = together([tag("h1", "Was bei den Anbietern ankommt"), body])
        return self._page("Nachgebildete Anbieter", body, refresh=2 if live else IDLE_REFRESH_SECONDS)

    async def _style(self, request: Request) -> Response:
        return Response(STYLE.read_bytes(), media_type="text/css")

    async def _call(self, request: Request) -> Response:
        call = self._retell.calls.get(request.path_params["call_id"])
        if call is None:
            return self._missing()
        live = call.status in {"registered", "ongoing"} and call.ended_at_ms is None
        turns = [_turn(entry) for entry in list(call.entries)]
        waiting = tag("p", "…", cls="bubble agent waiting") if call.status == "ongoing" else None
        body = tag(
            "article",
            _back(),
            tag(
                "h1",
                f"{_who(call)} ruft {_shown(call.to_number)} an" if call.from_number else "Anruf im Browser",
            ),
            _facts(_call_facts(call)),
            tag("div", together(turns), waiting, cls="dialogue"),
            cls="sheet",
        )
        return self._page("Anruf", body, refresh=LIVE_REFRESH_SECONDS if live else None)

    async def _conversation(self, request: Request) -> Response:
        number = request.path_params["number"]
        messages = [message for message in self._twilio.messages if _other_party(message) == number]
        if not messages:
            return self._missing()
        ours = messages[-1].to if messages[-1].direction == "inbound" else messages[-1].sender
        body = tag(
            "article",
            _back(),
            tag("h1", _shown(number)),
            tag("div", together([_bubble(message) for message in messages]), cls="phone"),
            _reply_form(number, ours) if ours.removeprefix("whatsapp:").startswith("+") else None,
            cls="sheet",
        )
        return self._page(f"SMS {number}", body, refresh=None)

    async def _reply(self, request: Request) -> Response:
        number = request.path_params["number"]
        # A form from a foreign page must not send messages here.
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return Response(status_code=HTTPStatus.FORBIDDEN)
        form = parse_qs((await request.body()).decode())
        text, to = form.get("body", [""])[0], form.get("to", [""])[0]
        if text and to:
            self._twilio.receive(sender=number, to=to, body=text)
        return RedirectResponse(f"/sms/{quote(number)}", status_code=HTTPStatus.SEE_OTHER)

    async def _mail(self, request: Request) -> Response:
        mail = self._sendgrid.mails.get(request.path_params["message_id"])
        if mail is None:
            return self._missing()
        files = [
            tag("a", file.filename, href=f"/mails/{mail.message_id}/attachments/{index}", cls="file")
            for index, file in enumerate(mail.attachments)
        ]
        source = f"/mails/{mail.message_id}/html"
        body = tag(
            "article",
            _back(),
            tag("h1", mail.subject),
            _facts(
                [
                    ("Von", f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender),
                    ("An", ", ".join(mail.to)),
                    ("Gesendet", _moment(mail.created_at)),
                    ("Stand", MAIL_STATES.get(mail.status, mail.status)),
                ]
            ),
            tag("div", together(files), cls="files") if files else None,
            tag("iframe", src=source, title="Inhalt der E-Mail", sandbox="", cls="mail")
            if mail.html
            else None,
            _plain_text(mail),
            cls="sheet wide",
        )
        return self._page(mail.subject, body, refresh=None)

    async def _mail_html(self, request: Request) -> Response:
        mail = self._sendgrid.mails.get(request.path_params["message_id"])
        if mail is None:
            return self._missing()
        return HTMLResponse(mail.html, headers={**_headers(MAIL_POLICY), "X-Frame-Options": "SAMEORIGIN"})

    async def _attachment(self, request: Request) -> Response:
        mail = self._sendgrid.mails.get(request.path_params["message_id"])
        index = request.path_params["index"]
        if mail is None or index >= len(mail.attachments):
            return self._missing()
        file = mail.attachments[index]
        name = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.filename)}"}
        return Response(
            file.content, headers={**_headers(POLICY), **name}, media_type=_plain_type(file.media_type)
        )

    async def _events(self, request: Request) -> Response:
        events = list(self._world.ledger.events)[-200:][::-1]
        rows = [
            tag(
                "tr",
                tag("td", f"{event.at.astimezone(BERLIN):%H:%M:%S}"),
                tag("td", PROVIDERS.get(event.provider, event.provider)),
                tag("td", _event_name(event)),
                tag("td", _event_text(event), cls=_badness(str(event.fields.get("outcome", "")))),
            )
            for event in events
        ]
        head = tag(
            "tr", *[tag("th", name, scope="col") for name in ("Zeit", "Anbieter", "Ereignis", "Inhalt")]
        )
        table = tag("table", tag("thead", head), tag("tbody", together(rows)))
        body = tag(
            "article", _back(), tag("h1", "Protokoll"), tag("div", table, cls="scroll"), cls="sheet wide"
        )
        return self._page("Protokoll", body, refresh=IDLE_REFRESH_SECONDS)

    def _conversation_rows(self) -> list[Markup]:
        """Return one row per phone number, with what was written to it last."""
        latest: dict[str, list[Message]] = {}
        for message in self._twilio.messages.newest_first():
            latest.setdefault(_other_party(message), []).append(message)
        rows = []
        for number, messages in list(latest.items())[:SHOWN]:
            bubbles = together([_bubble(message) for message in reversed(messages[:3])])
            title = tag("a", _shown(number), href=f"/sms/{quote(number)}")
            rows.append(tag("li", tag("h3", title), tag("div", bubbles, cls="phone"), cls="card"))
        return rows

    def _missing(self) -> Response:
        body = tag("article", _back(), tag("h1", "Das gibt es nicht mehr."), cls="sheet")
        return self._page("Nicht gefunden", body, refresh=None, status=HTTPStatus.NOT_FOUND)

    def _page(
        self, title: str, body: Markup, *, refresh: int | None, status: int = HTTPStatus.OK
    ) -> Response:
        header = tag(
            "header",
            tag("a", "Nachgebildete Anbieter", href="/", cls="brand"),
            tag(
                "nav",
                tag("a", "Protokoll", href="/events"),
                tag("a", "Zur Anwendung", href=self._world.app_url),
            ),
        )
        note = tag(
            "footer",
            "Retell, Twilio und SendGrid sind nachgebildet: Es klingelt kein Telefon, nichts geht hinaus.",
        )
        page = together([header, tag("main", body), note])
        html = document(title=title, body=page, refresh_seconds=refresh)
        return HTMLResponse(html, status_code=status, headers=_headers(POLICY))


def _headers(policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


def _plain_type(media_type: str) -> str:
    """Return the media type without parameters, or a harmless one when it is not one we expect."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind if kind in {"text/calendar", "application/pdf", "text/plain"} else "application/octet-stream"


def _column(title: str, rows: list[Markup], nothing: str) -> Markup:
    content = tag("ul", together(rows)) if rows else tag("p", nothing, cls="nothing")
    count = tag("span", len(rows), cls="count") if rows else None
    return tag("section", tag("h2", title, " ", count), content)


def _call_row(call: Call) -> Markup:
    said = call.utterances()
    last = said[-1]["content"] if said else "Noch kein Wort."
    state = tag("span", CALL_STATES[call.status], cls=f"state {call.status}")
    length = tag("span", _length(call), cls="quiet")
    title = tag("h3", tag("a", _who(call), href=f"/calls/{call.call_id}"))
    return tag("li", title, tag("p", state, " ", length), tag("p", last, cls="excerpt"), cls="card")


def _call_facts(call: Call) -> list[tuple[str, str]]:
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


def _mail_row(mail: Mail) -> Markup:
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


def _plain_text(mail: Mail) -> Markup | None:
    if not mail.text:
        return None
    opened = None if mail.html else ""
    return tag("details", tag("summary", "Nur Text"), tag("pre", mail.text), open=opened)


def _bubble(message: Message) -> Markup:
    count = segment_count(message.body)
    parts = f" · {count} SMS" if count > 1 else ""
    error = f" ({message.error_code})" if message.error_code else ""
    stand = f"{_moment(message.created_at)} · {SMS_STATES.get(message.status, message.status)}{error}{parts}"
    side = "theirs" if message.direction == "inbound" else "ours"
    small = tag("small", stand, cls=_badness(message.status))
    return tag("p", message.body, small, cls=f"bubble {side}")


def _turn(entry: dict[str, str]) -> Markup:
    if entry["role"] == "tool_call_invocation":
        return tag("p", tag("b", entry["name"]), " ", tag("code", entry["arguments"]), cls="tool")
    if entry["role"] == "tool_call_result":
        return tag("details", tag("summary", "Antwort"), tag("code", entry["content"]), cls="tool")
    side, speaker = ("agent", "KI-Empfang") if entry["role"] == "agent" else ("user", "Anrufer")
    return tag("p", tag("small", speaker), entry["content"], cls=f"bubble {side}")


def _reply_form(number: str, ours: str) -> Markup:
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


def _facts(facts: list[tuple[str, str]]) -> Markup:
    return tag("dl", together([tag("div", tag("dt", name), tag("dd", value)) for name, value in facts]))


def _back() -> Markup:
    return tag("a", "‹ Übersicht", href="/", cls="back")


def _who(call: Call) -> str:
    return _shown(call.from_number) if call.from_number not in {"", "anonymous"} else "Unbekannte Nummer"


def _shown(number: str) -> str:
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


def _other_party(message: Message) -> str:
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
