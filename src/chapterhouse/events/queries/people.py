"""People of an event: who comes, the list at the door, what is kept about a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from chapterhouse.chapters.models import Membership
from chapterhouse.events.models import (
    Attendance,
    CheckIn,
    Event,
    EventRole,
    EventRoleName,
    Presence,
    Rsvp,
    RsvpState,
)
from chapterhouse.events.policies import can_check_in, can_see_attendees
from chapterhouse.events.queries.sign_up import open_roles
from chapterhouse.foundation.actors import Actor
from chapterhouse.people.models import Person


def hosts_of(event: Event) -> list[Person]:
    """Give who hosts the event, by itself or with its series; public, as the chapter's organisers are."""
    rows = open_roles(event).filter(name=EventRoleName.HOST).select_related("person").order_by("since", "id")
    return list({row.person_id: row.person for row in rows}.values())


def attendees(actor: Actor, event: Event) -> list[Rsvp] | None:
    """Give who is going, longest signed up first; None where the actor may not see names."""
    if not can_see_attendees(actor, event):
        return None
    rows = Rsvp.objects.filter(event=event, state=RsvpState.GOING).select_related("person")
    return list(rows.order_by("turn", "id"))


def everybody(event: Event) -> list[Rsvp]:
    """Give every RSVP of an event for its hosts, cancelled ones too: going, waiting in order, then the rest."""
    order = {RsvpState.GOING: 0, RsvpState.OFFERED: 1, RsvpState.WAITING: 2, RsvpState.NOT_GOING: 3}
    rows = Rsvp.objects.filter(event=event).select_related("person").order_by("turn", "id")
    return sorted(rows, key=lambda row: order.get(RsvpState(row.state), 4))


@dataclass(frozen=True)
class DoorLine:
    """One line of the list at the door: somebody expected, somebody here, or both.

    `expected`: hosts and those going; the others wait for a place or walked in.
    """

    name: str
    person: Person | None = None
    rsvp: Rsvp | None = None
    attendance: Attendance | None = None
    is_host: bool = False

    @property
    def came(self) -> bool:
        """Say whether she is here."""
        return self.presence == Presence.CAME

    @property
    def presence(self) -> str:
        """Give came, absent or unknown."""
        return self.attendance.presence if self.attendance else Presence.UNKNOWN

    @property
    def expected(self) -> bool:
        """Say whether she hosts or has a place."""
        return self.is_host or (self.rsvp is not None and self.rsvp.state == RsvpState.GOING)

    @property
    def is_waiting(self) -> bool:
        """Say whether she is on the waitlist."""
        return self.rsvp is not None and self.rsvp.state == RsvpState.WAITING

    @property
    def guests(self) -> int:
        """Give how many guests she announced."""
        return self.rsvp.guests if self.rsvp else 0


def door_list(actor: Actor, event: Event) -> list[DoorLine]:
    """Give the check-in list, by name, in three queries; empty for who may not check in."""
    if not can_check_in(actor, event):
        return []
    hosts = {person.pk: person for person in hosts_of(event)}
    answers = (RsvpState.GOING, RsvpState.WAITING, RsvpState.OFFERED)
    rsvps = {row.person_id: row for row in Rsvp.objects.filter(event=event, state__in=answers).select_related("person")}
    attendances = list(Attendance.objects.filter(event=event).select_related("person").order_by("id"))
    by_person = {row.person_id: row for row in attendances if row.person_id is not None}
    persons = {pk: row.person for pk, row in rsvps.items()} | hosts
    persons |= {pk: row.person for pk, row in by_person.items() if row.presence == Presence.CAME and row.person}
    lines = [
        DoorLine(person.name, person, rsvps.get(pk), by_person.get(pk), pk in hosts) for pk, person in persons.items()
    ]
    nameless = [row for row in attendances if row.person_id is None and row.presence == Presence.CAME]
    lines += [DoorLine(row.name, attendance=row) for row in nameless]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.person.pk if line.person else 0))


@dataclass(frozen=True)
class DoorCounts:
    """How many are expected and here. `guests` came with those who are here, as announced."""

    expected: int
    came: int
    walk_ins: int
    guests: int


def door_counts(lines: list[DoorLine]) -> DoorCounts:
    """Give the counts above the check-in list."""
    here = [line for line in lines if line.came]
    return DoorCounts(
        expected=sum(line.expected for line in lines),
        came=len(here),
        walk_ins=sum(bool(line.attendance and line.attendance.walk_in) for line in here),
        guests=sum(line.attendance.guests for line in here if line.attendance),
    )


def members_for_the_door(actor: Actor, event: Event, text: str, *, most: int = 20) -> list[Person]:
    """Give members of the chapter by a part of their name, for a walk-in; empty for who may not check in."""
    words = text.split()
    if not words or not can_check_in(actor, event):
        return []
    named = Q()
    for word in words[:5]:
        named &= Q(name__icontains=word)
    members = Membership.objects.filter(chapter=event.chapter_id, left_at=None).values("person_id")
    return list(Person.objects.filter(named, pk__in=members).order_by("name", "id")[:most])


def member_for_the_door(event: Event, uid: UUID) -> Person | None:
    """Give the person with this uid if she belongs to the chapter, answered or was here; else None."""
    belongs = (
        Q(memberships__chapter=event.chapter_id, memberships__left_at=None)
        | Q(rsvps__event=event.pk)
        | Q(attendances__event=event.pk)
        | Q(event_roles__event=event.pk)
    )
    return Person.objects.filter(belongs, uid=uid).distinct().first()


def what_is_kept(person: Person) -> dict[str, Any]:
    """Give everything that events keep about the person, as plain values, for her download."""
    rsvps = Rsvp.objects.filter(person=person).select_related("event__chapter").order_by("event__starts_at", "id")
    came = Attendance.objects.filter(person=person).select_related("event").order_by("event__starts_at", "id")
    roles = EventRole.objects.filter(person=person).select_related("event", "series").order_by("id")
    taps = CheckIn.objects.filter(attendance__person=person).select_related("attendance").order_by("id")
    return {
        "rsvps": [
            {
                "event": str(row.event.uid),
                "title": row.event.title,
                "chapter": row.event.chapter.name,
                "starts_at": row.event.starts_at.isoformat(),
                "kind": row.kind,
                "guests": row.guests,
                "state": row.state,
                "reason": row.reason,
                "queued_at": row.queued_at.isoformat(),
                "changed_at": row.changed_at.isoformat(),
            }
            for row in rsvps
        ],
        "attendances": [
            {
                "event": str(row.event.uid),
                "title": row.event.title,
                "starts_at": row.event.starts_at.isoformat(),
                "presence": row.presence,
                "walk_in": row.walk_in,
                "arrived_at": row.arrived_at.isoformat() if row.arrived_at else None,
            }
            for row in came
        ],
        "check_ins": [{"uuid": str(row.uuid), "act": row.act, "tapped_at": row.tapped_at.isoformat()} for row in taps],
        "event_roles": [
            {
                "event": str(row.event.uid) if row.event else None,
                "series": str(row.series.uid) if row.series else None,
                "role": row.name,
                "since": row.since.isoformat(),
                "ended_at": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in roles
        ],
    }
