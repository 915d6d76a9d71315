"""What can happen in a network and its chapters."""

from __future__ import annotations

from uuid import UUID

from chapterhouse.foundation.facts.kinds import FactBody, fact


@fact("network.founded")
class NetworkFounded(FactBody):
    """The network began."""

    network: UUID


@fact("network.edited")
class NetworkEdited(FactBody):
    """The network's name, words or colour changed."""

    network: UUID


@fact("steward.appointed")
class StewardAppointed(FactBody):
    """Somebody became a steward of the network."""

    person: UUID


@fact("steward.released")
class StewardReleased(FactBody):
    """Somebody stopped being a steward of the network."""

    person: UUID


@fact("chapter.listed")
class ChapterListed(FactBody):
    """A chapter is in the directory."""

    chapter: UUID


@fact("chapter.opened")
class ChapterOpened(FactBody):
    """A chapter has its first lead and begins to meet."""

    chapter: UUID
    lead: UUID


@fact("chapter.edited")
class ChapterEdited(FactBody):
    """What a chapter says about itself changed."""

    chapter: UUID
    fields: tuple[str, ...] = ()


@fact("chapter.state_changed")
class ChapterStateChanged(FactBody):
    """A chapter became starting, active, resting or moved."""

    chapter: UUID
    state: str


@fact("membership.joined")
class MemberJoined(FactBody):
    """A person subscribed to a chapter."""

    chapter: UUID
    person: UUID
    membership: UUID


@fact("membership.left")
class MemberLeft(FactBody):
    """A person left a chapter."""

    chapter: UUID
    person: UUID
    membership: UUID


@fact("role.given")
class RoleGiven(FactBody):
    """A person took on a role in a chapter."""

    chapter: UUID
    person: UUID
    role: str


@fact("role.renewed")
class RoleRenewed(FactBody):
    """A person's term in a role was renewed."""

    chapter: UUID
    person: UUID
    role: str


@fact("role.ended")
class RoleEnded(FactBody):
    """A person handed her role over or was relieved of it."""

    chapter: UUID
    person: UUID
    role: str


@fact("venue.changed")
class VenueChanged(FactBody):
    """A venue was added or edited."""

    chapter: UUID
    venue: UUID


@fact("chapter.written_to")
class ChapterWrittenTo(FactBody):
    """Somebody wrote to a chapter by its form."""

    chapter: UUID
    message: UUID
