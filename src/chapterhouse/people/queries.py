"""Reading people: who acts, doors to persons, what is kept about somebody."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from chapterhouse.foundation.actors import Actor, ActorKind, Grant
from chapterhouse.foundation.slots import collect
from chapterhouse.people.models import Account, Person
from chapterhouse.people.policies import own


def actor_of(person: Person) -> Actor:
    """Give the person as an actor, with the grants that every room contributes (slot `actor.grants`)."""
    grants: set[Grant] = set()
    for part in collect("actor.grants", person):
        grants.update(part)
    return Actor(ActorKind.PERSON, person_id=person.pk, person_uid=person.uid, grants=frozenset(grants))


def signed_in_account(pk: int) -> Account | None:
    """Give the account of a session, with its person where it has one already."""
    return Account.objects.filter(pk=pk, is_active=True).first()


def own_person(actor: Actor) -> Person:
    """Give the acting person's own record: the door to everything kept about her."""
    person = Person.objects.filter(own(actor), pk=actor.person_id or 0).first()
    if person is None:
        raise Http404
    return person


def kept_about(person: Person) -> dict[str, Any]:
    """Give everything that is kept about a person, as plain values under a name for each kind of thing.

    Rooms add theirs by the slot `people.export`: `filler(person=) -> tuple[str, Any]`.
    """
    account = Account.objects.filter(person=person).first()
    kept: dict[str, Any] = {
        "person": {
            "uid": str(person.uid),
            "name": person.name,
            "pronouns": person.pronouns,
            "about": person.about,
            "language": person.language,
            "time_zone": person.time_zone,
            "conduct_accepted_at": _iso(person.conduct_accepted_at),
            "created_at": _iso(person.created_at),
        },
        "account": {"email": account.email, "created_at": _iso(account.created_at)} if account else None,
    }
    for name, part in collect("people.export", person=person):
        kept[name] = part
    return kept


def _iso(instant: Any) -> str | None:
    return instant.isoformat() if instant else None
