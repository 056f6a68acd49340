"""Square icons for home screens, drawn from the company's logo or ours."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.core.cache import cache
from PIL import Image

from tenants.models import Company
from tenants.signup.branding import logo_of

KINDS: Final = ("any", "maskable")
SIZES: Final = frozenset({96, 180, 192, 512})
# How much of the square the logo takes: of a maskable icon systems cut off all but the inner circle.
_SHARE: Final = {"any": 0.84, "maskable": 0.6}
_CANVAS: Final = {"theirs": (255, 255, 255), "ours": (245, 246, 242)}
_OURS: Final = "img/app-icon.png"
_KEPT_S: Final = 24 * 3600


def icon_key(company: Company) -> str:
    """Changes when the icon does."""
    return company.logo_key or "0"


def draw(company: Company, *, kind: str, size: int) -> bytes:
    """The icon as PNG; drawn once a day and kept in between."""
    key = f"app-icon:{icon_key(company)}:{kind}:{size}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = _drawn(_logo(company), kind=kind, size=size)
        cache.set(key, kept, _KEPT_S)
    return kept


def _logo(company: Company) -> bytes | None:
    return logo_of(company=company, key=company.logo_key)


def _drawn(logo: bytes | None, *, kind: str, size: int) -> bytes:
    canvas = Image.new("RGB", (size, size), _CANVAS["theirs" if logo else "ours"])
    source = Image.open(BytesIO(logo)) if logo else Image.open(_ours())
    picture = source.convert("RGBA")
    room = round(size * _SHARE[kind])
    picture.thumbnail((room, room), Image.Resampling.LANCZOS)
    if max(picture.size) < room:
        factor = room / max(picture.size)
        picture = picture.resize((round(picture.width * factor), round(picture.height * factor)))
    place = ((size - picture.width) // 2, (size - picture.height) // 2)
    canvas.paste(picture, place, picture)
    written = BytesIO()
    canvas.save(written, "PNG", optimize=True)
    return written.getvalue()


def _ours() -> Path:
    found = finders.find(_OURS)
    assert found is not None  # noqa: S101  part of the sources, not of the build
    return Path(found)
