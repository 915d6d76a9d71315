"""What runs regularly, and when: the worker enqueues these jobs."""

from __future__ import annotations

from chapterhouse.events import jobs as events
from chapterhouse.foundation.jobs.clock import Daily, Every, Regular
from chapterhouse.foundation.jobs.pruning import prune_letters
from chapterhouse.people.jobs import forget_unconfirmed
from chapterhouse.reviews.jobs import ask_for_reviews

SCHEDULE: tuple[Regular, ...] = (
    *events.REGULAR,
    Every(minutes=15, job=ask_for_reviews),
    Daily(hour=3, minute=40, job=forget_unconfirmed),
    Daily(hour=3, minute=50, job=prune_letters),
)
