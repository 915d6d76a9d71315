"""The number of places: raised, cleared, lowered, and its counter."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from chapterhouse.events import actions
from chapterhouse.events.models import Capacity, Event, Rsvp, RsvpReason, RsvpState
from chapterhouse.events.queries import drifted_counters
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.models import Fact
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def names(event: Event, state: str) -> list[str]:
    rows = Rsvp.objects.filter(event=event, state=state).order_by("turn", "id")
    return list(rows.values_list("person__name", flat=True))


@pytest.fixture
def event() -> Event:
    """Give an event of three places with Ann, Bea, Cleo going and Dora, Eve waiting."""
    made = make.event(make.chapter(), places=3, guests_allowed=4)
    for name in ("Ann", "Bea", "Cleo", "Dora", "Eve"):
        make.going(made, make.member(made.chapter, name))
    return made


def set_places(event: Event, places: int | None, *, confirmed: bool = False) -> Capacity:
    return actions.change_capacity(
        actor=SYSTEM, event=event, kind="learner", places=places, now=NOW, confirmed=confirmed
    )


def test_more_places_are_given_to_those_who_wait_in_order(event: Event) -> None:
    capacity = set_places(event, 4)

    assert names(event, RsvpState.GOING) == ["Ann", "Bea", "Cleo", "Dora"]
    assert (capacity.places, capacity.taken) == (4, 4)


def test_clearing_the_number_gives_everybody_a_place(event: Event) -> None:
    set_places(event, None)

    assert names(event, RsvpState.WAITING) == []
    assert Capacity.objects.get(event=event).taken == 5


def test_lowering_below_the_taken_asks_first_and_names_the_last_ones(event: Event) -> None:
    with pytest.raises(actions.WouldUnseat) as asked:
        set_places(event, 1)

    assert [row.person.name for row in asked.value.people] == ["Bea", "Cleo"]
    assert "2 people" in str(asked.value)
    assert names(event, RsvpState.GOING) == ["Ann", "Bea", "Cleo"]
    assert Capacity.objects.get(event=event).places == 3


def test_confirmed_lowering_moves_the_last_ones_to_the_head_of_the_waitlist(event: Event) -> None:
    set_places(event, 1, confirmed=True)

    assert names(event, RsvpState.GOING) == ["Ann"]
    assert names(event, RsvpState.WAITING) == ["Bea", "Cleo", "Dora", "Eve"]
    lowered = Fact.objects.filter(kind="rsvp.waiting", payload__lowered=True)
    assert lowered.count() == 2
    assert set(Rsvp.objects.filter(reason=RsvpReason.LOWERED).values_list("person__name", flat=True)) == {"Bea", "Cleo"}

    set_places(event, 2)
    assert names(event, RsvpState.GOING) == ["Ann", "Bea"] or names(event, RsvpState.GOING) == ["Bea", "Ann"]
    assert not Rsvp.objects.filter(person__name="Bea", reason=RsvpReason.LOWERED).exists()


def test_lowering_twice_keeps_those_from_before_behind_the_new_ones(event: Event) -> None:
    set_places(event, 2, confirmed=True)
    set_places(event, 1, confirmed=True)

    assert names(event, RsvpState.WAITING) == ["Bea", "Cleo", "Dora", "Eve"]


def test_lowering_not_below_the_taken_needs_no_question(event: Event) -> None:
    set_places(event, 10)
    set_places(event, 5)
    assert Capacity.objects.get(event=event).places == 5


def test_who_loses_four_places_leaves_room_for_those_behind(event: Event) -> None:
    set_places(event, 9)
    make.going(event, make.member(event.chapter, "Fay"), guests=3)
    make.going(event, make.member(event.chapter, "Gwen"))
    assert Capacity.objects.get(event=event).taken == 9
    set_places(event, 8, confirmed=True)

    assert names(event, RsvpState.GOING) == ["Ann", "Bea", "Cleo", "Dora", "Eve", "Gwen"]
    assert names(event, RsvpState.WAITING) == ["Fay"]
    assert Fact.objects.filter(kind="rsvp.passed_over").count() == 1


def test_zero_places_are_a_number_and_negative_or_absurd_ones_are_refused(event: Event) -> None:
    for places in (-1, 100_001):
        with pytest.raises(actions.NotValid):
            set_places(event, places)
    set_places(event, 0, confirmed=True)
    assert names(event, RsvpState.GOING) == []
    with pytest.raises(actions.NotValid):
        actions.change_capacity(actor=SYSTEM, event=event, kind="vip", places=1, now=NOW)


def test_the_database_itself_refuses_to_oversell(event: Event) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Capacity.objects.filter(event=event).update(taken=4)
    with pytest.raises(IntegrityError), transaction.atomic():
        Capacity.objects.filter(event=event).update(places=2)


def test_a_counter_that_drifted_is_found_told_and_set_right(event: Event) -> None:
    assert drifted_counters() == []
    Rsvp.objects.filter(person__name="Ann").update(state=RsvpState.CANCELLED)
    [drift] = drifted_counters()
    assert (drift.capacity.event, drift.capacity.taken, drift.counted) == (event, 3, 2)

    assert actions.mend_counter(actor=SYSTEM, event=event, kind="learner", now=NOW)
    assert not actions.mend_counter(actor=SYSTEM, event=event, kind="learner", now=NOW)
    assert names(event, RsvpState.GOING) == ["Bea", "Cleo", "Dora"]
    assert drifted_counters() == []
    fact = Fact.objects.get(kind="event.places_counted_again")
    assert (fact.payload["counted"], fact.payload["stood"]) == (2, 3)


def test_more_taken_than_there_are_is_told_and_nobody_is_promoted(event: Event) -> None:
    Rsvp.objects.filter(person__name="Dora").update(state=RsvpState.GOING)
    actions.mend_counter(actor=SYSTEM, event=event, kind="learner", now=NOW)

    assert Capacity.objects.get(event=event).taken == 3
    assert Fact.objects.get(kind="event.places_counted_again").payload["counted"] == 4
    assert names(event, RsvpState.WAITING) == ["Eve"]
