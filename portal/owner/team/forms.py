"""Forms of the team pages. What somebody may give to whom is decided in the services, under a lock."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import Branch, StaffMember
from portal.account.forms import email_field
from tenants.access.oidc import Client
from tenants.access.sso import Sso
from tenants.enums import Role
from tenants.models import Company, Membership
from tenants.team.members import Standing

# Everybody can have an address there: it says nothing about where somebody works.
_PUBLIC_DOMAINS: Final = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com gmx.de gmx.net gmx.at gmx.ch web.de yahoo.com "
    "t-online.de freenet.de yahoo.de icloud.com me.com aol.com proton.me protonmail.com posteo.de "
    "mailbox.org bluewin.ch".split()
)
_WORDS: Final = {
    Role.OWNER: _("Inhaber: darf alles, auch Team, Sicherheit und Abrechnung"),
    Role.MANAGER: _("Leitung: führt den Betrieb, lädt Mitarbeiter ein"),
    Role.STAFF: _("Mitarbeiter: Kalender, Anrufe, Warteliste"),
}


class StandingForm(forms.Form):
    """Role, branches, and who somebody is in the calendar."""

    role = forms.ChoiceField(
        label=_("Rolle"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie eine Rolle.")},
    )
    branches = forms.ModelMultipleChoiceField(
        label=_("Filialen"),
        queryset=Branch.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ohne Auswahl: alle. Inhaber sehen immer alle Filialen."),
    )
    staff = forms.ModelChoiceField(
        label=_("Im Kalender"),
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label=_("Niemand, nur Zugang zum Portal"),
        widget=forms.Select(attrs={"class": "select"}),
        help_text=_("Wenn die Person selbst Termine hat: Wer ist sie im Kalender?"),
    )

    def __init__(
        self, *args: Any, acting: Membership, member: Membership | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        mine = Standing.of(acting)
        roles = list(Role) if acting.role == Role.OWNER else [Role.STAFF]
        self.fields["role"].choices = [(role.value, _WORDS[role]) for role in roles]  # type: ignore[attr-defined]
        branches = Branch.objects.filter(is_active=True)
        if mine.branch_ids:
            branches = branches.filter(pk__in=mine.branch_ids)
            self.fields["branches"].required = True
            self.fields["branches"].help_text = ""
        self.fields["branches"].queryset = branches  # type: ignore[attr-defined]
        self.fields["staff"].queryset = _free_staff(acting.company, member)  # type: ignore[attr-defined]
        if branches.count() < 2:
            del self.fields["branches"]
        if len(roles) == 1:
            self.initial.setdefault("role", roles[0].value)

    def standing(self) -> Standing:
        """What was chosen."""
        branches = self.cleaned_data.get("branches") or ()
        return Standing(
            role=Role(self.cleaned_data["role"]), branch_ids=frozenset(branch.pk for branch in branches)
        )

    def staff_id(self) -> int | None:
        """Who was chosen, if anybody."""
        staff: StaffMember | None = self.cleaned_data.get("staff")
        return staff.pk if staff else None


class InviteForm(StandingForm):
    """Somebody new: address and standing."""

    field_order = ["email", "role", "branches", "staff"]
    email = email_field(_("E-Mail"), "off")


class SecurityForm(forms.Form):
    """What the company asks of everybody."""

    requires_second_factor = forms.BooleanField(
        label=_("Zwei-Faktor-Pflicht"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "toggle"}),
        help_text=_("Wer noch keinen zweiten Faktor hat, richtet ihn bei der nächsten Seite ein."),
    )


class SsoForm(forms.Form):
    """The company's identity provider."""

    issuer = forms.CharField(
        label=_("Aussteller (Issuer)"),
        max_length=300,
        help_text=_("Beginnt mit https:// und steht in den Angaben Ihres Anbieters."),
        widget=forms.URLInput(attrs={"class": "input", "placeholder": "https://", "autocomplete": "off"}),
    )
    client_id = forms.CharField(
        label=_("Client-ID"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    client_secret = forms.CharField(
        label=_("Client-Secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    label = forms.CharField(
        label=_("Name auf dem Knopf"),
        max_length=40,
        required=False,
        help_text=_("Zum Beispiel Microsoft oder Google Workspace."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    domains = forms.CharField(
        label=_("E-Mail-Domänen"),
        max_length=500,
        help_text=_("Nur Adressen dieser Domänen dürfen herein, mit Leerzeichen getrennt."),
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "placeholder": "haarmonie.de"}
        ),
    )
    takes_in_new_people = forms.BooleanField(
        label=_("Neue Personen aufnehmen"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "toggle"}),
        help_text=_("Wer sich mit dem Firmenkonto anmeldet und noch nicht im Team ist, wird Mitarbeiter."),
    )
    is_only = forms.BooleanField(
        label=_("Nur noch mit Firmenkonto"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "toggle"}),
        help_text=_("Passwörter gelten dann nur noch für Inhaber, damit sich niemand aussperrt."),
    )

    def __init__(self, *args: Any, known: Sso | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = known
        if known is None:
            self.fields["client_secret"].required = True
        else:
            self.fields["client_secret"].help_text = _("Leer lassen, um das gespeicherte zu behalten.")
            self.initial = {
                "issuer": known.client.issuer,
                "client_id": known.client.client_id,
                "label": known.label,
                "domains": " ".join(known.domains),
                "is_only": known.is_only,
                "takes_in_new_people": known.takes_in_new_people,
            }
        for field in self.fields.values():
            field.error_messages["required"] = _("Diese Angabe fehlt noch.")

    def clean_issuer(self) -> str:
        """:raises ValidationError: no HTTPS address."""
        issuer = str(self.cleaned_data["issuer"]).strip()
        if not issuer.startswith("https://") or any(sign in issuer for sign in "?# "):
            raise forms.ValidationError(_("Bitte eine Adresse, die mit https:// beginnt."))
        return issuer

    def clean_domains(self) -> tuple[str, ...]:
        """:raises ValidationError: none, or one where everybody can have an address."""
        typed = str(self.cleaned_data["domains"]).replace(",", " ").lower().split()
        domains = tuple(dict.fromkeys(each.removeprefix("@").strip(".") for each in typed))
        if not domains or any("." not in each or "@" in each for each in domains):
            raise forms.ValidationError(_("Bitte Domänen wie haarmonie.de angeben."))
        if _PUBLIC_DOMAINS & set(domains):
            raise forms.ValidationError(_("Bei öffentlichen Anbietern kann jeder eine Adresse haben."))
        return domains

    def sso(self) -> Sso:
        """The settings; an empty secret keeps the stored one."""
        sent = self.cleaned_data
        stored = self._known.client.client_secret if self._known else ""
        return Sso(
            client=Client(
                issuer=sent["issuer"],
                client_id=sent["client_id"],
                client_secret=sent["client_secret"] or stored,
            ),
            label=sent["label"],
            domains=sent["domains"],
            is_only=sent["is_only"],
            takes_in_new_people=sent["takes_in_new_people"],
        )


def _free_staff(company: Company, member: Membership | None) -> Any:
    """People in the calendar who are nobody's login yet, or this member's."""
    others = Membership.objects.filter(company=company, staff_id__isnull=False)
    if member is not None:
        others = others.exclude(pk=member.pk)
    taken = [staff_id for staff_id in others.values_list("staff_id", flat=True) if staff_id]
    return StaffMember.objects.filter(is_active=True).exclude(pk__in=taken)
