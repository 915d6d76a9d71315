"""Doors: an event, a series, an attendance for this actor, or 404 where she may not know that it exists."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.models import Attendance, Event, EventRole, Rsvp, Series
from chapterhouse.events.policies import (
    can_check_in,
    can_host,
    can_host_series,
    can_organise,
    visible_events,
)
from chapterhouse.foundation.actors import Actor, Grant
from chapterhouse.people.models import Person


def whole_events() -> QuerySet[Event]:
    """Give events with everything that deciding about them and naming them needs."""
    return Event.objects.select_related("chapter", "series", "venue")


def event_for(actor: Actor, slug: str, short_id: str) -> Event:
    """Give the event at this address, if the actor may see it."""
    event = whole_events().filter(visible_events(actor), chapter__slug=slug, short_id=short_id).first()
    if event is None:
        raise Http404
    return event


def hosted_event_for(actor: Actor, slug: str, short_id: str) -> Event:
    """Give the event at this address to somebody who may edit it."""
    event = event_for(actor, slug, short_id)
    if not can_host(actor, event):
        raise Http404
    return event


def event_at_the_door_for(actor: Actor, slug: str, short_id: str) -> Event:
    """Give the event at this address to somebody who may check people in."""
    event = event_for(actor, slug, short_id)
    if not can_check_in(actor, event):
        raise Http404
    return event


def organised_chapter_for(actor: Actor, slug: str) -> Chapter:
    """Give the chapter to somebody who may plan its events."""
    chapter = Chapter.objects.filter(slug=slug).first()
    if chapter is None or not can_organise(actor, chapter):
        raise Http404
    return chapter


def series_for(actor: Actor, slug: str, uid: UUID) -> Series:
    """Give a series of the chapter to somebody who may edit it."""
    series = Series.objects.select_related("chapter", "venue").filter(chapter__slug=slug, uid=uid).first()
    if series is None or not can_host_series(actor, series):
        raise Http404
    return series


def rsvp_of_event(event: Event, uid: UUID) -> Rsvp:
    """Give an RSVP of an event that was already come by through its door."""
    row = Rsvp.objects.select_related("person").filter(event=event, uid=uid).first()
    if row is None:
        raise Http404
    return row


def attendance_of_event(event: Event, uid: UUID) -> Attendance:
    """Give an attendance of an event that was already come by through its door."""
    row = Attendance.objects.select_related("person").filter(event=event, uid=uid).first()
    if row is None:
        raise Http404
    return row


def role_of_event(event: Event, pk: int) -> EventRole:
    """Give an open role at an event that was already come by through its door."""
    row = EventRole.objects.select_related("person").filter(event=event, pk=pk, ended_at=None).first()
    if row is None:
        raise Http404
    return row


def grants_of(person: Person) -> list[Grant]:
    """Give which events and series the person hosts or keeps the door of, in one query."""
    rows = EventRole.objects.filter(person=person, ended_at=None).values_list("event__uid", "series__uid", "name")
    return [Grant("event", event, name) if event else Grant("series", series, name) for event, series, name in rows]
