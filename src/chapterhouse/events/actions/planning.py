"""Acts on one event: create, publish, edit, move, skip, cancel, restore."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.actions.plans import EventPlan
from chapterhouse.events.models import Event
from chapterhouse.foundation.actors import Actor

# What `edit_event` takes in `changes`; values as in EventPlan.
EDITABLE = (
    "title",
    "description",
    "minutes",
    "where",
    "venue",
    "place",
    "link",
    "opens_before",
    "closes_before",
    "guests_allowed",
    "topics",
    "wall_date",
    "wall_time",
    "time_zone",
    "fold",
)


def create_event(*, actor: Actor, chapter: Chapter, plan: EventPlan, now: datetime) -> Event:
    """Give a new draft of an event that stands alone."""
    raise NotImplementedError


def publish_event(*, actor: Actor, event: Event, now: datetime) -> Event:
    """Open a draft for sign-up."""
    raise NotImplementedError


def edit_event(*, actor: Actor, event: Event, changes: Mapping[str, Any], now: datetime) -> Event:
    """Change this event only; in a series the changed fields survive later edits of the series."""
    raise NotImplementedError


def move_event(
    *,
    actor: Actor,
    event: Event,
    wall_date: date,
    wall_time: time,
    now: datetime,
    time_zone: str | None = None,
    fold: int = 0,
) -> Event:
    """Move this event to another time; its windows move with it and RSVPs stay."""
    raise NotImplementedError


def skip_event(*, actor: Actor, event: Event, now: datetime) -> Event:
    """Leave this date of a series out (a holiday)."""
    raise NotImplementedError


def cancel_event(*, actor: Actor, event: Event, reason: str, now: datetime) -> Event:
    """Call an event off; its page stays, with the reason."""
    raise NotImplementedError


def restore_event(*, actor: Actor, event: Event, now: datetime) -> Event:
    """Let a cancelled or skipped event happen after all; who had a place has it again."""
    raise NotImplementedError
