"""Keeping what facts come to, so that no page has to read ten years of them. All of it can be made again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from chapterhouse.chapters.models import Chapter, Network
from chapterhouse.stats.models import NETWORK, Change, Counted, MeetingHistory, PersonHistory
from chapterhouse.stats.queries.network import network_changes, people_concerned
from chapterhouse.stats.queries.recount import AT_ONCE, PersonOn, Recount, is_shared, recount, starts_over
from chapterhouse.stats.queries.steps import Changes


@transaction.atomic
def count_on(*, chapter: Chapter, now: datetime) -> int:
    """Count the facts of a chapter that are not counted yet, at most twenty thousand; give how far it is counted.

    Called again it goes on; where nothing is new it changes nothing.
    """
    # One at a time: what one chapter adds to the network depends on what the others have.
    Network.objects.select_for_update().filter(pk=1).first()
    chapter = Chapter.objects.get(pk=chapter.pk)
    counted = Counted.objects.select_for_update().filter(chapter=chapter).first()
    shared = is_shared(chapter)
    new = recount(chapter, counted, most=AT_ONCE)
    was_shared = counted is not None and counted.shared
    if new is None and was_shared == shared:
        return counted.seq if counted else 0
    if was_shared or shared:
        people = people_concerned(chapter, new, was_shared=was_shared, shared=shared)
        _add_changes(NETWORK, network_changes(chapter, people))
    if counted is not None and starts_over(chapter, counted):
        _forget(chapter)
        Change.objects.filter(place=chapter.pk).delete()
        new = recount(chapter, None, most=AT_ONCE)
    if new is not None:
        _keep(chapter, new)
    seq = new.seq if new is not None else counted.seq if counted is not None else 0
    Counted.objects.update_or_create(
        chapter=chapter,
        defaults={
            "stream": chapter.stream,
            "seq": seq,
            "time_zone": chapter.time_zone,
            "shared": shared,
            "counted_at": now,
        },
    )
    return seq


def count_all(*, chapter: Chapter, now: datetime) -> int:
    """Count a chapter to its last fact, in as many steps as it takes; give how far."""
    seq = -1
    while (reached := count_on(chapter=chapter, now=now)) != seq:
        seq = reached
    return seq


def _forget(chapter: Chapter) -> None:
    PersonHistory.objects.filter(chapter=chapter).delete()
    MeetingHistory.objects.filter(chapter=chapter).delete()


def _keep(chapter: Chapter, new: Recount) -> None:
    """Keep the marks, the spells and the changes of a recount."""
    pks = _keep_meetings(chapter, new)
    rows = _keep_people(chapter, new.people, pks)
    joined = []
    for meeting in new.meetings.values():
        row = MeetingHistory(pk=pks.get(meeting.pk, meeting.pk))
        ids = {rows[key] for key in meeting.people}
        known = set(meeting.row.people) if meeting.row else set()
        if ids - known:
            row.people = sorted(known | ids)
            joined.append(row)
    MeetingHistory.objects.bulk_update(joined, ["people"], batch_size=200)
    _add_changes(
        chapter.pk,
        {
            (measure, pks.get(about, about), detail, day): change
            for (measure, about, detail, day), change in new.changes.items()
        },
    )


def _keep_meetings(chapter: Chapter, new: Recount) -> dict[int, int]:
    """Keep the meetings' marks; give the ids of new ones by the negative numbers they had."""
    fresh = [
        (meeting.pk, MeetingHistory(chapter=chapter, event_uid=meeting.uid, marks=meeting.marks.as_json()))
        for meeting in new.meetings.values()
        if meeting.row is None
    ]
    MeetingHistory.objects.bulk_create([row for _pk, row in fresh], batch_size=500)
    known = []
    for meeting in new.meetings.values():
        if meeting.row is not None and meeting.row.marks != (marks := meeting.marks.as_json()):
            meeting.row.marks = marks
            known.append(meeting.row)
    MeetingHistory.objects.bulk_update(known, ["marks"], batch_size=200)
    return {pk: row.pk for pk, row in fresh}


def _keep_people(chapter: Chapter, people: Iterable[PersonOn], pks: dict[int, int]) -> dict[str, int]:
    """Keep the persons' marks and spells; give their rows' ids by their keys."""
    fresh: list[PersonHistory] = []
    known: list[PersonHistory] = []
    for one in people:
        one.marks.meetings = {pks.get(pk, pk): lists for pk, lists in one.marks.meetings.items()}
        row = one.row or PersonHistory(chapter=chapter, key=one.key, named=one.marks.named)
        row.marks, row.spells = one.marks.as_json(), one.after.spells
        (fresh if one.row is None else known).append(row)
    PersonHistory.objects.bulk_create(fresh, batch_size=500)
    PersonHistory.objects.bulk_update(known, ["marks", "spells"], batch_size=100)
    return {row.key: row.pk for row in [*fresh, *known]}


def _add_changes(place: int, changes: Changes | dict[tuple[int, int, int, int], int]) -> None:
    """Add to the kept changes in one statement for each, whatever is there already."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO tally_change (place, measure, about, detail, day, change) VALUES (%s, %s, %s, %s, %s, %s) "
            "ON CONFLICT (place, measure, about, detail, day) "
            "DO UPDATE SET change = tally_change.change + excluded.change",
            [(place, *key, change) for key, change in changes.items() if change],
        )
