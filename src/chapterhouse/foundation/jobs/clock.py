"""Regular jobs: what runs when, by the wall clock of a zone, once however many workers there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django_tasks.base import Task

from chapterhouse.foundation.models import Heartbeat


@dataclass(frozen=True)
class Every:
    """Run a job at each multiple of so many minutes."""

    minutes: int
    job: Task[Any, Any]


@dataclass(frozen=True)
class Daily:
    """Run a job once a day at a wall time of a zone."""

    hour: int
    minute: int
    job: Task[Any, Any]
    zone: str = "UTC"


Regular = Every | Daily


def enqueue_due(schedule: Iterable[Regular], *, now: datetime) -> int:
    """Enqueue what became due since it last ran; give how many jobs were enqueued."""
    count = 0
    # One look for all, which costs no turn at writing.
    marks = dict(Heartbeat.objects.filter(name__startswith="clock:").values_list("name", "at"))
    for regular in schedule:
        due = _last_due(regular, now)
        name = f"clock:{regular.job.module_path}"
        if name in marks and marks[name] >= due:
            continue
        with transaction.atomic():
            mark, new = Heartbeat.objects.select_for_update().get_or_create(name=name, defaults={"at": due})
            if mark.at >= due and not new:
                continue
            Heartbeat.objects.filter(name=name).update(at=due)
            regular.job.enqueue(key="clock")
            count += 1
    return count


def _last_due(regular: Regular, now: datetime) -> datetime:
    if isinstance(regular, Every):
        step = regular.minutes * 60
        return datetime.fromtimestamp(int(now.timestamp()) // step * step, tz=now.tzinfo)
    local = now.astimezone(ZoneInfo(regular.zone))
    due = local.replace(hour=regular.hour, minute=regular.minute, second=0, microsecond=0)
    return due if due <= local else due - timedelta(days=1)
