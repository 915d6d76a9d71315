"""Acts on a series: start, extend, skip a date, end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.models import Chapter, Topic
from chapterhouse.events.actions.changing import check_venue
from chapterhouse.events.actions.holding import NotValid, checked, hold_all, in_time
from chapterhouse.events.actions.places import MOST_PLACES
from chapterhouse.events.actions.planning import announce_published, skip
from chapterhouse.events.actions.plans import SeriesPlan
from chapterhouse.events.facts import EventSkipped, SeriesEnded, SeriesStarted
from chapterhouse.events.models import Capacity, Event, EventState, PlaceKind, Series
from chapterhouse.events.policies import can_host_series, can_organise
from chapterhouse.events.queries.times import horizon, occurrence_days
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import NETWORK, announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.moments import day_of
from chapterhouse.lib.recurrence import rule_from

# What an event of a series starts out with.
COPIED = ("title", "description", "wall_time", "time_zone", "minutes", "where", "venue", "place", "link")


class NoDates(Refusal):
    """The rule has no day between its beginning and its end."""

    code = "no_dates"
    message = _("With these dates there would be no meeting at all.")
    field = "ends_on"


class NotADate(Refusal):
    """The series has no meeting on this day."""

    code = "not_a_date"
    message = _("This series has no meeting to come on that day.")
    field = "date"


@transaction.atomic
def start_series(*, actor: Actor, chapter: Chapter, plan: SeriesPlan, now: datetime) -> Series:
    """Give a new series with its published events of the next twelve weeks. Raises NotValid, NoDates."""
    require(can_organise(actor, chapter), actor)
    series = Series(
        chapter=chapter,
        title=plan.title,
        description=plan.description,
        rule=str(plan.rule),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        wall_time=plan.wall_time,
        time_zone=plan.time_zone,
        minutes=plan.minutes,
        where=plan.where,
        venue=plan.venue,
        place=plan.place,
        link=plan.link,
        learner_places=plan.learner_places,
        guests_allowed=plan.guests_allowed,
        created_at=now,
    )
    check_series(series, now)
    series.save(force_insert=True)
    series.topics.set(plan.topics)
    body = SeriesStarted(series=series.uid, chapter=chapter.uid)
    announce(body, actor=actor, stream=chapter.stream, now=now)
    for day in sorted(set(plan.skip_dates)):
        if _is_date_of(series, day, now):
            make_event(series, day, state=EventState.SKIPPED, topics=plan.topics, actor=actor, now=now)
    extend(series=series, actor=actor, now=now)
    return series


def check_series(series: Series, now: datetime) -> None:
    """Refuse what cannot be kept, and a series without a single date to come. Raises NotValid, NoDates."""
    series.title = series.title.strip()
    in_time(series, wall_date=series.starts_on)
    checked(series)
    check_venue(series)
    if series.learner_places is not None and not 0 <= series.learner_places <= MOST_PLACES:
        raise NotValid(_("Please give a number of places, or leave it empty for no limit."), field="learner_places")
    if series.ends_on is not None:
        today = day_of(now, series.time_zone)
        days = occurrence_days(
            rule_from(series.rule),
            starts_on=series.starts_on,
            ends_on=series.ends_on,
            first=max(series.starts_on, today),
            last=series.ends_on,
        )
        if not days:
            raise NoDates


@transaction.atomic
def extend_series(*, actor: Actor, series: Series, now: datetime) -> list[Event]:
    """Make the events that are still missing for the next twelve weeks; give them."""
    require(can_host_series(actor, series), actor)
    return extend(series=lock(series), actor=actor, now=now)


def extend(*, series: Series, actor: Actor, now: datetime) -> list[Event]:
    """Make the missing events of a series that is held; dates of the past are not made up for."""
    first = max(series.starts_on, day_of(now, series.time_zone))
    days = occurrence_days(
        rule_from(series.rule),
        starts_on=series.starts_on,
        ends_on=series.ends_on,
        first=first,
        last=horizon(now, series.time_zone),
    )
    made = set(Event.objects.filter(series=series, original_date__gte=first).values_list("original_date", flat=True))
    missing = [day for day in days if day not in made]
    topics = list(series.topics.all()) if missing else []
    return [
        make_event(series, day, state=EventState.PUBLISHED, topics=topics, actor=actor, now=now)
        for day in missing
        if in_time(series, wall_date=day).starts_at > now
    ]


def make_event(
    series: Series, day: date, *, state: EventState, topics: Sequence[Topic], actor: Actor, now: datetime
) -> Event:
    """Make one event of a series, as the series is now."""
    when = in_time(series, wall_date=day)
    event = Event(
        chapter=series.chapter,
        series=series,
        original_date=day,
        state=state,
        wall_date=day,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        guests_allowed=series.guests_allowed,
        created_at=now,
        changed_at=now,
        **{name: getattr(series, name) for name in COPIED},
    )
    event.save(force_insert=True)
    if topics:
        event.topics.set(topics)
    Capacity.objects.create(event=event, kind=PlaceKind.LEARNER, places=series.learner_places)
    if state == EventState.PUBLISHED:
        announce_published(event=event, actor=actor, now=now)
    else:
        body = EventSkipped(event=event.uid, starts_at=event.starts_at)
        announce(body, actor=actor, stream=series.chapter.stream, now=now)
    return event


def _is_date_of(series: Series, day: date, now: datetime) -> bool:
    """Say whether the rule of the series has this day, and it is to come."""
    rule = rule_from(series.rule)
    days = occurrence_days(rule, starts_on=series.starts_on, ends_on=series.ends_on, first=day, last=day)
    return bool(days) and in_time(series, wall_date=day).starts_at > now


@transaction.atomic
def skip_date(*, actor: Actor, series: Series, date: date, now: datetime) -> Event:
    """Leave a date out, also one whose event is not made yet. Again: changes nothing. Raises NotADate."""
    require(can_host_series(actor, series), actor)
    series = lock(series)
    held = hold_all(Event.objects.filter(series=series, original_date=date))
    if not held:
        if not _is_date_of(series, date, now):
            raise NotADate
        topics = list(series.topics.all())
        return make_event(series, date, state=EventState.SKIPPED, topics=topics, actor=actor, now=now)
    event = held[0]
    if event.ends_at <= now:
        raise NotADate
    if event.state != EventState.SKIPPED:
        skip(event=event, actor=actor, now=now)
    return event


@transaction.atomic
def end_series(*, actor: Actor, series: Series, ends_on: date, now: datetime) -> Series:
    """Let the series end with this day; later dates are skipped and those going are told."""
    require(can_host_series(actor, series), actor)
    series = lock(series)
    later = Event.objects.filter(series=series, original_date__gt=ends_on, starts_at__gt=now)
    held = hold_all(later.exclude(state=EventState.SKIPPED))
    series.ends_on = ends_on
    series.save(update_fields=["ends_on"])
    announce(SeriesEnded(series=series.uid), actor=actor, stream=series.chapter.stream, now=now, touches=(NETWORK,))
    for event in held:
        skip(event=event, actor=actor, now=now)
    return series
