"""When a person leaves: her places become free for others, and what she did stays as a count."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.actions.holding import hold_all
from chapterhouse.events.actions.hosting import end_event_role
from chapterhouse.events.actions.places import release
from chapterhouse.events.actions.signing_up import ANSWERED
from chapterhouse.events.models import Event, EventRole, Rsvp, RsvpReason
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.permissions import require
from chapterhouse.people.models import Person


@transaction.atomic
def leave_chapter_events(*, actor: Actor, chapter: Chapter, person: Person, now: datetime) -> int:
    """Free the places of somebody who left the chapter, and end her hosting; give how many places."""
    _require_self(actor, person)
    return _leave(actor, person, chapter, now)


@transaction.atomic
def hold_of_person(*, person: Person, now: datetime) -> list[str]:
    """Hold what erasing the person changes in events, and give the streams that will hear of it."""
    held = hold_all(_answered(person, now))
    roles = EventRole.objects.select_for_update(of=("self",), no_key=True).filter(person=person, ended_at=None)
    chapters = [role.event.chapter if role.event else role.series.chapter for role in _with_chapters(roles)]  # type: ignore[union-attr]
    return [chapter.stream for chapter in (*(event.chapter for event in held), *chapters)]


@transaction.atomic
def forget_person(*, actor: Actor, person: Person, now: datetime) -> int:
    """Free all places of somebody who has herself erased, and end her hosting; give how many places.

    RSVPs and attendances of the past stay: they are counts, and the person row they point to loses its name.
    """
    _require_self(actor, person)
    return _leave(actor, person, None, now)


def _require_self(actor: Actor, person: Person) -> None:
    require(actor.is_system or (actor.is_person and actor.person_id == person.pk), actor)


def _leave(actor: Actor, person: Person, chapter: Chapter | None, now: datetime) -> int:
    mine = _answered(person, now)
    roles = EventRole.objects.filter(person=person, ended_at=None)
    if chapter is not None:
        mine = mine.filter(chapter=chapter)
        roles = roles.filter(Q(event__chapter=chapter) | Q(series__chapter=chapter))
    count = 0
    for event in hold_all(mine):
        row = Rsvp.objects.select_related("person").filter(event=event, person=person, state__in=ANSWERED).first()
        if row is not None:
            release(
                event=event,
                row=row,
                reason=RsvpReason.RELEASED if actor.is_system else RsvpReason.SELF,
                actor=actor,
                now=now,
            )
            count += 1
    for role in _with_chapters(roles):
        end_event_role(actor=actor, role=role, now=now)
    return count


def _answered(person: Person, now: datetime) -> QuerySet[Event]:
    """Give the events to come for which she has a place or waits."""
    return Event.objects.filter(starts_at__gt=now, rsvps__person=person, rsvps__state__in=ANSWERED)


def _with_chapters(roles: QuerySet[EventRole]) -> QuerySet[EventRole]:
    return roles.select_related("event__chapter", "series__chapter", "person").order_by("pk")
