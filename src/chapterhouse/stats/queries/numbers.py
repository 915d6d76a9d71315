"""The numbers of a place as known on a day: what is kept, and what happened since."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from django.db import connection

from chapterhouse.chapters.models import Chapter
from chapterhouse.reviews.policies import ENOUGH_FOR_AVERAGE
from chapterhouse.stats.models import OF_PLACE, Counted, Measure, MeetingHistory
from chapterhouse.stats.queries.recount import recount
from chapterhouse.stats.queries.steps import Changes

PLACE_ONLY = 10  # measures below are of a place as a whole


@dataclass(frozen=True)
class Curve:
    """A number through time: its value from each of some days on."""

    days: list[int]
    values: list[int]

    def at(self, day: int) -> int:
        """Give the number as known at the end of a day."""
        found = bisect_right(self.days, day)
        return self.values[found - 1] if found else 0

    def highest(self, first: int, last: int) -> int:
        """Give the highest that the number was on any day from one to another."""
        changed = self.values[bisect_right(self.days, first) : bisect_right(self.days, last)]
        return max([self.at(first), *changed])

    def highest_before(self, day: int) -> int:
        """Give the highest that the number ever was on an earlier day."""
        return max(self.values[: bisect_right(self.days, day - 1)], default=0)


@dataclass
class MeetingNumbers:
    """The numbers of one meeting as known on the day. `about` is its kept history (negative: not kept yet)."""

    about: int
    day: int
    held: int = 0
    closed: int = 0
    going: int = 0
    shown: int = 0
    attended: int = 0
    debut: int = 0
    unnamed: int = 0
    guests: int = 0


_OF_MEETING: dict[int, str] = {
    Measure.HELD: "held",
    Measure.CLOSED: "closed",
    Measure.GOING: "going",
    Measure.SHOWN: "shown",
    Measure.ATTENDED: "attended",
    Measure.DEBUT: "debut",
    Measure.UNNAMED: "unnamed",
    Measure.GUESTS: "guests",
}


@dataclass
class Numbers:
    """All numbers of a place as known at the end of `day`; the curves go on after it and must not be shown there."""

    day: int
    joined: Curve
    left: Curve
    came: Curve
    ahead: Curve
    active: Curve
    answers: Curve
    stars: Curve
    first_day: int | None = None
    meetings: list[MeetingNumbers] = field(default_factory=list)
    visitors: dict[int, int] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    returned: dict[tuple[int, int], int] = field(default_factory=dict)
    new_meetings: dict[int, str] = field(default_factory=dict)

    def subscribed_at(self, day: int) -> int:
        """Give the members at the end of a day."""
        return self.joined.at(day) - self.left.at(day)

    @property
    def subscribed(self) -> int:
        """Give the members at the end of the day."""
        return self.subscribed_at(self.day)

    def rating_at(self, day: int) -> float | None:
        """Give the average of all stars until a day, or None below five answers."""
        answers = self.answers.at(day)
        return self.stars.at(day) / answers if answers >= ENOUGH_FOR_AVERAGE else None

    def show_rate(self, since: int = 0) -> float | None:
        """Give came ÷ going of the closed meetings from a day on; None where nobody was to come to any."""
        closed = [one for one in self.meetings if one.closed and one.day >= since]
        going = sum(one.going for one in closed)
        return sum(one.shown for one in closed) / going if going else None

    @property
    def is_record(self) -> bool:
        """Say whether more had signed up ahead than on any earlier day, as known on those days."""
        return self.ahead.at(self.day) > self.ahead.highest_before(self.day)


# What the charts need of meetings and months; files of meetings need all.
FOR_CHARTS = (
    Measure.CLOSED,
    Measure.GOING,
    Measure.SHOWN,
    Measure.VISITORS,
    Measure.FIRST,
    Measure.RETURNED,
)
OF_MEETINGS = tuple(Measure(measure) for measure in _OF_MEETING)


def numbers_of(chapter: Chapter, day: int, *, details: Sequence[Measure] = ()) -> Numbers:
    """Give a chapter's numbers as known at the end of a day on its calendar, to the last fact.

    `details`: which numbers of its meetings and months too. Two to four queries while nothing waits to be counted.
    """
    new = recount(chapter, Counted.objects.filter(chapter=chapter).first())
    changes: Changes = Counter() if new is None else new.changes
    numbers = numbers_at(chapter.pk, day, changes)
    if details:
        _add_details(numbers, chapter.pk, changes, frozenset(details))
        numbers.new_meetings = {} if new is None else new.new_meetings()
    return numbers


def numbers_at(place: int, day: int, changes: Changes) -> Numbers:
    """Give the numbers of a place as a whole: the kept changes and these, which are not kept yet."""
    by_day: dict[int, Counter[int]] = {measure: Counter() for measure in OF_PLACE}
    for measure, at, change in _rows(
        "SELECT measure, day, change FROM tally_change WHERE place = %s AND measure < 10", place
    ):
        by_day[measure][at] = change
    for (measure, _about, _detail, at), change in changes.items():
        if measure < PLACE_ONLY:
            by_day[measure][at] += change
    curves = {measure: _curve(by_day[measure]) for measure in OF_PLACE}
    return Numbers(
        day=day,
        joined=curves[Measure.JOINED],
        left=curves[Measure.LEFT],
        came=curves[Measure.CAME],
        ahead=curves[Measure.AHEAD],
        active=curves[Measure.ACTIVE],
        answers=curves[Measure.ANSWERS],
        stars=curves[Measure.STARS],
        first_day=min((curve.days[0] for curve in curves.values() if curve.days), default=None),
    )


def _rows(sql: str, *values: int) -> list[tuple[int, ...]]:
    """Give plain rows: thousands of them, for which Django's own conversions would cost more than all the rest."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _curve(changes: Counter[int]) -> Curve:
    days = sorted(changes)
    return Curve(days, list(accumulate(changes[day] for day in days)))


def _add_details(numbers: Numbers, place: int, changes: Changes, wanted: frozenset[int]) -> None:
    """Add the numbers of meetings and months as known on the day."""
    measures = ", ".join(str(int(measure)) for measure in sorted(wanted))
    rows = _rows(
        f"SELECT measure, about, detail, SUM(change) FROM tally_change WHERE place = %s AND measure IN ({measures}) "  # noqa: S608 -- numbers
        "AND day <= %s GROUP BY measure, about, detail",
        place,
        numbers.day,
    )
    sums: dict[tuple[int, int, int], int] = defaultdict(int)
    for measure, about, detail, value in rows:
        sums[measure, about, detail] = int(value)
    for (measure, about, detail, day), change in changes.items():
        if measure in wanted and day <= numbers.day:
            sums[measure, about, detail] += change
    meetings: dict[tuple[int, int], MeetingNumbers] = {}
    months: dict[int, dict[int, int]] = {Measure.VISITORS: numbers.visitors, Measure.FIRST: numbers.first}
    for (measure, about, detail), value in sums.items():
        if not value:
            continue
        if measure in _OF_MEETING:
            meeting = meetings.get((about, detail))
            if meeting is None:
                meeting = meetings[about, detail] = MeetingNumbers(about, detail)
            setattr(meeting, _OF_MEETING[measure], value)
        elif measure == Measure.RETURNED:
            numbers.returned[about, detail] = value
        else:
            months[measure][about] = value
    numbers.meetings = sorted(meetings.values(), key=lambda one: (one.day, one.about))


def events_of_meetings(chapter: Chapter, meetings: Iterable[MeetingNumbers], new: dict[int, str]) -> dict[int, str]:
    """Give the events of meetings by their `about`."""
    kept = MeetingHistory.objects.filter(chapter=chapter)
    wanted = {one.about for one in meetings}
    known = dict(kept.values_list("pk", "event_uid"))
    return {about: uid for about, uid in (known | new).items() if about in wanted}
