"""What search engines read (schema.org): the place with its hours, each service with its booking address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from pydantic_core import to_json

from booking.models import Branch, Service
from booking.queries.hours import OpeningDay
from portal.publicbooking.words import service_slug
from tenants.connections.services import company_url
from tenants.context import current_company
from tenants.enums import Industry

_TYPES: Final = {
    Industry.HAIRDRESSER: "HairSalon",
    Industry.BARBER: "HairSalon",
    Industry.BEAUTY: "BeautySalon",
    Industry.NAILS: "NailSalon",
    Industry.MASSAGE: "HealthAndBeautyBusiness",
    Industry.DENTIST: "Dentist",
    Industry.DOCTOR: "Physician",
    Industry.PHYSIOTHERAPY: "MedicalBusiness",
    Industry.PODIATRY: "MedicalBusiness",
    Industry.VET: "VeterinaryCare",
    Industry.OPTICIAN: "Optician",
    Industry.GARAGE: "AutoRepair",
    Industry.TYRES: "TireShop",
    Industry.TAX_ADVISER: "AccountingService",
}
# What could end the script element, as JSON may write it.
_ESCAPES: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def branch_data(branch: Branch, *, week: Sequence[OpeningDay], services: Iterable[Service]) -> SafeString:
    """JSON-LD of a branch: who, where, when, and what can be booked."""
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "opens": f"{span.opens_at:%H:%M}",
            "closes": f"{span.closes_at:%H:%M}",
            "validFrom": f"{day.day:%Y-%m-%d}",
            "validThrough": f"{day.day:%Y-%m-%d}",
        }
        for day in week
        for span in day.spans
    ]
    offers = [_offer(branch, service) for service in services]
    return _script({
        **_place(branch),
        "@context": "https://schema.org",
        "openingHoursSpecification": hours,
        "makesOffer": offers,
    })  # fmt: skip


def service_data(branch: Branch, service: Service) -> SafeString:
    """JSON-LD of one service: what Google's booking links lead to."""
    return _script({
        "@context": "https://schema.org",
        "@type": "Service",
        "name": service.name,
        **({"description": service.description} if service.description else {}),
        "provider": _place(branch),
        "offers": _offer(branch, service),
        "potentialAction": {
            "@type": "ReserveAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": _service_url(branch, service),
                "inLanguage": ["de", "en"],
                "actionPlatform": [
                    "https://schema.org/DesktopWebPlatform",
                    "https://schema.org/MobileWebPlatform",
                ],
            },
            "result": {"@type": "Reservation", "name": service.name},
        },
    })  # fmt: skip


def _place(branch: Branch) -> dict[str, Any]:
    company = current_company()
    place = {
        "@type": _TYPES.get(Industry(company.industry), "LocalBusiness"),
        "name": f"{company.name} {branch.name}" if company.name not in branch.name else branch.name,
        "url": f"{company_url()}{reverse('booking-branch', args=(branch.slug,))}",
        "address": branch.address,
        "telephone": branch.phone,
    }
    return {key: value for key, value in place.items() if value}


def _offer(branch: Branch, service: Service) -> dict[str, Any]:
    offer: dict[str, Any] = {
        "@type": "Offer",
        "url": _service_url(branch, service),
        "itemOffered": {"@type": "Service", "name": service.name},
    }
    if service.price_cents is not None:
        offer |= {"price": f"{service.price_cents / 100:.2f}", "priceCurrency": service.currency}
    return offer


def _service_url(branch: Branch, service: Service) -> str:
    return f"{company_url()}{reverse('booking-service', args=(branch.slug, service_slug(service)))}"


def _script(content: dict[str, Any]) -> SafeString:
    text = to_json(content).decode()
    for mark, escaped in _ESCAPES.items():
        text = text.replace(mark, escaped)
    return mark_safe(text)  # noqa: S308  nothing in it can end the script element any more
