"""Small words of the portal's templates: icons, initials, phone numbers, money, days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from askproai.core.money import format_cents
from askproai.core.phones import format_phone
from portal.brand import brand_key
from portal.toasts import undo_url

register = template.Library()

HUES = 8


@register.simple_tag
def icon(name: str, classes: str = "", sprite: str = "icons") -> SafeString:
    """An icon of the sprite, as tall as the text beside it; decoration only, the words carry the meaning."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        classes,
        static(f"dist/{sprite}.svg"),
        name,
    )


@register.simple_tag
def public_icon(name: str, classes: str = "") -> SafeString:
    """The same out of the small sprite of the booking page."""
    return icon(name, classes, sprite="public")


@register.filter
def brand_url(accent: str) -> str:
    """Where the stylesheet of a company's colour is."""
    return reverse("brand", args=[brand_key(accent)])


@register.filter
def initials(name: str) -> str:
    """``Anna Köhler`` → ``AK``."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def hue(number: int) -> int:
    """The colour of a person: one of eight, the same on every page."""
    return (number - 1) % HUES + 1


@register.filter
def phone(number: str | None) -> str:
    """A stored number as people write it; a hidden one in words."""
    return format_phone(number) if number else _("Unterdrückte Nummer")


register.filter("undo_url", undo_url)


@register.filter
def cents(amount: int, currency: str = "EUR") -> str:
    """``4500`` → ``45,00 €``, kept on one line; ``{{ service.price_cents|cents:service.currency }}``."""
    return format_cents(amount, currency).replace(" ", "\u00a0")


@register.filter
def day_words(day: date | datetime) -> str:
    """``Heute``, ``Gestern``, ``Morgen`` or ``Mo., 23. November``."""
    on = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return _near(on) or formats.date_format(on, "D, j. F")


def day_within(day: date | datetime) -> str:
    """The same in the middle of a sentence: ``bis morgen``."""
    on = timezone.localtime(day).date() if isinstance(day, datetime) else day
    near = _near(on)
    return near.lower() if near else day_words(on)


@register.filter
def near_day(day: date) -> str:
    """``Heute``, ``Gestern`` or ``Morgen``, for other days the week: ``KW 48``."""
    return _near(day) or _("KW %(week)d") % {"week": day.isocalendar().week}


def _near(day: date) -> str | None:
    return {0: _("Heute"), 1: _("Morgen"), -1: _("Gestern")}.get((day - timezone.localdate()).days)


@register.filter
def lasting(span: timedelta | None) -> str:
    """``1:05 Min.``, a dash while it lasts."""
    if span is None:
        return "–"
    return _("%(span)s Min.") % {"span": offset(span)}


@register.filter
def offset(span: timedelta) -> str:
    """``1:05``, minutes and seconds since the call began."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    return f"{minutes}:{seconds:02d}"


@register.filter
def first_word(name: str) -> str:
    """``Anna Köhler`` → ``Anna``."""
    return str(name).partition(" ")[0]
