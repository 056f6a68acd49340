"""The table of contents with its search, and one article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from portal.access import role_required
from portal.help.library import Area, Article, areas, articles_for
from portal.help.links import speaks
from portal.help.markup import Block, Kind, Links, inline
from portal.help.pictures import Picture, picture_of
from portal.help.search import LONGEST, search
from portal.permissions import MATRIX
from tenants.enums import Role
from tenants.team.queries import members_of

_PAGE: Final = "portal/help/contents.html"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A block as the page draws it."""

    kind: Kind
    lines: tuple[SafeString, ...]
    name: str
    picture: Picture | None


@role_required("owner", "manager", "staff")
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """All articles; ``?frage=…``: what answers it; ``?seite=…``: first those for a page."""
    asked = " ".join(request.GET.get("frage", "").replace("\0", " ").split())[:LONGEST]
    found = search(asked, speaks()) if asked else []
    context = {
        "asked": asked,
        "found": found,
        "areas": areas(speaks()),
        "here": articles_for(request.GET.get("seite", "")[:80], speaks()),
        "support_email": settings.SUPPORT_EMAIL,
        "owners": _owners(request) if asked and not found else (),
    }
    part = "#found" if getattr(request, "htmx", False) else ""
    return render(request, _PAGE + part, context)


@role_required("owner", "manager", "staff")
@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article in the language of the page."""
    area, shown = _found(slug)
    role = Role(request.membership.role)  # type: ignore[attr-defined]
    context = {
        "article": shown,
        "area": area,
        "blocks": tuple(_drawn(shown, role)),
        "is_for_leads": _is_for_leads(shown, role),
        "asked": request.GET.get("frage", "")[:LONGEST],
    }
    return render(request, "portal/help/article.html", context)


def _found(slug: str) -> tuple[Area, Article]:
    for area in areas(speaks()):
        for each in area.articles:
            if each.slug == slug:
                return area, each
    raise Http404


def _drawn(shown: Article, role: Role) -> Iterator[Shown]:
    def link(target: str, words: str) -> SafeString:
        kind, name = target.split(":")
        if kind == "help":
            return format_html('<a href="{}">{}</a>', reverse("help-article", args=[name]), words)
        # A link that would only say "not for you" is a word to find the way by.
        if role not in MATRIX[name]:
            return format_html("<strong>{}</strong>", words)
        return format_html('<a href="{}">{}</a>', reverse(name), words)

    yield from (_block(block, link) for block in shown.blocks)


def _block(block: Block, link: Links) -> Shown:
    is_picture = block.kind is Kind.PICTURE
    return Shown(
        kind=block.kind,
        lines=tuple(inline(line, link) for line in block.lines),
        name=block.name,
        picture=picture_of(block.name, speaks()) if is_picture else None,
    )


def _is_for_leads(shown: Article, role: Role) -> bool:
    """Whether this role may open none of the pages that the article explains."""
    routes = [
        route for route in MATRIX for page in shown.pages if route == page or route.startswith(f"{page}-")
    ]
    return bool(routes) and not any(role in MATRIX[route] for route in routes)


def _owners(request: HttpRequest) -> tuple[str, ...]:
    owners = members_of(request.company).filter(role=Role.OWNER)  # type: ignore[attr-defined]
    return tuple(each.user.name or each.user.email for each in owners if each.user_id != request.user.pk)
