"""Which kept pages show a person's name because of events."""

from __future__ import annotations

from django.db.models import Q

from chapterhouse.chapters.models import Audience, Chapter
from chapterhouse.events.models import EventRoleName, RsvpState
from chapterhouse.people.models import Person


def streams_showing(*, person: Person) -> list[str]:
    """Give the streams of the chapters whose public pages name her: as a host, or as coming where that is public."""
    hosting = Q(events__event_roles__person=person, events__event_roles__name=EventRoleName.HOST)
    of_series = Q(series__event_roles__person=person, series__event_roles__name=EventRoleName.HOST)
    coming = Q(attendees_for=Audience.PUBLIC, events__rsvps__person=person, events__rsvps__state=RsvpState.GOING)
    return [chapter.stream for chapter in Chapter.objects.filter(hosting | of_series | coming).distinct()]
