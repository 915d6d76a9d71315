"""Where a chart's axes carry marks: round numbers, and the beginnings of months and years."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "month", "year"]

_MONTH_STEPS = (1, 2, 3, 6)
_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100)
_DAY_STEPS = (1, 2, 7, 14)


def ticks(low: float, high: float, most: int = 6, *, whole: bool = False) -> list[float]:
    """Give round numbers (1, 2 or 5 times a power of ten apart) that take in both ends closely.

    At most `most` steps, at least three where that can be; `whole` allows no fractions.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("an axis has ends")
    if high - low <= 1e-9 * max(1.0, abs(low), abs(high)):
        high = low + 1
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    steps = [power * factor for factor in (1, 2, 5, 10, 20, 50)]
    if whole:
        steps = [1.0, *(step for step in steps if step > 1)]

    def fit(step: float) -> tuple[bool, bool, float, int]:
        first, last = _ends(low, high, step)
        count = last - first
        return count > most, count < 3, round(count * step / (high - low), 6), count

    step = min(steps, key=fit)
    first, last = _ends(low, high, step)
    return [_tidy(number * step, step) for number in range(first, last + 1)]


def _ends(low: float, high: float, step: float) -> tuple[int, int]:
    first = math.floor(low / step + 1e-9)
    return first, max(first + 1, math.ceil(high / step - 1e-9))


def _tidy(number: float, step: float) -> float:
    """Give a multiple of the step without the crumbs of binary fractions."""
    return round(number, max(0, 1 - math.floor(math.log10(step)))) + 0.0


def date_ticks(first: date, last: date, most: int = 6) -> list[tuple[date, Unit]]:
    """Give at most `most` days between two, beginnings of years or months where they serve, and what they begin."""
    span = (last - first).days
    if span <= 0:
        return [(first, "day")]
    if span > 62:
        for step in _MONTH_STEPS:
            months = list(_months(first, last, step))
            if 1 < len(months) <= most:
                return [(day, "month") for day in months]
        for step in _YEAR_STEPS:
            years = [day for day in _months(first, last, 12) if day.year % step == 0]
            if 1 < len(years) <= most:
                return [(day, "year") for day in years]
        return [(first, "month"), (last, "month")]
    for step in (*_DAY_STEPS, 28):
        if span // step + 1 <= most:
            return [(first + timedelta(days=days), "day") for days in range(0, span + 1, step)]
    return [(first, "day"), (last, "day")]


def _months(first: date, last: date, step: int) -> Iterator[date]:
    for count in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = date(count // 12, count % 12 + 1, 1)
        if count % 12 % step == 0 and first <= day <= last:
            yield day


def plain_number(number: float) -> str:
    """Give a number as plain English writes it: 1,200 and 4.5."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}".rstrip("0")


def plain_day(day: date, unit: Unit) -> str:
    """Give a day as plain English writes it on an axis: 2013, Feb 2013, 23 Feb."""
    if unit == "year":
        return str(day.year)
    return f"{day:%b} {day.year}" if unit == "month" else f"{day.day} {day:%b}"
