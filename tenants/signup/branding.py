"""The logo of a company: whatever is uploaded, what is kept is a picture that we made ourselves."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from askproai.core.errors import RuleViolated
from tenants.context import forget_companies
from tenants.models import Branding, Company

MOST_BYTES: Final = 5_000_000
# A picture of a camera has fewer; one that says it has more shall not be unpacked.
_MOST_PIXELS: Final = 40_000_000
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
_WIDEST, _HIGHEST = 640, 320
_PHOTO: Final = 192


class LogoUnusable(RuleViolated):
    """No picture that we take; ``reason`` is ``too_large``, ``too_many_pixels`` or ``no_picture``."""

    code = "logo_unusable"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason=reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class Logo:
    """A picture as it is kept: WebP without any metadata."""

    content: bytes
    width: int
    height: int


def read_logo(upload: bytes) -> Logo:
    """Make our own picture out of an upload: turned the right way up, made small, nothing else taken over.

    :raises LogoUnusable: too large, too many pixels, or no PNG, JPEG, WebP or GIF.
    """
    if len(upload) > MOST_BYTES:
        raise LogoUnusable("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(upload), formats=_FORMATS)
            if picture.width * picture.height > _MOST_PIXELS:
                raise LogoUnusable("too_many_pixels")
            made = ImageOps.exif_transpose(picture).convert("RGBA")
            made.thumbnail((_WIDEST, _HIGHEST), Image.Resampling.LANCZOS)
            content = io.BytesIO()
            made.save(content, "WEBP", quality=90, method=4, exif=b"", icc_profile=None)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoUnusable("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise LogoUnusable("no_picture") from error
    return Logo(content=content.getvalue(), width=made.width, height=made.height)


def read_photo(upload: bytes) -> bytes:
    """The same of a person: a square of the middle, small enough for a list.

    :raises LogoUnusable: as above.
    """
    logo = read_logo(upload)
    side = min(logo.width, logo.height, _PHOTO)
    made = ImageOps.fit(Image.open(io.BytesIO(logo.content)).convert("RGB"), (side, side))
    content = io.BytesIO()
    made.save(content, "WEBP", quality=82, method=4)
    return content.getvalue()


@transaction.atomic
def save_logo(*, company: Company, logo: Logo | None) -> None:
    """From now on customers and team see this logo; ``None``: none."""
    Branding.objects.update_or_create(
        company=company,
        defaults={
            "logo": logo.content if logo else None,
            "logo_width": logo.width if logo else 0,
            "logo_height": logo.height if logo else 0,
        },
    )
    company.logo_key = hashlib.sha256(logo.content).hexdigest()[:16] if logo else ""
    company.save(update_fields=["logo_key"])
    forget_companies()


def logo_of(*, company: Company, key: str) -> bytes | None:
    """The picture, where this is the key of the one that is shown."""
    if not key or key != company.logo_key:
        return None
    branding = Branding.objects.filter(company=company).first()
    return bytes(branding.logo) if branding and branding.logo else None
