import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapterhouse.lib.colour import (
    CONTROL,
    DEFAULT,
    TEXT,
    NotAColour,
    Shades,
    contrast,
    dark,
    from_oklch,
    light,
    luminance,
    parse,
    theme_css,
    to_oklch,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def pairs_of_text(shades: Shades) -> list[tuple[str, str, str]]:
    """Every text shade with every ground on which a page puts it."""
    grounds = {name: getattr(shades, name) for name in ("paper", "surface", "sunk", "tint")}
    found = [
        (f"{text} on {name}", getattr(shades, text), ground)
        for text in ("ink", "ink_soft", "brand_ink")
        for name, ground in grounds.items()
    ]
    found += [
        ("button", shades.on_brand, shades.brand),
        ("button pointed at", shades.on_brand, shades.brand_strong),
        ("hero", shades.on_hero, shades.hero),
        ("hero, softer", shades.hero_soft, shades.hero),
        ("button on hero", shades.hero, shades.on_hero),
    ]
    return found


@given(colours)
def test_whatever_colour_a_network_chooses_every_text_stays_readable_by_day_and_by_night(colour: str) -> None:
    for shades in (light(colour), dark(colour)):
        for name, text, ground in pairs_of_text(shades):
            assert contrast(text, ground) >= TEXT, (name, text, ground)
        for ground in (shades.paper, shades.surface):
            assert contrast(shades.control, ground) >= CONTROL


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")
    assert luminance("#ff0000") == pytest.approx(0.2126)


@given(colours)
def test_a_colour_survives_the_way_through_oklch(colour: str) -> None:
    lightness, chroma, hue = to_oklch(colour)
    back = from_oklch(lightness, chroma, hue)
    assert all(abs(int(colour[at : at + 2], 16) - int(back[at : at + 2], 16)) <= 1 for at in (1, 3, 5))


def test_red_has_the_oklch_values_that_the_css_specification_names() -> None:
    lightness, chroma, hue = to_oklch("#ff0000")
    assert (lightness, chroma) == (pytest.approx(0.628, abs=0.001), pytest.approx(0.2577, abs=0.001))
    assert math.degrees(hue) == pytest.approx(29.23, abs=0.05)


def test_a_readable_colour_is_used_for_buttons_as_it_is() -> None:
    assert light("#0b6e55").brand == "#0b6e55"
    assert light("#ffd400").brand == "#ffd400"
    assert light("#ffd400").on_brand != "#ffffff"


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345g", "0b6e55;}body{display:none", "#0b6e55 ", "١٢٣٤٥٦"])
def test_only_hex_colours_get_into_a_style_sheet(text: str) -> None:
    if text.strip() == "#0b6e55":
        assert parse(text) == "#0b6e55"
        return
    with pytest.raises(NotAColour):
        theme_css(text)


def test_short_and_bare_colours_are_understood() -> None:
    assert parse("#0AF") == "#00aaff"
    assert parse("0b6e55") == DEFAULT


def test_the_style_sheet_sets_every_shade_for_both_schemes() -> None:
    text = theme_css(DEFAULT)
    assert text.count("light-dark(") == len(Shades.__dataclass_fields__)
    assert "--brand: light-dark(#0b6e55, " in text
