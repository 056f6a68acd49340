"""Words of the wizard's templates: the picture of a trade."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.safestring import SafeString

from portal.templatetags.portal import icon
from tenants.enums import Industry

register = template.Library()

_ICONS: Final[dict[str, str]] = {
    Industry.HAIRDRESSER: "scissors",
    Industry.BARBER: "scissors-line-dashed",
    Industry.BEAUTY: "sparkles",
    Industry.NAILS: "brush",
    Industry.MASSAGE: "flower-2",
    Industry.DENTIST: "smile",
    Industry.DOCTOR: "stethoscope",
    Industry.PHYSIOTHERAPY: "activity",
    Industry.PODIATRY: "footprints",
    Industry.VET: "paw-print",
    Industry.OPTICIAN: "glasses",
    Industry.GARAGE: "wrench",
    Industry.TYRES: "disc-3",
    Industry.DRIVING_SCHOOL: "car",
    Industry.TAX_ADVISER: "calculator",
    Industry.OTHER: "store",
}


@register.simple_tag
def trade_icon(industry: str) -> SafeString:
    """The icon of a trade; a shop for one that we have no picture of."""
    return icon(_ICONS.get(industry, "store"), "size-6")
