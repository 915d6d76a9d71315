"""Which day the reader asks about, and how far back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.moments import day_of

# The first day that may be asked about: long before any chapter, and safe in every calendar.
FIRST = date(1990, 1, 1)
RANGES = {"90": 90, "365": 365, "all": 0}  # days back; 0: from the beginning


class NotADay(Refusal):
    """What was asked for is no day, or one that nothing is known of yet."""

    status = 400
    code = "not_a_day"
    field = "on"


@dataclass(frozen=True)
class Choice:
    """The day that is shown, whether that is today, and which range before it (empty: the page chooses)."""

    day: date
    today: date
    range: str = ""

    @property
    def is_today(self) -> bool:
        """Say whether the numbers of now are shown."""
        return self.day == self.today

    def since(self, first_day: int | None) -> int:
        """Give the first day to show: the range asked for, else everything, or a year where that is much."""
        end = self.day.toordinal()
        begin = min(first_day if first_day is not None else end, end)
        wanted = self.range or ("all" if end - begin <= 400 else "365")
        return begin if wanted == "all" else max(begin, end - RANGES[wanted])

    def range_shown(self, first_day: int | None) -> str:
        """Give the name of the range that `since` comes to."""
        end = self.day.toordinal()
        begin = first_day if first_day is not None else end
        return self.range or ("all" if end - begin <= 400 else "365")


def choice_from(asked: Mapping[str, str], *, time_zone: str, now: datetime) -> Choice:
    """Give what the address asks for (`on=YYYY-MM-DD`, `range=90|365|all`).

    Raises NotADay for what is no day, and for one that has not begun in the zone.
    """
    today = day_of(now, time_zone)
    range_ = asked.get("range", "")
    return Choice(_day(asked.get("on", ""), today), today, range_ if range_ in RANGES else "")


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        if len(text) != len("YYYY-MM-DD"):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError as error:
        raise NotADay(_("“on” must be a day like 2013-02-23.")) from error
    if day > today:
        raise NotADay(_("This day has not begun yet; nobody knows its numbers."))
    if day < FIRST:
        raise NotADay(_("Nothing is known of a day so long ago; the first one is 1990-01-01."))
    return day
