"""Places: who gets one, who waits, and what happens when their number changes. Every path promotes here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Min, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from chapterhouse.events.actions.holding import NotValid, hold, is_to_come
from chapterhouse.events.facts import (
    CapacityChanged,
    PlacesCountedAgain,
    RsvpCancelled,
    RsvpGoing,
    RsvpPassedOver,
    RsvpWaiting,
)
from chapterhouse.events.models import Capacity, Event, PlaceKind, Rsvp, RsvpReason, RsvpState
from chapterhouse.events.policies import can_host
from chapterhouse.events.queries.sign_up import TAKING
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.facts.announcing import announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal

MOST_PLACES = 100_000


class WouldUnseat(Refusal):
    """Lowering the places costs somebody hers; ask, then act again with `confirmed=True`.

    `people`: the RSVPs that would move to the head of the waitlist, in that order, persons loaded.
    """

    code = "would_unseat"
    field = "places"

    def __init__(self, people: Sequence[Rsvp]) -> None:
        self.people = list(people)
        super().__init__(
            ngettext_lazy(
                "One person who is going would lose her place.",
                "%(count)d people who are going would lose their places.",
                len(self.people),
            )
            % {"count": len(self.people)}
        )


def size(row: Rsvp) -> int:
    """Give how many places an RSVP takes: the person and her guests."""
    return 1 + row.guests


def capacity_of(event: Event, kind: str) -> Capacity:
    """Give the places of a kind of an event that is held; unlimited where nobody said a number."""
    return Capacity.objects.get_or_create(event=event, kind=kind)[0]


def fits(capacity: Capacity, places: int) -> bool:
    """Say whether so many places are free."""
    return capacity.places is None or capacity.taken + places <= capacity.places


def take(capacity: Capacity, places: int, *, turns: int = 0) -> bool:
    """Count so many places as taken if they are free. The condition is part of the UPDATE: it never oversells.

    `turns`: how many turns of the queue are given in the same stroke.
    """
    free = Q(places=None) | Q(places__gte=F("taken") + places)
    rows = Capacity.objects.filter(free, pk=capacity.pk)
    taken = rows.update(taken=F("taken") + places, last_turn=F("last_turn") + turns)
    if taken:
        capacity.taken += places
        capacity.last_turn += turns
    return bool(taken)


def give_back(capacity: Capacity, places: int) -> None:
    """Count so many places as free again."""
    Capacity.objects.filter(pk=capacity.pk).update(taken=F("taken") - places)
    capacity.taken -= places


def _go_to_the_end(capacity: Capacity) -> None:
    """Give one more turn of the queue, behind everybody, without a place."""
    Capacity.objects.filter(pk=capacity.pk).update(last_turn=F("last_turn") + 1)
    capacity.last_turn += 1


def enter(*, event: Event, row: Rsvp, actor: Actor, now: datetime) -> Rsvp:
    """Put a new or returning RSVP at the end of its queue, where it gets a place at once if it fits."""
    capacity = capacity_of(event, row.kind)
    if fits(capacity, size(row)) and take(capacity, size(row), turns=1):
        row.state = RsvpState.GOING
    else:
        row.state = RsvpState.WAITING
        _go_to_the_end(capacity)
    row.turn, row.queued_at = capacity.last_turn, now
    row.reason, row.was, row.passed_over_at, row.changed_at = "", "", None, now
    row.save()
    if row.state == RsvpState.GOING:
        announce_going(event=event, row=row, actor=actor, now=now, promoted=False)
        # Who waits although there were places did not fit into them (every path promotes), and is told.
        if capacity.places is not None:
            tell_passed_over(event=event, upto=row, actor=actor, now=now)
    else:
        announce_waiting(event=event, row=row, actor=actor, now=now)
    return row


def release(*, event: Event, row: Rsvp, reason: str, actor: Actor, now: datetime) -> Rsvp:
    """End somebody's place or waiting, and let those who wait move up."""
    end_answer(event=event, row=row, reason=reason, actor=actor, now=now)
    promote(event=event, kind=row.kind, actor=actor, now=now)
    return row


def end_answer(*, event: Event, row: Rsvp, reason: str, actor: Actor, now: datetime) -> None:
    """End somebody's place or waiting without promoting anybody (the event does not happen)."""
    if row.state in TAKING:
        give_back(capacity_of(event, row.kind), size(row))
    row.was, row.state, row.reason = row.state, RsvpState.CANCELLED, reason
    row.passed_over_at, row.changed_at = None, now
    row.save(update_fields=["was", "state", "reason", "passed_over_at", "changed_at"])
    announce(
        RsvpCancelled(
            event=event.uid,
            person=row.person.uid,
            rsvp=row.uid,
            starts_at=event.starts_at,
            was=row.was,
            reason=reason,
        ),
        actor=actor,
        stream=event.chapter.stream,
        now=now,
    )


def promote(*, event: Event, kind: str, actor: Actor, now: datetime) -> list[Rsvp]:
    """Give free places to those who wait, first come, first served; give who got one.

    The event is held by the caller. One pass in order is enough: places only get fewer on the way, so who did not fit
    when it was her turn does not fit later in the pass. Nobody is promoted after the start.
    """
    if not is_to_come(event, now):
        return []
    capacity = capacity_of(event, kind)
    promoted: list[Rsvp] = []
    if not fits(capacity, 1):
        return promoted
    queue = Rsvp.objects.filter(event=event, kind=kind, state=RsvpState.WAITING).select_related("person")
    for row in queue.order_by("turn", "id"):
        if not fits(capacity, 1):
            break
        if fits(capacity, size(row)) and take(capacity, size(row)):
            give_place(event=event, row=row, actor=actor, now=now)
            promoted.append(row)
    if promoted:
        tell_passed_over(event=event, upto=promoted[-1], actor=actor, now=now)
    return promoted


def give_place(*, event: Event, row: Rsvp, actor: Actor, now: datetime) -> None:
    """Turn waiting into going. Close to the start a timed offer will stand here instead (PRODUCT.md, Waitlist)."""
    row.state, row.reason, row.passed_over_at, row.changed_at = RsvpState.GOING, "", None, now
    row.save(update_fields=["state", "reason", "passed_over_at", "changed_at"])
    announce_going(event=event, row=row, actor=actor, now=now, promoted=True)


def tell_passed_over(*, event: Event, upto: Rsvp, actor: Actor, now: datetime) -> None:
    """Tell those who wait ahead of somebody who just got a place, once for each time in the queue."""
    ahead = Q(turn__lt=upto.turn) | Q(turn=upto.turn, id__lt=upto.pk)
    rows = Rsvp.objects.filter(ahead, event=event, kind=upto.kind, state=RsvpState.WAITING, passed_over_at=None)
    for row in rows.select_related("person").order_by("turn", "id"):
        row.passed_over_at = now
        row.save(update_fields=["passed_over_at"])
        body = RsvpPassedOver(event=event.uid, person=row.person.uid, rsvp=row.uid)
        announce(body, actor=actor, stream=event.chapter.stream, now=now)


def announce_going(*, event: Event, row: Rsvp, actor: Actor, now: datetime, promoted: bool) -> None:
    """Write down that somebody has a place."""
    body = RsvpGoing(
        event=event.uid,
        person=row.person.uid,
        rsvp=row.uid,
        starts_at=event.starts_at,
        kind_of_place=row.kind,
        guests=row.guests,
        promoted=promoted,
    )
    announce(body, actor=actor, stream=event.chapter.stream, now=now)


def announce_waiting(*, event: Event, row: Rsvp, actor: Actor, now: datetime) -> None:
    """Write down that somebody waits, and whether she had a place before."""
    body = RsvpWaiting(
        event=event.uid,
        person=row.person.uid,
        rsvp=row.uid,
        starts_at=event.starts_at,
        kind_of_place=row.kind,
        guests=row.guests,
        lowered=row.reason == RsvpReason.LOWERED,
    )
    announce(body, actor=actor, stream=event.chapter.stream, now=now)


@transaction.atomic
def change_capacity(
    *, actor: Actor, event: Event, kind: str, places: int | None, now: datetime, confirmed: bool = False
) -> Capacity:
    """Give the event another number of places of a kind (None: unlimited), and promote or unseat accordingly.

    Raises WouldUnseat when that is fewer than are taken and `confirmed` is not set.
    """
    require(can_host(actor, event), actor)
    event = hold(event)
    if set_places(event=event, kind=kind, places=places, actor=actor, now=now, confirmed=confirmed):
        mark_places_edited(event, kind)
    return capacity_of(event, kind)


def mark_places_edited(event: Event, kind: str) -> None:
    """Remember that this event's number of places is its own, so that an edit of the series leaves it."""
    name = f"{kind}_places"
    if event.series_id is not None and name not in event.edited_fields:
        event.edited_fields = [*event.edited_fields, name]
        event.save(update_fields=["edited_fields"])


def set_places(
    *, event: Event, kind: str, places: int | None, actor: Actor, now: datetime, confirmed: bool = False
) -> bool:
    """Set the number of places of an event that is held; say whether it changed. Raises WouldUnseat."""
    if kind not in PlaceKind.values:
        raise NotValid(_("There are places for learners and for coaches."), field="kind")
    if places is not None and not 0 <= places <= MOST_PLACES:
        raise NotValid(_("Please give a number of places, or leave it empty for no limit."), field="places")
    capacity = capacity_of(event, kind)
    if places == capacity.places:
        return False
    losers = losing_places(event=event, capacity=capacity, places=places)
    if losers and not confirmed:
        raise WouldUnseat(losers)
    _unseat(event=event, capacity=capacity, losers=losers, actor=actor, now=now)
    Capacity.objects.filter(pk=capacity.pk).update(places=places)
    body = CapacityChanged(event=event.uid, kind_of_place=kind, places=places)
    announce(body, actor=actor, stream=event.chapter.stream, now=now)
    promote(event=event, kind=kind, actor=actor, now=now)
    return True


def losing_places(*, event: Event, capacity: Capacity, places: int | None) -> list[Rsvp]:
    """Give who would lose her place if there were only so many: the last ones, in their order."""
    if places is None or capacity.taken <= places:
        return []
    losers: list[Rsvp] = []
    left = capacity.taken
    rows = Rsvp.objects.filter(event=event, kind=capacity.kind, state__in=TAKING).select_related("person")
    for row in rows.order_by("-turn", "-id"):
        if left <= places:
            break
        losers.append(row)
        left -= size(row)
    return losers[::-1]


def _unseat(*, event: Event, capacity: Capacity, losers: Sequence[Rsvp], actor: Actor, now: datetime) -> None:
    """Move people from their places to the head of the waitlist, before all others, and say why."""
    if not losers:
        return
    head = Rsvp.objects.filter(event=event, kind=capacity.kind, state=RsvpState.WAITING).aggregate(turn=Min("turn"))
    for number, row in enumerate(losers):
        if head["turn"] is not None:
            row.turn = head["turn"] - len(losers) + number
        row.state, row.reason, row.passed_over_at, row.changed_at = RsvpState.WAITING, RsvpReason.LOWERED, None, now
        row.save(update_fields=["turn", "state", "reason", "passed_over_at", "changed_at"])
        give_back(capacity, size(row))
        announce_waiting(event=event, row=row, actor=actor, now=now)


@transaction.atomic
def mend_counter(*, actor: Actor, event: Event, kind: str, now: datetime) -> bool:
    """Set a counter of places right that differs from the RSVPs; say whether it did, with the event held.

    Should more places be taken than there are, the counter stays as high as it can and the fact tells the rest.
    """
    require(actor.is_system, actor)
    event = hold(event)
    capacity = capacity_of(event, kind)
    rows = Rsvp.objects.filter(event=event, kind=kind, state__in=TAKING)
    counted = sum(size(row) for row in rows)
    if counted == capacity.taken:
        return False
    stood, possible = capacity.taken, counted if capacity.places is None else min(counted, capacity.places)
    Capacity.objects.filter(pk=capacity.pk).update(taken=possible)
    body = PlacesCountedAgain(event=event.uid, kind_of_place=kind, counted=counted, stood=stood)
    announce(body, actor=actor, stream=event.chapter.stream, now=now)
    promote(event=event, kind=kind, actor=actor, now=now)
    return True
