"""Small pieces that need a thought before they are shown: avatars, seats, the network's theme."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chapterhouse.lib.colour import DEFAULT, NotAColour, light, parse

register = template.Library()

HUES = 8
SEATS_IN_ROW = 20
MOST_SEATS = 120


def initials(name: str) -> str:
    """Give one or two letters that stand for a name: its first word's and its last word's first."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "·"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def avatar(name: str | None, picture: str | None = "", size: str | None = "") -> SafeString:
    """Show a person as her picture, or as her initials on a colour that stays hers."""
    name = name or ""
    if picture:
        return format_html('<span class="avatar {}"><img src="{}" alt="" loading="lazy"></span>', size or "", picture)
    hue = crc32(name.encode()) % HUES
    return format_html('<span class="avatar hue-{} {}" aria-hidden="true">{}</span>', hue, size or "", initials(name))


@register.simple_tag
def seats(taken: int, places: int | None = None, waiting: int = 0) -> SafeString:
    """Show one dot for each place, filled where taken, and one for each who waits; words must stand beside it."""
    free = max((places or 0) - taken, 0)
    if taken + free + waiting > MOST_SEATS or taken + free + waiting == 0:
        return SafeString("")
    runs = [("taken", taken), ("free", free), ("waiting", waiting)]
    paths, position = "", 0
    for name, number in runs:
        if number:
            spots = "".join(
                f"M{6 + 12 * (at % SEATS_IN_ROW)} {6 + 12 * (at // SEATS_IN_ROW)}h0"
                for at in range(position, position + number)
            )
            paths += f'<path class="{name}" d="{spots}"/>'
            position += number
    rows = -(-position // SEATS_IN_ROW)
    return format_html(
        '<svg class="seats" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>',
        12 * SEATS_IN_ROW,
        12 * rows,
        SafeString(paths),  # numbers and our own words only
    )


@register.simple_tag
def theme_url(colour: Any) -> str:
    """Give the address of the style sheet in the network's colour; nothing where it is the usual one."""
    try:
        digits = parse(str(colour))
    except NotAColour:
        return ""
    return "" if digits == DEFAULT else reverse("look:theme", args=[digits[1:]])


@register.simple_tag
def shade(colour: Any, name: str) -> str:
    """Give one shade by day of the network's colour as hex, for letters, where custom properties do not work."""
    try:
        shades = light(str(colour))
    except NotAColour:
        shades = light(DEFAULT)
    return str(getattr(shades, name))
