"""The network's numbers: its own curves with everybody counted once, and each chapter's beside each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q

from chapterhouse.chapters.models import Audience, Chapter, ChapterState
from chapterhouse.foundation.models import Fact
from chapterhouse.stats.models import NETWORK, Counted, Measure
from chapterhouse.stats.queries.marks import KINDS
from chapterhouse.stats.queries.network import network_changes, people_concerned
from chapterhouse.stats.queries.numbers import PLACE_ONLY, Numbers, numbers_at
from chapterhouse.stats.queries.recount import is_shared, recount
from chapterhouse.stats.queries.steps import Changes, Spells

# Chapters that meet, or did: one that is only listed here has no numbers.
LIVING = Q(state__in=(ChapterState.STARTING, ChapterState.ACTIVE, ChapterState.RESTING))
SHARING = Q(statistics_for=Audience.PUBLIC)


@dataclass(frozen=True)
class Coverage:
    """How many chapters there are that meet, and how many of them share their numbers: only those are counted."""

    living: int
    sharing: int


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
    """The network's numbers as known at the end of a day (of each chapter's own day), and what they cover."""

    numbers: Numbers
    coverage: Coverage
    chapters: list[ChapterRow]


def network_numbers(day: int) -> tuple[Numbers, Coverage]:
    """Give the network's numbers as known at the end of a day, to the last fact, without each chapter's.

    Four queries while nothing waits to be counted, however many chapters there are.
    """
    changes, _by_chapter = _not_counted_yet()
    return numbers_at(NETWORK, day, changes), _coverage()


def roll_up(day: int) -> RollUp:
    """Give the network's numbers and each sharing chapter's, as known at the end of a day, to the last fact."""
    changes, by_chapter = _not_counted_yet()
    sums = _sums(day)
    for pk, newer in by_chapter.items():
        for (measure, _about, _detail, at), change in newer.items():
            if measure < PLACE_ONLY and at <= day:
                sums[pk][measure] += change
    rows = [
        ChapterRow(
            chapter,
            sums[chapter.pk][Measure.JOINED] - sums[chapter.pk][Measure.LEFT],
            sums[chapter.pk][Measure.CAME],
            sums[chapter.pk][Measure.AHEAD],
            sums[chapter.pk][Measure.ACTIVE],
        )
        for chapter in Chapter.objects.filter(LIVING, SHARING).order_by("name", "pk")
    ]
    return RollUp(numbers_at(NETWORK, day, changes), _coverage(), rows)


def streams_of_network() -> list[str]:
    """Give the streams whose facts change the network's numbers."""
    return [f"chapter:{uid}" for uid in Chapter.objects.filter(LIVING, SHARING).values_list("uid", flat=True)]


def _coverage() -> Coverage:
    found = Chapter.objects.filter(LIVING).aggregate(living=Count("pk"), sharing=Count("pk", filter=SHARING))
    return Coverage(found["living"], found["sharing"])


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


def _not_counted_yet() -> tuple[Changes, dict[int, Changes]]:
    """Give what facts that nobody counted yet, and chapters that just opened or closed their numbers, change."""
    network: Changes = Counter()
    by_chapter: dict[int, Changes] = {}
    newer: dict[str, dict[int, Spells]] = {}
    for chapter in _behind():
        counted: Counted | None = getattr(chapter, "counted", None)
        new = recount(chapter, counted)
        if new is not None:
            by_chapter[chapter.pk] = new.changes
        was_shared, shared = counted is not None and counted.shared, is_shared(chapter)
        if not (was_shared or shared):
            continue
        people = people_concerned(chapter, new, was_shared=was_shared, shared=shared)
        network.update(network_changes(chapter, people, newer))
        for one in people:
            newer.setdefault(one.key, {})[chapter.pk] = one.after
    return network, by_chapter


def _behind() -> list[Chapter]:
    """Give the chapters for which what is kept is not the whole truth; most often none."""
    newer = Fact.objects.filter(stream=OuterRef("counted__stream"), seq__gt=OuterRef("counted__seq"), kind__in=KINDS)
    differs = (
        Exists(newer)
        | ~Q(counted__time_zone=F("time_zone"))
        | (SHARING & Q(counted__shared=False))
        | (~SHARING & Q(counted__shared=True))
    )
    known = Chapter.objects.filter(differs, counted__isnull=False).select_related("counted")
    never = {chapter.stream: chapter for chapter in Chapter.objects.filter(LIVING, SHARING, counted__isnull=True)}
    streams = Fact.objects.filter(stream__in=never, kind__in=KINDS).values_list("stream", flat=True).distinct()
    return [*known, *(never[stream] for stream in streams)]
