"""Whatever colour a company chooses: what is written in it and on it can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askproai.core.colour import (
    DARK,
    LIGHT,
    Oklch,
    Palette,
    Surroundings,
    contrast,
    dark_palette,
    hex_of,
    light_palette,
    oklch_of,
    parse_colour,
)

THEME = Path(__file__).parents[3] / "static/css/theme.css"
HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def worst(palette: Palette, around: Surroundings) -> float:
    """The least contrast of any two that stand on one another."""
    canvases = [hex_of(each) for each in around.canvases]
    ink = hex_of(around.ink_on_deep)
    pairs = [
        *((palette.strong, canvas) for canvas in [*canvases, palette.soft]),
        (palette.on_strong, palette.strong),
        (palette.on_soft, palette.soft),
        (ink, palette.deep),
        (ink, palette.chosen),
    ]
    return min(contrast(*pair) for pair in pairs)


@pytest.mark.parametrize("lightness", [0.15, 0.45, 0.7, 0.97])
@pytest.mark.parametrize("chroma", [0.03, 0.15, 0.3])
def test_text_is_readable_around_the_whole_circle(lightness: float, chroma: float) -> None:
    for hue in range(0, 360, 10):
        accent = hex_of(Oklch(lightness, chroma, hue))

        assert worst(light_palette(accent), LIGHT) >= 4.5, accent
        assert worst(dark_palette(accent), DARK) >= 4.5, accent


@given(HEX)
def test_any_colour_is_readable(accent: str) -> None:
    assert worst(light_palette(accent), LIGHT) >= 4.5
    assert worst(dark_palette(accent), DARK) >= 4.5


def test_colour_that_can_be_read_stays_as_it_is() -> None:
    assert light_palette("#8a1c4a").strong == "#8a1c4a"


@pytest.mark.parametrize("accent", ["#ffd500", "#00bcd4", "#ff4081", "#7cb342"])
def test_hue_stays_where_lightness_gives_way(accent: str) -> None:
    before = oklch_of(accent).hue
    for palette in (light_palette(accent), dark_palette(accent)):
        turned = abs(oklch_of(palette.strong).hue - before)
        assert min(turned, 360 - turned) < 8


@given(HEX)
def test_conversion_there_and_back(accent: str) -> None:
    back = hex_of(oklch_of(accent))

    assert all(abs(int(accent[at : at + 2], 16) - int(back[at : at + 2], 16)) <= 2 for at in (1, 3, 5))


def test_contrast_is_the_one_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("text", ["#ABCDEF", "abcdef", " #abcdef "])
def test_colour_is_read_as_people_write_it(text: str) -> None:
    assert parse_colour(text) == "#abcdef"


def test_short_form_is_read_too() -> None:
    assert parse_colour("#1aF") == "#11aaff"


@pytest.mark.parametrize("text", ["#", "#12", "red", "#12345g", "#1234567", "url(x)", "#fff;}", "\x00"])
def test_nothing_else_is_a_colour(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_colour(text)


def test_surroundings_are_those_of_the_theme() -> None:
    light, dark = (
        [
            tuple(map(float, found))
            for found in re.findall(r"--color-base-[12]00: oklch\(([\d.]+) ([\d.]+) (\d+)\)", part)
        ]
        for part in THEME.read_text().split('name: "askpro-dark"')
    )
    assert [tuple(each) for each in LIGHT.canvases] == light
    assert [tuple(each) for each in DARK.canvases] == dark
