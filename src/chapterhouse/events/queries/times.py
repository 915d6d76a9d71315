"""When events happen: instants from wall times, windows from instants, days from rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chapterhouse.events.models import Event
from chapterhouse.lib.moments import day_of, end_of_day, instant_of, start_of_day
from chapterhouse.lib.recurrence import Rule, dates

WEEKS_AHEAD = 12  # DATA.md, Series
LINK_SHOWN = timedelta(hours=1)  # before the start, to those who are going
DOOR_OPENS = timedelta(hours=2)  # PRODUCT.md, Attendance


@dataclass(frozen=True)
class InTime:
    """Where a wall time falls: its instants (UTC), and what is odd about it (see lib.moments.Resolved)."""

    starts_at: datetime
    ends_at: datetime
    shifted: bool = False
    ambiguous: bool = False


def place_in_time(*, wall_date: date, wall_time: time, time_zone: str, minutes: int, fold: int = 0) -> InTime:
    """Give the instants of an event; the only place where they are computed.

    The length is real time: two hours are two hours also in the night in which the clock changes.
    Raises UnknownZone and OutOfRange (lib.moments).
    """
    start = instant_of(datetime.combine(wall_date, wall_time), time_zone, fold)
    return InTime(start.instant, start.instant + timedelta(minutes=minutes), start.shifted, start.ambiguous)


def opens_at(event: Event) -> datetime | None:
    """Give the instant at which sign-up opens; None: it was open from the beginning."""
    return None if event.opens_before is None else event.starts_at - timedelta(minutes=event.opens_before)


def closes_at(event: Event) -> datetime:
    """Give the instant at which sign-up closes: the start, or so long before it."""
    return event.starts_at - timedelta(minutes=event.closes_before)


def door_opens_at(event: Event) -> datetime:
    """Give the instant from which people can be checked in."""
    return event.starts_at - DOOR_OPENS


def door_closes_at(event: Event) -> datetime:
    """Give the midnight, event time, of the event's last day: until then people can be checked in."""
    last_instant = max(event.ends_at - timedelta(microseconds=1), event.starts_at)
    return end_of_day(day_of(last_instant, event.time_zone), event.time_zone)


def horizon(now: datetime, time_zone: str) -> date:
    """Give the last day for which events of a series are made."""
    return day_of(now, time_zone) + timedelta(weeks=WEEKS_AHEAD)


def occurrence_days(rule: Rule, *, starts_on: date, ends_on: date | None, first: date, last: date) -> list[date]:
    """Give the days of a series between `first` and `last`; counting of its weeks begins with `starts_on`."""
    until = last if ends_on is None else min(last, ends_on)
    return [day for day in dates(rule, starts_on, until) if day >= first]


@dataclass(frozen=True)
class Occurrence:
    """One date of a series as it would be: for a preview before anything is saved."""

    day: date
    starts_at: datetime
    ends_at: datetime
    shifted: bool
    ambiguous: bool
    offset_changed: bool


def preview_series(
    *,
    rule: Rule,
    starts_on: date,
    wall_time: time,
    time_zone: str,
    minutes: int,
    ends_on: date | None = None,
    skip_dates: Iterable[date] = (),
    most: int = 12,
) -> list[Occurrence]:
    """Give the next dates of a planned series, with what is odd about each.

    `shifted`: the clock skips this time, so it is later; `ambiguous`: the clock shows it twice;
    `offset_changed`: summer time began or ended since the date before. Raises UnknownZone and OutOfRange.
    """
    skipped = set(skip_dates)
    until = starts_on + timedelta(weeks=60)
    days = occurrence_days(rule, starts_on=starts_on, ends_on=ends_on, first=starts_on, last=until)
    found: list[Occurrence] = []
    offset_before: timedelta | None = None
    for day in [one for one in days if one not in skipped][:most]:
        when = place_in_time(wall_date=day, wall_time=wall_time, time_zone=time_zone, minutes=minutes)
        offset = start_of_day(day + timedelta(days=1), time_zone) - _as_if_utc(day + timedelta(days=1))
        changed = offset_before is not None and offset != offset_before
        found.append(Occurrence(day, when.starts_at, when.ends_at, when.shifted, when.ambiguous, changed))
        offset_before = offset
    return found


def _as_if_utc(day: date) -> datetime:
    return start_of_day(day, "UTC")
