"""Applying changes to an event that is held: what every act that edits, moves or calls off has in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from chapterhouse.events.actions.holding import InThePast, NotValid, checked, settle
from chapterhouse.events.actions.places import (
    announce_going,
    announce_waiting,
    capacity_of,
    end_answer,
    fits,
    promote,
    size,
    take,
)
from chapterhouse.events.actions.signing_up import ANSWERED, EventHasBegun, EventIsOver
from chapterhouse.events.facts import EventEdited, EventMoved
from chapterhouse.events.models import Event, EventState, PlaceKind, Rsvp, RsvpReason, RsvpState, Series
from chapterhouse.events.queries.sign_up import TAKING
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.facts.announcing import NETWORK, announce

WORDS = ("title", "description", "opens_before", "closes_before", "guests_allowed", "topics")
TIME = ("wall_date", "wall_time", "time_zone", "fold", "minutes")
PLACE = ("where", "venue", "place", "link")
# What can be changed on one event; values as in EventPlan.
EDITABLE = (*WORDS, *TIME, *PLACE)


def apply_changes(*, event: Event, changes: Mapping[str, Any], actor: Actor, now: datetime) -> tuple[str, ...]:
    """Change an event that is held, and announce whether its words, or its time and place changed; give the fields.

    Raises NotValid, InThePast, EventHasBegun, EventIsOver.
    """
    topics = changes.get("topics")
    fields = _set(event, {name: value for name, value in changes.items() if name != "topics"})
    if topics is not None and {one.pk for one in topics} != set(event.topics.values_list("pk", flat=True)):
        event.topics.set(topics)
        fields = (*fields, "topics")
    if not fields:
        return ()
    old_starts_at = event.starts_at
    check_event(event)
    moved = tuple(name for name in fields if name in (*TIME, *PLACE))
    if any(name in TIME for name in fields):
        _refuse_late_move(event, old_starts_at, now)
    event.sequence += bool(moved)
    event.changed_at = now
    event.save()
    words = tuple(name for name in fields if name not in moved)
    if event.state == EventState.PUBLISHED and moved:
        body = EventMoved(event=event.uid, fields=moved, old_starts_at=old_starts_at, starts_at=event.starts_at)
        announce(body, actor=actor, stream=event.chapter.stream, now=now, touches=(NETWORK,))
    if words or event.state != EventState.PUBLISHED:
        edited = EventEdited(event=event.uid, fields=words or moved)
        announce(edited, actor=actor, stream=event.chapter.stream, now=now, touches=(NETWORK,))
    return fields


def _set(event: Event, values: Mapping[str, Any]) -> tuple[str, ...]:
    fields = []
    for name, value in values.items():
        if name not in EDITABLE:
            raise ValueError(f"an event has no field {name} to edit")
        if getattr(event, name) != value:
            setattr(event, name, value)
            fields.append(name)
    # A wall time has its second meaning only on its own day: a moved event starts anew with the first.
    if {"wall_date", "wall_time", "time_zone"} & set(fields) and "fold" not in values:
        event.fold = 0
    return tuple(fields)


def _refuse_late_move(event: Event, old_starts_at: datetime, now: datetime) -> None:
    if event.starts_at == old_starts_at and event.ends_at > now:
        return  # only its length changed
    if event.state == EventState.PUBLISHED and now >= old_starts_at:
        raise EventHasBegun(_("This meeting has begun; its time can no longer be changed."))
    if event.starts_at <= now:
        raise InThePast


def check_event(event: Event) -> None:
    """Derive the event's instants and refuse what cannot be kept. Raises NotValid."""
    settle(event)
    event.title = event.title.strip()
    checked(event, leave=("edited_fields",))
    check_venue(event)
    if event.opens_before is not None and event.opens_before <= event.closes_before:
        raise NotValid(_("Signing up would close before it opens."), field="opens_before")


def check_venue(row: Event | Series) -> None:
    """Refuse a venue of another chapter."""
    if row.venue is not None and row.venue.chapter_id != row.chapter_id:
        raise NotValid(_("This venue belongs to another chapter."), field="venue")


def mark_edited(event: Event, fields: tuple[str, ...]) -> None:
    """Remember which fields of an occurrence are its own, so that an edit of the series leaves them."""
    if event.series_id is None:
        return
    event.edited_fields = sorted({*event.edited_fields, *fields})
    event.save(update_fields=["edited_fields"])


def call_off(*, event: Event, state: EventState, reason: str, actor: Actor, now: datetime) -> None:
    """Let an event that is held not happen; the act announces it, then ends the answers."""
    event.state, event.cancelled_at, event.cancel_reason = state, now, reason
    event.sequence += 1
    event.changed_at = now
    checked(event, leave=("edited_fields",))
    event.save(update_fields=["state", "cancelled_at", "cancel_reason", "sequence", "changed_at"])


def end_answers(*, event: Event, actor: Actor, now: datetime) -> None:
    """End everybody's place or waiting because the event does not happen."""
    rows = Rsvp.objects.filter(event=event, state__in=ANSWERED).select_related("person").order_by("turn", "id")
    for row in rows:
        end_answer(event=event, row=row, reason=RsvpReason.EVENT, actor=actor, now=now)


def bring_answers_back(*, event: Event, actor: Actor, now: datetime) -> None:
    """Give everybody back what she had when the event was called off, in the order of the queue.

    Who had a place has it again; where there are fewer places by now, the last ones wait, before all others.
    """
    rows = Rsvp.objects.filter(event=event, state=RsvpState.CANCELLED, reason=RsvpReason.EVENT)
    back = list(rows.select_related("person").order_by("turn", "id"))
    for kind in PlaceKind.values:
        capacity = capacity_of(event, kind) if any(row.kind == kind for row in back) else None
        if capacity is None:
            continue
        full = False
        had_place = [row for row in back if row.kind == kind and row.was in TAKING]
        waited = [row for row in back if row.kind == kind and row.was not in TAKING]
        head = min((row.turn for row in waited), default=None)
        without: list[Rsvp] = []
        for row in had_place:
            full = full or not (fits(capacity, size(row)) and take(capacity, size(row)))
            if full:
                without.append(row)
                continue
            _bring_back(row, RsvpState.GOING, "", now)
            announce_going(event=event, row=row, actor=actor, now=now, promoted=False)
        for number, row in enumerate(without):
            row.turn = row.turn if head is None else head - len(without) + number
            _bring_back(row, RsvpState.WAITING, RsvpReason.LOWERED, now)
            announce_waiting(event=event, row=row, actor=actor, now=now)
        for row in waited:
            _bring_back(row, RsvpState.WAITING, "", now)
            announce_waiting(event=event, row=row, actor=actor, now=now)
        promote(event=event, kind=kind, actor=actor, now=now)


def _bring_back(row: Rsvp, state: RsvpState, reason: str, now: datetime) -> None:
    row.state, row.reason, row.was, row.changed_at = state, reason, "", now
    row.save(update_fields=["turn", "state", "reason", "was", "changed_at"])


def refuse_past(event: Event, now: datetime) -> None:
    """Refuse where the event is over."""
    if now >= event.ends_at:
        raise EventIsOver
