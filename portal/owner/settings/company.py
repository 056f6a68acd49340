"""The company itself: name, trade, country and logo."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.onboarding.forms import LOGO_WORDS, company_name_of
from portal.owner.settings.access import whole_company
from portal.owner.settings.colours import ColourFields, initial_colours, samples_of
from portal.owner.settings.fields import CHANGED_MEANWHILE, choice
from portal.owner.settings.places_words import COUNTRIES
from tenants.enums import Industry
from tenants.models import Company
from tenants.profile import Profile, ProfileChanged, profile_of, save_profile
from tenants.signup.branding import MOST_BYTES, Logo, LogoUnusable, read_logo, save_logo
from tenants.signup.places import TIMEZONES

_PAGE: Final = "portal/settings/company.html"


class CompanyForm(ColourFields):
    """Name, trade, country, logo and colour."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("So meldet sich der Empfang, und so unterschreiben Ihre Nachrichten."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "organization"}),
    )
    industry = choice(
        gettext_lazy("Branche"),
        Industry.choices,
        help_text=gettext_lazy("Sie bestimmt Wortschatz und Vorsicht: Praxen nennen in Nachrichten nichts."),
    )
    country = choice(gettext_lazy("Land"), COUNTRIES)
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPG oder WebP bis 5 MB. Wir machen daraus ein kleines Bild."),
        widget=forms.FileInput(
            attrs={"class": "file-input", "accept": "image/png,image/jpeg,image/webp,image/gif"}
        ),
    )

    def clean_name(self) -> str:
        """:raises ValidationError: no name."""
        return company_name_of(self.cleaned_data["name"])

    def clean_logo(self) -> Logo | None:
        """The picture as it will be kept.

        :raises ValidationError: nothing we can make a picture of.
        """
        upload = self.cleaned_data["logo"]
        if not upload:
            return None
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(LOGO_WORDS["too_large"])
        try:
            return read_logo(upload.read())
        except LogoUnusable as error:
            raise forms.ValidationError(LOGO_WORDS[error.reason]) from error


@role_required("owner")
@whole_company
def company(request: HttpRequest) -> HttpResponse:
    """What the company says about itself."""
    found: Company = request.company  # type: ignore[attr-defined]
    before = profile_of(Company.objects.get(pk=found.pk))
    initial: dict[str, Any] = {
        "name": before.name, "industry": before.industry, "country": before.country,
        **initial_colours(before.accent),
    }  # fmt: skip
    data = request.POST if request.method == "POST" else None
    form = CompanyForm(data, request.FILES if data is not None else None, initial=initial)
    if form.is_valid() and (answer := _save(request, form, before, found)):
        return answer
    context = {
        "form": form,
        "logo_key": found.logo_key,
        "stand": request.POST.get("stand") or before.stamp,
        "samples": samples_of(form.colour if form.is_bound and form.is_valid() else before.accent),
    }
    return render(request, _PAGE, context, status=422 if data is not None else 200)


@role_required("owner")
@whole_company
@require_POST
def remove_logo(request: HttpRequest) -> HttpResponse:
    """No logo any more."""
    save_logo(company=request.company, logo=None)  # type: ignore[attr-defined]
    messages.success(request, _("Das Logo ist entfernt."))
    return redirect("settings-company")


def _save(request: HttpRequest, form: CompanyForm, before: Profile, company: Company) -> HttpResponse | None:
    """Where it goes on once it is saved; ``None``: the form says why not."""
    told = form.cleaned_data
    moved = told["country"] != before.country
    wish = Profile(
        name=told["name"],
        industry=Industry(told["industry"]),
        country=told["country"],
        timezone=TIMEZONES[told["country"]] if moved else before.timezone,
        accent=form.colour,
    )
    try:
        save_profile(company_id=company.pk, profile=wish, expected=str(request.POST.get("stand"))[:64])
    except ProfileChanged:
        form.add_error(None, CHANGED_MEANWHILE)
        return None
    if told["logo"] is not None:
        save_logo(company=company, logo=told["logo"])
    messages.success(request, _("Gespeichert."))
    return redirect("settings-company")
