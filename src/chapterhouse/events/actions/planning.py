"""Acts on one event: create, publish, edit, move, skip, cancel, restore."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.actions.changing import (
    apply_changes,
    bring_answers_back,
    call_off,
    check_event,
    end_answers,
    mark_edited,
    refuse_past,
)
from chapterhouse.events.actions.holding import InThePast, hold, settle
from chapterhouse.events.actions.places import set_places
from chapterhouse.events.actions.plans import EventPlan
from chapterhouse.events.facts import (
    EventCancelled,
    EventDiscarded,
    EventDrafted,
    EventMoved,
    EventPublished,
    EventRestored,
    EventSkipped,
)
from chapterhouse.events.models import Capacity, Event, EventState, PlaceKind
from chapterhouse.events.policies import can_host, can_organise
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.facts.announcing import NETWORK, announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal


class NotADraft(Refusal):
    """The event is published already."""

    code = "not_a_draft"
    message = _("This meeting is published. You can cancel it, and those who signed up are told.")


class NotInSeries(Refusal):
    """The event stands alone."""

    code = "not_in_series"
    message = _("This meeting does not belong to a series. You can cancel it instead.")


class NothingToRestore(Refusal):
    """The event was not called off."""

    code = "nothing_to_restore"
    message = _("This meeting was not called off.")


@transaction.atomic
def create_event(*, actor: Actor, chapter: Chapter, plan: EventPlan, now: datetime) -> Event:
    """Give a new draft of an event that stands alone. Raises NotValid."""
    require(can_organise(actor, chapter), actor)
    event = Event(
        chapter=chapter,
        title=plan.title,
        description=plan.description,
        wall_date=plan.wall_date,
        wall_time=plan.wall_time,
        fold=plan.fold,
        time_zone=plan.time_zone,
        minutes=plan.minutes,
        where=plan.where,
        venue=plan.venue,
        place=plan.place,
        link=plan.link,
        opens_before=plan.opens_before,
        closes_before=plan.closes_before,
        guests_allowed=plan.guests_allowed,
        created_at=now,
        changed_at=now,
    )
    check_event(event)
    event.save(force_insert=True)
    event.topics.set(plan.topics)
    announce(EventDrafted(event=event.uid, chapter=chapter.uid), actor=actor, stream=chapter.stream, now=now)
    Capacity.objects.create(event=event, kind=PlaceKind.LEARNER)
    set_places(event=event, kind=PlaceKind.LEARNER, places=plan.learner_places, actor=actor, now=now)
    if plan.coach_places is not None:
        set_places(event=event, kind=PlaceKind.COACH, places=plan.coach_places, actor=actor, now=now)
    return event


@transaction.atomic
def publish_event(*, actor: Actor, event: Event, now: datetime) -> Event:
    """Open a draft for sign-up. Again: changes nothing. Raises InThePast."""
    require(can_host(actor, event), actor)
    event = hold(event)
    if event.state != EventState.DRAFT:
        return event
    if event.starts_at <= now:
        raise InThePast
    event.state, event.changed_at = EventState.PUBLISHED, now
    event.save(update_fields=["state", "changed_at"])
    announce_published(event=event, actor=actor, now=now)
    return event


def announce_published(*, event: Event, actor: Actor, now: datetime) -> None:
    """Write down that an event can be signed up for."""
    body = EventPublished(event=event.uid, chapter=event.chapter.uid, starts_at=event.starts_at)
    announce(body, actor=actor, stream=event.chapter.stream, now=now, touches=(NETWORK,))


@transaction.atomic
def discard_event(*, actor: Actor, event: Event, now: datetime) -> None:
    """Throw a draft away, as if it had never been planned. Raises NotADraft."""
    require(can_host(actor, event), actor)
    event = hold(event)
    if event.state != EventState.DRAFT:
        raise NotADraft
    announce(EventDiscarded(event=event.uid), actor=actor, stream=event.chapter.stream, now=now)
    event.delete()


@transaction.atomic
def edit_event(*, actor: Actor, event: Event, changes: Mapping[str, Any], now: datetime) -> Event:
    """Change this event only; in a series the changed fields survive later edits of the series.

    `changes`: fields of EDITABLE, values as in EventPlan. Raises NotValid, InThePast, EventHasBegun.
    """
    require(can_host(actor, event), actor)
    event = hold(event)
    fields = apply_changes(event=event, changes=changes, actor=actor, now=now)
    mark_edited(event, fields)
    return event


@transaction.atomic
def move_event(
    *,
    actor: Actor,
    event: Event,
    wall_date: date,
    wall_time: time,
    now: datetime,
    time_zone: str | None = None,
    fold: int = 0,
) -> Event:
    """Move this event to another time; its windows move with it and RSVPs stay. Raises as `edit_event`."""
    changes = {"wall_date": wall_date, "wall_time": wall_time, "fold": fold}
    if time_zone is not None:
        changes["time_zone"] = time_zone
    return edit_event(actor=actor, event=event, changes=changes, now=now)


@transaction.atomic
def skip_event(*, actor: Actor, event: Event, now: datetime) -> Event:
    """Leave this date of a series out (a holiday). Again: changes nothing. Raises NotInSeries, EventIsOver."""
    require(can_host(actor, event), actor)
    event = hold(event)
    if event.series_id is None:
        raise NotInSeries
    if event.state == EventState.SKIPPED:
        return event
    refuse_past(event, now)
    skip(event=event, actor=actor, now=now)
    return event


def skip(*, event: Event, actor: Actor, now: datetime) -> None:
    """Leave out an occurrence that is held; who was going, or waited, is told."""
    call_off(event=event, state=EventState.SKIPPED, reason="", actor=actor, now=now)
    body = EventSkipped(event=event.uid, starts_at=event.starts_at)
    announce(body, actor=actor, stream=event.chapter.stream, now=now, touches=(NETWORK,))
    end_answers(event=event, actor=actor, now=now)


@transaction.atomic
def cancel_event(*, actor: Actor, event: Event, reason: str, now: datetime) -> Event:
    """Call an event off; its page stays, with the reason. Again: changes nothing. Raises EventIsOver, NotADraft."""
    require(can_host(actor, event), actor)
    event = hold(event)
    if event.state == EventState.CANCELLED:
        return event
    if event.state == EventState.DRAFT:
        raise NotADraft(_("Nobody knows of this meeting yet. You can throw the draft away."))
    refuse_past(event, now)
    call_off(event=event, state=EventState.CANCELLED, reason=reason.strip(), actor=actor, now=now)
    body = EventCancelled(event=event.uid, starts_at=event.starts_at)
    announce(body, actor=actor, stream=event.chapter.stream, now=now, touches=(NETWORK,))
    end_answers(event=event, actor=actor, now=now)
    return event


@transaction.atomic
def restore_event(*, actor: Actor, event: Event, now: datetime) -> Event:
    """Let a cancelled or skipped event happen after all; who had a place has it again.

    Again: changes nothing. Raises InThePast, NothingToRestore.
    """
    require(can_host(actor, event), actor)
    event = hold(event)
    if event.state == EventState.PUBLISHED:
        return event
    if event.state == EventState.DRAFT:
        raise NothingToRestore
    if event.starts_at <= now:
        raise InThePast
    event.state, event.cancelled_at, event.cancel_reason = EventState.PUBLISHED, None, ""
    event.sequence += 1
    event.changed_at = now
    event.save(update_fields=["state", "cancelled_at", "cancel_reason", "sequence", "changed_at"])
    body = EventRestored(event=event.uid, starts_at=event.starts_at)
    announce(body, actor=actor, stream=event.chapter.stream, now=now, touches=(NETWORK,))
    bring_answers_back(event=event, actor=actor, now=now)
    return event


@transaction.atomic
def settle_event(*, actor: Actor, event: Event, now: datetime) -> bool:
    """Recompute when an event to come begins, after zone data changed; say whether it was wrong."""
    require(actor.is_system, actor)
    event = hold(event)
    old_starts_at, old_ends_at = event.starts_at, event.ends_at
    if old_starts_at <= now:
        return False
    settle(event)
    if (event.starts_at, event.ends_at) == (old_starts_at, old_ends_at):
        return False
    event.sequence += 1
    event.changed_at = now
    event.save(update_fields=["starts_at", "ends_at", "sequence", "changed_at"])
    if event.state == EventState.PUBLISHED:
        body = EventMoved(
            event=event.uid, fields=("time_zone",), old_starts_at=old_starts_at, starts_at=event.starts_at
        )
        announce(body, actor=actor, stream=event.chapter.stream, now=now, touches=(NETWORK,))
    return True
