"""Jobs run once, are tried again, and are back after their worker died."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from chapterhouse.foundation.jobs import clock, running
from chapterhouse.foundation.models import Job, JobState

pytestmark = [pytest.mark.both, pytest.mark.django_db]
done: list[str] = []


@task()
def ring(word: str = "ding") -> None:
    if word == "broken":
        raise ValueError("broken")
    done.append(word)


@pytest.fixture(autouse=True)
def quiet() -> None:
    done.clear()


def work() -> int:
    count = 0
    while job := running.take(worker="w", now=timezone.now()):
        running.run(job)
        count += 1
    return count


def test_a_job_runs_once_with_its_values() -> None:
    ring.enqueue(word="hello")
    assert work() == 1
    assert work() == 0
    assert done == ["hello"]
    assert Job.objects.get().state == JobState.DONE


def test_a_job_of_a_failed_transaction_never_runs() -> None:
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        ring.enqueue(word="hello")
        raise ValueError("no")
    assert work() == 0


def test_an_open_job_with_the_same_key_is_enqueued_once() -> None:
    first = ring.enqueue(word="a", key="k")  # type: ignore[call-arg]
    second = ring.enqueue(word="b", key="k")  # type: ignore[call-arg]
    assert first.id == second.id
    work()
    ring.enqueue(word="c", key="k")  # type: ignore[call-arg]
    work()
    assert done == ["a", "c"]


def test_a_job_waits_for_its_time() -> None:
    ring.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(word="later")
    assert work() == 0


def test_a_failing_job_is_tried_again_later_and_ends_in_sight() -> None:
    ring.enqueue(word="broken")
    for _ in range(running.TRIES):
        Job.objects.update(run_at=timezone.now() - timedelta(seconds=1))
        assert work() == 1
    job = Job.objects.get()
    assert job.state == JobState.FAILED
    assert "ValueError: broken" in job.error


def test_a_job_whose_worker_died_is_taken_again_within_thirty_seconds() -> None:
    ring.enqueue(word="again")
    start = timezone.now()
    assert running.take(worker="dead", now=start)
    assert running.take(worker="w", now=start + timedelta(seconds=5)) is None
    job = running.take(worker="w", now=start + timedelta(seconds=30))
    assert job is not None
    running.run(job)
    assert done == ["again"]


def test_a_worker_that_lost_its_lease_does_not_overwrite_the_other() -> None:
    ring.enqueue(word="broken")
    start = timezone.now()
    slow = running.take(worker="slow", now=start)
    other = running.take(worker="other", now=start + timedelta(seconds=30))
    assert slow is not None
    assert other is not None
    running.run(slow)
    assert Job.objects.get().leased_by == "other"
    assert Job.objects.get().state == JobState.RUNNING


def test_regular_jobs_are_enqueued_once_for_each_time_due() -> None:
    plan = [clock.Every(minutes=10, job=ring), clock.Daily(hour=3, minute=30, job=ring, zone="Europe/Berlin")]
    at = datetime(2026, 3, 1, 12, 4, tzinfo=UTC)
    assert clock.enqueue_due(plan[:1], now=at) == 1
    assert clock.enqueue_due(plan[:1], now=at + timedelta(minutes=3)) == 0
    assert clock.enqueue_due(plan[:1], now=at + timedelta(minutes=6)) == 1


def test_a_daily_job_keeps_its_wall_time_across_the_clock_change() -> None:
    daily = clock.Daily(hour=3, minute=30, job=ring, zone="Europe/Berlin")
    # Clocks went forward on 29 March 2026: 03:30 is 01:30 UTC from then on, 02:30 UTC before.
    assert clock._last_due(daily, datetime(2026, 3, 28, 12, tzinfo=UTC)) == datetime(2026, 3, 28, 2, 30, tzinfo=UTC)
    assert clock._last_due(daily, datetime(2026, 3, 30, 12, tzinfo=UTC)) == datetime(2026, 3, 30, 1, 30, tzinfo=UTC)
