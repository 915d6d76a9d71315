"""Acts on a series: start, extend, edit from a date on, skip a date, end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.actions.plans import SeriesPlan
from chapterhouse.events.models import Event, Series
from chapterhouse.foundation.actors import Actor

# What `edit_following` takes in `changes`; values as in SeriesPlan.
SERIES_FIELDS = (
    "title",
    "description",
    "rule",
    "ends_on",
    "wall_time",
    "time_zone",
    "minutes",
    "where",
    "venue",
    "place",
    "link",
    "learner_places",
    "guests_allowed",
    "topics",
)


def start_series(*, actor: Actor, chapter: Chapter, plan: SeriesPlan, now: datetime) -> Series:
    """Give a new series with its published events of the next twelve weeks."""
    raise NotImplementedError


def extend_series(*, actor: Actor, series: Series, now: datetime) -> list[Event]:
    """Make the events that are still missing for the next twelve weeks; give them."""
    raise NotImplementedError


def edit_following(
    *, actor: Actor, event: Event, changes: Mapping[str, Any], now: datetime, confirmed: bool = False
) -> Series:
    """Change this event of a series and all following: give the successor series; events and RSVPs stay.

    Raises WouldUnseat when a lower number of places would cost somebody hers and `confirmed` is not set.
    """
    raise NotImplementedError


def skip_date(*, actor: Actor, series: Series, date: date, now: datetime) -> Event:
    """Leave a date out, also one whose event is not made yet."""
    raise NotImplementedError


def end_series(*, actor: Actor, series: Series, ends_on: date, now: datetime) -> Series:
    """Let the series end with this day; later dates are skipped and those going are told."""
    raise NotImplementedError
