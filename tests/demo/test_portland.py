"""The Portland story reaches the numbers that it is known for, by acts alone."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

import chapterhouse.demo
from chapterhouse.chapters.models import Chapter, Role
from chapterhouse.demo import loading
from chapterhouse.demo.loading import NotEmpty, found, tell_portland
from chapterhouse.events.models import Capacity, Event, EventState, RsvpState
from chapterhouse.events.queries import drifted_counters
from chapterhouse.foundation.facts.announcing import facts_of
from chapterhouse.foundation.models import Fact, Letter, Origin
from chapterhouse.reviews.models import Answer, Review

# Each test runs in a transaction inside that of the story.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portland")]
UNTIL = datetime(2013, 3, 9, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def portland(django_db_setup: None, django_db_blocker: object) -> Iterator[Chapter]:
    """Tell the first winter once for all tests of this file, in a transaction that is undone at the end."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        undone = transaction.atomic()
        undone.__enter__()
        with facts_of(Origin.DEMO):
            found()
            tell_portland(until=UNTIL)
        yield Chapter.objects.get(slug="portland")
        transaction.set_rollback(True)
        undone.__exit__(None, None, None)


def numbers(day: date) -> dict[str, object]:
    answer = Client().get("/portland/stats.json", {"on": day.isoformat()})
    assert answer.status_code == 200
    found = answer.json()
    assert isinstance(found, dict)
    return found


def test_on_new_years_eve_more_than_sixty_had_subscribed_and_exactly_thirty_had_come() -> None:
    known = numbers(date(2012, 12, 31))
    assert int(str(known["subscribed"])) > 60
    assert known["came"] == 30


def test_on_the_day_of_the_story_eighty_five_had_subscribed_and_fifty_had_come() -> None:
    known = numbers(date(2013, 2, 23))
    assert (known["on"], known["subscribed"], known["came"]) == ("2013-02-23", 85, 50)


def test_on_the_day_of_the_story_more_were_signed_up_ahead_than_on_any_day_before() -> None:
    told = numbers(date(2013, 2, 23))
    assert told["signed_up_ahead_is_record"] is True
    day = date(2012, 9, 10)
    while day < date(2013, 2, 23):
        assert int(str(numbers(day)["signed_up_ahead"])) < int(str(told["signed_up_ahead"])), day
        day += timedelta(days=3)


def test_it_grows_as_things_grow_without_a_step() -> None:
    known = [numbers(date(2012, 9, 12) + timedelta(days=7 * week)) for week in range(24)]
    for name in ("subscribed", "came"):
        steps = [int(str(b[name])) - int(str(a[name])) for a, b in pairwise(known)]
        assert min(steps) >= -2
        assert max(steps) <= 11


def test_everything_that_happens_to_a_chapter_has_happened(portland: Chapter) -> None:
    events = Event.objects.filter(chapter=portland)
    assert events.filter(state=EventState.SKIPPED).exists()
    assert events.filter(state=EventState.CANCELLED, cancel_reason__contains="Ice").exists()
    assert events.filter(where="online").exists()
    assert events.filter(wall_date=date(2012, 10, 30)).exists()  # Halloween moved
    assert events.filter(rsvps__state=RsvpState.WAITING).exists()
    kinds = set(Fact.objects.values_list("kind", flat=True))
    assert {"rsvp.waiting", "rsvp.cancelled", "attendance.came", "membership.left", "event.moved"} <= kinds
    assert Fact.objects.filter(kind="attendance.came", payload__walk_in=True).exists()
    assert Review.objects.filter(event__chapter=portland).count() > 50
    assert Answer.objects.exists()


def test_four_organise_it_and_one_of_them_is_leaving(portland: Chapter) -> None:
    then = datetime(2013, 2, 23, 20, tzinfo=UTC)
    assert Role.objects.filter(chapter=portland, since__lt=then).count() == 4
    assert Role.objects.filter(chapter=portland, term_ends_on__lt=date(2013, 4, 1)).count() == 1


def test_nobody_was_mailed_and_no_counter_is_off() -> None:
    assert Letter.objects.count() == 0
    assert not Fact.objects.exclude(origin=Origin.DEMO).exists()
    assert drifted_counters() == []
    assert all(one.places is None or one.taken <= one.places for one in Capacity.objects.all())


def test_it_is_loaded_into_an_empty_place_only() -> None:
    with pytest.raises(NotEmpty):
        loading.load(now=UNTIL)


def test_it_is_built_by_acts_alone() -> None:
    """No row is written by hand: whatever the demo shows, a chapter could have done."""
    by_hand = re.compile(r"objects\.create|bulk_create|\.save\(|\.update\(|get_or_create|\.delete\(|cursor\(")
    for path in Path(chapterhouse.demo.__file__).parent.glob("*.py"):
        assert not by_hand.search(path.read_text()), path.name
