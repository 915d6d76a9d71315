"""The waitlist under any sequence of acts: never oversold, never unfair, and the facts tell the same story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chapterhouse.chapters.models import Chapter
from chapterhouse.events import actions
from chapterhouse.events.models import Capacity, PlaceKind, Rsvp, RsvpReason, RsvpState
from chapterhouse.events.queries import drifted_counters
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.models import Fact
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.models import Person
from tests import make
from tests.make import NOW

KINDS = st.sampled_from([PlaceKind.LEARNER, PlaceKind.LEARNER, PlaceKind.LEARNER, PlaceKind.COACH])
PEOPLE = 6
WHO = st.integers(0, PEOPLE - 1)
GUESTS = st.sampled_from([0, 0, 0, 1, 1, 2, 3])


@dataclass(frozen=True)
class Seen:
    """What an entry of a queue was like before an act."""

    kind: str
    size: int
    order: tuple[int, int]
    state: str


class Waitlist(RuleBasedStateMachine):
    """One event, six people, and everything that can happen to its places before it begins."""

    people: ClassVar[list[Person]]
    chapter: ClassVar[Chapter]

    @initialize(places=st.integers(1, 5), guests=st.lists(GUESTS, min_size=4, max_size=PEOPLE))
    def begin(self, places: int, guests: list[int]) -> None:
        # Each run takes place in a transaction that is thrown away in `teardown`.
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.before: dict[int, Seen] = {}
        self.event = make.event(self.chapter, places=places, guests_allowed=3)
        self.now = NOW
        for person, number in zip(self.people, guests, strict=False):
            make.going(self.event, person, guests=number)
        self.before = self.seen()

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def seen(self) -> dict[int, Seen]:
        rows = Rsvp.objects.filter(event=self.event)
        return {row.person_id: Seen(row.kind, 1 + row.guests, (row.turn, row.pk), row.state) for row in rows}

    def tick(self) -> datetime:
        # Clocks of several processes disagree: time sometimes goes back a little.
        self.now += timedelta(seconds=-2 if self.now.second % 5 == 3 else 7)
        return self.now

    # What people do -------------------------------------------------------------------------------------------------

    @rule(who=WHO, guests=GUESTS, kind=KINDS)
    def go(self, who: int, guests: int, kind: str) -> None:
        person = self.people[who]
        before = self.before.get(person.pk)
        same = before is not None and before.state in ("going", "waiting") and before.kind == kind
        try:
            row = actions.rsvp(actor=SYSTEM, event=self.event, person=person, guests=guests, kind=kind, now=self.tick())
        except actions.GuestsDoNotFit as refused:
            assert same
            assert before is not None
            assert before.state == "going"
            assert refused.free < 1 + guests - before.size  # noqa: PT017 - whether it is refused is the question
        else:
            assert (row.guests, row.kind) == (guests, kind)
            if not same:
                behind = Rsvp.objects.filter(event=self.event, kind=kind, turn__gte=row.turn).exclude(pk=row.pk)
                assert not behind.exists(), "who comes (back) is the last of the queue"
        self.check_order()

    @rule(who=WHO)
    def press_again(self, who: int) -> None:
        person = self.people[who]
        before = self.before.get(person.pk)
        if before is None or before.state not in ("going", "waiting"):
            return
        facts = Fact.objects.count()
        actions.rsvp(actor=SYSTEM, event=self.event, person=person, kind=before.kind, now=self.tick())
        assert self.seen() == self.before
        assert Fact.objects.count() == facts

    @rule(who=WHO, guests=GUESTS)
    def change_guests(self, who: int, guests: int) -> None:
        person = self.people[who]
        try:
            actions.change_guests(actor=SYSTEM, event=self.event, person=person, guests=guests, now=self.tick())
        except Refusal:
            assert self.seen() == self.before
        self.check_order()

    @precondition(lambda self: any(one.state == "going" and one.size > 1 for one in self.before.values()))
    @rule(fewer=st.integers(0, 2))
    def leave_guests_at_home(self, fewer: int) -> None:
        pk = min(pk for pk, one in self.before.items() if one.state == "going" and one.size > 1)
        person = next(one for one in self.people if one.pk == pk)
        guests = min(fewer, self.before[pk].size - 2)
        row = actions.change_guests(actor=SYSTEM, event=self.event, person=person, guests=guests, now=self.tick())
        assert (row.state, row.guests) == ("going", guests)
        self.check_order()

    @rule(who=WHO)
    def cancel(self, who: int) -> None:
        person = self.people[who]
        try:
            row = actions.cancel_rsvp(actor=make.actor(person), event=self.event, person=person, now=self.tick())
        except actions.NotSignedUp:
            assert person.pk not in self.before
        else:
            assert row.state in ("cancelled", "not_going")
        self.check_order()

    @rule(who=WHO)
    def decline(self, who: int) -> None:
        actions.decline(actor=make.actor(self.people[who]), event=self.event, now=self.tick())
        self.check_order()

    # What organisers do ---------------------------------------------------------------------------------------------

    @rule(places=st.sampled_from([0, 1, 2, 3, 4, 5, 6, None]), kind=KINDS, confirmed=st.booleans())
    def change_places(self, places: int | None, kind: str, confirmed: bool) -> None:
        capacity = Capacity.objects.filter(event=self.event, kind=kind).first()
        taken = capacity.taken if capacity else 0
        try:
            actions.change_capacity(
                actor=SYSTEM, event=self.event, kind=kind, places=places, now=self.tick(), confirmed=confirmed
            )
        except actions.WouldUnseat as asked:
            assert not confirmed
            assert places is not None
            assert taken > places
            assert self.seen() == self.before
            losing = sum(1 + row.guests for row in asked.people)
            assert taken - losing <= places
            last = {row.person_id for row in asked.people}
            going = [pk for pk, one in self.before.items() if one.state == "going" and one.kind == kind]
            kept = [self.before[pk].order for pk in going if pk not in last]
            assert not kept or max(kept) < min(self.before[pk].order for pk in last), "the last ones lose their places"
            return
        self.check_unseated(kind)

    @rule(saying_no=st.lists(WHO, max_size=1), places=st.sampled_from([None, None, 1, 2, 4]))
    def call_off_and_restore(self, saying_no: list[int], places: int | None) -> None:
        """The event is cancelled; meanwhile somebody says no, or the room changes; then it happens after all."""
        before = self.before
        actions.cancel_event(actor=SYSTEM, event=self.event, reason="Snow", now=self.tick())
        assert set(self.states().values()) <= {"cancelled", "not_going"}
        assert not Capacity.objects.filter(event=self.event, taken__gt=0).exists()
        with pytest.raises(actions.EventIsCancelled):
            actions.rsvp(actor=SYSTEM, event=self.event, person=self.people[0], now=self.tick())
        answered = {pk for pk, one in before.items() if one.state in ("going", "waiting")}
        for who in saying_no:
            person = self.people[who]
            if person.pk in answered:
                actions.cancel_rsvp(actor=make.actor(person), event=self.event, now=self.tick())
                answered.remove(person.pk)
        if places is not None:
            actions.change_capacity(actor=SYSTEM, event=self.event, kind="learner", places=places, now=self.tick())
        actions.restore_event(actor=SYSTEM, event=self.event, now=self.tick())
        after = self.seen()
        assert {pk for pk, one in after.items() if one.state in ("going", "waiting")} == answered
        if places is None:
            kept = {pk for pk in answered if before[pk].state == "going"}
            assert all(after[pk].state == "going" for pk in kept), "who had a place has it again"

    # What must be true ----------------------------------------------------------------------------------------------

    def states(self) -> dict[int, str]:
        return dict(Rsvp.objects.filter(event=self.event).values_list("person_id", "state"))

    def check_order(self) -> None:
        """Among those who waited before and wait or go now, nobody moved within the queue, and promotion was fair."""
        after = self.seen()
        stayed = [pk for pk, one in self.before.items() if one.state == "waiting" and after[pk].state == "waiting"]
        for pk in stayed:
            if self.before[pk].kind == after[pk].kind:
                assert self.before[pk].order == after[pk].order

    def check_unseated(self, kind: str) -> None:
        """Who lost her place stands before everybody who waited already."""
        after = self.seen()
        lost = [
            after[pk].order for pk, one in self.before.items() if one.state == "going" and after[pk].state == "waiting"
        ]
        waited = [
            after[pk].order
            for pk, one in self.before.items()
            if one.state == after[pk].state == "waiting" and one.kind == kind
        ]
        assert not lost or not waited or max(lost) < min(waited)
        reasons = Rsvp.objects.filter(event=self.event, reason=RsvpReason.LOWERED)
        assert set(reasons.values_list("state", flat=True)) <= {"waiting"}

    @invariant()
    def the_counters_are_right_and_nothing_is_oversold(self) -> None:
        if not hasattr(self, "event"):
            return
        assert drifted_counters() == []
        for capacity in Capacity.objects.filter(event=self.event):
            assert capacity.places is None or capacity.taken <= capacity.places

    @invariant()
    def nobody_waits_for_a_place_that_is_there(self) -> None:
        """This also says that nobody was overtaken who fitted: the first who fits is always the first to go."""
        if not hasattr(self, "event"):
            return
        for capacity in Capacity.objects.filter(event=self.event):
            waiting = Rsvp.objects.filter(event=self.event, kind=capacity.kind, state=RsvpState.WAITING)
            for row in waiting:
                assert capacity.places is not None
                assert capacity.taken + 1 + row.guests > capacity.places

    @invariant()
    def who_moved_up_was_the_first_who_fitted(self) -> None:
        if not hasattr(self, "event"):
            return
        after = self.seen()
        for pk, one in after.items():
            was = self.before.get(pk)
            if one.state != "going" or was is None or was.state != "waiting" or was.kind != one.kind:
                continue
            for other_pk, other in after.items():
                ahead = self.before.get(other_pk)
                if other.state == "waiting" and ahead and ahead.state == "waiting" and other.kind == one.kind:
                    overtaken = other.order < one.order and other.size <= one.size
                    assert not overtaken, "somebody of the same size or smaller stood before her"
        self.before = after

    @invariant()
    def the_facts_tell_where_everybody_stands(self) -> None:
        if not hasattr(self, "event"):
            return
        told: dict[str, tuple[str, int]] = {}
        for fact in Fact.objects.filter(stream=self.event.chapter.stream, kind__startswith="rsvp.").order_by("seq"):
            person = fact.payload["person"]
            state, guests = told.get(person, ("", 0))
            kind = fact.kind.removeprefix("rsvp.")
            if kind in ("going", "waiting"):
                assert fact.payload["promoted"] == (state == "waiting") if kind == "going" else True
                told[person] = (kind, fact.payload["guests"])
            elif kind == "guests_changed":
                assert fact.payload["guests"] != guests
                told[person] = (state, fact.payload["guests"])
            elif kind == "cancelled":
                assert fact.payload["was"] == state
                told[person] = ("out", 0)
            elif kind == "not_going":
                told[person] = ("out", 0)
            else:
                assert (kind, state) == ("passed_over", "waiting")
        real = {}
        for row in Rsvp.objects.filter(event=self.event).select_related("person"):
            answered = row.state in ("going", "waiting")
            real[str(row.person.uid)] = (row.state, row.guests) if answered else ("out", 0)
        assert told == real


@pytest.mark.django_db
def test_the_waitlist_holds_its_promises_whatever_happens() -> None:
    Waitlist.chapter = make.chapter(leads=1)
    Waitlist.people = [make.member(Waitlist.chapter, f"Person {number}") for number in range(PEOPLE)]
    run_state_machine_as_test(
        Waitlist,
        settings=settings(
            max_examples=40,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
