"""Who may see, host, sign up for and keep the door of events: each `can_*` with its filter where lists need one."""

from __future__ import annotations

from django.db.models import Q

from chapterhouse.chapters.models import Audience, Chapter
from chapterhouse.events.models import Event, EventState, Rsvp, Series
from chapterhouse.foundation.actors import Actor


def can_organise(actor: Actor, chapter: Chapter) -> bool:
    """Say whether she may plan the chapter's series and events: its leads and organisers."""
    return actor.is_system or actor.has("chapter", chapter.uid, "lead", "organiser")


def organised_chapters(actor: Actor) -> Q:
    """Give the filter of the chapters for which `can_organise` says yes."""
    if actor.is_system:
        return ~Q(pk=None)
    return Q(uid__in=actor.uids("chapter", "lead", "organiser"))


def can_host(actor: Actor, event: Event) -> bool:
    """Say whether she may edit the event, write to its guests and say who came: organisers, and its hosts."""
    return can_organise(actor, event.chapter) or _holds(actor, event, "host")


def can_host_series(actor: Actor, series: Series) -> bool:
    """Say whether she may edit a whole series: organisers, and the series' hosts."""
    return can_organise(actor, series.chapter) or actor.has("series", series.uid, "host")


def can_check_in(actor: Actor, event: Event) -> bool:
    """Say whether she may use the check-in list: organisers, hosts and who keeps the door."""
    return can_host(actor, event) or _holds(actor, event, "door")


def _holds(actor: Actor, event: Event, *names: str) -> bool:
    if actor.has("event", event.uid, *names):
        return True
    return event.series is not None and actor.has("series", event.series.uid, *names)


def can_view_event(actor: Actor, event: Event) -> bool:
    """Say whether she may open the event's page: a draft is for those who plan it, or keep its door."""
    return event.state != EventState.DRAFT or can_check_in(actor, event)


def visible_events(actor: Actor) -> Q:
    """Give the filter of the events for which `can_view_event` says yes."""
    if actor.is_system:
        return ~Q(pk=None)
    seen = ~Q(state=EventState.DRAFT)
    if not actor.grants:
        return seen
    return (
        seen
        | Q(chapter__uid__in=actor.uids("chapter", "lead", "organiser"))
        | Q(uid__in=actor.uids("event", "host", "door"))
        | Q(series__uid__in=actor.uids("series", "host", "door"))
    )


def can_rsvp(actor: Actor, event: Event) -> bool:
    """Say whether she may sign herself up: members of the chapter (joining comes first in the same flow)."""
    return actor.is_person and actor.has("chapter", event.chapter.uid, "member", "organiser", "lead")


def can_answer_for(actor: Actor, event: Event, person_id: int | None) -> bool:
    """Say whether she may sign this person up: herself as a member; anybody as a host."""
    if actor.is_person and actor.person_id == person_id:
        return can_rsvp(actor, event)
    return can_host(actor, event)


def can_withdraw(actor: Actor, event: Event, person_id: int | None) -> bool:
    """Say whether she may take this person off the list: everybody herself, also who has left; a host anybody."""
    return (actor.is_person and actor.person_id == person_id) or can_host(actor, event)


def can_see_attendees(actor: Actor, event: Event) -> bool:
    """Say whether she sees the names of those who come: as the chapter chose; who keeps the door always."""
    chapter = event.chapter
    if chapter.attendees_for == Audience.PUBLIC or can_check_in(actor, event):
        return True
    if chapter.attendees_for == Audience.MEMBERS:
        return actor.has("chapter", chapter.uid, "member")
    return False


def can_see_rsvp(actor: Actor, rsvp: Rsvp) -> bool:
    """Say whether she may see this answer with its history: her own; hosts each."""
    return (actor.is_person and actor.person_id == rsvp.person_id) or can_host(actor, rsvp.event)


def visible_rsvps(actor: Actor) -> Q:
    """Give the filter of the RSVPs for which `can_see_rsvp` says yes."""
    if actor.is_system:
        return ~Q(pk=None)
    if not actor.is_person:
        return Q(pk=None)
    return (
        Q(person_id=actor.person_id)
        | Q(event__chapter__uid__in=actor.uids("chapter", "lead", "organiser"))
        | Q(event__uid__in=actor.uids("event", "host"))
        | Q(event__series__uid__in=actor.uids("series", "host"))
    )
