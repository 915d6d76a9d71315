"""What somebody plans: the values from which an event or a series is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from chapterhouse.chapters.models import Topic, Venue
from chapterhouse.events.models import Where
from chapterhouse.lib.recurrence import Rule


@dataclass(frozen=True, kw_only=True)
class EventPlan:
    """One event as it shall be. Places: None is unlimited. Windows: minutes before the start."""

    title: str
    wall_date: date
    wall_time: time
    time_zone: str
    fold: int = 0
    minutes: int = 120
    description: str = ""
    where: str = Where.IN_PERSON
    venue: Venue | None = None
    place: str = ""
    link: str = ""
    learner_places: int | None = None
    coach_places: int | None = None
    opens_before: int | None = None
    closes_before: int = 0
    guests_allowed: int = 0
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SeriesPlan:
    """A series as it shall be: a rule of days, a wall time in a zone, and what each event starts out with."""

    title: str
    rule: Rule
    starts_on: date
    wall_time: time
    time_zone: str
    ends_on: date | None = None
    skip_dates: tuple[date, ...] = ()
    minutes: int = 120
    description: str = ""
    where: str = Where.IN_PERSON
    venue: Venue | None = None
    place: str = ""
    link: str = ""
    learner_places: int | None = None
    guests_allowed: int = 0
    topics: tuple[Topic, ...] = ()
