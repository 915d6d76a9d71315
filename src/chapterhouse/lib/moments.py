"""Wall time and instants: what the clock on the wall shows in a zone, and the moment that it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

# Regions people live in, as in the zone database; the rest are aliases, abbreviations and fixed offsets.
_REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
# Beyond these no zone has rules worth the name, and arithmetic near the ends of the calendar overflows.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_NOT_ZONES = frozenset({"localtime", "posixrules", "Factory", "leapseconds"})


class UnknownZone(ValueError):
    """No zone of the IANA database has this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no time zone is called {name[:80]!r}")


class OutOfRange(ValueError):
    """The day is not between 1900 and 2199."""

    def __init__(self, year: int) -> None:
        super().__init__(f"years go from {_FIRST_YEAR} to {_LAST_YEAR}, not {year}")


@dataclass(frozen=True)
class Resolved:
    """The instant of a wall time, and what was odd about it.

    `shifted`: the clock skipped this wall time, so the instant is later by the length of the gap.
    `ambiguous`: the clock shows this wall time twice; the fold said which.
    """

    instant: datetime
    shifted: bool = False
    ambiguous: bool = False


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_ZONES


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Give the names to choose a zone from, sorted: places, and UTC."""
    return (*sorted(name for name in _known_zones() if name.startswith(_REGIONS)), "UTC")


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Give the zone of this IANA name.

    Raises UnknownZone. Names are compared exactly, also where the file system does not.
    """
    if name not in _known_zones():
        raise UnknownZone(name)
    return ZoneInfo(name)


def instant_of(wall: datetime, zone_name: str, fold: int = 0) -> Resolved:
    """Give the instant (UTC) at which clocks in the zone show `wall`, which has no zone itself.

    A wall time that the clock skips moves forward by the gap; of a doubled one, `fold` 0 is the first.
    Raises UnknownZone, OutOfRange, and ValueError for a wall time that carries a zone.
    """
    if wall.tzinfo is not None:
        raise ValueError("a wall time carries no zone of its own")
    _check_year(wall.year)
    there = zone(zone_name)
    first = wall.replace(tzinfo=there, fold=0)
    second = wall.replace(tzinfo=there, fold=1)
    instant = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return Resolved(instant)
    if instant.astimezone(there).replace(tzinfo=None, fold=0) != wall.replace(fold=0):
        # In a gap, fold 0 means "with the offset from before it", which lands after it (PEP 495).
        return Resolved(instant, shifted=True)
    return Resolved(second.astimezone(UTC) if fold else instant, ambiguous=True)


def wall_of(instant: datetime, zone_name: str) -> datetime:
    """Give what clocks in the zone show at the instant; its fold tells the second of a doubled time.

    Raises UnknownZone, and ValueError for an instant without a zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(zone(zone_name)).replace(tzinfo=None)


def day_of(instant: datetime, zone_name: str) -> date:
    """Give the day that the calendar shows in the zone at the instant."""
    return wall_of(instant, zone_name).date()


def start_of_day(day: date, zone_name: str) -> datetime:
    """Give the first instant of the day in the zone, where midnight itself may not exist."""
    _check_year(day.year)
    midnight = instant_of(datetime.combine(day, time()), zone_name)
    if not midnight.shifted:
        return midnight.instant
    # The clock jumped over midnight. The day begins with the jump, at most the longest known gap ago.
    late = midnight.instant
    early = late - timedelta(days=1, minutes=1)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if day_of(middle, zone_name) >= day:
            late = middle
        else:
            early = middle
    return late.replace(microsecond=0)


def end_of_day(day: date, zone_name: str) -> datetime:
    """Give the first instant (UTC) that no longer belongs to the day in the zone."""
    _check_year(day.year)
    if day.year == _LAST_YEAR and (day.month, day.day) == (12, 31):
        raise OutOfRange(day.year + 1)
    return start_of_day(day + timedelta(days=1), zone_name)


def _check_year(year: int) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise OutOfRange(year)
