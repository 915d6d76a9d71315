"""What runs regularly, and when: the worker enqueues these jobs."""

from __future__ import annotations

from chapterhouse.foundation.jobs.clock import Regular

SCHEDULE: tuple[Regular, ...] = ()
