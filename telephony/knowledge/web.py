"""The readable text of a web page: headings, paragraphs and lists; nothing that only decorates or steers."""

from __future__ import annotations

from html.parser import HTMLParser

from askproai.core.egress import Page
from telephony.errors import SourceUnreadable

_SKIPPED = frozenset(
    "script style noscript template svg nav footer form button select iframe head aside dialog object".split()
)
_BLOCKS = frozenset(
    "p div section article li ul ol table tr td th dd dt dl blockquote pre address main header figcaption "
    "br".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 summary".split())


def text_of(page: Page) -> tuple[str, str]:
    """Title and text of a fetched page.

    :raises SourceUnreadable: it is neither HTML nor plain text.
    """
    kind = page.content_type.split(";")[0].strip().lower()
    body = page.body.decode(page.charset, errors="replace")
    if kind == "text/plain":
        return "", body
    if kind not in {"text/html", "application/xhtml+xml"}:
        raise SourceUnreadable("not_a_page")
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return " ".join(reader.title.split()), reader.text


class _Reader(HTMLParser):
    """Collects text; what stands in skipped elements, however deep, is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._parts: list[str] = []
        self._skipping: list[str] = []
        self._in_title = False

    @property
    def text(self) -> str:
        """All blocks, headings marked, blank lines between them."""
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        elif tag in _SKIPPED:
            self._skipping.append(tag)
        elif self._skipping:
            return
        elif tag in _HEADINGS:
            self._parts.append("\n\n# ")
        elif tag == "li":
            self._parts.append("\n- ")
        elif tag in _BLOCKS:
            self._parts.append("\n" if tag in {"br", "tr", "td", "th"} else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if tag in self._skipping:
            while self._skipping and self._skipping.pop() != tag:
                pass
        elif tag in _HEADINGS:
            self._parts.append("\n")
        elif tag in _BLOCKS and tag not in {"br", "li", "td", "th"}:
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._skipping:
            self._parts.append(" ".join(data.split()) + " " if data.strip() else "")
