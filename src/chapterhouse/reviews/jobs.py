"""Regular work: asking those who came, the day after."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.reviews.actions import invite_reviews
from chapterhouse.reviews.queries import events_to_ask_about


@task()
def ask_for_reviews() -> None:
    """Ask everybody who came to an event that is over since yesterday, once, at ten in the event's zone."""
    now = timezone.now()
    for event in events_to_ask_about(now):
        invite_reviews(actor=SYSTEM, event=event, now=now)
