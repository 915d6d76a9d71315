"""At the door: check in, undo, walk-ins; afterwards close, reopen and correct."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chapterhouse.events.actions.holding import NotAMember, NotValid, checked, hold, is_member
from chapterhouse.events.actions.signing_up import EventIsCancelled, EventIsDraft
from chapterhouse.events.facts import AttendanceCorrected, Came, CameUndone, EventClosed, EventReopened
from chapterhouse.events.models import (
    Attendance,
    CheckIn,
    CheckInAct,
    Event,
    EventState,
    Presence,
    Rsvp,
    RsvpState,
)
from chapterhouse.events.policies import can_check_in, can_host
from chapterhouse.events.queries.sign_up import is_host
from chapterhouse.events.queries.times import door_closes_at, door_opens_at
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.facts.announcing import announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.models import Person

# How long a door without a connection may keep its taps; later, hosts correct.
LATE_TAPS = timedelta(days=3)


class CheckInNotOpen(Refusal):
    """The list opens two hours before the start."""

    code = "check_in_not_open"
    message = _("The check-in list opens two hours before the meeting begins.")


class CheckInOver(Refusal):
    """The day of the event is over; organisers can still correct who came."""

    code = "check_in_over"
    message = _("The day of this meeting is over. Its hosts can still correct who came.")


class NotBegun(Refusal):
    """Before the start nobody can have been absent."""

    code = "not_begun"
    message = _("This meeting has not begun yet.")


class NobodyCheckedIn(Refusal):
    """Closing would mark everybody absent: check in first, or say `nobody_came`."""

    code = "nobody_checked_in"
    message = _("Nobody is checked in. Check in who came first; or say that really nobody came.")


class TapUsedElsewhere(Refusal):
    """The uuid of a tap belongs to another tap."""

    code = "tap_used_elsewhere"
    message = _("This tap was already used for somebody else. Please load the list again.")


@transaction.atomic
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
    Raises CheckInNotOpen, CheckInOver, EventIsCancelled, NotAMember, NotValid.
    """
    require(can_check_in(actor, event), actor)
    event = hold(event)
    if (known := _known_tap(event, uuid, person)) is not None:
        return known
    tapped_at = _when_tapped(event, now, tapped_at)
    attendance = _attendance_of(event, person) if person else Attendance(event=event, name=_cleaned(name))
    came_before = attendance.presence == Presence.CAME
    if not came_before:
        _mark(event, attendance, Presence.CAME, arrived_at=tapped_at)
    _tap(actor, event, attendance, uuid, CheckInAct.IN, tapped_at, now)
    if not came_before:
        body = Came(
            event=event.uid,
            attendance=attendance.uid,
            person=attendance.person.uid if attendance.person else None,
            starts_at=event.starts_at,
            walk_in=attendance.walk_in,
            had_place=_had_place(event, attendance),
        )
        announce(body, actor=actor, stream=event.chapter.stream, now=now)
    return attendance


@transaction.atomic
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
    """Take a check-in back; name the person or the attendance (a walk-in). The same uuid again changes nothing.

    Raises as `check_in`.
    """
    require(can_check_in(actor, event), actor)
    event = hold(event)
    if (known := _known_tap(event, uuid, person)) is not None:
        return known
    tapped_at = _when_tapped(event, now, tapped_at)
    row = _named(event, person, attendance)
    came_before = row.presence == Presence.CAME
    if came_before:
        closed = event.closed_at is not None and _had_place(event, row)
        _mark(event, row, Presence.ABSENT if closed else Presence.UNKNOWN, arrived_at=None)
    elif row.pk is None:
        row.save()
    _tap(actor, event, row, uuid, CheckInAct.UNDO, tapped_at, now)
    if came_before:
        body = CameUndone(
            event=event.uid,
            attendance=row.uid,
            person=row.person.uid if row.person else None,
            starts_at=event.starts_at,
        )
        announce(body, actor=actor, stream=event.chapter.stream, now=now)
    return row


@transaction.atomic
def close_event(*, actor: Actor, event: Event, now: datetime, nobody_came: bool = False) -> Event:
    """Say that everybody who came is checked in: who is going and did not come was absent.

    Again: changes nothing. Raises NotBegun, EventIsCancelled, and NobodyCheckedIn unless `nobody_came`.
    """
    require(can_host(actor, event), actor)
    event = hold(event)
    if event.closed_at is not None:
        return event
    _refuse_unless_happening(event)
    if now < event.starts_at:
        raise NotBegun
    came = Attendance.objects.filter(event=event, presence=Presence.CAME)
    if not nobody_came and not came.exists():
        raise NobodyCheckedIn
    known = dict(Attendance.objects.filter(event=event, person__isnull=False).values_list("person_id", "presence"))
    going = set(Rsvp.objects.filter(event=event, state=RsvpState.GOING).values_list("person_id", flat=True))
    missing = {pk for pk in going if known.get(pk, Presence.UNKNOWN) == Presence.UNKNOWN}
    Attendance.objects.filter(event=event, person_id__in=missing).update(presence=Presence.ABSENT)
    Attendance.objects.bulk_create(
        Attendance(event=event, person_id=pk, presence=Presence.ABSENT) for pk in sorted(missing - known.keys())
    )
    event.closed_at, event.changed_at = now, now
    event.save(update_fields=["closed_at", "changed_at"])
    body = EventClosed(
        event=event.uid,
        starts_at=event.starts_at,
        came=came.count(),
        came_with_place=came.filter(person_id__in=going).count(),
        absent=Attendance.objects.filter(event=event, presence=Presence.ABSENT).count(),
    )
    announce(body, actor=actor, stream=event.chapter.stream, now=now)
    return event


@transaction.atomic
def reopen_event(*, actor: Actor, event: Event, now: datetime) -> Event:
    """Open a closed event again: absent becomes unknown. Again: changes nothing."""
    require(can_host(actor, event), actor)
    event = hold(event)
    if event.closed_at is None:
        return event
    Attendance.objects.filter(event=event, presence=Presence.ABSENT).update(presence=Presence.UNKNOWN)
    event.closed_at, event.changed_at = None, now
    event.save(update_fields=["closed_at", "changed_at"])
    announce(EventReopened(event=event.uid), actor=actor, stream=event.chapter.stream, now=now)
    return event


@transaction.atomic
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
    """Correct who came, also days later; takes effect in the numbers when it is made.

    Name a person, an attendance, or (for a walk-in forgotten at the door) a name.
    Raises NotBegun, EventIsCancelled, NotAMember, NotValid.
    """
    require(can_host(actor, event), actor)
    event = hold(event)
    _refuse_unless_happening(event)
    if now < event.starts_at:
        raise NotBegun
    if presence not in Presence.values:
        raise NotValid(_("Somebody came, was absent, or it is unknown."), field="presence")
    row = _named(event, person, attendance) if person or attendance else Attendance(event=event, name=_cleaned(name))
    if row.presence == presence and row.pk is not None:
        return row
    _mark(event, row, Presence(presence), arrived_at=row.arrived_at)
    body = AttendanceCorrected(
        event=event.uid,
        attendance=row.uid,
        person=row.person.uid if row.person else None,
        starts_at=event.starts_at,
        presence=presence,
        walk_in=row.walk_in,
        had_place=_had_place(event, row),
    )
    announce(body, actor=actor, stream=event.chapter.stream, now=now)
    return row


def _refuse_unless_happening(event: Event) -> None:
    if event.state == EventState.DRAFT:
        raise EventIsDraft
    if event.state != EventState.PUBLISHED:
        raise EventIsCancelled


def _when_tapped(event: Event, now: datetime, tapped_at: datetime | None) -> datetime:
    """Give when the tap was made, refusing outside of the door's hours; a clock that runs ahead is not believed."""
    _refuse_unless_happening(event)
    moment = min(tapped_at or now, now)
    if moment < door_opens_at(event):
        if now >= door_closes_at(event) or now < door_opens_at(event):
            raise CheckInNotOpen
        moment = now  # a clock that runs behind: the door is open now, so it was open then
    if moment >= door_closes_at(event) or now >= door_closes_at(event) + LATE_TAPS:
        raise CheckInOver
    return moment


def _known_tap(event: Event, uuid: UUID, person: Person | None) -> Attendance | None:
    """Give what this tap did when it came the first time. Raises TapUsedElsewhere."""
    tap = CheckIn.objects.select_related("attendance__person").filter(uuid=uuid).first()
    if tap is None:
        return None
    if tap.event_id != event.pk or (person is not None and tap.attendance.person_id != person.pk):
        raise TapUsedElsewhere
    return tap.attendance


def _attendance_of(event: Event, person: Person) -> Attendance:
    """Give the person's attendance, a new one if need be. Raises NotAMember for somebody unknown to the chapter."""
    row = Attendance.objects.select_related("person").filter(event=event, person=person).first()
    if row is not None:
        return row
    answer = Rsvp.objects.filter(event=event, person=person).first()
    hosts = is_host(event, person.pk)
    if answer is None and not hosts and not is_member(event.chapter_id, person.pk):
        raise NotAMember
    has_place = answer is not None and answer.state == RsvpState.GOING
    guests = answer.guests if answer is not None and has_place else 0
    return Attendance(event=event, person=person, walk_in=not (has_place or hosts), guests=guests)


def _named(event: Event, person: Person | None, attendance: Attendance | None) -> Attendance:
    if person is not None:
        return _attendance_of(event, person)
    rows = Attendance.objects.select_related("person").filter(event=event)
    row = rows.filter(pk=attendance.pk).first() if attendance is not None else None
    if row is None:
        raise NotValid(_("Please say whose check-in this is."), field="person")
    return row


def _cleaned(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise NotValid(_("Please give a name."), field="name")
    return name


def _mark(event: Event, row: Attendance, presence: Presence, *, arrived_at: datetime | None) -> None:
    row.presence, row.arrived_at = presence, arrived_at
    if row.person is None:
        row.walk_in = True
    checked(row)
    row.save()


def _had_place(event: Event, row: Attendance) -> bool:
    if row.person_id is None:
        return False
    return Rsvp.objects.filter(event=event, person_id=row.person_id, state=RsvpState.GOING).exists()


def _tap(
    actor: Actor, event: Event, row: Attendance, uuid: UUID, act: CheckInAct, tapped_at: datetime, now: datetime
) -> None:
    CheckIn.objects.create(
        uuid=uuid,
        event=event,
        attendance=row,
        act=act,
        by_id=actor.person_id,
        tapped_at=tapped_at,
        recorded_at=now,
    )
