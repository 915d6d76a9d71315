"""The shapes of what components show. No tables: rooms make these once per object and hand them to a template.

Words and dates come ready for the reader (translated, formatted), so that a list of fifty costs no more than a loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext


@dataclass(frozen=True, slots=True)
class Chip:
    """A small label; kind is "", "brand", "good", "warn" or "bad"."""

    label: str
    kind: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a calendar: the weekday, day and month in the reader's language."""

    weekday: str
    day: str
    month: str
    iso: str = ""
    year: str = ""  # shown for what is over


@lru_cache(maxsize=2000)
def _leaf(day: date, _language: str | None) -> Leaf:
    return Leaf(
        date_format(day, "D"), date_format(day, "j"), date_format(day, "M"), day.isoformat(), date_format(day, "Y")
    )


def leaf_of(day: date) -> Leaf:
    """Give the calendar leaf of a day, in the reader's language."""
    if isinstance(day, datetime):
        day = day.date()
    return _leaf(day, get_language())


def listed(parts: Iterable[str]) -> str:
    """Put words in a row with the reader's comma between them; empty ones are left out."""
    return pgettext("between the parts of a list", ", ").join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class EventCard:
    """One event in a list (`look/components/event-card.html`).

    `iso` carries the offset of the event's zone, so that the reader's own time can be shown beside it.
    """

    url: str
    title: str
    leaf: Leaf
    time: str  # e.g. "19:00 – 21:00", in the event's zone
    iso: str = ""  # e.g. 2026-11-25T19:00:00-08:00
    place: str = ""  # a venue's name, or "online"
    kicker: str = ""  # above the title, e.g. the chapter where the list mixes several
    count: str = ""  # e.g. "14 going, 6 places left"
    chips: Sequence[Chip] = field(default_factory=tuple)
    past: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ChapterCard:
    """One chapter in a directory (`look/components/chapter-card.html`)."""

    url: str
    name: str
    where: str = ""  # e.g. "Portland, United States · 12 km from you"
    text: str = ""
    next: str = ""  # e.g. "Next: Wednesday 25 November, 19:00"
    chips: Sequence[Chip] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One review that may be shown (`look/components/review.html`)."""

    stars: float | None
    good: str = ""
    change: str = ""
    author: str = ""  # empty: "Somebody who came"
    when: str = ""
    event: str = ""
    event_url: str = ""
    answer: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """One chapter on the world map; x and y as `lib.maps.project` gives them, None where nobody knows."""

    id: str
    name: str
    url: str
    x: float | None = None
    y: float | None = None
    text: str = ""
    quiet: bool = False  # listed only, nobody meets there now

    @property
    def spot(self) -> str:
        """Give the place as SVG wants it, with points whatever the reader's language; empty where unknown."""
        return "" if self.x is None or self.y is None else f"{self.x:.1f} {self.y:.1f}"


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of several that belong together (`look/components/tabs.html`)."""

    label: str
    url: str
    current: bool = False
