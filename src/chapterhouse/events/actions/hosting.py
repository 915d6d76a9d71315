"""Who hosts an event or a series, and who keeps its door."""

from __future__ import annotations

from datetime import datetime

from chapterhouse.events.models import Event, EventRole, Series
from chapterhouse.foundation.actors import Actor
from chapterhouse.people.models import Person


def give_event_role(
    *, actor: Actor, person: Person, name: str, now: datetime, event: Event | None = None, series: Series | None = None
) -> EventRole:
    """Make a member host (or door) of an event or a whole series; a host's place becomes free for others."""
    raise NotImplementedError


def end_event_role(*, actor: Actor, role: EventRole, now: datetime) -> EventRole:
    """Relieve somebody of hosting or of the door."""
    raise NotImplementedError
