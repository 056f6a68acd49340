"""QR codes as pictures that stay sharp at any size."""

from __future__ import annotations

import io

import qrcode
import qrcode.image.svg


def qr_code_svg(address: str, *, border: int = 2) -> bytes:
    """Black on white, whatever stands behind it; ``border`` in squares: on paper readers want four."""
    drawn = io.BytesIO()
    picture = qrcode.make(
        address, image_factory=qrcode.image.svg.SvgPathFillImage, box_size=12, border=border
    )
    picture.save(drawn)
    return drawn.getvalue()
