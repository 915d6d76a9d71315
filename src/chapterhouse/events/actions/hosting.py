"""Who hosts an event or a series, and who keeps its door."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chapterhouse.events.actions.holding import NotAMember, NotValid, hold, hold_all, is_member
from chapterhouse.events.actions.places import release
from chapterhouse.events.actions.signing_up import ANSWERED
from chapterhouse.events.facts import EventRoleEnded, EventRoleGiven
from chapterhouse.events.models import Event, EventRole, EventRoleName, Rsvp, RsvpReason, Series
from chapterhouse.events.policies import can_organise
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import announce
from chapterhouse.foundation.permissions import require
from chapterhouse.people.models import Person


@transaction.atomic
def give_event_role(
    *, actor: Actor, person: Person, name: str, now: datetime, event: Event | None = None, series: Series | None = None
) -> EventRole:
    """Make a member host (or door) of an event or a whole series; a host's place becomes free for others.

    Again: changes nothing. Raises NotAMember.
    """
    if (event is None) == (series is None):
        raise ValueError("a role belongs to an event or to a series")
    chapter = event.chapter if event is not None else series.chapter  # type: ignore[union-attr]
    require(can_organise(actor, chapter), actor)
    if name not in EventRoleName.values:
        raise NotValid(_("Somebody hosts, or keeps the door."), field="name")
    held: list[Event] = []
    if event is not None:
        held = [hold(event)]
    elif series is not None:
        lock(series)
        held = hold_all(Event.objects.filter(series=series, starts_at__gt=now))
    if not is_member(chapter.pk, person.pk):
        raise NotAMember
    role = EventRole.objects.filter(event=event, series=series, person=person, ended_at=None).first()
    if role is not None and role.name == name:
        return role
    if role is not None:
        _end(role, actor, chapter.stream, now)
    role = EventRole.objects.create(event=event, series=series, person=person, name=name, since=now)
    announce_given(role, actor=actor, stream=chapter.stream, now=now)
    if name == EventRoleName.HOST:
        for one in held:
            _free_place(one, person, actor, now)
    return role


def announce_given(role: EventRole, *, actor: Actor, stream: str, now: datetime) -> None:
    """Write down that somebody hosts or keeps the door."""
    body = EventRoleGiven(
        event=role.event.uid if role.event else None,
        series=role.series.uid if role.series else None,
        person=role.person.uid,
        role=role.name,
    )
    announce(body, actor=actor, stream=stream, now=now)


def _free_place(event: Event, person: Person, actor: Actor, now: datetime) -> None:
    """Hosts do not take a place: free the one she has for somebody who waits."""
    if now >= event.starts_at:
        return
    row = Rsvp.objects.select_related("person").filter(event=event, person=person, state__in=ANSWERED).first()
    if row is not None:
        release(event=event, row=row, reason=RsvpReason.RELEASED, actor=actor, now=now)


@transaction.atomic
def end_event_role(*, actor: Actor, role: EventRole, now: datetime) -> EventRole:
    """Relieve somebody of hosting or of the door; organisers may, and she herself. Again: changes nothing."""
    chapter = role.event.chapter if role.event else role.series.chapter  # type: ignore[union-attr]
    herself = actor.is_person and actor.person_id == role.person_id
    require(herself or can_organise(actor, chapter), actor)
    role = lock(role)
    if role.ended_at is None:
        _end(role, actor, chapter.stream, now)
    return role


def _end(role: EventRole, actor: Actor, stream: str, now: datetime) -> None:
    role.ended_at = now
    role.save(update_fields=["ended_at"])
    body = EventRoleEnded(
        event=role.event.uid if role.event else None,
        series=role.series.uid if role.series else None,
        person=role.person.uid,
        role=role.name,
    )
    announce(body, actor=actor, stream=stream, now=now)
