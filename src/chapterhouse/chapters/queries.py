"""Reading the network and its chapters; the doors to them."""

from __future__ import annotations

from django.db.models import CharField, Value

from chapterhouse.chapters.models import Membership, Network, Role, Steward
from chapterhouse.foundation.actors import Grant
from chapterhouse.people.models import Person


def network() -> Network | None:
    """Give the network of this installation, or None before it is founded."""
    return Network.objects.filter(pk=1).first()


def grants_of(person: Person) -> list[Grant]:
    """Give what a person is in the network and its chapters: steward; member, organiser, lead."""
    roles = Role.objects.filter(person=person, ended_at=None).values_list("chapter__uid", "name")
    members = Membership.objects.filter(person=person, left_at=None).values_list(
        "chapter__uid", Value("member", CharField())
    )
    stewardships = Steward.objects.filter(person=person, ended_at=None).values_list(
        "person__uid", Value("steward", CharField())
    )
    return [
        Grant("network", None, name) if name == "steward" else Grant("chapter", uid, name)
        for uid, name in roles.union(members, stewardships, all=True)
    ]
