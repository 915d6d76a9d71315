"""Lists of events: to come, past, of the network, of a person, for calendars; each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from django.db.models import Count, Max, Min, Q, QuerySet

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.models import Event, EventRole, EventState, Rsvp, RsvpState, Series, Where
from chapterhouse.events.policies import visible_events, visible_rsvps
from chapterhouse.events.queries.counting import answer_column, came_column, place_columns
from chapterhouse.events.queries.doors import whole_events
from chapterhouse.events.queries.sign_up import Places, SignUp, answers_of, came_at, places_in, places_of, sign_up_of
from chapterhouse.foundation.actors import VISITOR, Actor

CALENDAR_PAST = timedelta(days=90)


@dataclass(frozen=True)
class EventCard:
    """An event as a list shows it: its places, how many came, and the reader's own answer."""

    event: Event
    places: Places
    sign_up: SignUp
    came: int | None = None
    rsvp: Rsvp | None = None
    answer: str = ""  # the state of the reader's RSVP; nothing where she has not answered


def counted(
    rows: QuerySet[Event], *, now: datetime, actor: Actor = VISITOR, most: int | None = None
) -> list[EventCard]:
    """Give events as cards in the very query that fetches them; `most`: not more than so many."""
    columns = {**place_columns(), "of_came": came_column(), "of_answer": answer_column(actor.person_id)}
    return [
        EventCard(
            event,
            places_in(vars(event)),
            sign_up_of(event, now),
            vars(event)["of_came"] or None,
            answer=vars(event)["of_answer"],
        )
        for event in rows.annotate(**columns)[:most]
    ]


def cards(events: Sequence[Event], *, now: datetime, actor: Actor = VISITOR) -> list[EventCard]:
    """Give the events as cards, in three queries at most (four for a person) however many they are."""
    if not events:
        return []
    places, mine = places_of(events), answers_of(actor.person_id, events)
    past = [event for event in events if event.starts_at <= now]
    came = came_at(past) if past else {}
    return [
        EventCard(
            event,
            places[event.pk],
            sign_up_of(event, now),
            came.get(event.pk),
            mine.get(event.pk),
            answer=mine[event.pk].state if event.pk in mine else "",
        )
        for event in events
    ]


def events_of(chapter: Chapter, actor: Actor) -> QuerySet[Event]:
    """Give the chapter's events that the actor may see, without dates that were left out."""
    return whole_events().filter(visible_events(actor), chapter=chapter).exclude(state=EventState.SKIPPED)


def upcoming_events(chapter: Chapter, actor: Actor, now: datetime) -> QuerySet[Event]:
    """Give what goes on now and comes next, soonest first; cancelled ones are shown as such, drafts to planners."""
    return events_of(chapter, actor).filter(ends_at__gt=now).order_by("starts_at", "id")


def past_events(chapter: Chapter, actor: Actor, now: datetime) -> QuerySet[Event]:
    """Give what has ended, latest first."""
    seen = (EventState.PUBLISHED, EventState.CANCELLED)
    return events_of(chapter, actor).filter(ends_at__lte=now, state__in=seen).order_by("-starts_at", "-id")


def organiser_events(chapter: Chapter, now: datetime) -> QuerySet[Event]:
    """Give everything to come for those who plan it: drafts and skipped dates too, soonest first."""
    return whole_events().filter(chapter=chapter, ends_at__gt=now).order_by("starts_at", "id")


def events_to_close(chapter: Chapter, now: datetime) -> QuerySet[Event]:
    """Give the past month's events of which nobody said yet who came, latest first."""
    month = now - timedelta(days=30)
    ended = whole_events().filter(chapter=chapter, state=EventState.PUBLISHED, closed_at=None)
    return ended.filter(ends_at__lte=now, ends_at__gt=month).order_by("-starts_at", "-id")


@dataclass(frozen=True)
class SeriesLine:
    """A series in the organisers' list; `next_at` is None when nothing is to come."""

    series: Series
    next_at: datetime | None
    last_at: datetime | None
    to_come: int


def series_of(chapter: Chapter, now: datetime) -> list[SeriesLine]:
    """Give the chapter's series, those that go on first, in one query."""
    ahead = Q(events__starts_at__gt=now, events__state=EventState.PUBLISHED)
    rows = (
        Series.objects.filter(chapter=chapter)
        .select_related("venue", "chapter")
        .annotate(
            next_at=Min("events__starts_at", filter=ahead),
            last_at=Max("events__starts_at"),
            to_come=Count("events", filter=ahead),
        )
        .order_by("title", "id")
    )
    lines = [SeriesLine(row, row.next_at, row.last_at, row.to_come) for row in rows]
    return sorted(lines, key=lambda line: line.next_at is None)


def events_in_series(series: Series, since: datetime) -> QuerySet[Event]:
    """Give a series' events from an instant on, skipped dates too, soonest first."""
    return whole_events().filter(series=series, ends_at__gt=since).order_by("starts_at", "id")


def next_events_of_network(
    now: datetime, *, near: tuple[float, float] | None = None, online: bool = False, limit: int = 6
) -> list[Event]:
    """Give the network's next published events, soonest first.

    `near` (latitude, longitude): the next event of each of the nearest chapters that meet in person, nearest first.
    `online`: only those that one can follow from anywhere.
    """
    rows = coming_in_network(now, online=online)
    if online or near is None:
        return list(rows[:limit])
    return _nearest(rows.exclude(where=Where.ONLINE), near, limit)


def coming_in_network(now: datetime, *, online: bool = False) -> QuerySet[Event]:
    """Give the network's published events that go on or come, soonest first; or only those one can follow anywhere."""
    rows = whole_events().filter(state=EventState.PUBLISHED, ends_at__gt=now).order_by("starts_at", "id")
    return rows.filter(where__in=(Where.ONLINE, Where.HYBRID)) if online else rows


def _nearest(rows: QuerySet[Event], near: tuple[float, float], limit: int) -> list[Event]:
    chapters = (
        rows.exclude(chapter__latitude=None)
        .exclude(chapter__longitude=None)
        .order_by()
        .values_list("chapter_id", "chapter__latitude", "chapter__longitude")
        .annotate(first=Min("starts_at"))
    )
    ranked = sorted((_kilometres(near, (row[1] or 0.0, row[2] or 0.0)), row[3], row[0]) for row in chapters)[:limit]
    order = {chapter_id: rank for rank, (_, _, chapter_id) in enumerate(ranked)}
    firsts = Q(pk=None)
    for _, first, chapter_id in ranked:
        firsts |= Q(chapter_id=chapter_id, starts_at=first)
    found: dict[int, Event] = {}
    for event in rows.filter(firsts):
        found.setdefault(event.chapter_id, event)
    return sorted(found.values(), key=lambda event: order[event.chapter_id])


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the distance on a sphere (haversine); half a percent off is fine for "near you"."""
    lat1, lon1, lat2, lon2 = (radians(value) for value in (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(half)))


def calendar_events(chapter: Chapter | None, now: datetime) -> QuerySet[Event]:
    """Give the events of a calendar feed (None: the whole network): the past 90 days and all to come.

    Cancelled ones and published ones that were skipped later stay in, so that calendars take them out.
    """
    rows = whole_events().exclude(state=EventState.DRAFT).exclude(state=EventState.SKIPPED, sequence=0)
    rows = rows.filter(ends_at__gt=now - CALENDAR_PAST)
    return (rows if chapter is None else rows.filter(chapter=chapter)).order_by("starts_at", "id")


def my_events(actor: Actor, now: datetime) -> QuerySet[Rsvp]:
    """Give the person's own RSVPs to events that are not over, soonest first, events loaded."""
    if actor.person_id is None:
        return Rsvp.objects.none()
    mine = Rsvp.objects.filter(visible_rsvps(actor), person_id=actor.person_id, event__ends_at__gt=now)
    states = (RsvpState.GOING, RsvpState.WAITING, RsvpState.OFFERED)
    rows = mine.filter(state__in=states).select_related("event__chapter", "event__series", "event__venue")
    return rows.order_by("event__starts_at", "id")


def hosted_events(actor: Actor, now: datetime) -> QuerySet[Event]:
    """Give the events to come, or going on, that the person hosts or whose door she keeps, soonest first."""
    if actor.person_id is None:
        return whole_events().none()
    held = EventRole.objects.filter(person_id=actor.person_id, ended_at=None)
    hers = Q(pk__in=held.values("event_id")) | Q(series__in=held.values("series_id"))
    rows = whole_events().filter(hers, state=EventState.PUBLISHED, ends_at__gt=now)
    return rows.order_by("starts_at", "id")


def my_past_events(actor: Actor, now: datetime) -> QuerySet[Event]:
    """Give the past events to which the person was going or came, latest first."""
    was_there = Q(attendances__person_id=actor.person_id, attendances__presence="came")
    was_going = Q(rsvps__person_id=actor.person_id, rsvps__state=RsvpState.GOING)
    if not actor.is_person:
        return whole_events().none()
    rows = whole_events().filter(was_there | was_going, ends_at__lte=now).distinct()
    return rows.order_by("-starts_at", "-id")
