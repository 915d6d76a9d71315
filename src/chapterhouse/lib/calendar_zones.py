"""Time zones as calendar files describe them: VTIMEZONE, found out by asking the zone database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from chapterhouse.lib.moments import zone
from chapterhouse.lib.recurrence import WEEKDAYS


@dataclass(frozen=True)
class _Change:
    """The clock of a zone changes: what it showed at that instant by the old offset, and both offsets."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def kind(self) -> tuple[object, ...]:
        """What a change must share with another to be the same rule in another year."""
        return (self.wall.month, self.wall.weekday(), self.wall.time(), self.before, self.after, self.name)


@lru_cache(maxsize=256)
def vtimezone(name: str, first_year: int, last_year: int) -> str:
    """Give the VTIMEZONE of a zone, right for every wall time of these years, with CRLF line ends.

    Yearly rules, because Outlook ignores zones that list dates; a list only where the years follow no
    rule (Morocco, or a country that changed its mind). Raises UnknownZone.
    """
    there = zone(name)
    # One year more on either side, so that every observance begins before the first event.
    years = range(first_year - 1, last_year + 2)
    changes = [change for year in years for change in _changes(there, year)]
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    if not changes:
        lines += _observance(_standing(there, years[0]), [])
    else:
        yearly = _yearly(changes, len(years))
        lines += yearly if yearly is not None else _listed(there, years[0], changes)
    lines += ["END:VTIMEZONE", ""]
    return "\r\n".join(lines)


def _changes(there: ZoneInfo, year: int) -> Iterator[_Change]:
    day = datetime(year, 1, 1, tzinfo=UTC)
    end = datetime(year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        # A few days at a time: no zone changes twice within them (Morocco's shortest pause is a month).
        later = min(day + timedelta(days=5), end)
        before, after = _offset(there, day), _offset(there, later)
        if before != after:
            instant = _moment_of_change(there, day, later)
            wall = (instant + before).replace(tzinfo=None)
            yield _Change(wall, before, after, instant.astimezone(there).tzname() or "")
        day = later


def _moment_of_change(there: ZoneInfo, early: datetime, late: datetime) -> datetime:
    before = _offset(there, early)
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if _offset(there, middle) == before:
            early = middle
        else:
            late = middle
    return late


def _offset(there: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(there).utcoffset() or timedelta()


def _standing(there: ZoneInfo, year: int) -> _Change:
    """Give the beginning of a year as if it were a change, for what held before the first one."""
    instant = datetime(year, 1, 1, tzinfo=UTC)
    offset = _offset(there, instant)
    name = instant.astimezone(there).tzname() or ""
    return _Change(instant.replace(tzinfo=None), offset, offset, name)


def _yearly(changes: list[_Change], years: int) -> list[str] | None:
    """Give the observances as yearly rules, or None where the changes follow none."""
    lines: list[str] = []
    for _kind, group in groupby(sorted(changes, key=lambda one: repr(one.kind)), key=lambda one: one.kind):
        same = sorted(group, key=lambda one: one.wall)
        days = _days_of_rule(same)
        if days is None or [one.wall.year - same[0].wall.year for one in same] != list(range(years)):
            return None
        lines += _observance(same[0], [f"RRULE:FREQ=YEARLY;BYMONTH={same[0].wall.month};{days}"])
    return lines


def _days_of_rule(same: list[_Change]) -> str | None:
    weekday = WEEKDAYS[same[0].wall.weekday()]
    days = [one.wall.day for one in same]
    if all((one.wall + timedelta(days=7)).month != one.wall.month for one in same):
        return f"BYDAY=-1{weekday}"
    if len({(day - 1) // 7 for day in days}) == 1:
        return f"BYDAY={(days[0] - 1) // 7 + 1}{weekday}"
    if max(days) - min(days) < 7:
        # "The first Sunday from the second of the month on": a weekday among seven days.
        first = max(1, max(days) - 6)
        return f"BYMONTHDAY={','.join(str(first + step) for step in range(7))};BYDAY={weekday}"
    return None


def _listed(there: ZoneInfo, year: int, changes: list[_Change]) -> list[str]:
    lines = _observance(_standing(there, year), [])
    kinds: dict[tuple[object, ...], list[_Change]] = {}
    for change in changes:
        kinds.setdefault((change.before, change.after, change.name), []).append(change)
    for same in kinds.values():
        lines += _observance(same[0], [f"RDATE:{one.wall:%Y%m%dT%H%M%S}" for one in same[1:]])
    return lines


def _observance(change: _Change, more: list[str]) -> list[str]:
    kind = "DAYLIGHT" if change.after > change.before else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{change.wall:%Y%m%dT%H%M%S}",
        *more,
        f"TZOFFSETFROM:{_signed(change.before)}",
        f"TZOFFSETTO:{_signed(change.after)}",
        f"TZNAME:{change.name}",
        f"END:{kind}",
    ]


def _signed(offset: timedelta) -> str:
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")
