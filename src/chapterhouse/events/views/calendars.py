"""Calendars to subscribe to: a chapter's, the network's, and one event to add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import md5

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chapterhouse.chapters.queries import chapter_for, network
from chapterhouse.events.models import Event, EventState, Where
from chapterhouse.events.queries import calendar_events
from chapterhouse.events.queries.lists import CALENDAR_PAST
from chapterhouse.events.queries.topics import topics_of
from chapterhouse.events.views.linked_data import absolute
from chapterhouse.events.views.pages import event_at
from chapterhouse.events.views.words import events_url
from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.http.dated import date_by_facts
from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.foundation.http.kept import keep
from chapterhouse.lib.calendars import CalendarEvent, feed
from chapterhouse.lib.markdown import plain
from chapterhouse.lib.moments import wall_of

MOST_IN_NETWORK = 1000
_OFF = (EventState.CANCELLED, EventState.SKIPPED)


@declares(anyone)
@require_safe
def network_feed(request: ActorRequest) -> HttpResponse:
    """Give the calendar of the whole network."""
    now, ours = timezone.now(), network()
    events = list(calendar_events(None, now)[:MOST_IN_NETWORK])
    streams = {event.chapter.stream for event in events}
    keep(request, [NETWORK, *streams], until=_until(events))
    name = ours.name if ours else "Chapterhouse"
    return _answer(request, _("Meetings of %(name)s") % {"name": name}, events, absolute("/"), "events")


@declares(anyone)
@require_safe
def chapter_feed(request: ActorRequest, slug: str) -> HttpResponse:
    """Give a chapter's calendar: the past 90 days and everything to come."""
    now, chapter = timezone.now(), chapter_for(request.actor, slug)
    events = list(calendar_events(chapter, now))
    keep(request, [NETWORK, chapter.stream], until=_until(events))
    return _answer(request, chapter.name, events, absolute(events_url(chapter.slug)), chapter.slug)


@declares(anyone)
@require_safe
def event_feed(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Give one event, to add to a calendar."""
    event = event_at(request.actor, slug, short_id)
    if event.state == EventState.DRAFT:
        raise Http404
    keep(request, [event.chapter.stream], until=None)
    return _answer(request, event.chapter.name, [event], absolute(events_url(slug)), event.short_id)


def _until(events: Sequence[Event]) -> datetime | None:
    """Give the instant at which the first of the events is too long ago for the feed."""
    return min((event.ends_at + CALENDAR_PAST for event in events), default=None)


def _answer(request: ActorRequest, name: str, events: list[Event], url: str, file: str) -> HttpResponse:
    topics = topics_of(events)
    body = feed(name, [_entry(event, topics.get(event.pk, ())) for event in events], url=url)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=900"
    response.headers["Content-Disposition"] = f'inline; filename="{file}.ics"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    etag = f'W/"{md5(body, usedforsecurity=False).hexdigest()}"'
    response.headers["ETag"] = etag
    date_by_facts(response, now=timezone.now())
    return response


def _entry(event: Event, topics: Iterable[str]) -> CalendarEvent:
    venue = event.venue
    url = absolute(f"{events_url(event.chapter.slug)}{event.short_id}/")
    words = plain(event.description, 600)
    return CalendarEvent(
        uid=str(event.uid),
        sequence=event.sequence,
        stamp=event.changed_at,
        modified=event.changed_at,
        start_wall=wall_of(event.starts_at, event.time_zone),
        end_wall=wall_of(event.ends_at, event.time_zone),
        zone=event.time_zone,
        summary=event.title,
        description=f"{words}\n\n{url}" if words else url,
        location=_location(event),
        geo=(venue.latitude, venue.longitude)
        if venue and venue.latitude is not None and venue.longitude is not None
        else None,
        url=url,
        status="CANCELLED" if event.state in _OFF else "CONFIRMED",
        categories=tuple(topics),
    )


def _location(event: Event) -> str:
    if event.where == Where.ONLINE:
        return _("Online")
    if event.venue:
        return ", ".join(part for part in (event.venue.name, event.venue.address) if part)
    return event.place
