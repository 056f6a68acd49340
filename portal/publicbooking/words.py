"""Times, prices and refusals in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from django.utils import formats, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from askproai.core.money import format_cents
from booking.enums import PriceKind, RefusalCode
from booking.models import Appointment, Offer, Service
from booking.wall_clock import is_twice

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text: TypeAlias = str | _StrPromise

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})

# In the address of a page to which somebody was led back: what it says there.
BOOKED_ALREADY: Final = "schon-gebucht"
STAFF_GONE: Final = "person-fort"
# What became of a time that was wanted: said above the times that are still free.
REFUSALS: Final[dict[str, Text]] = {
    RefusalCode.SLOT_TAKEN: gettext_lazy("Diese Zeit ist leider gerade vergeben worden."),
    RefusalCode.RESOURCE_TAKEN: gettext_lazy("Zu dieser Zeit ist leider kein Platz mehr frei."),
    RefusalCode.HOLD_EXPIRED: gettext_lazy(
        "Ihre Reservierung ist abgelaufen, und die Zeit ist nicht mehr frei."
    ),
    RefusalCode.TOO_SHORT_NOTICE: gettext_lazy(
        "So kurzfristig kann diese Zeit online nicht mehr gebucht werden."
    ),
    RefusalCode.PAST_TIME: gettext_lazy("Diese Zeit ist schon vorbei."),
    RefusalCode.BEYOND_HORIZON: gettext_lazy("So weit im Voraus kann noch nicht gebucht werden."),
    RefusalCode.SERVICE_CHANGED: gettext_lazy(
        "Preis oder Dauer haben sich gerade geändert. Bitte wählen Sie noch einmal."
    ),
    RefusalCode.CLASS_FULL: gettext_lazy("Der Kurs ist gerade voll geworden."),
    RefusalCode.NO_CLASS: gettext_lazy("Dieser Kurs findet nicht statt."),
    RefusalCode.STAFF_ABSENT: gettext_lazy("Zu dieser Zeit ist die Person leider doch nicht da."),
    RefusalCode.TOO_MANY_HOLDS: gettext_lazy(
        "Gerade werden zu viele Zeiten reserviert. Bitte versuchen Sie es in ein paar Minuten noch einmal."
    ),
    RefusalCode.TOO_MANY_APPOINTMENTS: gettext_lazy(
        "Unter dieser Nummer stehen schon so viele Termine, wie online möglich sind."
    ),
    RefusalCode.ALREADY_THAT_DAY: gettext_lazy("Sie haben an diesem Tag schon einen solchen Termin."),
    RefusalCode.ALREADY_THAT_WEEK: gettext_lazy("Sie haben in dieser Woche schon einen solchen Termin."),
    "waitlist_full": gettext_lazy(
        "Sie warten schon auf mehrere Termine. Bitte rufen Sie uns an, wenn noch einer dazukommen soll."
    ),
    RefusalCode.SERVICE_NOT_OFFERED: gettext_lazy("Diese Leistung gibt es hier online nicht mehr."),
    STAFF_GONE: gettext_lazy(
        "Die gewünschte Person ist hier online nicht mehr buchbar. Das sind die freien Zeiten aller anderen."
    ),
    BOOKED_ALREADY: gettext_lazy(
        "Diesen Termin haben Sie schon gebucht. Die Bestätigung ist zu Ihnen unterwegs."
    ),
    "busy": gettext_lazy("Gerade ist sehr viel los. Bitte versuchen Sie es gleich noch einmal."),
}
NOT_POSSIBLE: Final = gettext_lazy("Diese Zeit kann leider nicht gebucht werden.")


def refusal_words(code: str) -> str:
    """The sentence for a refusal."""
    return str(REFUSALS.get(code, NOT_POSSIBLE))


def service_slug(service: Service) -> str:
    """``faerben-komplett-6``: readable, and found again by its number after the service got another name."""
    words = slugify(service.name.translate(_UMLAUTS))[:60].strip("-")
    return f"{words}-{service.pk}" if words else str(service.pk)


def service_id_in(slug: str) -> int | None:
    """The number at the end of a service's address."""
    number = slug.rpartition("-")[2]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 18 else None


def price_words(cents: int | None, kind: str, currency: str) -> str:
    """``45,00 €``, ``ab 45,00 €`` or ``Preis auf Anfrage``."""
    if cents is None or kind == PriceKind.ON_REQUEST:
        return _("Preis auf Anfrage")
    amount = money_words(cents, currency)
    return _("ab %(amount)s") % {"amount": amount} if kind == PriceKind.FROM else amount


def money_words(cents: int, currency: str) -> str:
    """``45 €``, in English ``€45``; cents only where there are some."""
    if translation.get_language() == "en":
        whole, rest = divmod(cents, 100)
        sign = "€" if currency == "EUR" else f"{currency} "
        return f"{sign}{whole:,}.{rest:02d}" if rest else f"{sign}{whole:,}"
    return format_cents(cents, currency).replace(",00 ", " ").removesuffix(".00").replace(" ", "\u00a0")


def duration_words(span: timedelta) -> str:
    """``45 Min.``, ``1 Std. 30 Min.``."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    parts = []
    if hours:
        parts.append(_("%(hours)d Std.") % {"hours": hours})
    if minutes:
        parts.append(_("%(minutes)d Min.") % {"minutes": minutes})
    return " ".join(parts).replace(" ", "\u00a0")


def clock_words(local: datetime) -> str:
    """``9:15``, in English ``9:15 am``; in the hour that exists twice in autumn, which of the two."""
    spoken = f"{local.hour}:{local:%M}"
    if translation.get_language() == "en":
        spoken = f"{(local.hour - 1) % 12 + 1}:{local:%M}\u00a0{'am' if local.hour < 12 else 'pm'}"
    if local.tzinfo is None or not is_twice(local.replace(tzinfo=None), local.tzinfo):  # type: ignore[arg-type]
        return spoken
    return f"{spoken} ({_('Winterzeit') if local.fold else _('Sommerzeit')})"


def day_words(day: date, *, today: date) -> str:
    """``Heute, 24. November`` or ``Dienstag, 24. November``."""
    near = {0: _("Heute"), 1: _("Morgen")}.get((day - today).days)
    written = formats.date_format(day, "j F" if translation.get_language() == "en" else "j. F")
    return f"{near or formats.date_format(day, 'l')}, {written}"


def long_time_words(local: datetime) -> str:
    """``Dienstag, 24. November 2026, 9:15 Uhr``."""
    if translation.get_language() == "en":
        return f"{formats.date_format(local, 'l, j F Y')}, {clock_words(local)}"
    return f"{formats.date_format(local, 'l, j. F Y')}, {clock_words(local)}\u00a0Uhr"


def total_words(parts: Sequence[Appointment | Offer]) -> str:
    """The price of all of them together, as it was agreed."""
    cents = [part.price_cents for part in parts]
    is_fixed = all(part.price_kind == PriceKind.FIXED for part in parts)
    kind = parts[0].price_kind if len(parts) == 1 else PriceKind.FIXED if is_fixed else PriceKind.FROM
    total = None if None in cents else sum(each or 0 for each in cents)
    return price_words(total, kind, parts[0].currency)


def join_words(names: Iterable[str]) -> str:
    """``Anna``, ``Anna und Ben``, ``Anna, Ben und Clara``."""
    *others, last = names
    if not others:
        return last
    return _("%(names)s und %(last)s") % {"names": ", ".join(others), "last": last}


def appointment_facts(parts: Sequence[Appointment]) -> list[tuple[str, str]]:
    """When, what, with whom, for how much and where: label by label, of everything that belongs together.

    :param parts: loaded ``with_names``, in the order of time.
    """
    first = parts[0]
    rows = [
        (_("Wann"), long_time_words(first.local_start)),
        *_done_words(parts),
        (_("Preis"), total_words(parts)),
        (_("Wo"), first.branch.address),
        (_("Terminnummer"), first.reference),
    ]
    return [(label, value) for label, value in rows if value]


def _done_words(parts: Sequence[Appointment]) -> list[tuple[str, str]]:
    """What and with whom; of several each under the time when it begins."""
    if len(parts) == 1:
        [part] = parts
        return [
            (_("Leistung"), f"{_what(part)} · {duration_words(part.duration)}"),
            (_("Bei"), part.staff.name),
        ]
    is_for_several = len({part.customer_id for part in parts}) > 1
    return [
        (
            clock_words(part.local_start),
            " · ".join(
                [
                    _what(part),
                    *([_("für %(name)s") % {"name": part.customer.name}] if is_for_several else []),
                    _("bei %(staff)s") % {"staff": part.staff.name},
                ]
            ),
        )
        for part in parts
    ]


def _what(part: Appointment) -> str:
    """``Farbe, Kurz, Haarkur``."""
    options = [each["name"] for each in part.add_ons]
    party = _("für %(count)d Personen") % {"count": part.party_size} if part.party_size > 1 else ""
    return ", ".join(name for name in (part.service.name, part.variant_name, *options, party) if name)


def notice_words(span: timedelta) -> str:
    """``24 Stunden``, ``2 Tage``."""
    hours = int(span.total_seconds()) // 3600
    if hours >= 48 and hours % 24 == 0:
        return ngettext("%(count)d Tag", "%(count)d Tage", hours // 24) % {"count": hours // 24}
    if hours:
        return ngettext("%(count)d Stunde", "%(count)d Stunden", hours) % {"count": hours}
    minutes = int(span.total_seconds()) // 60
    return ngettext("%(count)d Minute", "%(count)d Minuten", minutes) % {"count": minutes}
