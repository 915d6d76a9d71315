"""What can happen to series, events, places and at the door."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from chapterhouse.foundation.facts.kinds import FactBody, fact


@fact("series.started")
class SeriesStarted(FactBody):
    """A chapter meets by a rule from now on."""

    series: UUID
    chapter: UUID


@fact("series.edited")
class SeriesEdited(FactBody):
    """A series changed for all its events to come."""

    series: UUID
    fields: tuple[str, ...] = ()


@fact("series.ended")
class SeriesEnded(FactBody):
    """A series makes no further events."""

    series: UUID


@fact("event.drafted")
class EventDrafted(FactBody):
    """Somebody planned an event; nobody else sees it yet."""

    event: UUID
    chapter: UUID


@fact("event.discarded")
class EventDiscarded(FactBody):
    """A draft was thrown away."""

    event: UUID


@fact("event.published")
class EventPublished(FactBody):
    """An event can be signed up for."""

    event: UUID
    chapter: UUID
    starts_at: datetime


@fact("event.edited")
class EventEdited(FactBody):
    """An event's words or places changed, not its time or place."""

    event: UUID
    fields: tuple[str, ...] = ()


@fact("event.moved")
class EventMoved(FactBody):
    """An event changed its time, its place or its link: those going must be told."""

    event: UUID
    fields: tuple[str, ...]
    old_starts_at: datetime
    starts_at: datetime


@fact("event.cancelled")
class EventCancelled(FactBody):
    """An event will not happen."""

    event: UUID
    starts_at: datetime


@fact("event.skipped")
class EventSkipped(FactBody):
    """A date of a series is left out."""

    event: UUID
    starts_at: datetime


@fact("event.restored")
class EventRestored(FactBody):
    """A cancelled or skipped event happens after all."""

    event: UUID
    starts_at: datetime


@fact("event.capacity_changed")
class CapacityChanged(FactBody):
    """An event has another number of places of a kind (none: unlimited)."""

    event: UUID
    kind_of_place: str
    places: int | None


@fact("event.places_counted_again")
class PlacesCountedAgain(FactBody):
    """The nightly check found a counter of places that differed from the RSVPs, and set it right."""

    event: UUID
    kind_of_place: str
    counted: int
    stood: int


@fact("event.closed")
class EventClosed(FactBody):
    """The organiser closed an event: who came is known.

    `came` counts everybody, `came_with_place` those who had signed up and had a place: the show rate is the latter
    divided by itself and `absent` together.
    """

    event: UUID
    starts_at: datetime
    came: int
    came_with_place: int
    absent: int


@fact("event.reopened")
class EventReopened(FactBody):
    """A closed event's attendance is being corrected."""

    event: UUID


@fact("rsvp.going")
class RsvpGoing(FactBody):
    """A person has a place. `promoted`: from the waitlist, not at once."""

    event: UUID
    person: UUID
    rsvp: UUID
    starts_at: datetime
    kind_of_place: str
    guests: int
    promoted: bool = False


@fact("rsvp.waiting")
class RsvpWaiting(FactBody):
    """A person waits for a place. `lowered`: she had one until the capacity was lowered."""

    event: UUID
    person: UUID
    rsvp: UUID
    starts_at: datetime
    kind_of_place: str
    guests: int
    lowered: bool = False


@fact("rsvp.passed_over")
class RsvpPassedOver(FactBody):
    """Somebody behind this person got a place because hers, with guests, did not fit."""

    event: UUID
    person: UUID
    rsvp: UUID


@fact("rsvp.not_going")
class RsvpNotGoing(FactBody):
    """A person said that she does not come, without having had a place."""

    event: UUID
    person: UUID
    rsvp: UUID


@fact("rsvp.cancelled")
class RsvpCancelled(FactBody):
    """A person's place or her waiting ended. `was`: the state before; `reason`: self, organiser, released, event."""

    event: UUID
    person: UUID
    rsvp: UUID
    starts_at: datetime
    was: str
    reason: str


@fact("rsvp.guests_changed")
class RsvpGuestsChanged(FactBody):
    """A person brings more or fewer guests."""

    event: UUID
    person: UUID
    rsvp: UUID
    guests: int


@fact("attendance.came")
class Came(FactBody):
    """Somebody came; `person` is empty for a walk-in known by name only."""

    event: UUID
    attendance: UUID
    person: UUID | None
    starts_at: datetime
    walk_in: bool
    had_place: bool


@fact("attendance.undone")
class CameUndone(FactBody):
    """A check-in was a mistake."""

    event: UUID
    attendance: UUID
    person: UUID | None
    starts_at: datetime


@fact("attendance.corrected")
class AttendanceCorrected(FactBody):
    """Who came was corrected after the event was closed."""

    event: UUID
    attendance: UUID
    person: UUID | None
    starts_at: datetime
    presence: str
    walk_in: bool
    had_place: bool


@fact("event_role.given")
class EventRoleGiven(FactBody):
    """A person hosts, or keeps the door of, an event or series."""

    event: UUID | None
    series: UUID | None
    person: UUID
    role: str


@fact("event_role.ended")
class EventRoleEnded(FactBody):
    """A person no longer hosts or keeps the door."""

    event: UUID | None
    series: UUID | None
    person: UUID
    role: str
