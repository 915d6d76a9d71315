"""Taking jobs and running them: a lease with a heartbeat, retries with growing pauses."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from chapterhouse.foundation.models import Job, JobState

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=20)  # a killed worker's job is back within 30 s (STACK.md, Jobs)
TRIES = 8


def take(*, worker: str, now: datetime) -> Job | None:
    """Take the next job that is due, or one whose worker died; nobody else gets it while the lease lives."""
    due = Q(state=JobState.QUEUED, run_at__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
    if not Job.objects.filter(due).exists():  # a look costs no turn at writing
        return None
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
            .filter(due)
            .order_by("-priority", "run_at", "id")
            .first()
        )
        if job is None:
            return None
        job.state = JobState.RUNNING
        job.attempts += 1
        job.lease_until = now + LEASE
        job.leased_by = worker
        job.save(update_fields=["state", "attempts", "lease_until", "leased_by"])
        return job


def run(job: Job) -> None:
    """Run a taken job and write down how it went."""
    try:
        with _lease_kept(job):
            values = {name: value for name, value in job.values.items() if name != "key"}
            import_string(job.name).func(**values)
    except Exception:  # noqa: BLE001 -- whatever a job raises, the worker goes on
        _failed(job, timezone.now(), traceback.format_exc())
    else:
        _held(job).update(state=JobState.DONE, finished_at=timezone.now(), lease_until=None, error="")


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, leased_by=job.leased_by, attempts=job.attempts)


@contextmanager
def _lease_kept(job: Job) -> Iterator[None]:
    """Renew the lease while a long job runs."""
    done = threading.Event()

    def renew() -> None:
        try:
            while not done.wait(LEASE.total_seconds() / 3):
                _held(job).update(lease_until=timezone.now() + LEASE)
        finally:
            connection.close()

    thread = threading.Thread(target=renew, daemon=True, name=f"lease-{job.pk}")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _failed(job: Job, now: datetime, error: str) -> None:
    log.warning("job %s failed (try %s): %s", job.name, job.attempts, error.strip().splitlines()[-1])
    if job.attempts >= TRIES:
        _held(job).update(state=JobState.FAILED, finished_at=now, lease_until=None, error=error[-4000:])
        return
    pause = timedelta(seconds=min(5 * 3**job.attempts, 3600))
    _held(job).update(state=JobState.QUEUED, run_at=now + pause, lease_until=None, error=error[-4000:])
