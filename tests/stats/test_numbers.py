"""What is kept, with the facts that are not counted yet, always comes to what the definitions say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chapterhouse.chapters.facts import MemberJoined, MemberLeft
from chapterhouse.chapters.models import Chapter
from chapterhouse.events import facts as e
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.facts.announcing import announce
from chapterhouse.foundation.facts.kinds import FactBody
from chapterhouse.lib.ids import short_id
from chapterhouse.stats.actions import count_all, count_on
from chapterhouse.stats.models import MeetingHistory
from chapterhouse.stats.queries.numbers import FOR_CHARTS, OF_MEETINGS, Numbers, numbers_of
from tests.stats import naive

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ALL = (*OF_MEETINGS, *FOR_CHARTS)
BEGIN = datetime(2026, 3, 1, 3, tzinfo=UTC)
SPACE = UUID(int=7)
PEOPLE = [uuid5(SPACE, f"person {number}") for number in range(5)]
WALK_INS = [uuid5(SPACE, f"walk-in {number}") for number in range(2)]
EVENTS = [uuid5(SPACE, f"event {number}") for number in range(4)]
ZONES = ("UTC", "America/Los_Angeles", "Pacific/Auckland")


def a_chapter(zone: str, **fields: object) -> Chapter:
    slug = short_id(12)
    return Chapter.objects.create(slug=slug, name=slug, time_zone=zone, created_at=BEGIN, **fields)


@contextmanager
def thrown_away() -> Iterator[None]:
    """Leave nothing of one example for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


instants = st.integers(0, 200 * 24).map(lambda hours: BEGIN + timedelta(hours=hours))
starts = st.integers(0, 200 * 4).map(lambda quarters: BEGIN + timedelta(hours=6 * quarters))
people = st.sampled_from(PEOPLE)
events = st.sampled_from(EVENTS)


def rsvp(kind: type[FactBody], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[FactBody]:
    return st.builds(kind, event=events, person=people, rsvp=st.just(SPACE), starts_at=starts, **more)


BODIES = st.one_of(
    st.builds(MemberJoined, chapter=st.just(SPACE), person=people, membership=st.just(SPACE)),
    st.builds(MemberLeft, chapter=st.just(SPACE), person=people, membership=st.just(SPACE)),
    st.builds(e.EventPublished, event=events, chapter=st.just(SPACE), starts_at=starts),
    st.builds(e.EventMoved, event=events, fields=st.just(()), old_starts_at=starts, starts_at=starts),
    st.builds(e.EventCancelled, event=events, starts_at=starts),
    st.builds(e.EventRestored, event=events, starts_at=starts),
    st.builds(
        e.EventClosed, event=events, starts_at=starts, came=st.just(0), came_with_place=st.just(0), absent=st.just(0)
    ),
    st.builds(e.EventReopened, event=events),
    rsvp(e.RsvpGoing, kind_of_place=st.just("learner"), guests=st.integers(0, 2)),
    rsvp(e.RsvpGoing, kind_of_place=st.just("learner"), guests=st.integers(0, 2)),
    rsvp(e.RsvpWaiting, kind_of_place=st.just("learner"), guests=st.integers(0, 2)),
    rsvp(e.RsvpCancelled, was=st.just("going"), reason=st.just("self")),
    st.builds(e.RsvpGuestsChanged, event=events, person=people, rsvp=st.just(SPACE), guests=st.integers(0, 2)),
    st.builds(
        e.Came,
        event=events,
        attendance=st.sampled_from(WALK_INS),
        person=st.one_of(people, people, st.none()),
        starts_at=starts,
        walk_in=st.booleans(),
        had_place=st.booleans(),
    ),
    st.builds(
        e.CameUndone,
        event=events,
        attendance=st.sampled_from(WALK_INS),
        person=st.one_of(people, people, st.none()),
        starts_at=starts,
    ),
    st.builds(
        e.AttendanceCorrected,
        event=events,
        attendance=st.just(SPACE),
        person=people,
        starts_at=starts,
        presence=st.sampled_from(["came", "absent"]),
    ),
)
# Facts in whatever order they are written: a demo or an import may tell one story after another.
HISTORIES = st.lists(st.tuples(instants, BODIES, st.integers(0, 9)), max_size=60)


def write(chapter: Chapter, history: list[tuple[datetime, FactBody, int]]) -> None:
    """Write the facts, and let the listener come by now and then (wherever the last number is 0)."""
    for at, body, luck in history:
        announce(body, actor=SYSTEM, stream=chapter.stream, now=at)
        if luck == 0:
            count_on(chapter=chapter, now=timezone.now())


def same(numbers: Numbers, by_hand: naive.Naive) -> None:
    day = numbers.day
    got = (numbers.subscribed, numbers.came.at(day), numbers.ahead.at(day), numbers.active.at(day))
    assert got == (len(by_hand.subscribed), len(by_hand.came), len(by_hand.ahead), len(by_hand.active))
    assert {month: n for month, n in numbers.visitors.items() if n} == by_hand.visitors
    assert {month: n for month, n in numbers.first.items() if n} == by_hand.first
    assert {at: n for at, n in numbers.returned.items() if n} == by_hand.returned


def meetings_of(chapter: Chapter, numbers: Numbers) -> dict[tuple[str, date], dict[str, int]]:
    uids = dict(MeetingHistory.objects.filter(chapter=chapter).values_list("pk", "event_uid")) | numbers.new_meetings
    names = ("held", "closed", "going", "shown", "attended", "unnamed", "guests")
    return {
        (str(uids[one.about]), date.fromordinal(one.day)): {
            name: value for name in names if (value := getattr(one, name))
        }
        for one in numbers.meetings
    }


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORIES, days=st.lists(st.integers(-2, 300), min_size=1, max_size=4), zone=st.sampled_from(ZONES))
def test_what_is_kept_and_the_newest_facts_come_to_the_definitions(
    history: list[tuple[datetime, FactBody, int]], days: list[int], zone: str
) -> None:
    with thrown_away():
        chapter = a_chapter(zone)
        write(chapter, history)
        for offset in days:
            day = BEGIN.date() + timedelta(days=offset)
            by_hand = naive.known(chapter, day)
            numbers = numbers_of(chapter, day.toordinal(), details=ALL)
            same(numbers, by_hand)
            by_meeting = {key: dict(+counts) for key, counts in by_hand.meetings.items() if +counts}
            assert meetings_of(chapter, numbers) == by_meeting
            assert sum(one.debut for one in numbers.meetings) == len(by_hand.came)
        count_all(chapter=chapter, now=timezone.now())
        kept = numbers_of(chapter, day.toordinal(), details=ALL)
        same(kept, by_hand)
        assert meetings_of(chapter, kept) == by_meeting


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORIES, offset=st.integers(0, 60))
def test_a_record_is_more_than_on_any_earlier_day_as_known_on_those_days(
    history: list[tuple[datetime, FactBody, int]], offset: int
) -> None:
    with thrown_away():
        chapter = a_chapter("America/Los_Angeles")
        write(chapter, history)
        day = BEGIN.date() + timedelta(days=offset)
        earlier = [len(naive.known(chapter, day - timedelta(days=back)).ahead) for back in range(1, offset + 5)]
        on_the_day = len(naive.known(chapter, day).ahead)
        assert numbers_of(chapter, day.toordinal(), details=ALL).is_record == (on_the_day > max(earlier))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORIES, zone=st.sampled_from(ZONES))
def test_a_chapter_that_moves_to_another_zone_is_counted_by_its_calendar(
    history: list[tuple[datetime, FactBody, int]], zone: str
) -> None:
    with thrown_away():
        chapter = a_chapter("Asia/Kolkata")
        write(chapter, history)
        Chapter.objects.filter(pk=chapter.pk).update(time_zone=zone)
        chapter.refresh_from_db()
        day = (BEGIN + timedelta(days=100)).date()
        by_hand = naive.known(chapter, day)
        same(numbers_of(chapter, day.toordinal(), details=ALL), by_hand)
        count_all(chapter=chapter, now=timezone.now())
        same(numbers_of(chapter, day.toordinal(), details=ALL), by_hand)
