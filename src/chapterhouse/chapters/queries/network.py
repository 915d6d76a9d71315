"""Reading the network: its one row, who looks after it, what a person is in it."""

from __future__ import annotations

from django.db.models import CharField, QuerySet, Value

from chapterhouse.chapters.models import Membership, Network, Role, Steward
from chapterhouse.foundation.actors import Grant
from chapterhouse.people.models import Account, Person


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


def stewards() -> QuerySet[Steward]:
    """Give who looks after the network now, longest serving first, with their persons."""
    return Steward.objects.filter(ended_at=None).select_related("person").order_by("since", "pk")


def person_with_address(address: str) -> Person | None:
    """Give the person who signs in with an address that a steward knows, or None."""
    account = Account.objects.filter(email__iexact=address).first()
    return account.person if account else None
