"""The text of a PDF, read within limits: a file from outside may be broken, huge, or made to harm."""

from __future__ import annotations

import io
import logging

from telephony.errors import SourceUnreadable

MOST_BYTES = 5_000_000
MOST_PAGES = 60
MOST_LETTERS = 200_000

# It reports every oddity of a file, with words from it.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def check(content: bytes) -> None:
    """:raises SourceUnreadable: by its first bytes no PDF, or too large."""
    if len(content) > MOST_BYTES:
        raise SourceUnreadable("too_large")
    if b"%PDF-" not in content[:1024]:
        raise SourceUnreadable("not_a_pdf")


def text_of(content: bytes) -> str:
    """:raises SourceUnreadable: broken, encrypted, too many pages, or nothing but pictures."""
    # Large, and only whoever reads a file needs it.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    check(content)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise SourceUnreadable("encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise SourceUnreadable("too_many_pages")
        text = ""
        for page in reader.pages:
            text += page.extract_text() + "\n\n"
            if len(text) > MOST_LETTERS:
                break
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
    ) as error:
        # A broken file fails in as many ways as there are places in it.
        raise SourceUnreadable("broken") from error
    if not text.strip():
        raise SourceUnreadable("no_text")
    return text
