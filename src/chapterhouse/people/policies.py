"""Who may see and change what is kept about people."""

from __future__ import annotations

from django.db.models import Q

from chapterhouse.foundation.actors import Actor
from chapterhouse.people.models import Person


def can_see_own(actor: Actor, person: Person) -> bool:
    """Say whether the actor may see, download and change everything kept about the person: only she herself."""
    return actor.is_system or (actor.is_person and actor.person_id == person.pk)


def own(actor: Actor) -> Q:
    """Filter the persons whose whole record the actor may see; the twin of `can_see_own`."""
    if actor.is_system:
        return Q()
    return Q(pk=actor.person_id) if actor.is_person else Q(pk__in=[])


def can_make_person(actor: Actor) -> bool:
    """Say whether the actor may make persons who did not come in themselves: importers and the demo."""
    return actor.is_system
