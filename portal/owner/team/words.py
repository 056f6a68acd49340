"""Refusals around the team in the words of the portal."""

from __future__ import annotations

from django.utils.translation import gettext as _

from askproai.core.errors import AskProError


def refusal_words(refusal: AskProError) -> str:
    """One sentence for each reason why something about the team cannot be done."""
    words = {
        "team_not_yours": _("Das dürfen nur Inhaber ändern."),
        "last_owner": _("Ein Betrieb braucht immer einen Inhaber. Machen Sie zuerst jemand anderen dazu."),
        "member_unknown": _("Diese Person gehört nicht mehr zum Team."),
        "already_member": _("Mit dieser Adresse ist schon jemand im Team."),
        "already_invited": _("An diese Adresse ist schon eine Einladung unterwegs."),
        "staff_taken": _("Diese Person im Kalender gehört schon zu einem anderen Zugang."),
        "invitation_over": _("Diese Einladung ist schon beantwortet oder zurückgezogen."),
        "too_many_invitations": _("Es sind schon sehr viele Einladungen offen."),
        "sso_refused": _(
            "Unter dieser Adresse meldet sich kein Anmeldedienst. Bitte prüfen Sie den Aussteller."
        ),
    }
    return words.get(refusal.code, _("Das ließ sich nicht ändern."))
