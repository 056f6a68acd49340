"""The XML of WebDAV and CalDAV: what we ask, and reading what comes back without trusting it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from askproai.core.errors import ProviderUnavailable

DAV, CAL, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
_SPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/"'
_DATA = "<d:prop><d:getetag/><c:calendar-data/></d:prop>"


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """One resource of an answer: its path, its status, the properties that it has."""

    path: str
    href: str
    status: int
    found: dict[str, Element]

    def text(self, name: str) -> str:
        """A property's text; empty when there is none."""
        element = self.found.get(name)
        return (element.text or "").strip() if element is not None else ""

    def hrefs(self, name: str) -> list[str]:
        """The addresses inside a property."""
        element = self.found.get(name)
        inner = [] if element is None else element.iter(f"{DAV}href")
        return [(each.text or "").strip() for each in inner if each.text]

    def has(self, name: str, child: str) -> bool:
        """Whether a property holds such an element, at whatever depth."""
        element = self.found.get(name)
        return element is not None and any(True for _ in element.iter(child))


@dataclass(frozen=True, kw_only=True, slots=True)
class Multistatus:
    """A whole answer. ``sync_token`` only after a sync-collection."""

    resources: tuple[Resource, ...]
    sync_token: str


def propfind(*names: str) -> str:
    """Ask for properties, written with the prefixes ``d``, ``c`` and ``cs``."""
    return _document("d:propfind", f"<d:prop>{''.join(f'<{name}/>' for name in names)}</d:prop>")


def calendar_query(start: datetime, end: datetime) -> str:
    """Ask for all events that touch a window."""
    limits = f'start="{_utc(start)}" end="{_utc(end)}"'
    inner = f'<c:comp-filter name="VEVENT"><c:time-range {limits}/></c:comp-filter>'
    condition = f'<c:filter><c:comp-filter name="VCALENDAR">{inner}</c:comp-filter></c:filter>'
    return _document("c:calendar-query", _DATA + condition)


def multiget(hrefs: Iterable[str]) -> str:
    """Ask for these objects."""
    named = "".join(f"<d:href>{escape(href)}</d:href>" for href in hrefs)
    return _document("c:calendar-multiget", _DATA + named)


def sync_collection(token: str) -> str:
    """Ask what changed since a token. Only for etags: some servers give no data here."""
    asked = "<d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop>"
    return _document("d:sync-collection", f"<d:sync-token>{escape(token)}</d:sync-token>{asked}")


def read_multistatus(body: bytes) -> Multistatus:
    """The resources of an answer.

    :raises ProviderUnavailable: no XML, or XML that wants to be more than data.
    """
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ProviderUnavailable(provider="caldav", why="unreadable answer", outcome_unknown=True) from error
    resources = tuple(_resource(each) for each in root.findall(f"{DAV}response"))
    return Multistatus(resources=resources, sync_token=(root.findtext(f"{DAV}sync-token") or "").strip())


def path_of(href: str) -> str:
    """The path of an address, in one spelling: servers do not agree on what of it is written as %40."""
    return quote(unquote(urlsplit(href).path), safe="/")


def _resource(element: Element) -> Resource:
    found: dict[str, Element] = {}
    status = _status(element.findtext(f"{DAV}status"))
    for stat in element.findall(f"{DAV}propstat"):
        if _status(stat.findtext(f"{DAV}status")) == 200:
            found |= {child.tag: child for props in stat.findall(f"{DAV}prop") for child in props}
    href = (element.findtext(f"{DAV}href") or "").strip()
    return Resource(path=path_of(href), href=href, status=status, found=found)


def _status(line: str | None) -> int:
    words = (line or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 200


def _document(name: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?><{name} {_SPACES}>{inner}</{name}>'


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
