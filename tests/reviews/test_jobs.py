"""The regular job that asks people the day after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from chapterhouse.events.models import Event
from chapterhouse.reviews.jobs import ask_for_reviews
from chapterhouse.reviews.models import ReviewInvitation
from tests import make
from tests.reviews.make_reviews import past_event

pytestmark = pytest.mark.django_db


def test_the_job_asks_those_who_came_the_day_before_yesterday_and_only_once() -> None:
    event, came = past_event(make.chapter(), 2)
    over = timezone.now() - timedelta(days=2)
    Event.objects.filter(pk=event.pk).update(starts_at=over - timedelta(hours=2), ends_at=over)
    for _run in range(3):
        ask_for_reviews.func()
    assert {invitation.person for invitation in ReviewInvitation.objects.all()} == set(came)
    assert ReviewInvitation.objects.count() == 2
