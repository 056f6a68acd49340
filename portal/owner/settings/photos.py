"""Pictures of people: uploaded here, made anew by us, seen by the team."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.models import Resource
from booking.services.staff import save_photo
from portal.access import role_required
from portal.onboarding.forms import LOGO_WORDS
from portal.owner.settings.staff import found_person
from tenants.signup.branding import MOST_BYTES, LogoUnusable, read_photo


@role_required("owner", "manager")
@require_POST
def save(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Another picture of somebody, or none (``remove``)."""
    person = found_person(request, staff_id)
    upload = request.FILES.get("photo")
    if "remove" in request.POST:
        save_photo(staff_id=person.pk, content=None)
        messages.success(request, _("Das Foto ist entfernt."))
    elif upload is None:
        messages.error(request, _("Bitte wählen Sie erst ein Bild aus."))
    elif (upload.size or 0) > MOST_BYTES:
        messages.error(request, LOGO_WORDS["too_large"])
    else:
        try:
            save_photo(staff_id=person.pk, content=read_photo(upload.read()))
        except LogoUnusable as error:
            messages.error(request, LOGO_WORDS[error.reason])
        else:
            messages.success(request, _("Das Foto ist gespeichert."))
    return redirect("settings-staff-member", person.pk)


@role_required("owner", "manager", "staff")
def photo(request: HttpRequest, key: str) -> HttpResponse:
    """A picture. Another one has another address, so the browser may keep it."""
    found = Resource.objects.filter(staff_member__photo=key).values_list("photo", flat=True).first()
    if not key or found is None:
        raise Http404
    answer = HttpResponse(bytes(found), content_type="image/webp")
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
