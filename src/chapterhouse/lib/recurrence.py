"""Rules of series: every Wednesday, every second Tuesday of the month; which days they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Frequency = Literal["weekly", "monthly"]

MOST_DATES = 400
MOST_INTERVAL = 52
# Monday is 0, as in `date.weekday()`; names as in RFC 5545.
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STORED = re.compile(
    r"(?P<frequency>weekly|monthly)/(?P<interval>[0-9]{1,2})/(?:(?P<nth>-1|[1-4])/)?"
    r"(?P<weekdays>[a-z]{2}(?:,[a-z]{2}){0,6})"
)


class BadRule(ValueError):
    """This is no rule that a series can follow."""


@dataclass(frozen=True)
class Rule:
    """Which days a series falls on.

    Weekly: on `weekdays` (Monday is 0) of every `interval`-th week, counted from the week of the start.
    Monthly: on the `nth` (1 to 4, or -1 for the last) of each of `weekdays` in every `interval`-th month.
    Raises BadRule. There is nothing below a day, and no fifth Wednesday: many months have none.
    """

    frequency: Frequency
    interval: int
    weekdays: tuple[int, ...]
    nth: int | None = None

    def __post_init__(self) -> None:
        if self.frequency not in ("weekly", "monthly"):
            raise BadRule(f"a series is weekly or monthly, not {self.frequency}")
        if not 1 <= self.interval <= MOST_INTERVAL:
            raise BadRule(f"the interval goes from 1 to {MOST_INTERVAL}, not {self.interval}")
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
            raise BadRule("a series needs weekdays, from 0 (Monday) to 6 (Sunday)")
        if self.frequency == "weekly" and self.nth is not None:
            raise BadRule("a weekly series has no n-th weekday")
        if self.frequency == "monthly" and self.nth not in (1, 2, 3, 4, -1):
            raise BadRule("a monthly series needs the first to fourth or the last weekday")
        # Sorted and without doubles, so that equal rules are equal.
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays))))

    def __str__(self) -> str:
        """Give the rule as it is stored, e.g. `weekly/1/we` or `monthly/1/-1/tu`."""
        names = ",".join(WEEKDAYS[one].lower() for one in self.weekdays)
        nth = "" if self.nth is None else f"{self.nth}/"
        return f"{self.frequency}/{self.interval}/{nth}{names}"


def rule_from(stored: str) -> Rule:
    """Give the rule that `str(rule)` stored. Raises BadRule."""
    match = _STORED.fullmatch(stored)
    if match is None:
        raise BadRule(f"no rule is written {stored[:80]!r}")
    try:
        weekdays = tuple(WEEKDAYS.index(name.upper()) for name in match["weekdays"].split(","))
    except ValueError:
        raise BadRule(f"no weekday is written so: {match['weekdays']}") from None
    frequency: Frequency = "weekly" if match["frequency"] == "weekly" else "monthly"
    nth = int(match["nth"]) if match["nth"] else None
    return Rule(frequency, int(match["interval"]), weekdays, nth)


def to_rrule(rule: Rule) -> str:
    """Give the rule as the value of an RRULE (RFC 5545, 3.3.10), without an end."""
    nth = "" if rule.nth is None else str(rule.nth)
    byday = ",".join(f"{nth}{WEEKDAYS[one]}" for one in rule.weekdays)
    return f"FREQ={rule.frequency.upper()};INTERVAL={rule.interval};BYDAY={byday};WKST=MO"


def dates(rule: Rule, start: date, until: date) -> list[date]:
    """Give the days of the rule from `start` to `until`, both included, earliest first, at most 400.

    The start is where counting begins (its week, its month); it is in the answer only if the rule
    falls on it. The same arguments always give the same days.
    """
    found: list[date] = []
    for day in _weekly(rule, start, until) if rule.frequency == "weekly" else _monthly(rule, start, until):
        if day > until or len(found) == MOST_DATES:
            break
        if day >= start:
            found.append(day)
    return found


def _weekly(rule: Rule, start: date, until: date) -> Iterator[date]:
    # Ordinals, because the Monday before the first of all days is no date.
    monday = start.toordinal() - start.weekday()
    for week in range(monday, until.toordinal() + 1, 7 * rule.interval):
        for weekday in rule.weekdays:
            if start.toordinal() <= week + weekday <= date.max.toordinal():
                yield date.fromordinal(week + weekday)


def _monthly(rule: Rule, start: date, until: date) -> Iterator[date]:
    first = start.year * 12 + start.month - 1
    last = until.year * 12 + until.month - 1
    for count in range(first, last + 1, rule.interval):
        year, month = divmod(count, 12)
        yield from sorted(_nth_weekday(year, month + 1, weekday, rule.nth or 1) for weekday in rule.weekdays)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)
