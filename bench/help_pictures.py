"""``make help-pictures``: parts of pages of the running demo, for the articles of the help.

Each is taken at the width of a phone, in the languages and looks that ``portal.help.pictures`` names. Ends
with an error where a part is not there, so that a page that changed shows.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from typing import Final, Literal

from PIL import Image
from playwright.sync_api import Browser, Error, Page

from bench.help_scenes import SCENES, Scene, Where, prepared
from bench.screens import chromium
from bench.stack import ROOT, Stack, running_stack
from portal.help.pictures import FOLDER, LOOKS, SIZES

_WIDTH: Final = 390
_TALL: Final = 1400
_ABOVE: Final = 14
_SCALE: Final = 1.5
_COLOURS: Final = 64
_LOCALES: Final = {"de": "de-DE", "en": "en-GB"}
_TARGET: Final = ROOT / "static" / FOLDER
# What lies over every page is no part of what a picture explains.
_WITHOUT: Final = ".topbar, .tabbar, .toasts, .resume-bar, .save-bar { display: none !important }"

Look = Literal["light", "dark"]


def photograph(stack: Stack, browser: Browser, names: list[str]) -> Iterator[str]:
    """Take the pictures; yields what could not be taken."""
    sizes: dict[str, tuple[int, int]] = json.loads(SIZES.read_text()) if SIZES.exists() else {}
    where = prepared(stack, _member(stack, browser, "de", "light"))
    for language, looks in LOOKS.items():
        for look in looks:
            page = _member(stack, browser, language, look)
            for name in names:
                try:
                    picture = _taken(stack, page, SCENES[name], where)
                except (Error, AssertionError) as error:
                    yield f"{name}.{language}.{look}: {str(error)[:300]}"
                    continue
                sizes[f"{name}.{language}"] = _kept(picture, f"{name}.{language}.{look}")
            page.context.close()
    SIZES.write_text(json.dumps(dict(sorted(sizes.items())), indent=1) + "\n")


def _member(stack: Stack, browser: Browser, language: str, look: str) -> Page:
    context = browser.new_context(
        viewport={"width": _WIDTH, "height": _TALL},
        locale=_LOCALES[language],
        device_scale_factor=_SCALE,
        color_scheme="dark" if look == "dark" else "light",
        reduced_motion="reduce",
        bypass_csp=True,
        has_touch=True,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(stack.salon["url"])
    page.locator("[name=username]").fill(stack.salon["email"])
    page.locator("[name=password]").fill(stack.salon["password"])
    page.locator("form:has([name=password]) button").first.click()
    page.wait_for_url(lambda url: "anmelden" not in url)
    return page


def _taken(stack: Stack, page: Page, scene: Scene, where: Where) -> bytes:
    """The part of the page as a PNG."""
    web = f"http://localhost:{stack.run['ports']['web']}"
    address = (
        where[scene.place] if scene.place else f"{web if scene.is_public else stack.salon['url']}{scene.path}"
    )
    page.goto(address)
    if scene.act:
        scene.act(page)
    page.add_style_tag(content=_WITHOUT)
    part = page.locator(scene.top).first
    part.evaluate("one => one.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(500)
    box = part.bounding_box()
    if box is None:
        raise Error("nothing to see")
    top = max(0, box["y"] - _ABOVE)
    below = _TALL if scene.goes_on else box["y"] + box["height"] + _ABOVE
    end = min(top + scene.height, _TALL, below)
    clip = {"x": 0, "y": top, "width": _WIDTH, "height": round(end - top)}
    return page.screenshot(clip=clip)  # type: ignore[arg-type]


def _kept(png: bytes, name: str) -> tuple[int, int]:
    """Write it as WebP; returns its size in CSS pixels.

    A page has few colours: written without loss it is sharper than with, and not larger.
    """
    image = Image.open(io.BytesIO(png)).convert("RGB")
    packed = io.BytesIO()
    few = image.quantize(_COLOURS, dither=Image.Dither.NONE).convert("RGB")
    few.save(packed, "WEBP", lossless=True, quality=100, method=6)
    (_TARGET / f"{name}.webp").write_bytes(packed.getvalue())
    sys.stdout.write(f"  {name}: {packed.tell() / 1000:.1f} kB\n")
    sys.stdout.flush()
    return round(image.width / _SCALE), round(image.height / _SCALE)


def main() -> None:
    """Start a demo and take all pictures, or those that are named."""
    names = sys.argv[1:] or list(SCENES)
    _TARGET.mkdir(parents=True, exist_ok=True)
    with running_stack("help-pictures") as stack, chromium() as browser:
        faults = list(photograph(stack, browser, names))
    for fault in faults:
        print(f"  ! {fault}")
    total = sum(file.stat().st_size for file in _TARGET.iterdir())
    print(json.dumps({"pictures": len(list(_TARGET.iterdir())), "kB": total // 1000, "faults": len(faults)}))
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
