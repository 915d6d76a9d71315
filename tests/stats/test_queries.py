"""The network's numbers: everybody once, only chapters that share, exact whoever counted how far."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chapterhouse.chapters.models import Audience, Chapter, ChapterState
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.facts.announcing import announce
from chapterhouse.foundation.facts.kinds import FactBody
from chapterhouse.stats.actions import count_on
from chapterhouse.stats.models import Counted
from chapterhouse.stats.policies import can_see_statistics, statistics_shown_to
from chapterhouse.stats.queries.rollup import network_numbers, roll_up
from tests import cast
from tests.stats import naive
from tests.stats.test_numbers import BEGIN, BODIES, a_chapter, instants, thrown_away

pytestmark = [pytest.mark.django_db, pytest.mark.both]

# What happens in one of three chapters: a fact; or (None) the chapter opens or closes its numbers.
STEPS = st.lists(
    st.tuples(st.integers(0, 2), instants, st.one_of(BODIES, BODIES, BODIES, st.none()), st.integers(0, 4)),
    max_size=50,
)
Step = tuple[int, datetime, FactBody | None, int]


def by_hand(chapters: list[Chapter], day: date) -> tuple[int, int, int, int]:
    found = [naive.known(chapter, day) for chapter in chapters if chapter.statistics_for == Audience.PUBLIC]
    return (
        len(set().union(*(one.subscribed for one in found))),
        len(set().union(*(one.came for one in found))),
        len(set().union(*(one.ahead for one in found))),
        len(set().union(*(one.active for one in found))),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, offset=st.integers(0, 250))
def test_the_network_counts_everybody_once_whoever_was_counted_how_far(steps: list[Step], offset: int) -> None:
    with thrown_away():
        zones = ("UTC", "America/Los_Angeles", "Pacific/Auckland")
        chapters = [a_chapter(zone, state=ChapterState.ACTIVE) for zone in zones]
        for which, at, body, luck in steps:
            chapter = chapters[which]
            if body is not None:
                announce(body, actor=SYSTEM, stream=chapter.stream, now=at)
            else:
                shared = chapter.statistics_for == Audience.PUBLIC
                chapter.statistics_for = Audience.MEMBERS if shared else Audience.PUBLIC
                Chapter.objects.filter(pk=chapter.pk).update(statistics_for=chapter.statistics_for)
            if luck == 0:
                count_on(chapter=chapter, now=timezone.now())
        day = BEGIN.date() + timedelta(days=offset)
        for _before_and_after_counting in range(2):
            found = roll_up(day.toordinal())
            numbers = found.numbers
            got = (
                numbers.subscribed,
                numbers.came.at(numbers.day),
                numbers.ahead.at(numbers.day),
                numbers.active.at(numbers.day),
            )
            assert got == by_hand(chapters, day)
            assert network_numbers(day.toordinal())[0] == numbers
            rows = {row.chapter.pk: (row.subscribed, row.came, row.ahead, row.active) for row in found.chapters}
            assert rows == {
                chapter.pk: by_hand([chapter], day) for chapter in chapters if chapter.statistics_for == Audience.PUBLIC
            }
            for chapter in chapters:
                count_on(chapter=chapter, now=timezone.now())


def test_the_roll_up_costs_the_same_queries_for_two_chapters_and_for_twenty() -> None:
    chapters = [a_chapter("UTC", state=ChapterState.ACTIVE) for _number in range(2)]
    for chapter in chapters:
        count_on(chapter=chapter, now=timezone.now())
    with CaptureQueriesContext(connection) as few:
        roll_up(BEGIN.toordinal())
    for _number in range(18):
        count_on(chapter=a_chapter("UTC", state=ChapterState.ACTIVE), now=timezone.now())
    with CaptureQueriesContext(connection) as many:
        roll_up(BEGIN.toordinal())
    assert len(few) == len(many) <= 6


def test_the_rule_of_who_sees_statistics_and_its_filter_agree_for_everybody() -> None:
    people = cast.assemble()
    for audience in Audience:
        Chapter.objects.filter(pk=people.chapter.pk).update(statistics_for=audience)
        rows = list(Chapter.objects.all())
        for name, actor in people.actors().items():
            allowed = {chapter.pk for chapter in rows if can_see_statistics(actor, chapter)}
            found = set(Chapter.objects.filter(statistics_shown_to(actor)).values_list("pk", flat=True))
            assert found == allowed, (name, audience)


def test_a_chapter_without_facts_is_counted_as_nobody() -> None:
    chapter = a_chapter("UTC", state=ChapterState.ACTIVE)
    count_on(chapter=chapter, now=timezone.now())
    found = roll_up(BEGIN.toordinal())
    assert (found.coverage.living, found.coverage.sharing, found.numbers.subscribed) == (1, 1, 0)
    assert Counted.objects.get(chapter=chapter).shared
