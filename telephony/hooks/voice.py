"""What Twilio is told to do with a call: play the company's own greeting, then go on to the receptionist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from askproai.core.byte_ranges import ranged
from askproai.core.errors import Malformed, NotFound, SignatureInvalid
from telephony.services.number_paths import voice_url
from telephony.services.picking_up import Answer, Step, hung_up, not_connected, pick_up
from telephony.services.recordings import key_of_token, play_token, sound_of
from tenants.connections.services import company_url, connection_by_path
from tenants.inbox.twilio_signature import is_signed
from tenants.inbox.views import count_unverified

PROVIDER: Final = "twilio"
_MOST_BYTES: Final = 64_000
_SIP_HOST: Final = "sip.retellai.com"
# How the attempt to reach the receptionist ended where nobody spoke with the caller.
_FAILED: Final = frozenset({"busy", "no-answer", "failed"})
_SORRY: Final = (
    "Im Moment können wir Ihren Anruf leider nicht annehmen. Bitte versuchen Sie es gleich noch einmal."
)

Reply = Callable[[dict[str, str], datetime], str]


def proven(channel: str) -> Callable[[Reply], Callable[[HttpRequest, str], HttpResponse]]:
    """View of a signed form post to ``…/voice/<channel>``: 404 not our path, 401 unproven, else TwiML."""

    def mark(reply: Reply) -> Callable[[HttpRequest, str], HttpResponse]:
        def view(request: HttpRequest, path_secret: str) -> HttpResponse:
            try:
                connection_by_path(provider=PROVIDER, path_secret=path_secret)
                fields = _signed_fields(request, url=voice_url() + channel)
                return HttpResponse(reply(fields, timezone.now()), content_type="text/xml; charset=utf-8")
            except NotFound:
                return HttpResponse(status=404)
            except SignatureInvalid:
                count_unverified(PROVIDER)
                return HttpResponse(status=401)
            except Malformed:
                return HttpResponse(status=400)

        marked = csrf_exempt(require_POST(view))
        marked.access = "webhook"  # type: ignore[attr-defined]  # proves itself by signature
        return marked

    return mark


@proven("")
def voice(fields: dict[str, str], now: datetime) -> str:
    """It rings at one of our numbers."""
    answer = pick_up(
        network_id=_call_sid(fields),
        from_number=fields.get("From"),
        to_number=fields.get("To", ""),
        now=now,
    )
    return _twiml(answer)


@proven("danach/")
def voice_after(fields: dict[str, str], now: datetime) -> str:
    """The conversation is over, or there was none."""
    if fields.get("DialCallStatus") not in _FAILED:
        return "<Response><Hangup/></Response>"
    return _twiml(not_connected(network_id=_call_sid(fields), now=now))


@proven("ende/")
def voice_over(fields: dict[str, str], now: datetime) -> str:
    """The line is free again, whoever put the phone down."""
    hung_up(network_id=_call_sid(fields), now=now)
    return "<Response/>"


@csrf_exempt
@require_safe
def recording(request: HttpRequest, token: str) -> HttpResponse:
    """The greeting for whoever plays it to a caller; the address opens it for an hour."""
    try:
        sound = sound_of(key_of_token(token))
    except NotFound:
        return HttpResponse(status=404)
    answer = ranged(request, sound.content, content_type=sound.content_type)
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


recording.access = "webhook"  # type: ignore[attr-defined]  # the address itself is the proof


def _twiml(answer: Answer) -> str:
    match answer.step:
        case Step.TURN_AWAY:
            return "<Response><Reject/></Response>"
        case Step.TO_BUSINESS:
            return f"<Response><Dial>{escape(answer.number)}</Dial></Response>"
        case Step.APOLOGISE:
            return f'<Response><Say language="de-DE">{escape(_SORRY)}</Say><Hangup/></Response>'
    play = f"<Play>{escape(_sound_url(answer.recording))}</Play>" if answer.recording else ""
    sip = f"<Sip>sip:{escape(answer.provider_call_id)}@{_SIP_HOST}</Sip>"
    return f"<Response>{play}<Dial action={quoteattr(voice_url() + 'danach/')}>{sip}</Dial></Response>"


def _sound_url(key: str) -> str:
    return f"{company_url()}/hooks/ansage/{play_token(key)}/"


def _signed_fields(request: HttpRequest, *, url: str) -> dict[str, str]:
    if len(request.body) > _MOST_BYTES:
        raise SignatureInvalid(provider=PROVIDER)
    try:
        form = parse_qsl(
            request.body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200
        )
    except ValueError as error:
        raise SignatureInvalid(provider=PROVIDER) from error
    query = request.META.get("QUERY_STRING", "")
    account = settings.TWILIO
    proven = is_signed(
        request.headers.get("X-Twilio-Signature", ""),
        # Numbers are bought with the platform's account, whichever a company sends its messages with.
        secrets=[account["auth_token"]] if account["auth_token"] else [],
        url=f"{url}?{query}" if query else url,
        form=form,
    )
    fields = dict(form)
    if not proven or fields.get("AccountSid") != account["account_sid"]:
        raise SignatureInvalid(provider=PROVIDER)
    return fields


def _call_sid(fields: dict[str, str]) -> str:
    sid = fields.get("CallSid", "")
    if not sid or len(sid) > 64:
        raise Malformed(what="voice callback")
    return sid
