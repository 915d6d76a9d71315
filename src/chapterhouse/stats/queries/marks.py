"""From facts to marks: the few values of each fact that the numbers need, sorted to persons and meetings.

Marks are plain lists, because they are kept as JSON. Each begins with `day, at, seq`: the day on the chapter's
calendar, the microsecond, and the number in the stream, in which order they count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from chapterhouse.chapters.facts import MemberJoined, MemberLeft
from chapterhouse.events.facts import (
    AttendanceCorrected,
    Came,
    CameUndone,
    EventCancelled,
    EventClosed,
    EventMoved,
    EventPublished,
    EventReopened,
    EventRestored,
    EventSkipped,
    RsvpCancelled,
    RsvpGoing,
    RsvpGuestsChanged,
    RsvpNotGoing,
    RsvpWaiting,
)
from chapterhouse.events.models import Presence
from chapterhouse.lib.moments import end_of_day
from chapterhouse.reviews.facts import ReviewLeft

Mark = list[Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

MEMBERSHIP = {MemberJoined.kind: 1, MemberLeft.kind: 0}
# Whether the event happens from now on; None: as before.
FATE: dict[str, int | None] = {
    EventPublished.kind: 1,
    EventMoved.kind: None,
    EventCancelled.kind: 0,
    EventSkipped.kind: 0,
    EventRestored.kind: 1,
}
CLOSING = {EventClosed.kind: 1, EventReopened.kind: 0}
ANSWERS = (RsvpGoing.kind, RsvpWaiting.kind, RsvpNotGoing.kind, RsvpCancelled.kind, RsvpGuestsChanged.kind)
PRESENCE = (Came.kind, CameUndone.kind, AttendanceCorrected.kind)
KINDS = (*MEMBERSHIP, *FATE, *CLOSING, *ANSWERS, *PRESENCE, ReviewLeft.kind)


@dataclass
class MeetingMarks:
    """What became known of one event.

    `fate`: [day, at, seq, start, start day, happens (None: as before)]. `closing`: [day, at, seq, closed].
    `first`: of the earliest RSVP or check-in like a mark of its fate, where no fact tells of its publication.
    """

    fate: list[Mark] = field(default_factory=list)
    closing: list[Mark] = field(default_factory=list)
    first: Mark | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the marks as they are kept."""
        return {"f": self.fate, "c": self.closing, "1": self.first}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> MeetingMarks:
        """Give the marks back from how they are kept."""
        return cls(kept["f"], kept["c"], kept["1"])

    def copy(self) -> MeetingMarks:
        """Give marks that can be added to without changing these."""
        return MeetingMarks(list(self.fate), list(self.closing), self.first)

    def add(self, other: MeetingMarks) -> None:
        """Take in what else became known, in whatever order."""
        self.fate = sorted([*self.fate, *other.fate], key=_order)
        self.closing = sorted([*self.closing, *other.closing], key=_order)
        if other.first is not None:
            self.first = other.first if self.first is None else min(self.first, other.first, key=_order)


@dataclass
class PersonMarks:
    """What became known of one person.

    `memberships`: [day, at, seq, belongs]. For each meeting by its id: answers [day, at, seq, places] (negative: the
    places she has from now on if she has any) and presences [day, at, seq, came, had a place (None: look)].
    """

    named: bool = True
    memberships: list[Mark] = field(default_factory=list)
    meetings: dict[int, tuple[list[Mark], list[Mark]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give the marks as they are kept."""
        return {"m": self.memberships, "e": [[pk, *lists] for pk, lists in self.meetings.items()]}

    @classmethod
    def from_json(cls, kept: dict[str, Any], *, named: bool) -> PersonMarks:
        """Give the marks back from how they are kept."""
        return cls(named, kept["m"], {pk: (answers, presences) for pk, answers, presences in kept["e"]})

    def copy(self) -> PersonMarks:
        """Give marks that can be added to without changing these."""
        return PersonMarks(self.named, list(self.memberships), dict(self.meetings))

    def add(self, memberships: list[Mark], meetings: dict[int, tuple[list[Mark], list[Mark]]]) -> None:
        """Take in what else became known, in whatever order."""
        self.memberships = sorted([*self.memberships, *memberships], key=_order)
        for pk, (answers, presences) in meetings.items():
            known = self.meetings.get(pk, ([], []))
            self.meetings[pk] = (
                sorted([*known[0], *answers], key=_order),
                sorted([*known[1], *presences], key=_order),
            )


@dataclass
class Batch:
    """What some facts say, by person and by event; both by their uids, as facts write them."""

    seq: int = 0
    meetings: dict[str, MeetingMarks] = field(default_factory=dict)
    memberships: dict[str, list[Mark]] = field(default_factory=dict)
    at_meetings: dict[str, dict[str, tuple[list[Mark], list[Mark]]]] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)
    stars: list[tuple[int, int]] = field(default_factory=list)  # the day, and how many

    @property
    def people(self) -> set[str]:
        """Give the keys of all whom the facts concern directly."""
        return {*self.memberships, *self.at_meetings}

    def meeting(self, uid: str) -> MeetingMarks:
        """Give the marks of an event, empty at first."""
        return self.meetings.setdefault(uid, MeetingMarks())

    def of(self, key: str, event: str) -> tuple[list[Mark], list[Mark]]:
        """Give the answers and presences of a person at an event, empty at first."""
        return self.at_meetings.setdefault(key, {}).setdefault(event, ([], []))


FactRow = tuple[int, str, datetime, dict[str, Any]]


def read(facts: Iterable[FactRow], zone: ZoneInfo) -> Batch:
    """Sort facts (seq, kind, effective_at, payload) to the persons and meetings that they concern."""
    batch = Batch()
    for seq, kind, effective_at, payload in facts:
        batch.seq = max(batch.seq, seq)
        when = [_day(effective_at, zone), _micro(effective_at), seq]
        if kind in MEMBERSHIP:
            batch.memberships.setdefault(payload["person"], []).append([*when, MEMBERSHIP[kind]])
        elif kind in FATE:
            batch.meeting(payload["event"]).fate.append([*when, *_start(payload["starts_at"], zone), FATE[kind]])
        elif kind in CLOSING:
            batch.meeting(payload["event"]).closing.append([*when, CLOSING[kind]])
        elif kind in ANSWERS:
            _read_answer(batch, kind, when, payload, zone)
        elif kind in PRESENCE:
            _read_presence(batch, kind, when, payload, zone)
        elif kind == ReviewLeft.kind:
            batch.stars.append((when[0], payload["stars"]))
    return batch


def _read_answer(batch: Batch, kind: str, when: Mark, payload: dict[str, Any], zone: ZoneInfo) -> None:
    event = payload["event"]
    places = 1 + int(payload["guests"]) if "guests" in payload else 0
    if kind == RsvpGuestsChanged.kind:
        places = -places
    elif kind != RsvpGoing.kind:
        places = 0
    batch.of(payload["person"], event)[0].append([*when, places])
    _note_start(batch, event, when, payload, zone)


def _read_presence(batch: Batch, kind: str, when: Mark, payload: dict[str, Any], zone: ZoneInfo) -> None:
    event = payload["event"]
    key = payload["person"]
    if key is None:
        key = payload["attendance"]
        batch.unnamed.add(key)
    came = kind == Came.kind or payload.get("presence") == Presence.CAME
    had_place = int(payload["had_place"]) if "had_place" in payload else None
    batch.of(key, event)[1].append([*when, int(came), had_place])
    _note_start(batch, event, when, payload, zone)


def _note_start(batch: Batch, event: str, when: Mark, payload: dict[str, Any], zone: ZoneInfo) -> None:
    meeting = batch.meeting(event)
    if "starts_at" in payload:
        first = [*when, *_start(payload["starts_at"], zone), None]
        meeting.first = first if meeting.first is None else min(meeting.first, first, key=_order)


@lru_cache(maxsize=2000)
def _start(written: str, zone: ZoneInfo) -> tuple[int, int]:
    start = datetime.fromisoformat(written)
    return _micro(start), _day(start, zone)


def _micro(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def _day(instant: datetime, zone: ZoneInfo) -> int:
    local = instant.astimezone(zone)
    day = local.date()
    # Where clocks went back over midnight, the old day's last hour comes after it ended: it belongs to the next.
    if local.fold and instant >= end_of_day(day, zone.key):
        day += timedelta(days=1)
    return day.toordinal()


def _order(mark: Mark) -> tuple[int, int]:
    return mark[1], mark[2]
