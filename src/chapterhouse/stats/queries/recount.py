"""Counting on: what the facts after the last counted one change in a chapter's numbers.

The same computation serves the listener, which keeps the result, and every page, which adds it to what is kept. So
numbers are exact also in the moment before the listener comes by, and where no worker runs at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from chapterhouse.chapters.models import Audience, Chapter
from chapterhouse.foundation.models import Fact
from chapterhouse.lib.moments import zone
from chapterhouse.stats.models import Change, Counted, Measure, MeetingHistory, PersonHistory
from chapterhouse.stats.queries.marks import KINDS, Batch, MeetingMarks, PersonMarks, read
from chapterhouse.stats.queries.steps import Changes, Meeting, Steps, add_spells, steps_of

AT_ONCE = 20_000  # facts
MANY = 400  # from so many persons on, all of a chapter are loaded rather than each by name


@dataclass
class PersonOn:
    """A person's marks and steps before the new facts and after them. `row`: None for somebody new."""

    key: str
    row: PersonHistory | None
    marks: PersonMarks
    before: Steps
    after: Steps


@dataclass
class MeetingOn:
    """A meeting's marks after the new facts. `row`: None for a new one, which is known by a negative number."""

    pk: int
    uid: str
    row: MeetingHistory | None
    marks: MeetingMarks
    people: set[str] = field(default_factory=set)


@dataclass
class Recount:
    """What new facts come to: how far they go, who and which meetings they concern, and every change in a number."""

    seq: int
    people: list[PersonOn] = field(default_factory=list)
    meetings: dict[int, MeetingOn] = field(default_factory=dict)
    changes: Changes = field(default_factory=Counter)

    def new_meetings(self) -> dict[int, str]:
        """Give the events of meetings that are not kept yet, by their negative numbers."""
        return {pk: meeting.uid for pk, meeting in self.meetings.items() if meeting.row is None}


def is_shared(chapter: Chapter) -> bool:
    """Say whether the chapter's numbers are public, so that they count for the network's."""
    return chapter.statistics_for == Audience.PUBLIC


def starts_over(chapter: Chapter, counted: Counted | None) -> bool:
    """Say whether nothing that is kept holds: the chapter lives by another calendar now, so days differ."""
    return counted is not None and counted.time_zone != chapter.time_zone


def recount(chapter: Chapter, counted: Counted | None, *, most: int | None = None) -> Recount | None:
    """Give what the facts after the last counted one change, or None where there are none. Writes nothing."""
    afresh = starts_over(chapter, counted)
    since = 0 if counted is None or afresh else counted.seq
    facts = Fact.objects.filter(stream=chapter.stream, seq__gt=since, kind__in=KINDS).order_by("seq")
    rows = facts.values_list("seq", "kind", "effective_at", "payload")
    batch = read(rows[:most] if most else rows.iterator(5000), zone(chapter.time_zone))
    if not batch.seq and not afresh:
        return None
    return _Recounting(chapter, batch, afresh=afresh).result()


class _Recounting:
    """One computation: loads what the new facts concern, and compares before with after."""

    def __init__(self, chapter: Chapter, batch: Batch, *, afresh: bool) -> None:
        self.chapter = chapter
        self.batch = batch
        self.afresh = afresh
        self.rows: dict[int, MeetingHistory] = {}
        self.before: dict[int, Meeting] = {}
        self.after: dict[int, Meeting] = {}
        self.ids: dict[str, int] = {}
        self.found = Recount(batch.seq)

    def result(self) -> Recount:
        """Give what the batch changes."""
        self._load_meetings(MeetingHistory.objects.filter(chapter=self.chapter), self._wanted(self.batch.meetings))
        moved = self._count_meetings()
        people = self._load_people(moved)
        self._load_meetings_of(people)
        for key in sorted(self.batch.people | set(people)):
            self._count_person(key, people.get(key))
        self._count_reviews()
        self.found.changes = Counter({key: change for key, change in self.found.changes.items() if change})
        return self.found

    def _count_reviews(self) -> None:
        """Count the stars of reviews; they stay what they are, so there is no before but where days differ now."""
        for day, stars in self.batch.stars:
            self.found.changes[int(Measure.ANSWERS), 0, 0, day] += 1
            self.found.changes[int(Measure.STARS), 0, 0, day] += stars
        if self.afresh:
            kept = Change.objects.filter(place=self.chapter.pk, measure__in=(Measure.ANSWERS, Measure.STARS))
            for measure, day, change in kept.values_list("measure", "day", "change"):
                self.found.changes[measure, 0, 0, day] -= change

    def _wanted(self, uids: Iterable[str]) -> set[str] | None:
        wanted = set(uids)
        return None if self.afresh or len(wanted) > MANY else wanted

    def _load_meetings(self, rows, wanted: set[str] | None) -> None:  # type: ignore[no-untyped-def]
        for row in rows if wanted is None else rows.filter(event_uid__in=wanted):
            self.rows[row.pk] = row
            self.ids[row.event_uid] = row.pk
            self.before[row.pk] = Meeting(row.pk, MeetingMarks.from_json(row.marks))
            if not self.afresh:
                self.after[row.pk] = self.before[row.pk]

    def _load_meetings_of(self, people: dict[str, PersonHistory]) -> None:
        missing = {event[0] for row in people.values() for event in row.marks["e"]} - set(self.rows)
        if missing:
            rows = MeetingHistory.objects.filter(chapter=self.chapter)
            self._load_meetings(rows if len(missing) > MANY else rows.filter(pk__in=missing), None)

    def _count_meetings(self) -> set[int]:
        """Count the meetings that the facts concern; give the ids of persons to whom a change of theirs matters."""
        touched: set[int] = set()
        for uid, new in self.batch.meetings.items():
            pk = self.ids.setdefault(uid, -len(self.ids) - 1)
            row = self.rows.get(pk)
            marks = MeetingMarks() if row is None or self.afresh else MeetingMarks.from_json(row.marks)
            marks.add(new)
            before, after = self.before.get(pk), Meeting(pk, marks)
            self.after[pk] = after
            self.found.meetings[pk] = MeetingOn(pk, uid, row, marks)
            self.found.changes.update(after.changes())
            if before is not None:
                self.found.changes.subtract(before.changes())
            if row is not None and before is not None and before.known != after.known:
                touched.update(row.people)
        if self.afresh:
            for pk, before in self.before.items():
                if pk not in self.found.meetings:
                    self.found.changes.subtract(before.changes())
        return touched

    def _load_people(self, moved: set[int]) -> dict[str, PersonHistory]:
        rows = PersonHistory.objects.filter(chapter=self.chapter)
        keys = self.batch.people
        if self.afresh or len(keys) + len(moved) > MANY:
            found = {row.key: row for row in rows}
            return {key: row for key, row in found.items() if self.afresh or key in keys or row.pk in moved}
        found = {row.key: row for row in rows.filter(key__in=keys)} if keys else {}
        if moved - {row.pk for row in found.values()}:
            found |= {row.key: row for row in rows.filter(pk__in=moved)}
        return found

    def _count_person(self, key: str, row: PersonHistory | None) -> None:
        named = key not in self.batch.unnamed if row is None else row.named
        old = PersonMarks(named) if row is None else PersonMarks.from_json(row.marks, named=named)
        new = PersonMarks(named) if self.afresh else old.copy()
        at_meetings = self.batch.at_meetings.get(key, {})
        new.add(self.batch.memberships.get(key, []), {self.ids[uid]: marks for uid, marks in at_meetings.items()})
        for uid in at_meetings:
            self.found.meetings[self.ids[uid]].people.add(key)
        before, after = steps_of(old, self.before), steps_of(new, self.after)
        self.found.people.append(PersonOn(key, row, new, before, after))
        self.found.changes.update(after.changes)
        self.found.changes.subtract(before.changes)
        add_spells(self.found.changes, after.spells, 1)
        add_spells(self.found.changes, before.spells, -1)
