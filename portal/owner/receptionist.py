"""The reception: what is set up, what callers get of it, and each section of it to be edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.owner.receptionist_forms import AppearanceForm, LimitsForm, PublishForm, RoutingForm
from portal.owner.receptionist_words import change_row, difference_text, value_text
from telephony.dialogue import greetings
from telephony.dialogue.emergency import is_practice
from telephony.dialogue.wording import GERMAN
from telephony.enums import PublicationState, SuggestionState, Tone
from telephony.models import BlockedNumber, HostedAgent, Publication, Receptionist, Suggestion, TransferTarget
from telephony.services.provisioning import differences_of
from telephony.services.versions import (
    changes_between,
    edit_receptionist,
    main_version,
    receptionist_for_editing,
    receptionist_shown,
)
from telephony.services.vocabulary import with_extra
from tenants.context import current_company

_PAGE: Final = "portal/owner/receptionist.html"
_SECTION: Final = "portal/owner/receptionist_section.html"
_FORMS: Final = {"auftritt": AppearanceForm, "annahme": RoutingForm, "grenzen": LimitsForm}
_TITLES: Final = {
    "auftritt": gettext_lazy("Auftritt"),
    "annahme": gettext_lazy("Annahme"),
    "grenzen": gettext_lazy("Grenzen"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A way from the overview into a section."""

    url: str
    icon: str
    label: str
    note: str


@role_required("owner", "manager")
def receptionist(request: HttpRequest) -> HttpResponse:
    """What callers hear, what waits to be published, and the ways into each section."""
    edited = receptionist_shown()
    return render(
        request,
        _PAGE,
        {
            "greeting": greeting_of(edited.versioned()),
            "recording": edited.recording,
            "entries": _entries(edited),
            "publishing": publishing_of(edited),
            "publish_form": PublishForm(),
        },
    )


@role_required("owner", "manager")
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One section of the settings; what is stored is heard once it is published."""
    if section not in _FORMS:
        raise Http404
    edited = receptionist_shown()
    form = _FORMS[section](request.POST or None, instance=edited)
    if request.method == "POST" and form.is_valid():
        edit_receptionist(fields=form.changes, now=timezone.now())
        messages.success(request, _("Gespeichert. Zu hören ist es nach dem Veröffentlichen."))
        return redirect("receptionist")
    context = {
        "form": form,
        "section": section,
        "title": _TITLES[section],
        "suggestions": _suggestions(edited) if section == "auftritt" else (),
        "greeting": greeting_of(edited.versioned()),
        "has_emergency": is_practice(current_company().industry),
    }
    return render(request, _SECTION, context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
def greeting_preview(request: HttpRequest) -> HttpResponse:
    """How the greeting sounds with what stands in the form now; nothing is stored."""
    told = {
        "persona_name": request.GET.get("persona_name", "")[:40],
        "tone": request.GET.get("tone", Tone.WARM),
        "formal": request.GET.get("formal") != "False",
        "greeting": request.GET.get("greeting", "")[:200],
    }
    asked, words = request.GET.get("vorschlag", ""), str(told["greeting"])
    # A suggestion follows the choice of tone and address; words of one's own stay as they are.
    follows = asked == "neu" or (asked == "folgt" and (not words or greetings.is_suggested(words)))
    if follows:
        told["greeting"] = greetings.suggested(
            industry=current_company().industry, tone=str(told["tone"]), formal=bool(told["formal"])
        )
    context = {"greeting": greeting_of(told), "words": told["greeting"], "follows": follows}
    return render(request, f"{_SECTION}#preview", context)


@role_required("owner", "manager")
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Back to what callers get now."""
    now = timezone.now()
    live = main_version(receptionist_for_editing(now=now))
    if live is not None:
        edit_receptionist(fields=live.told, now=now)
        messages.success(request, _("Die Änderungen sind verworfen."))
    return redirect("receptionist")


@dataclass(frozen=True, kw_only=True, slots=True)
class Publishing:
    """Where publishing stands: what would change, what is under way, what went wrong, what drifted."""

    version: int | None
    changes: tuple[Any, ...]
    is_running: bool
    failed: str
    differences: tuple[str, ...]
    here: str


def publishing_of(edited: Receptionist) -> Publishing:
    """The same for the overview and the list of versions."""
    stored = edited.pk is not None
    live = main_version(edited) if stored else None
    last = Publication.objects.filter(receptionist_id=edited.pk).first()
    hosted = HostedAgent.objects.filter(receptionist_id=edited.pk).first()
    is_failed = last is not None and last.state == PublicationState.FAILED
    return Publishing(
        version=live.number if live else None,
        # Before the first version, what is edited is what callers get.
        changes=tuple(change_row(each) for each in changes_between(live, edited)) if live else (),
        is_running=last is not None and last.state == PublicationState.WAITING,
        failed=_failure(last.error) if last is not None and is_failed else "",
        differences=tuple(difference_text(each) for each in differences_of(hosted)),
        here=reverse("receptionist-publishing"),
    )


@role_required("owner", "manager")
def publishing(request: HttpRequest) -> HttpResponse:
    """The part of the overview that says how far publishing is."""
    edited = receptionist_shown()
    return render(
        request,
        f"{_PAGE}#publishing",
        {"publishing": publishing_of(edited), "publish_form": PublishForm()},
    )


def greeting_of(told: dict[str, Any]) -> str:
    """The first words of a call with these settings, as they sound in the branch's daytime."""
    opened = GERMAN.greeting(
        company=current_company().name, now=timezone.localtime(), persona=told["persona_name"]
    )
    return greetings.addressed(with_extra(opened, told["greeting"]), formal=told["formal"])


def _suggestions(edited: Receptionist) -> tuple[dict[str, str], ...]:
    industry = current_company().industry
    return tuple(
        {
            "label": str(tone.label),
            "text": greetings.suggested(industry=industry, tone=tone, formal=edited.formal),
        }
        for tone in Tone
    )


def _entries(edited: Receptionist) -> tuple[Entry, ...]:
    targets, blocked = TransferTarget.objects.count(), BlockedNumber.objects.count()
    learned = Suggestion.objects.filter(state=SuggestionState.OPEN).count()
    return (
        Entry(
            url=reverse("receptionist-section", args=["auftritt"]),
            icon="user-round",
            label=_("Auftritt"),
            note=", ".join(
                filter(
                    None,
                    (
                        edited.persona_name,
                        value_text("tone", edited.tone),
                        _("siezt") if edited.formal else _("duzt"),
                    ),
                )
            ),
        ),
        Entry(
            url=reverse("receptionist-recording"),
            icon="mic",
            label=_("Eigene Aufnahme"),
            note=_("begrüßt mit Ihrer Stimme") if edited.recording else _("noch keine"),
        ),
        Entry(
            url=reverse("receptionist-section", args=["annahme"]),
            icon="phone-incoming",
            label=_("Annahme"),
            note=value_text("mode", edited.mode),
        ),
        Entry(
            url=reverse("transfer-targets"),
            icon="phone-forwarded",
            label=_("Weiterleiten"),
            note=_("%(count)d Ansprechpartner") % {"count": targets} if targets else _("noch niemand"),
        ),
        Entry(
            url=reverse("blocklist"),
            icon="ban",
            label=_("Sperrliste"),
            note=_("%(count)d gesperrt") % {"count": blocked} if blocked else _("keine Nummer gesperrt"),
        ),
        Entry(
            url=reverse("receptionist-section", args=["grenzen"]),
            icon="shield-check",
            label=_("Grenzen"),
            note=_("höchstens %(minutes)d Minuten je Anruf") % {"minutes": edited.max_seconds // 60},
        ),
        Entry(
            url=reverse("suggestions"),
            icon="sparkles",
            label=_("Vorschläge"),
            note=_("%(count)d aus Ihren Anrufen") % {"count": learned} if learned else _("gerade keine"),
        ),
        Entry(
            url=reverse("receptionist-versions"),
            icon="rotate-ccw",
            label=_("Fassungen"),
            note=_("vergleichen, aufteilen, zurückholen"),
        ),
    )


def _failure(code: str) -> str:
    known = {
        "provider_unavailable": _(
            "Der Telefonanbieter war nicht erreichbar. Die bisherige Fassung spricht weiter."
        ),
        "provider_unauthorized": _(
            "Der Telefonanbieter nimmt den Schlüssel nicht mehr an. Bitte neu verbinden."
        ),
    }
    return known.get(code) or _(
        "Der Telefonanbieter hat die Fassung abgelehnt. Die bisherige spricht weiter."
    )
