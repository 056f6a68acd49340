"""What Retell asks while somebody is on the phone, answered from our own data."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from askproai.core import logs
from askproai.core.errors import Malformed, NotFound, SignatureInvalid
from askproai.core.foreign_json import read_json
from telephony.hooks.greeting import inbound_answer
from telephony.providers.retell.keys import PROVIDER, signing_keys
from telephony.providers.retell.signature import HEADER, verify
from telephony.providers.retell.wire import FunctionRequest, InboundRequest, company_of, facts_of, read
from telephony.services.acting import perform_for_provider
from tenants.connections.services import connection_by_path
from tenants.context import current_company
from tenants.inbox.views import count_unverified

# Retell cuts answers here, in the middle of the JSON if need be.
ANSWER_LIMIT = 15_000

Answer = Callable[[Any, datetime], dict[str, Any]]


def proven(answer: Answer) -> Callable[[HttpRequest, str], HttpResponse]:
    """View of a signed request: 404 not our path or line, 401 unproven, 400 unreadable, else JSON."""

    def view(request: HttpRequest, path_secret: str) -> HttpResponse:
        now = timezone.now()
        try:
            connection = connection_by_path(provider=PROVIDER, path_secret=path_secret)
            verify(
                body=request.body,
                header=request.headers.get(HEADER),
                keys=signing_keys(connection),
                now=now,
            )
            return _json(answer(read_json(request.body), now))
        except NotFound:
            return HttpResponse(status=404)
        except SignatureInvalid:
            count_unverified(PROVIDER)
            return HttpResponse(status=401)
        except Malformed:
            return HttpResponse(status=400)

    view.__name__ = answer.__name__
    marked = csrf_exempt(require_POST(view))
    marked.access = "webhook"  # type: ignore[attr-defined]  # proves itself by signature, not by a session
    return marked


@proven
def inbound(body: Any, now: datetime) -> dict[str, Any]:
    """The phone rings."""
    return inbound_answer(read(InboundRequest, body).call_inbound, now=now)


@proven
def functions(body: Any, now: datetime) -> dict[str, Any]:
    """Retell's model wants something done. Refusals are answers; only faults of ours are errors."""
    request = read(FunctionRequest, body)
    if company_of(request.call) not in (None, str(current_company().pk)):
        raise NotFound
    token = logs.call_id.set(request.call.call_id)
    try:
        return perform_for_provider(
            provider=PROVIDER,
            facts=facts_of(request.call, event="call_started"),
            name=request.name,
            args=request.args or {},
            now=now,
        )
    finally:
        logs.call_id.reset(token)


def _json(answer: dict[str, Any]) -> HttpResponse:
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    if len(text) >= ANSWER_LIMIT:
        kept = {name: answer[name] for name in ("ok", "code", "say") if name in answer}
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")
