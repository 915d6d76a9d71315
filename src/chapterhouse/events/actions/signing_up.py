"""Signing up: going, with how many guests, not going after all."""

from __future__ import annotations

from datetime import datetime

from chapterhouse.events.models import Event, PlaceKind, Rsvp
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.models import Person


class CannotSignUp(Refusal):
    """Sign-up is not possible now; subclasses say why."""

    code = "cannot_sign_up"


class EventIsDraft(CannotSignUp):
    """The event is not published."""


class EventIsCancelled(CannotSignUp):
    """The event does not happen (cancelled, or a skipped date)."""


class SignUpNotOpen(CannotSignUp):
    """Sign-up opens later."""


class SignUpClosed(CannotSignUp):
    """Sign-up has closed."""


class EventHasBegun(CannotSignUp):
    """The event has begun: the door decides now."""


class EventIsOver(CannotSignUp):
    """The event is in the past."""


class TooManyGuests(Refusal):
    """The event allows fewer guests for each person."""

    field = "guests"


class GuestsDoNotFit(Refusal):
    """There are not enough free places for more guests; she keeps what she has."""

    field = "guests"


class HostNeedsNoPlace(Refusal):
    """Hosts come without an RSVP."""


def rsvp(
    *,
    actor: Actor,
    event: Event,
    now: datetime,
    guests: int | None = None,
    kind: str = PlaceKind.LEARNER,
    person: Person | None = None,
) -> Rsvp:
    """Give the person a place at the event, or the next one on its waitlist. Again: changes nothing.

    `guests` None: as it is (none at first). `person`: somebody else, signed up by a host.
    """
    raise NotImplementedError


def change_guests(*, actor: Actor, event: Event, guests: int, now: datetime, person: Person | None = None) -> Rsvp:
    """Bring more or fewer guests. Raises GuestsDoNotFit for somebody going; a waiting entry keeps its position."""
    raise NotImplementedError


def cancel_rsvp(*, actor: Actor, event: Event, now: datetime, person: Person | None = None) -> Rsvp:
    """Give a place, or the waiting, back; somebody waiting takes it at once. Again: changes nothing."""
    raise NotImplementedError


def decline(*, actor: Actor, event: Event, now: datetime) -> Rsvp:
    """Say that she does not come; frees her place where she has one."""
    raise NotImplementedError
