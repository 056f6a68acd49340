"""HTML as nested calls. Text is escaped always; only what ``tag`` built itself counts as markup."""

from dataclasses import dataclass
from html import escape

_VOID = frozenset({"meta", "link", "input", "br"})


@dataclass(frozen=True, slots=True)
class Markup:
    """Finished HTML."""

    html: str


Child = Markup | str | int | float | None


def tag(name: str, /, *children: Child, **attributes: str | int | None) -> Markup:
    """Return an element; ``cls`` and ``for_`` stand for class and for, ``http_equiv`` for http-equiv."""
    shown = "".join(
        f' {_attribute(key)}="{escape(str(value))}"' for key, value in attributes.items() if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{shown}>")
    return Markup(f"<{name}{shown}>{''.join(_html(child) for child in children)}</{name}>")


def together(children: list[Markup]) -> Markup:
    """Return several elements as one."""
    return Markup("".join(child.html for child in children))


def document(*, title: str, body: Markup, refresh_seconds: int | None) -> str:
    """Return a whole page; ``refresh_seconds`` lets the browser load it again by itself."""
    refresh = None if refresh_seconds is None else tag("meta", http_equiv="refresh", content=refresh_seconds)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        refresh,
        tag("title", title),
        tag("link", rel="stylesheet", href="/standins.css"),
        tag("link", rel="icon", href="data:,"),
    )
    return "<!doctype html>" + tag("html", head, tag("body", body), lang="de").html


def _attribute(key: str) -> str:
    return {"cls": "class", "for_": "for"}.get(key, key.replace("_", "-"))


def _html(child: Child) -> str:
    if child is None:
        return ""
    return child.html if isinstance(child, Markup) else escape(str(child))
