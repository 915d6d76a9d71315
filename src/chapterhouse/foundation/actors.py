"""Who is acting: a frozen value that every act and every policy takes first."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """What sort of actor this is."""

    VISITOR = "visitor"
    PERSON = "person"
    REMOTE = "remote"
    SYSTEM = "system"


@dataclass(frozen=True)
class Grant:
    """One thing that an actor may be: a role at a place, e.g. lead of a chapter."""

    place: str
    uid: UUID | None
    role: str


@dataclass(frozen=True)
class Actor:
    """Who acts, with every role that counts, assembled once per request by the roof."""

    kind: ActorKind
    person_id: int | None = None
    person_uid: UUID | None = None
    grants: frozenset[Grant] = field(default_factory=frozenset)

    @property
    def is_person(self) -> bool:
        """Say whether a known person acts (and not a visitor or the system)."""
        return self.kind in (ActorKind.PERSON, ActorKind.REMOTE)

    @property
    def is_system(self) -> bool:
        """Say whether the installation itself acts (jobs, importers, the demo)."""
        return self.kind == ActorKind.SYSTEM

    def has(self, place: str, uid: UUID | None, *roles: str) -> bool:
        """Say whether the actor holds one of the roles at the place."""
        return any(Grant(place, uid, role) in self.grants for role in roles)

    def uids(self, place: str, *roles: str) -> list[UUID]:
        """List the places of a kind where the actor holds one of the roles."""
        return [
            grant.uid for grant in self.grants if grant.place == place and grant.role in roles and grant.uid is not None
        ]


VISITOR = Actor(ActorKind.VISITOR)
SYSTEM = Actor(ActorKind.SYSTEM)
