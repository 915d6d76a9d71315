"""A network's one colour, as shades that people can read by day and by night.

From one hex colour come all shades that a page needs. Each pair of text and ground is measured as WCAG 2.2 says
(relative luminance) and moved in lightness, in the even steps of OKLCH, until it holds: text 4.5 to 1, borders
of controls 3 to 1.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

TEXT = 4.5
CONTROL = 3.0
DEFAULT = "#0b6e55"

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_NEAR_BLACK = "#12181a"
_WHITE = "#ffffff"


class NotAColour(ValueError):
    """The text is not a hex colour such as #0b6e55."""


def parse(text: str) -> str:
    """Give the colour as `#rrggbb` in lower case.

    Raises NotAColour for anything but three or six hex digits, with or without `#`.
    """
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise NotAColour(text)
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _linear(colour: str) -> tuple[float, float, float]:
    def one(start: int) -> float:
        part = int(colour[start : start + 2], 16) / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return one(1), one(3), one(5)


def luminance(colour: str) -> float:
    """Give the relative luminance, 0 for black to 1 for white (WCAG 2.2)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 (the same) to 21 (black on white), as WCAG 2.2 measures it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def to_oklch(colour: str) -> tuple[float, float, float]:
    """Give lightness (0 to 1), chroma (0 to about 0.32) and hue (radians) in OKLCH."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Give `#rrggbb`; a chroma that no screen can show is lowered until it can."""
    lightness = min(max(lightness, 0.0), 1.0)
    parts = _rgb(lightness, chroma, hue)
    while chroma > 0.001 and not all(-0.0005 <= part <= 1.0005 for part in parts):
        chroma *= 0.96
        parts = _rgb(lightness, chroma, hue)

    def one(part: float) -> str:
        part = min(max(part, 0.0), 1.0)
        part = part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
        return f"{round(part * 255):02x}"

    return "#" + "".join(one(part) for part in parts)


def readable(colour: str, grounds: tuple[str, ...], ratio: float = TEXT, *, darker: bool) -> str:
    """Give the colour, made darker (or lighter) until it has the contrast against every ground."""
    lightness, chroma, hue = to_oklch(colour)
    step = -0.01 if darker else 0.01
    while any(contrast(colour, ground) < ratio for ground in grounds) and 0 < lightness < 1:
        lightness += step
        colour = from_oklch(lightness, chroma, hue)
    return colour


@dataclass(frozen=True)
class Shades:
    """The shades of one scheme (light or dark); every text shade is readable on every ground that it meets."""

    paper: str  # the page
    surface: str  # cards and inputs
    sunk: str  # wells, table heads, code
    tint: str  # chosen things, chips
    line: str  # hairlines, decoration only
    control: str  # borders of inputs
    ink: str  # text
    ink_soft: str  # less important text
    brand: str  # filled buttons
    brand_strong: str  # the same, pointed at
    on_brand: str  # text on both
    brand_ink: str  # links, focus, chart lines
    hero: str  # large filled areas
    on_hero: str  # text on them
    hero_soft: str  # less important text on them


def _fill(colour: str) -> tuple[str, str, str]:
    """Give a filled button's ground, its ground when pointed at, and its text."""
    lightness, chroma, hue = to_oklch(colour)
    if contrast(colour, _WHITE) < TEXT and lightness > 0.72:
        stronger = from_oklch(lightness + 0.05, chroma, hue)
        return colour, stronger, readable(_NEAR_BLACK, (colour, stronger), darker=True)
    ground = readable(colour, (_WHITE,), darker=True)
    lightness = to_oklch(ground)[0]
    return ground, from_oklch(lightness - 0.07, chroma, hue), _WHITE


@lru_cache(maxsize=64)
def light(colour: str) -> Shades:
    """Give the shades by day."""
    colour = parse(colour)
    lightness, chroma, hue = to_oklch(colour)
    grey = min(chroma * 0.06, 0.008)
    paper = from_oklch(0.985, grey * 0.6, hue)
    surface = _WHITE
    sunk = from_oklch(0.955, grey, hue)
    tint = from_oklch(0.94, min(chroma * 0.3, 0.045), hue)
    grounds = (paper, surface, sunk, tint)
    brand, strong, on_brand = _fill(colour)
    return Shades(
        paper=paper,
        surface=surface,
        sunk=sunk,
        tint=tint,
        line=from_oklch(0.89, grey * 1.5, hue),
        control=readable(from_oklch(0.66, grey * 2, hue), (paper, surface), CONTROL, darker=True),
        ink=from_oklch(0.23, grey * 2.5, hue),
        ink_soft=readable(from_oklch(0.5, grey * 2.5, hue), grounds, darker=True),
        brand=brand,
        brand_strong=strong,
        on_brand=on_brand,
        brand_ink=readable(from_oklch(min(lightness, 0.55), chroma, hue), grounds, darker=True),
        hero=brand,
        on_hero=on_brand,
        hero_soft=_soft_on(brand, on_brand),
    )


@lru_cache(maxsize=64)
def dark(colour: str) -> Shades:
    """Give the shades by night."""
    colour = parse(colour)
    lightness, chroma, hue = to_oklch(colour)
    grey = min(chroma * 0.1, 0.014)
    paper = from_oklch(0.19, grey, hue)
    surface = from_oklch(0.235, grey, hue)
    sunk = from_oklch(0.16, grey, hue)
    tint = from_oklch(0.31, min(chroma * 0.4, 0.05), hue)
    grounds = (paper, surface, sunk, tint)
    bright = from_oklch(max(lightness, 0.8), min(chroma, 0.15), hue)
    strong = from_oklch(max(lightness, 0.8) + 0.06, min(chroma, 0.13), hue)
    hero = from_oklch(0.33, min(chroma * 0.8, 0.09), hue)
    ink = from_oklch(0.95, grey * 0.6, hue)
    return Shades(
        paper=paper,
        surface=surface,
        sunk=sunk,
        tint=tint,
        line=from_oklch(0.34, grey * 1.4, hue),
        control=readable(from_oklch(0.5, grey * 2, hue), (paper, surface), CONTROL, darker=False),
        ink=ink,
        ink_soft=readable(from_oklch(0.74, grey, hue), grounds, darker=False),
        brand=bright,
        brand_strong=strong,
        on_brand=readable(from_oklch(0.22, grey * 2, hue), (bright, strong), darker=True),
        brand_ink=readable(bright, grounds, darker=False),
        hero=hero,
        on_hero=readable(ink, (hero,), darker=False),
        hero_soft=_soft_on(hero, ink),
    )


def _soft_on(ground: str, text: str) -> str:
    """Give a softer text shade on a filled ground: towards the ground, as far as it stays readable."""
    there, chroma, hue = to_oklch(ground)
    from_text = to_oklch(text)[0]
    for share in (0.25, 0.2, 0.15, 0.1, 0.05):
        shade = from_oklch(from_text + (there - from_text) * share, min(chroma * 0.35, 0.05), hue)
        if contrast(shade, ground) >= TEXT + 0.3:
            return shade
    return text


def theme_css(colour: str) -> str:
    """Give a style sheet that sets every shade of the colour as a custom property, for both schemes.

    Raises NotAColour for anything that is not a hex colour, so nothing else can get into the sheet.
    """
    day, night = light(colour), dark(colour)
    lines = [
        f"  --{name.replace('_', '-')}: light-dark({getattr(day, name)}, {getattr(night, name)});"
        for name in Shades.__dataclass_fields__
    ]
    return ":root {\n" + "\n".join(lines) + "\n}\n"
