"""What runs every night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from chapterhouse.config.schedule import SCHEDULE
from chapterhouse.events import jobs
from chapterhouse.events.models import Capacity, Event, Series
from chapterhouse.events.queries import drifted_counters, recounted_since
from chapterhouse.foundation.models import Fact
from tests import make

pytestmark = pytest.mark.django_db


def test_every_series_that_goes_on_is_extended() -> None:
    long_ago = timezone.now() - timedelta(weeks=4)
    chapter = make.chapter(now=long_ago)
    series = make.series(chapter, now=long_ago)
    over = make.series(chapter, now=long_ago, ends_on=(long_ago + timedelta(weeks=1, days=1)).date())
    before, before_over = series.events.count(), over.events.count()
    for _ in range(2):
        jobs.extend_all_series.func()

    assert series.events.count() == before + 4
    assert over.events.count() == before_over


def test_one_broken_series_keeps_no_other_from_being_extended_and_is_reported() -> None:
    long_ago = timezone.now() - timedelta(weeks=4)
    chapter = make.chapter(now=long_ago)
    broken, fine = make.series(chapter, now=long_ago), make.series(chapter, now=long_ago)
    Series.objects.filter(pk=broken.pk).update(time_zone="Gone/Away")
    before = fine.events.count()
    with pytest.raises(ExceptionGroup):
        jobs.extend_all_series.func()

    assert fine.events.count() == before + 4


def test_counters_are_recounted_and_the_drift_stays_in_sight() -> None:
    now = timezone.now()
    chapter = make.chapter(now=now)
    event = make.event(chapter, places=5, now=now)
    make.going(event, make.member(chapter, now=now), now=now)
    jobs.recount_places.func()
    assert recounted_since(now) == 0
    Capacity.objects.update(taken=4)
    jobs.recount_places.func()

    assert Capacity.objects.get().taken == 1
    assert drifted_counters() == []
    assert recounted_since(now) == 1


def test_events_to_come_follow_changed_zone_data_and_those_going_are_told() -> None:
    now = timezone.now()
    chapter = make.chapter(now=now)
    event = make.event(chapter, now=now)
    right = event.starts_at
    Event.objects.update(starts_at=right + timedelta(hours=1), ends_at=event.ends_at + timedelta(hours=1))
    for _ in range(2):
        jobs.settle_times.func()

    event.refresh_from_db()
    assert (event.starts_at, event.sequence) == (right, 1)
    fact = Fact.objects.get(kind="event.moved")
    assert fact.payload["starts_at"] == right.isoformat()


def test_the_roof_runs_them() -> None:
    assert set(jobs.REGULAR) <= set(SCHEDULE)
