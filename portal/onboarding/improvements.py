"""What makes it better: entries computed from what is there, each with the way to it, until it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.onboarding.wizard import company_of
from telephony.queries.setup import SetupFacts, setup_facts
from tenants.enums import OnboardingStep
from tenants.models import Company, Membership, Onboarding, User
from tenants.signup.progress import dismiss, onboarding_of

_PAGE: Final = "portal/onboarding/improvements.html"
# What the templates bring along; more than that is the company's own.
_OF_TEMPLATE: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """Everything the entries look at."""

    facts: SetupFacts
    company: Company
    user: User
    members: int
    step: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Improvement:
    """One entry: what to do, why, where; ``is_done`` looks at real rows."""

    key: str
    title: str | Promise
    why: str | Promise
    icon: str
    route: str
    args: tuple[str, ...] = ()
    is_done: Callable[[Known], bool]

    @property
    def url(self) -> str:
        """Where it is done."""
        return reverse(self.route, args=self.args)


ALL: Final = (
    Improvement(
        key="wizard",
        title=_("Einrichtung abschließen"),
        why=_("Ein paar Klicks fehlen noch, dann nimmt Ihr Telefon ab."),
        icon="rocket",
        route="onboarding",
        is_done=lambda known: known.step == "",
    ),
    Improvement(
        key="email",
        title=_("E-Mail bestätigen"),
        why=_("Damit Sie wieder hereinkommen, wenn Sie Ihr Passwort vergessen."),
        icon="mail",
        route="numbers",
        is_done=lambda known: known.user.email_confirmed_at is not None,
    ),
    Improvement(
        key="call",
        title=_("Sich selbst anrufen"),
        why=_("Sie hören, was Ihre Kunden hören, und sehen den Termin im Kalender."),
        icon="headset",
        route="test-call",
        is_done=lambda known: known.facts.was_booked,
    ),
    Improvement(
        key="number",
        title=_("Eine Nummer aussuchen"),
        why=_("Unter ihr nimmt AskProAI ab. Ihre bisherige bleibt."),
        icon="smartphone",
        route="numbers",
        is_done=lambda known: known.facts.has_number,
    ),
    Improvement(
        key="forwarding",
        title=_("Anrufe weiterleiten und prüfen"),
        why=_("Ein Code am alten Telefon, ein Anruf zur Probe."),
        icon="phone-forwarded",
        route="numbers",
        is_done=lambda known: known.facts.is_forwarded or known.facts.was_called,
    ),
    Improvement(
        key="human",
        title=_("Einen Menschen für schwierige Fälle nennen"),
        why=_("Wer darauf besteht, wird durchgestellt. Sonst notieren wir einen Rückruf."),
        icon="user-round",
        route="transfer-target-new",
        is_done=lambda known: known.facts.has_transfer_target,
    ),
    Improvement(
        key="address",
        title=_("Straße und Hausnummer ergänzen"),
        why=_("Anrufer fragen nach dem Weg, und sie steht in jeder Bestätigung."),
        icon="map-pin",
        route="onboarding-company",
        is_done=lambda known: known.facts.has_address,
    ),
    Improvement(
        key="logo",
        title=_("Logo hochladen"),
        why=_("Es steht auf Ihrer Buchungsseite."),
        icon="image",
        route="onboarding-company",
        is_done=lambda known: bool(known.company.logo_key),
    ),
    Improvement(
        key="hours",
        title=_("Arbeitszeiten des Teams eintragen"),
        why=_("Bisher gelten für alle die Öffnungszeiten."),
        icon="clock",
        route="settings-staff",
        is_done=lambda known: known.facts.has_own_hours or known.facts.people < 2,
    ),
    Improvement(
        key="knowledge",
        title=_("Häufige Fragen beantworten"),
        why=_("Parken, Bezahlen, Hunde: Was hier steht, weiß auch das Telefon."),
        icon="book-open",
        route="knowledge",
        is_done=lambda known: known.facts.knowledge > _OF_TEMPLATE,
    ),
    Improvement(
        key="team",
        title=_("Das Team einladen"),
        why=_("Alle sehen den Kalender auf dem eigenen Handy."),
        icon="users",
        route="team-invite",
        is_done=lambda known: known.members > 1 or known.facts.people < 2,
    ),
    Improvement(
        key="imprint",
        title=_("Impressum auf der Buchungsseite verlinken"),
        why=_("Das Gesetz verlangt es, und Kunden vertrauen Ihnen mehr."),
        icon="file-text",
        route="online-booking",
        is_done=lambda known: known.facts.has_imprint,
    ),
)
_KEYS: Final = frozenset(each.key for each in ALL)


@role_required("owner", "manager")
def improvements(request: HttpRequest) -> HttpResponse:
    """The list for the overview; nothing for a company that was not signed up, or once all is done."""
    onboarding = onboarding_of(company_of(request))
    return render(request, _PAGE, _shown(request, onboarding) if onboarding else {})


@role_required("owner", "manager")
@require_POST
def hide(request: HttpRequest, entry: str) -> HttpResponse:
    """Do not show this entry any more; ``zurueck`` brings it back."""
    onboarding = onboarding_of(company_of(request))
    if onboarding is None or entry not in _KEYS:
        raise Http404
    is_back = "zurueck" in request.POST
    dismiss(company=company_of(request), entry=entry, is_back=is_back)
    onboarding.refresh_from_db()
    shown = _shown(request, onboarding)
    hidden = next(each for each in ALL if each.key == entry)
    return render(request, _PAGE, {**shown, "hidden": None if is_back else hidden})


def _shown(request: HttpRequest, onboarding: Onboarding) -> dict[str, object]:
    known = _known(request, onboarding)
    wanted = [each for each in ALL if each.key not in onboarding.dismissed]
    left = [each for each in wanted if not each.is_done(known)]
    done = len(wanted) - len(left)
    return {
        "left": left,
        "done": done,
        "all": len(wanted),
        "parts": list(_parts(done, len(wanted))),
    }


def _parts(done: int, total: int) -> Iterator[bool]:
    """A bar in as many parts as there are entries."""
    return (place < done for place in range(total))


def _known(request: HttpRequest, onboarding: Onboarding) -> Known:
    company = company_of(request)
    user: User = request.user  # type: ignore[assignment]
    return Known(
        facts=setup_facts(),
        company=company,
        user=user,
        members=Membership.objects.filter(company=company).count(),
        step="" if onboarding.live_at else OnboardingStep(onboarding.step),
    )
