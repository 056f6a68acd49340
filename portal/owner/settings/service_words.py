"""Services in few words: prices, notes of the list, and how the receptionist speaks of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from askproai.core.money import format_cents
from booking.enums import OptionKind, PhaseKind, PriceKind
from booking.house_values import ServiceValues
from booking.models import Service
from telephony.dialogue.wording import GERMAN


def price_words(cents: int | None, kind: PriceKind, currency: str) -> str:
    """``45,00 €``, ``ab 45,00 €``, ``auf Anfrage``."""
    if cents is None:
        return _("auf Anfrage")
    amount = format_cents(cents, currency).replace(" ", "\u00a0")
    return _("ab %(amount)s") % {"amount": amount} if kind is PriceKind.FROM else amount


def minutes_words(span: timedelta) -> str:
    """``45 Min.``, ``1 Std. 30 Min.``."""
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    if not hours:
        return _("%(minutes)d Min.") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)d Std.") % {"hours": hours}
    return _("%(hours)d Std. %(minutes)d Min.") % {"hours": hours, "minutes": minutes}


def service_notes(service: Service) -> Iterator[str]:
    """What the list says of a service; its parts must be there already."""
    yield minutes_words(service.duration)
    if any(phase.kind == PhaseKind.PROCESSING for phase in service.phases.all()):
        yield _("mit Einwirkzeit")
    variants = sum(1 for each in service.options.all() if each.is_active and each.kind == OptionKind.VARIANT)
    if variants:
        yield ngettext("%(count)d Variante", "%(count)d Varianten", variants) % {"count": variants}
    people = len(service.skills.all())
    yield (
        ngettext("%(count)d Mitarbeiter", "%(count)d Mitarbeiter", people) % {"count": people}
        if people
        else _("niemand macht sie")
    )


def terms_notes(service: Service) -> tuple[str, ...]:
    """Which rules it has of its own: they are set on their page."""
    notes = []
    if service.needs_approval:
        notes.append(_("Das Team muss zusagen"))
    if service.deposit_kind:
        notes.append(str(service.get_deposit_kind_display()))
    if service.fee_cents or service.fee_percent:
        notes.append(_("eigene Ausfallgebühr"))
    if service.questions:
        count = len(service.questions)
        notes.append(ngettext("%(count)d Frage vorab", "%(count)d Fragen vorab", count) % {"count": count})
    return tuple(notes)


def offered_as(values: ServiceValues) -> tuple[str, ...]:
    """What the receptionist says of it, sentence by sentence; nothing while it has no name."""
    if not values.name:
        return ()
    said = [
        GERMAN.duration(values.name, values.duration // timedelta(minutes=1)),
        GERMAN.price(values.name, values.price_cents, is_from=values.price_kind is PriceKind.FROM),
    ]
    variants = [option.name for option in values.options if option.kind is OptionKind.VARIANT]
    if len(variants) > 1:
        said.append(GERMAN.ask_variant(variants))
    return tuple(said)
