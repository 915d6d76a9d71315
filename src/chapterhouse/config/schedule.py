"""What runs regularly, and when: the worker enqueues these jobs."""

from __future__ import annotations

from chapterhouse.events import jobs as events
from chapterhouse.foundation.jobs.clock import Every, Regular
from chapterhouse.reviews.jobs import ask_for_reviews

SCHEDULE: tuple[Regular, ...] = (*events.REGULAR, Every(minutes=15, job=ask_for_reviews))
