"""Whether one can sign up now, where a person stands, and how many places there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet

from chapterhouse.events.models import (
    Attendance,
    Event,
    EventRole,
    EventRoleName,
    EventState,
    PlaceKind,
    Presence,
    Rsvp,
    RsvpReason,
    RsvpState,
)
from chapterhouse.events.queries.counting import place_columns
from chapterhouse.events.queries.times import LINK_SHOWN, closes_at, opens_at
from chapterhouse.foundation.actors import Actor

# These hold a place; DATA.md, Places.
TAKING = (RsvpState.GOING, RsvpState.OFFERED)


class SignUp(StrEnum):
    """Whether sign-up is possible, and if not, why."""

    OPEN = "open"
    DRAFT = "draft"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    BEGUN = "begun"
    OVER = "over"


def sign_up_of(event: Event, now: datetime) -> SignUp:
    """Say whether one can sign up for the event at this instant; the act and the page both ask here."""
    if event.state == EventState.DRAFT:
        return SignUp.DRAFT
    if event.state == EventState.CANCELLED:
        return SignUp.CANCELLED
    if event.state == EventState.SKIPPED:
        return SignUp.SKIPPED
    if now >= event.ends_at:
        return SignUp.OVER
    if now >= event.starts_at:
        return SignUp.BEGUN
    opens = opens_at(event)
    if opens is not None and now < opens:
        return SignUp.NOT_YET
    return SignUp.CLOSED if now >= closes_at(event) else SignUp.OPEN


def next_change(event: Event, now: datetime) -> datetime | None:
    """Give the next instant at which the event's page changes by itself (sign-up opens, closes; the link
    is shown; it begins, ends)."""
    shown = event.starts_at - LINK_SHOWN
    instants = [opens_at(event), closes_at(event), shown, event.starts_at, event.ends_at]
    return min((one for one in instants if one is not None and one > now), default=None)


@dataclass(frozen=True)
class Places:
    """How many places of a kind an event has, and who has or wants them. People, without their guests, but `taken`."""

    kind: str = PlaceKind.LEARNER
    places: int | None = None
    taken: int = 0
    going: int = 0
    waiting: int = 0

    @property
    def left(self) -> int | None:
        """Give the number of free places; None: unlimited."""
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def is_full(self) -> bool:
        """Say whether the next one would have to wait."""
        return self.left == 0


def places_of(events: Iterable[Event], kind: str = PlaceKind.LEARNER) -> dict[int, Places]:
    """Give the places of events by their ids, in one query however many events there are."""
    rows = Event.objects.filter(pk__in=[event.pk for event in events]).annotate(**place_columns(kind))
    return {row["pk"]: places_in(row, kind) for row in rows.values("pk", *place_columns(kind))}


def places_in(row: Mapping[str, Any], kind: str = PlaceKind.LEARNER) -> Places:
    """Give the places that stand in the columns of `place_columns`."""
    return Places(kind, row["of_places"], row["of_taken"], row["of_going"], row["of_waiting"])


def came_at(events: Iterable[Event]) -> dict[int, int]:
    """Give how many came to events by their ids, walk-ins included; events without any are left out."""
    rows = (
        Attendance.objects.filter(event_id__in=[event.pk for event in events], presence=Presence.CAME)
        .values("event_id")
        .annotate(came=Count("id"))
    )
    return {row["event_id"]: row["came"] for row in rows}


@dataclass(frozen=True)
class Standing:
    """Where a person stands with an event. `position`: 1 is the first of the waitlist; None where she does not wait."""

    rsvp: Rsvp | None = None
    position: int | None = None
    is_host: bool = False
    attendance: Attendance | None = None

    @property
    def state(self) -> str:
        """Give the state of her RSVP, or nothing where she has not answered."""
        return self.rsvp.state if self.rsvp else ""

    @property
    def is_going(self) -> bool:
        """Say whether she has a place."""
        return self.state == RsvpState.GOING

    @property
    def is_waiting(self) -> bool:
        """Say whether she is on the waitlist."""
        return self.state == RsvpState.WAITING

    @property
    def was_lowered(self) -> bool:
        """Say whether she had a place until the number of places was lowered."""
        return self.rsvp is not None and self.is_waiting and self.rsvp.reason == RsvpReason.LOWERED


def queue_of(event: Event, kind: str) -> list[Rsvp]:
    """Give the waitlist in its order, persons loaded."""
    rows = Rsvp.objects.filter(event=event, kind=kind, state=RsvpState.WAITING)
    return list(rows.select_related("person").order_by("turn", "id"))


def position_of(rsvp: Rsvp) -> int | None:
    """Give the position of a waiting entry in its queue, from 1; None where it does not wait."""
    if rsvp.state != RsvpState.WAITING:
        return None
    ahead = Q(turn__lt=rsvp.turn) | Q(turn=rsvp.turn, id__lt=rsvp.pk)
    return 1 + Rsvp.objects.filter(ahead, event_id=rsvp.event_id, kind=rsvp.kind, state=RsvpState.WAITING).count()


def standing(actor: Actor, event: Event, *, attended: bool = True) -> Standing:
    """Give where the actor stands: going, waiting as third, host. Visitors stand nowhere and cost no query.

    Without `attended` nobody looks whether she came.
    """
    if actor.person_id is None:
        return Standing()
    rsvp = Rsvp.objects.filter(event=event, person_id=actor.person_id).first()
    return Standing(
        rsvp=rsvp,
        position=position_of(rsvp) if rsvp else None,
        is_host=actor.has("event", event.uid, "host")
        or (event.series is not None and actor.has("series", event.series.uid, "host")),
        attendance=Attendance.objects.filter(event=event, person_id=actor.person_id).first() if attended else None,
    )


def is_host(event: Event, person_id: int | None) -> bool:
    """Say whether the person hosts the event, by itself or with its whole series."""
    if person_id is None:
        return False
    return open_roles(event).filter(person_id=person_id, name=EventRoleName.HOST).exists()


def open_roles(event: Event) -> QuerySet[EventRole]:
    """Give the rows of who hosts the event or keeps its door, also by its series."""
    of_event = Q(event_id=event.pk)
    if event.series_id is not None:
        of_event |= Q(series_id=event.series_id)
    return EventRole.objects.filter(of_event, ended_at=None)


def answers_of(person_id: int | None, events: Sequence[Event]) -> dict[int, Rsvp]:
    """Give the person's RSVPs to these events by event ids, in one query."""
    if person_id is None:
        return {}
    rows = Rsvp.objects.filter(person_id=person_id, event_id__in=[event.pk for event in events])
    return {row.event_id: row for row in rows}
