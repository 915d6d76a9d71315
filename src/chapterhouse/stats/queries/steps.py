"""From marks to steps: on which days a person or a meeting counts for what, as known on those days.

Everything is known to the day: a number of a day is what was known when the day ended (DATA.md, Facts). So the last
mark of a day decides for it, and every number of every day is a sum of changes on days.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from chapterhouse.stats.models import Measure
from chapterhouse.stats.queries.marks import Mark, MeetingMarks, PersonMarks

ACTIVE_DAYS = 90  # PRODUCT.md, Statistics
EVER = 4_000_000  # a day that never comes
Spell = tuple[int, int]
# (measure, about, detail, day); see models.Change
Key = tuple[int, int, int, int]
Changes = Counter[Key]
Spells = dict[int, list[Spell]]


class Known(NamedTuple):
    """What was known of a meeting from a day on. `start` in microseconds; None: not known when it is."""

    day: int
    start: int | None
    start_day: int
    happens: bool


class Visit(NamedTuple):
    """Somebody came to a meeting, which was on this day as far as known."""

    start_day: int
    meeting: int


class Meeting:
    """A meeting as the numbers see it: what was known of it from which day on, and when it was closed."""

    __slots__ = ("closed", "days", "known", "pk")

    def __init__(self, pk: int, marks: MeetingMarks) -> None:
        self.pk = pk
        self.known = _fate(marks)
        self.days = [known.day for known in self.known]
        self.closed = [(mark[0], bool(mark[3])) for mark in last_of_days(marks.closing)]

    def at(self, day: int) -> Known:
        """Give what was known of the meeting at the end of a day."""
        return self.known[bisect_right(self.days, day) - 1]

    def changes(self) -> Changes:
        """Give the changes in the numbers of the meeting itself: that it was held, that it was closed."""
        found: Changes = Counter()
        days = {*self.days, *(known.start_day for known in self.known), *(day for day, _closed in self.closed)}
        held = closed = None
        for day in sorted(days):
            known = self.at(day)
            happened = known.happens and known.start is not None and known.start_day <= day
            visit = Visit(known.start_day, self.pk) if happened else None
            held = _step(found, Measure.HELD, held, visit, day)
            closed = _step(found, Measure.CLOSED, closed, visit if self.is_closed(day) else None, day)
        return found

    def is_closed(self, day: int) -> bool:
        """Say whether the meeting was closed, as known at the end of a day."""
        return next((closed for at, closed in reversed(self.closed) if at <= day), False)


def _fate(marks: MeetingMarks) -> list[Known]:
    found = [Known(0, None, 0, True)]
    fate = sorted([*marks.fate, *([marks.first] if marks.first else [])], key=lambda mark: (mark[1], mark[2]))
    for day, _at, _seq, start, start_day, change in fate:
        happens = found[-1].happens if change is None else bool(change)
        known = Known(day, start, start_day, happens)
        if found[-1].day == day:
            found[-1] = known
        else:
            found.append(known)
    return found


def last_of_days(marks: Iterable[Mark]) -> list[Mark]:
    """Give the last mark of each day: what was known when the day ended."""
    return list({mark[0]: mark for mark in marks}.values())


def _step(found: Changes, measure: int, before: Visit | None, after: Visit | None, day: int) -> Visit | None:
    """Count a change from one meeting and day to another, or none; give what is true now."""
    if before != after:
        _count(found, measure, before, day, -1)
        _count(found, measure, after, day, 1)
    return after


def _count(found: Changes, measure: int, visit: Visit | None, day: int, change: int) -> None:
    if visit is not None and change:
        found[int(measure), visit.meeting, visit.start_day, day] += change


class Steps(NamedTuple):
    """What one person comes to: from when until when she counts for what, and the changes in meetings and months."""

    spells: Spells
    changes: Changes


def steps_of(person: PersonMarks, meetings: Mapping[int, Meeting]) -> Steps:
    """Give what a person's marks come to, with the meetings that they speak of."""
    found: Changes = Counter()
    visits: list[tuple[int, int, Visit]] = []  # from which day until which she is known to have come
    ahead: list[Spell] = []
    for pk, (answers, presences) in person.meetings.items():
        _walk(meetings[pk], answers, presences, found, visits, ahead)
    attended = Measure.ATTENDED if person.named else Measure.UNNAMED
    for since, until, visit in visits:
        _count(found, attended, visit, since, 1)
        if until < EVER:
            _count(found, attended, visit, until, -1)
    if not person.named:
        return Steps({}, Counter({key: change for key, change in found.items() if key[0] == Measure.UNNAMED}))
    if visits:
        _first_and_again(visits, found)
    spells = {
        int(Measure.JOINED): _memberships(person.memberships),
        int(Measure.CAME): united((since, until) for since, until, _visit in visits),
        int(Measure.AHEAD): united(ahead),
        int(Measure.ACTIVE): united(
            (since, min(until, visit.start_day + ACTIVE_DAYS))
            for since, until, visit in visits
            if since < visit.start_day + ACTIVE_DAYS
        ),
    }
    return Steps({measure: found_spells for measure, found_spells in spells.items() if found_spells}, found)


def _memberships(marks: list[Mark]) -> list[Spell]:
    spells: list[Spell] = []
    since: int | None = None
    for day, _at, _seq, belongs in last_of_days(marks):
        if belongs and since is None:
            since = day
        elif not belongs and since is not None:
            spells.append((since, day))
            since = None
    if since is not None:
        spells.append((since, EVER))
    return spells


class Standing(NamedTuple):
    """How a person stands with a meeting, as known at the end of a day.

    `ahead`: she has a place and it is on a later day. `came`, `going`: she was there, she had a place when it began.
    `shown`: both. `guests`: for how many more she had places.
    """

    ahead: bool = False
    came: Visit | None = None
    going: Visit | None = None
    shown: Visit | None = None
    guests: int = 0


def standing(meeting: Meeting, answers: list[Mark], presences: list[Mark], day: int) -> Standing:
    """Give how a person stands with a meeting, as known at the end of a day."""
    known = meeting.at(day)
    if known.start is None:
        return Standing()
    visit = Visit(known.start_day, meeting.pk)
    ahead = known.start_day > day and known.happens and _places(answers, day, None) > 0
    presence = next((mark for mark in reversed(presences) if mark[0] <= day), None)
    came = visit if presence is not None and presence[3] else None
    if known.start_day > day or not known.happens:
        return Standing(ahead, came)
    places = _places(answers, day, known.start)
    # The door knows best whether somebody who came had a place; walk-ins had none.
    placed = bool(presence[4]) if came and presence is not None and presence[4] is not None else places > 0
    going = visit if placed else None
    shown = visit if placed and came else None
    return Standing(ahead, came, going, shown, max(places, 1) - 1 if shown else 0)


def _places(answers: list[Mark], day: int, before: int | None) -> int:
    """Give the places that the answers come to at the end of a day, or when the meeting began if that is earlier."""
    places = 0
    for mark in answers:
        if mark[0] > day or (before is not None and mark[1] >= before):
            break
        if mark[3] >= 0:
            places = mark[3]
        elif places:
            places = -mark[3]
    return places


def _walk(
    meeting: Meeting,
    answers: list[Mark],
    presences: list[Mark],
    found: Changes,
    visits: list[tuple[int, int, Visit]],
    ahead: list[Spell],
) -> None:
    """Go through the days on which something changed between one person and one meeting."""
    days = {mark[0] for mark in answers} | {mark[0] for mark in presences} | set(meeting.days)
    days |= {known.start_day for known in meeting.known if known.start is not None}
    before, ahead_since, here_since = Standing(), 0, 0
    for day in sorted(days):
        now = standing(meeting, answers, presences, day)
        if now == before:
            continue
        if now.ahead != before.ahead:
            if before.ahead:
                ahead.append((ahead_since, day))
            ahead_since = day
        if now.came != before.came:
            if before.came is not None:
                visits.append((here_since, day, before.came))
            here_since = day
        if (now.shown, now.guests) != (before.shown, before.guests):
            _count(found, Measure.GUESTS, before.shown, day, -before.guests)
            _count(found, Measure.GUESTS, now.shown, day, now.guests)
        _step(found, Measure.GOING, before.going, now.going, day)
        _step(found, Measure.SHOWN, before.shown, now.shown, day)
        before = now
    if before.came is not None:
        visits.append((here_since, EVER, before.came))


def united(spells: Iterable[Spell]) -> list[Spell]:
    """Give the days that any of the spells covers, as spells that do not touch each other."""
    found: list[Spell] = []
    for since, until in sorted(spells):
        if found and since <= found[-1][1]:
            if until > found[-1][1]:
                found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return found


def add_spells(changes: Changes, spells: Spells, times: int = 1) -> None:
    """Count spells (the days on which somebody counts) as changes of their first day and of the day after them."""
    for measure, list_of in spells.items():
        # How many joined and how many left are numbers of their own.
        end, sign = (Measure.LEFT, times) if measure == Measure.JOINED else (measure, -times)
        for since, until in list_of:
            changes[measure, 0, 0, since] += times
            if until < EVER:
                changes[int(end), 0, 0, until] += sign


@lru_cache(maxsize=20_000)
def month_of(day: int) -> int:
    """Give the month of a day as a number: year x 12 + month - 1."""
    there = date.fromordinal(day)
    return there.year * 12 + there.month - 1


class _Seen(NamedTuple):
    """What a person's visits come to: her first one, its month, and after how many months she was seen again."""

    debut: Visit | None = None
    month: int = 0
    again: int = 0


def _first_and_again(visits: list[tuple[int, int, Visit]], found: Changes) -> None:
    """Count first visits, returning, and each month's visitors, as it became known."""
    changes: dict[int, list[tuple[bool, Visit]]] = {}
    for since, until, visit in visits:
        changes.setdefault(since, []).append((True, visit))
        if until < EVER:
            changes.setdefault(until, []).append((False, visit))
    known: list[Visit] = []
    months: Counter[int] = Counter()
    before = _Seen()
    for day in sorted(changes):
        old = dict(months)
        for came, visit in changes[day]:
            if came:
                insort(known, visit)
            else:
                known.remove(visit)
            months[month_of(visit.start_day)] += 1 if came else -1
        for month in {month_of(visit.start_day) for _came, visit in changes[day]}:
            change = (months[month] > 0) - (old.get(month, 0) > 0)
            if change:
                found[int(Measure.VISITORS), month, 0, day] += change
        now = _seen(known)
        if now != before:
            _step(found, Measure.DEBUT, before.debut, now.debut, day)
            _count_seen(found, before, day, -1)
            _count_seen(found, now, day, 1)
            before = now


def _seen(known: list[Visit]) -> _Seen:
    if not known:
        return _Seen()
    month = month_of(known[0].start_day)
    for visit in known:
        again = month_of(visit.start_day) - month
        if again:
            return _Seen(known[0], month, again)
    return _Seen(known[0], month)


def _count_seen(found: Changes, seen: _Seen, day: int, change: int) -> None:
    if seen.debut is not None:
        found[int(Measure.FIRST), seen.month, 0, day] += change
        if seen.again:
            found[int(Measure.RETURNED), seen.month, seen.again, day] += change
