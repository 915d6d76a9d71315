"""Reading people: who acts, and doors to persons."""

from __future__ import annotations

from chapterhouse.foundation.actors import Actor, ActorKind, Grant
from chapterhouse.foundation.slots import collect
from chapterhouse.people.models import Person


def actor_of(person: Person) -> Actor:
    """Give the person as an actor, with the grants that every room contributes (slot `actor.grants`)."""
    grants: set[Grant] = set()
    for part in collect("actor.grants", person):
        grants.update(part)
    return Actor(ActorKind.PERSON, person_id=person.pk, person_uid=person.uid, grants=frozenset(grants))
