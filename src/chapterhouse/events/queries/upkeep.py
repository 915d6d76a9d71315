"""What the nightly jobs look for: series to extend, counters that drifted, starts that zone data moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from chapterhouse.events.models import Capacity, Event, Rsvp, Series
from chapterhouse.events.queries.doors import whole_events
from chapterhouse.events.queries.sign_up import TAKING
from chapterhouse.events.queries.times import place_in_time
from chapterhouse.foundation.models import Fact
from chapterhouse.lib.moments import OutOfRange, UnknownZone


def series_to_extend(now: datetime) -> QuerySet[Series]:
    """Give the series that may go on: those without an end, or with one that was not long ago."""
    # A day before and after: it is another day in other zones.
    going_on = Q(ends_on=None) | Q(ends_on__gte=now.date() - timedelta(days=1))
    return Series.objects.filter(going_on).select_related("chapter", "venue").order_by("id")


@dataclass(frozen=True)
class Drift:
    """A counter of places that differs from the RSVPs."""

    capacity: Capacity
    counted: int


def drifted_counters() -> list[Drift]:
    """Give the counters of places that differ from the RSVPs (there should be none), in one query."""
    rows = Rsvp.objects.filter(event_id=OuterRef("event_id"), kind=OuterRef("kind"), state__in=TAKING)
    sums = rows.order_by().values("event_id").annotate(size=Sum(F("guests") + 1)).values("size")
    counted = Coalesce(Subquery(sums, output_field=IntegerField()), 0)
    found = Capacity.objects.select_related("event__chapter", "event__series").annotate(counted=counted)
    return [Drift(one, one.counted) for one in found.exclude(taken=F("counted"))]


def recounted_since(since: datetime) -> int:
    """Give how often a counter had to be set right since then: more than never is worth a look."""
    return Fact.objects.filter(kind="event.places_counted_again", recorded_at__gte=since).count()


def events_in_a_wrong_place_in_time(now: datetime) -> list[Event]:
    """Give the events to come whose stored instants differ from what their wall time means today."""
    found: list[Event] = []
    for event in whole_events().filter(starts_at__gt=now).order_by("id").iterator(chunk_size=500):
        try:
            when = place_in_time(
                wall_date=event.wall_date,
                wall_time=event.wall_time,
                time_zone=event.time_zone,
                minutes=event.minutes,
                fold=event.fold,
            )
        except (UnknownZone, OutOfRange):  # a zone that is gone from the data: the old instants stay right
            continue
        if (when.starts_at, when.ends_at) != (event.starts_at, event.ends_at):
            found.append(event)
    return found
