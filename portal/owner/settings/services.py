"""What is sold: the list by category, one service with all its parts, archive, copies and order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from booking.enums import PriceKind, ServiceKind
from booking.errors import ChangedMeanwhile, NameTaken, OverbookingForbidden, PhasesWithoutWork
from booking.house_values import ServiceValues, fingerprint
from booking.models import ResourceGroup, Service, StaffMember
from booking.queries.classes import overbooking_is_allowed
from booking.queries.house import service_values
from booking.queries.online import by_category
from booking.queries.upcoming import upcoming_by_service, upcoming_of_pairs
from booking.services.catalogue import archive_service, order_services, restore_service, save_service
from portal.access import role_required
from portal.owner.settings.access import whole_company
from portal.owner.settings.fields import CHANGED_MEANWHILE, NAME_TAKEN
from portal.owner.settings.service_forms import NEW_SERVICE, ServiceForms, categories_of
from portal.owner.settings.service_words import offered_as, price_words, service_notes, terms_notes
from portal.owner.settings.undo import Undoable, offer_undo, offer_way_back, register
from tenants.context import current_company

_LIST: Final = "portal/settings/services.html"
_ONE: Final = "portal/settings/service.html"


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceRow:
    """A service in the list."""

    pk: int
    name: str
    notes: str
    price: str
    upcoming: int
    is_online: bool


register(
    "service",
    Undoable(
        values=ServiceValues,
        save=lambda subject, values, expected: save_service(
            values=values, service_id=subject[0], expected=expected
        ),
        page="settings-service",
    ),
)


@role_required("owner", "manager")
@whole_company
def services(request: HttpRequest) -> HttpResponse:
    """What is sold, under its categories, and what was."""
    counts = upcoming_by_service(now=timezone.now())
    rows = list(Service.objects.prefetch_related("phases", "options", "skills"))
    active = [service for service in rows if service.is_active]
    context = {
        "categories": [
            (name, [_row(each, counts) for each in together]) for name, together in by_category(active)
        ],
        "archived": [_row(each, counts) for each in rows if not each.is_active],
    }
    return render(request, _LIST, context)


@role_required("owner", "manager")
@whole_company
def new_service(request: HttpRequest) -> HttpResponse:
    """An empty form, also of a class (``?art=kurs``), or (``?wie=12``) a copy of another service."""
    values = NEW_SERVICE
    if request.GET.get("art") == "kurs":
        values = replace(values, kind=ServiceKind.CLASS)
    if pattern := request.GET.get("wie", ""):
        copied = _found(int(pattern)) if pattern.isdecimal() and len(pattern) < 10 else None
        if copied is None:
            raise Http404
        values = replace(service_values(copied), name=_("%(name)s (Kopie)") % {"name": copied.name[:100]})
    return _edit(request, values=values, service=None)


@role_required("owner", "manager")
@whole_company
def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """One service with all its parts."""
    found = _found(service_id)
    if found is None:
        raise Http404
    return _edit(request, values=service_values(found), service=found)


@role_required("owner", "manager")
@whole_company
@require_POST
def archive(request: HttpRequest, service_id: int) -> HttpResponse:
    """Sell it no longer; what is booked stays booked."""
    try:
        archive_service(service_id=service_id)
    except Service.DoesNotExist as error:
        raise Http404 from error
    way_back = reverse("settings-service-restore", args=[service_id])
    offer_way_back(request, _("Archiviert. Gebuchte Termine bleiben bestehen."), way_back)
    return redirect("settings-services")


@role_required("owner", "manager")
@whole_company
@require_POST
def restore(request: HttpRequest, service_id: int) -> HttpResponse:
    """Sell it again."""
    try:
        restore_service(service_id=service_id)
    except Service.DoesNotExist as error:
        raise Http404 from error
    except NameTaken:
        messages.error(request, NAME_TAKEN)
    else:
        messages.success(request, _("Die Leistung wird wieder angeboten."))
    return redirect("settings-services")


@role_required("owner", "manager")
@whole_company
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Put the services into the order that was sent: ``service`` several times, as they stand."""
    sent = [each for each in request.POST.getlist("service") if each.isdecimal() and len(each) < 10]
    order_services(service_ids=[int(each) for each in sent[:2000]])
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    messages.success(request, _("Die Reihenfolge gilt ab sofort."))
    return redirect("settings-services")


def _found(service_id: int) -> Service | None:
    parts = ("phases", "options", "needs", "skills")
    return Service.objects.prefetch_related(*parts).filter(pk=service_id).first()


def _edit(request: HttpRequest, *, values: ServiceValues, service: Service | None) -> HttpResponse:
    staff = list(StaffMember.objects.filter(is_active=True))
    forms = ServiceForms.of(
        request.POST if request.method == "POST" else None,
        values=values,
        currency=service.currency if service else _currency(),
        staff=staff,
        groups=list(ResourceGroup.objects.all()),
        may_overbook=overbooking_is_allowed(),
    )
    effects: list[str] = []
    wish = None
    if request.method == "POST" and forms.is_valid():
        wish = forms.values()
        effects = list(_effects(service, before=values, after=wish, staff=staff))
        is_agreed = not effects or request.POST.get("agreed") == fingerprint(wish)
        if is_agreed and (answer := _save(request, forms, values, wish, service)):
            return answer
    context = {
        "forms": forms,
        "form": forms.form,
        "service": service,
        "stand": request.POST.get("stand") or fingerprint(values),
        "effects": effects,
        "agreed": fingerprint(wish) if wish else "",
        "categories": categories_of(Service.objects.filter(is_active=True)),
        "upcoming": upcoming_by_service(now=timezone.now()).get(service.pk, 0) if service else 0,
        "offered": offered_as(wish or values),
        "terms": terms_notes(service) if service else (),
        "currency": forms.stored.currency,
    }
    return render(request, _ONE, context, status=422 if request.method == "POST" else 200)


def _save(
    request: HttpRequest,
    forms: ServiceForms,
    before: ServiceValues,
    wish: ServiceValues,
    service: Service | None,
) -> HttpResponse | None:
    """Where it goes on once it is saved; ``None``: the form says why not."""
    expected = str(request.POST.get("stand", ""))[:64] if service else None
    try:
        saved = save_service(values=wish, service_id=service.pk if service else None, expected=expected)
    except NameTaken:
        forms.form.add_error("name", NAME_TAKEN)
    except ChangedMeanwhile:
        forms.form.add_error(None, CHANGED_MEANWHILE)
    except PhasesWithoutWork:
        forms.form.add_error("duration", _("In mindestens einem Abschnitt muss jemand arbeiten."))
    except OverbookingForbidden:
        forms.form.add_error("overbooking", _("In Praxen muss jeder zugesagte Platz da sein."))
    else:
        after = service_values(Service.objects.get(pk=saved.pk))
        if service is None and saved.kind == ServiceKind.CLASS:
            messages.success(
                request, _("%(name)s ist angelegt. Wann findet es statt?") % {"name": saved.name}
            )
            return redirect(f"{reverse('class-time-new')}?kurs={saved.pk}")
        if service is None:
            messages.success(
                request, _("%(name)s ist angelegt und ab sofort buchbar.") % {"name": saved.name}
            )
        elif after != before:
            offer_undo(
                request, _("Gespeichert."), kind="service", subject=(saved.pk,), before=before, after=after
            )
        else:
            messages.success(request, _("Es war schon alles so gespeichert."))
        return redirect("settings-service", saved.pk)
    return None


def _effects(
    service: Service | None, *, before: ServiceValues, after: ServiceValues, staff: Sequence[StaffMember]
) -> Iterator[str]:
    """What becomes of appointments that are booked already, in sentences."""
    if service is None:
        return
    dropped = {skill.staff_id for skill in before.skills} - {skill.staff_id for skill in after.skills}
    names = {person.pk: person.name for person in staff}
    counts = upcoming_of_pairs(service_id=service.pk, staff_ids=dropped, now=timezone.now())
    for staff_id, amount in counts.items():
        yield ngettext(
            "%(count)d gebuchter Termin bei %(name)s bleibt bestehen. Neue nimmt dort niemand mehr an.",
            "%(count)d gebuchte Termine bei %(name)s bleiben bestehen. Neue nimmt dort niemand mehr an.",
            amount,
        ) % {"count": amount, "name": names.get(staff_id, "")}


def _row(service: Service, counts: dict[int, int]) -> ServiceRow:
    return ServiceRow(
        pk=service.pk,
        name=service.name,
        notes=" · ".join(service_notes(service)),
        price=price_words(service.price_cents, PriceKind(service.price_kind), service.currency),
        upcoming=counts.get(service.pk, 0),
        is_online=service.is_bookable_online,
    )


def _currency() -> str:
    return "CHF" if current_company().country == "CH" else "EUR"
