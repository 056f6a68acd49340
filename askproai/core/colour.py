"""Colours that somebody chose, made readable: lightness gives way until the contrast holds, the hue stays.

Colours are ``#rrggbb``. Lightness, chroma and hue are those of OKLCH, in which equal steps look equal
(https://bottosson.github.io/posts/oklab/); contrast is that of WCAG 2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

# WCAG AA asks for 4.5; a hair more, for browsers round.
READABLE: Final = 4.55
_HEX: Final = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_HALVINGS: Final = 9


class Oklch(NamedTuple):
    """Lightness 0 to 1, chroma 0 to about 0.37, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Palette:
    """What a page needs of one colour, for one of its two looks.

    ``strong`` is for buttons, links and lines, with ``on_strong`` on it; ``soft`` for surfaces, with
    ``on_soft`` on them; ``deep`` and ``chosen`` are dark surfaces under the page's own light ink.
    """

    strong: str
    on_strong: str
    soft: str
    on_soft: str
    deep: str
    chosen: str


class Surroundings(NamedTuple):
    """What a page's colours stand on, as in ``static/css/theme.css``."""

    canvases: tuple[Oklch, ...]
    ink_on_deep: Oklch


LIGHT: Final = Surroundings((Oklch(0.996, 0.002, 120), Oklch(0.969, 0.006, 125)), Oklch(0.965, 0.014, 165))
DARK: Final = Surroundings((Oklch(0.255, 0.022, 188), Oklch(0.205, 0.02, 188)), Oklch(0.965, 0.014, 165))


def parse_colour(text: str) -> str:
    """``#ABC``, ``aabbcc`` and ``#aabbcc`` are all ``#aabbcc``.

    :raises ValueError: it is none of these.
    """
    found = _HEX.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(each * 2 for each in digits))


def contrast(one: str, other: str) -> float:
    """How well one can be read on the other, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def light_palette(accent: str) -> Palette:
    """The colour on light pages: itself where it is dark enough, else as dark as it must be."""
    own = oklch_of(accent)
    soft = hex_of(Oklch(0.94, min(own.chroma, 0.03), own.hue))
    canvases = [hex_of(each) for each in LIGHT.canvases]
    strong = _readable(own, on=[*canvases, soft, "#ffffff"], towards=0)
    return Palette(
        strong=strong,
        on_strong="#ffffff",
        soft=soft,
        on_soft=_readable(Oklch(0.34, min(own.chroma, 0.09), own.hue), on=[soft], towards=0),
        deep=_under(Oklch(0.285, min(own.chroma, 0.06), own.hue), LIGHT),
        chosen=_under(oklch_of(strong), LIGHT),
    )


def dark_palette(accent: str) -> Palette:
    """The same on dark pages: as light as it must be."""
    own = oklch_of(accent)
    soft = hex_of(Oklch(0.34, min(own.chroma, 0.05), own.hue))
    canvases = [hex_of(each) for each in DARK.canvases]
    bright = Oklch(max(own.lightness, 0.7), min(own.chroma, 0.16), own.hue)
    strong = _readable(bright, on=[*canvases, soft], towards=1)
    return Palette(
        strong=strong,
        on_strong=_readable(Oklch(0.2, min(own.chroma, 0.04), own.hue), on=[strong], towards=0),
        soft=soft,
        on_soft=_readable(Oklch(0.9, min(own.chroma, 0.05), own.hue), on=[soft], towards=1),
        deep=_under(Oklch(0.175, min(own.chroma, 0.03), own.hue), DARK),
        chosen=_under(Oklch(0.42, min(own.chroma, 0.12), own.hue), DARK),
    )


def oklch_of(colour: str) -> Oklch:
    """A colour as lightness, chroma and hue; greys have the hue 0."""
    red, green, blue = (_linear(each) for each in _channels(colour))
    long, medium, short = (
        math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue),
        math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue),
        math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue),
    )
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    chroma = math.hypot(a, b)
    return Oklch(lightness, chroma, math.degrees(math.atan2(b, a)) % 360 if chroma > 1e-4 else 0.0)


def hex_of(colour: Oklch) -> str:
    """The same the other way; what screens cannot show is shown less colourful."""
    channels = _srgb(colour)
    if not _fits(channels):
        least, most = 0.0, colour.chroma
        for _ in range(_HALVINGS):
            chroma = (least + most) / 2
            least, most = (chroma, most) if _fits(_srgb(colour._replace(chroma=chroma))) else (least, chroma)
        channels = _srgb(colour._replace(chroma=least))
    return "#" + "".join(f"{round(max(0.0, min(1.0, each)) * 255):02x}" for each in channels)


def _readable(colour: Oklch, *, on: Sequence[str], towards: float) -> str:
    """The nearest lightness on the way to black (0) or white (1) at which all of these let it be read."""

    def shown(lightness: float) -> str:
        return hex_of(colour._replace(lightness=lightness))

    def can_be_read(found: str) -> bool:
        return all(contrast(found, each) >= READABLE for each in on)

    if can_be_read(found := shown(colour.lightness)):
        return found
    near, far = colour.lightness, towards
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        near, far = (near, middle) if can_be_read(shown(middle)) else (middle, far)
    return shown(far)


def _under(surface: Oklch, surroundings: Surroundings) -> str:
    """A surface that is dark enough for the page's light ink."""
    return _readable(surface, on=[hex_of(surroundings.ink_on_deep)], towards=0)


def _fits(channels: Iterable[float]) -> bool:
    return all(-0.002 <= each <= 1.002 for each in channels)


def _srgb(colour: Oklch) -> tuple[float, float, float]:
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(each) for each in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
