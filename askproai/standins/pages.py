"""The pages: what reached the stand-ins. Calls as dialogues, SMS as bubbles, mails as previews."""

from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from askproai.standins import page_parts as parts
from askproai.standins.calcom import Calcom
from askproai.standins.calendar_control import CalendarControl
from askproai.standins.markup import Markup, document, tag, together
from askproai.standins.retell import Retell
from askproai.standins.sendgrid import SendGrid
from askproai.standins.twilio import Message, Twilio
from askproai.standins.world import World

SHOWN = 30
IDLE_REFRESH_SECONDS = 5
LIVE_REFRESH_SECONDS = 1
STYLE = Path(__file__).parent / "static" / "standins.css"

POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
# A mail is somebody else's HTML with styles of its own: it is shown in a frame that can do nothing.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


class Pages:
    """The pages below ``/``."""

    def __init__(
        self,
        *,
        world: World,
        twilio: Twilio,
        sendgrid: SendGrid,
        retell: Retell,
        calendars: CalendarControl,
        calcom: Calcom,
    ) -> None:
        self._world = world
        self._twilio = twilio
        self._sendgrid = sendgrid
        self._retell = retell
        self._calendars = calendars
        self._calcom = calcom

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
            parts.column("Anrufe", [parts.call_row(call) for call in calls], "Noch hat niemand angerufen."),
            parts.column("SMS", self._conversation_rows(), "Noch keine SMS."),
            parts.column("Kalender", self._calendar_rows(), "Noch kein Kalender verbunden."),
            parts.column("E-Mails", [parts.mail_row(mail) for mail in mails], "Noch keine E-Mail."),
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
        turns = [parts.turn(entry) for entry in list(call.entries)]
        waiting = tag("p", "…", cls="bubble agent waiting") if call.status == "ongoing" else None
        body = tag(
            "article",
            parts.back(),
            tag("h1", parts.call_title(call)),
            parts.fact_list(parts.call_facts(call)),
            tag("div", together(turns), waiting, cls="dialogue"),
            cls="sheet",
        )
        return self._page("Anruf", body, refresh=LIVE_REFRESH_SECONDS if live else None)

    async def _conversation(self, request: Request) -> Response:
        number = request.path_params["number"]
        messages = [message for message in self._twilio.messages if parts.other_party(message) == number]
        if not messages:
            return self._missing()
        ours = messages[-1].to if messages[-1].direction == "inbound" else messages[-1].sender
        body = tag(
            "article",
            parts.back(),
            tag("h1", parts.spaced_number(number)),
            tag("div", together([parts.bubble(message) for message in messages]), cls="phone"),
            parts.reply_form(number, ours) if ours.removeprefix("whatsapp:").startswith("+") else None,
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
            parts.back(),
            tag("h1", mail.subject),
            parts.fact_list(parts.mail_facts(mail)),
            tag("div", together(files), cls="files") if files else None,
            tag("iframe", src=source, title="Inhalt der E-Mail", sandbox="", cls="mail")
            if mail.html
            else None,
            parts.plain_text(mail),
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
        rows = [parts.event_row(event) for event in events]
        head = tag(
            "tr", *[tag("th", name, scope="col") for name in ("Zeit", "Anbieter", "Ereignis", "Inhalt")]
        )
        table = tag("table", tag("thead", head), tag("tbody", together(rows)))
        body = tag(
            "article", parts.back(), tag("h1", "Protokoll"), tag("div", table, cls="scroll"), cls="sheet wide"
        )
        return self._page("Protokoll", body, refresh=IDLE_REFRESH_SECONDS)

    def _conversation_rows(self) -> list[Markup]:
        """Return one row per phone number, with what was written to it last."""
        latest: dict[str, list[Message]] = {}
        for message in self._twilio.messages.newest_first():
            latest.setdefault(parts.other_party(message), []).append(message)
        rows = []
        for number, messages in list(latest.items())[:SHOWN]:
            bubbles = together([parts.bubble(message) for message in reversed(messages[:3])])
            title = tag("a", parts.spaced_number(number), href=f"/sms/{quote(number)}")
            rows.append(tag("li", tag("h3", title), tag("div", bubbles, cls="phone"), cls="card"))
        return rows

    def _calendar_rows(self) -> list[Markup]:
        """Return one row per calendar with what comes last in it."""
        booked = self._calcom.shown()
        return [
            *[parts.calendar_row(email, "calcom", shown) for email, shown in booked.items()],
            *[
                parts.calendar_row(f"{account} · {diary.name}", provider, shown)
                for provider, account, diary, shown in list(self._calendars.all())[:SHOWN]
            ],
        ]

    def _missing(self) -> Response:
        body = tag("article", parts.back(), tag("h1", "Das gibt es nicht mehr."), cls="sheet")
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
            "Alle Anbieter sind nachgebildet: Es klingelt kein Telefon, nichts geht hinaus.",
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
