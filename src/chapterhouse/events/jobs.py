"""Regular work on events: make the next weeks' meetings, recount places, follow changed zone data."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from chapterhouse.events.actions import extend_series, mend_counter, settle_event
from chapterhouse.events.queries import (
    drifted_counters,
    events_in_a_wrong_place_in_time,
    series_to_extend,
)
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.jobs.clock import Daily, Regular


@task()
def extend_all_series() -> None:
    """Make the events of every series up to twelve weeks from now."""
    now = timezone.now()
    failures: list[Exception] = []
    for series in series_to_extend(now):
        try:
            extend_series(actor=SYSTEM, series=series, now=now)
        except Exception as error:  # noqa: BLE001 - one broken series must not keep all others without meetings
            failures.append(error)
    if failures:
        raise ExceptionGroup("series that could not be extended", failures)


@task()
def recount_places() -> None:
    """Check every counter of places against the RSVPs, and set right what differs; each leaves a fact."""
    now = timezone.now()
    for drift in drifted_counters():
        mend_counter(actor=SYSTEM, event=drift.capacity.event, kind=drift.capacity.kind, now=now)


@task()
def settle_times() -> None:
    """Recompute when events to come begin, should the rules of their zones have changed."""
    now = timezone.now()
    for event in events_in_a_wrong_place_in_time(now):
        settle_event(actor=SYSTEM, event=event, now=now)


# UTC; for the roof's schedule.
REGULAR: tuple[Regular, ...] = (
    Daily(0, 20, extend_all_series),
    Daily(2, 40, recount_places),
    Daily(3, 10, settle_times),
)
