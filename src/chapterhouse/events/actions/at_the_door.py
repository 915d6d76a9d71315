"""At the door: check in, undo, walk-ins; afterwards close, reopen and correct."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from chapterhouse.events.models import Attendance, Event
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.models import Person


class CheckInNotOpen(Refusal):
    """The list opens two hours before the start."""


class CheckInOver(Refusal):
    """The day of the event is over; organisers can still correct who came."""


class NobodyCheckedIn(Refusal):
    """Closing would mark everybody absent: check in first, or say `nobody_came`."""


def check_in(
    *,
    actor: Actor,
    event: Event,
    now: datetime,
    uuid: UUID,
    person: Person | None = None,
    name: str = "",
    tapped_at: datetime | None = None,
) -> Attendance:
    """Write down that somebody is here: a person, or a walk-in by name only. The same uuid again changes nothing.

    `tapped_at`: when it was tapped, where the door was without a connection.
    """
    raise NotImplementedError


def undo_check_in(
    *,
    actor: Actor,
    event: Event,
    now: datetime,
    uuid: UUID,
    person: Person | None = None,
    attendance: Attendance | None = None,
    tapped_at: datetime | None = None,
) -> Attendance:
    """Take a check-in back; name the person or the attendance (a walk-in)."""
    raise NotImplementedError


def close_event(*, actor: Actor, event: Event, now: datetime, nobody_came: bool = False) -> Event:
    """Say that everybody who came is checked in: who is going and did not come was absent."""
    raise NotImplementedError


def reopen_event(*, actor: Actor, event: Event, now: datetime) -> Event:
    """Open a closed event again: absent becomes unknown."""
    raise NotImplementedError


def correct_attendance(
    *,
    actor: Actor,
    event: Event,
    presence: str,
    now: datetime,
    person: Person | None = None,
    attendance: Attendance | None = None,
    name: str = "",
) -> Attendance:
    """Correct who came, also days later; takes effect in the numbers when it is made."""
    raise NotImplementedError
