"""The network's numbers: its own curves with everybody counted once, and each chapter's beside each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from chapterhouse.chapters.models import Chapter, ChapterState
from chapterhouse.foundation.models import Fact
from chapterhouse.stats.models import NETWORK, Counted, Measure
from chapterhouse.stats.queries.marks import KINDS
from chapterhouse.stats.queries.network import network_changes, people_concerned
from chapterhouse.stats.queries.numbers import Numbers, numbers_at
from chapterhouse.stats.queries.recount import is_shared, recount
from chapterhouse.stats.queries.steps import Changes, Spells

# Chapters that meet, or did: one that is only listed here has no numbers.
LIVING = (ChapterState.STARTING, ChapterState.ACTIVE, ChapterState.RESTING)


@dataclass(frozen=True)
class ChapterRow:
    """One chapter's numbers in the network's table."""

    chapter: Chapter
    subscribed: int
    came: int
    ahead: int
    active: int


@dataclass(frozen=True)
class RollUp:
    """The network's numbers as known at the end of a day, and how many chapters share theirs."""

    numbers: Numbers
    chapters: list[ChapterRow]
    living: int

    @property
    def sharing(self) -> int:
        """Give how many chapters share their numbers with everybody; only they are counted."""
        return len(self.chapters)


def roll_up(day: int) -> RollUp:
    """Give the network's numbers as known at the end of a day (each chapter's own day), to the last fact.

    Six queries while nothing waits to be counted, however many chapters there are.
    """
    living = list(
        Chapter.objects.filter(Q(state__in=LIVING) | Q(counted__shared=True)).select_related("counted").order_by("name")
    )
    network, by_chapter = _not_counted_yet(living)
    sums = _sums(day)
    for pk, changes in by_chapter.items():
        for (measure, _about, _detail, at), change in changes.items():
            if measure < 10 and at <= day:
                sums[pk][measure] += change
    rows = [
        ChapterRow(
            chapter,
            sums[chapter.pk][Measure.JOINED] - sums[chapter.pk][Measure.LEFT],
            sums[chapter.pk][Measure.CAME],
            sums[chapter.pk][Measure.AHEAD],
            sums[chapter.pk][Measure.ACTIVE],
        )
        for chapter in living
        if is_shared(chapter) and chapter.state in LIVING
    ]
    return RollUp(numbers_at(NETWORK, day, network), rows, sum(chapter.state in LIVING for chapter in living))


def _sums(day: int) -> dict[int, Counter[int]]:
    sums: dict[int, Counter[int]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, measure, SUM(change) FROM tally_change WHERE measure < 10 AND day <= %s "
            "GROUP BY place, measure",
            [day],
        )
        for place, measure, value in cursor.fetchall():
            sums[place][measure] = int(value)
    return sums


def _not_counted_yet(living: list[Chapter]) -> tuple[Changes, dict[int, Changes]]:
    """Give what facts that nobody counted yet, and chapters that just opened or closed their numbers, change."""
    network: Changes = Counter()
    by_chapter: dict[int, Changes] = {}
    newer: dict[str, dict[int, Spells]] = {}
    behind = _behind(living)
    for chapter in living:
        counted: Counted | None = getattr(chapter, "counted", None)
        was_shared, shared = counted is not None and counted.shared, is_shared(chapter)
        if chapter.pk not in behind and was_shared == shared:
            continue
        new = recount(chapter, counted)
        if new is not None:
            by_chapter[chapter.pk] = new.changes
        people = people_concerned(chapter, new, was_shared=was_shared, shared=shared)
        network.update(network_changes(chapter, people, newer))
        for one in people:
            newer.setdefault(one.key, {})[chapter.pk] = one.after
    return network, by_chapter


def _behind(living: list[Chapter]) -> set[int]:
    """Give the chapters that have facts which are not counted: asked of the database in two queries."""
    newer = Fact.objects.filter(stream=OuterRef("stream"), seq__gt=OuterRef("seq"), kind__in=KINDS)
    behind = set(Counted.objects.filter(Exists(newer)).values_list("chapter_id", flat=True))
    for chapter in living:
        if hasattr(chapter, "counted") and chapter.counted.time_zone != chapter.time_zone:
            behind.add(chapter.pk)
    never = {chapter.stream: chapter.pk for chapter in living if not hasattr(chapter, "counted")}
    if never:
        known = Fact.objects.filter(stream__in=never, kind__in=KINDS).values_list("stream", flat=True).distinct()
        behind |= {never[stream] for stream in known}
    return behind


def public_streams(rows: list[ChapterRow]) -> list[str]:
    """Give the streams whose facts change the network's numbers."""
    return [row.chapter.stream for row in rows]
