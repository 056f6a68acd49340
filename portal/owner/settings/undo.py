"""Taking a change back: what was there before is kept for a while, and saved again by the same service."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from askproai.core.errors import AskProError
from booking.house_values import fingerprint, from_json, to_json
from portal.access import role_required
from portal.toasts import undoable

_LASTS_S: Final = 900


@dataclass(frozen=True, kw_only=True, slots=True)
class Undoable:
    """How values of one kind are saved: ``save(subject, values, expected)``; ``page`` shows them."""

    values: type[Any]
    save: Callable[[tuple[int, ...], Any, str], object]
    page: str


_KINDS: dict[str, Undoable] = {}


def register(name: str, kind: Undoable) -> None:
    """Make a kind of change known that can be taken back."""
    _KINDS[name] = kind


def offer_undo(
    request: HttpRequest, text: str, *, kind: str, subject: tuple[int, ...], before: object, after: object
) -> None:
    """Say that something was saved, with a button that saves what was there before.

    :param subject: what the values belong to; the page that shows them takes the same numbers.
    """
    token = secrets.token_urlsafe(12)
    kept = {
        "kind": kind,
        "subject": list(subject),
        "before": to_json(before),
        "expected": fingerprint(after),
        "user": request.user.pk,
    }
    cache.set(f"settings-undo:{token}", kept, _LASTS_S)
    undoable(request, text, url=reverse("settings-undo", args=[token]))


def offer_way_back(request: HttpRequest, text: str, url: str) -> None:
    """Say that something was done, with a button that does the opposite: a POST to ``url``."""
    undoable(request, text, url=url)


@role_required("owner", "manager")
@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Save again what was there before: once, by whoever changed it, while nobody else has done so since."""
    key = f"settings-undo:{token}"
    kept = cache.get(key)
    if kept is None or kept["user"] != request.user.pk:
        messages.error(request, _("Das lässt sich nicht mehr zurücknehmen."))
        return redirect("settings")
    cache.delete(key)
    kind, subject = _KINDS[kept["kind"]], tuple(kept["subject"])
    try:
        kind.save(subject, from_json(kind.values, kept["before"]), kept["expected"])
    except AskProError:
        messages.error(request, _("Inzwischen wurde hier etwas anderes gespeichert. Es bleibt, wie es ist."))
    else:
        messages.success(request, _("Zurückgenommen. Es ist wieder wie vorher."))
    return redirect(kind.page, *subject)
