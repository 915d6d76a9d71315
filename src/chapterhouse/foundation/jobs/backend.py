"""The `django-tasks` backend that keeps jobs in our own database, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus

from chapterhouse.foundation.models import Job


class DatabaseBackend(BaseTaskBackend):
    """Keeps jobs as rows. A `key` value among a job's keyword values makes it unique while open."""

    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Write the job down; it runs only if the transaction around it commits."""
        self.validate_task(task)
        if args:
            raise ValueError("a job takes keyword values only")
        now = timezone.now()
        values = dict(kwargs)
        job = Job(
            name=task.module_path,
            values=values,
            key=f"{task.module_path}:{values['key']}" if "key" in values else "",
            run_at=task.run_after or now,
            priority=task.priority,
            enqueued_at=now,
        )
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            job = Job.objects.get(key=job.key, state__in=["queued", "running"])
        return TaskResult(
            task=task,
            id=str(job.uid),
            status=TaskResultStatus.READY,
            enqueued_at=job.enqueued_at,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=[],
            kwargs=values,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
