"""Many at once: on a real file and real processes, places are given exactly once and nobody sees an error."""

from __future__ import annotations

import random
from contextlib import suppress
from uuid import UUID, uuid4

import pytest

from chapterhouse.chapters.models import Membership
from chapterhouse.events import actions
from chapterhouse.events.actions.coming import join_and_rsvp
from chapterhouse.events.models import Attendance, Capacity, CheckIn, Event, Rsvp, RsvpState
from chapterhouse.events.queries import drifted_counters
from chapterhouse.foundation.actors import SYSTEM, Actor, ActorKind, Grant
from chapterhouse.foundation.models import Fact, Stream
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.actions import erase_person
from chapterhouse.people.models import Person
from tests import make
from tests.crowd import crowd
from tests.make import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def members(event: Event, number: int) -> list[Actor]:
    """Give so many members as actors; made in bulk, because who they are is not what is tested."""
    people = Person.objects.bulk_create(Person(name=f"Person {count}", created_at=NOW) for count in range(number))
    grants = frozenset({Grant("chapter", event.chapter.uid, "member")})
    return [Actor(ActorKind.PERSON, one.pk, one.uid, grants) for one in people]


def going(event: Event) -> int:
    return Rsvp.objects.filter(event=event, state=RsvpState.GOING).count()


def facts_are_numbered_without_gaps(event: Event) -> bool:
    stream = event.chapter.stream
    numbers = list(Fact.objects.filter(stream=stream).order_by("seq").values_list("seq", flat=True))
    return numbers == list(range(1, Stream.objects.get(name=stream).last_seq + 1))


def test_64_at_once_for_100_places_then_200_more_give_exactly_100() -> None:
    event = make.event(make.chapter(), places=100)
    people = members(event, 264)

    crowd(lambda number: actions.rsvp(actor=people[number], event=event, now=NOW).pk, processes=4, threads=16)
    assert going(event) == 64

    def come(number: int) -> None:
        for one in people[64 + number :: 40][: 200 // 40]:
            actions.rsvp(actor=one, event=event, now=NOW)

    crowd(come, processes=4, threads=10)

    assert Rsvp.objects.filter(event=event).count() == 264
    assert going(event) == 100
    assert Capacity.objects.get(event=event).taken == 100
    waiting = list(Rsvp.objects.filter(event=event, state=RsvpState.WAITING).order_by("turn", "id"))
    assert [row.turn for row in waiting] == list(range(101, 265)), "the rest waits, in the order in which it came"
    told = Fact.objects.filter(kind="rsvp.waiting").order_by("seq").values_list("payload__rsvp", flat=True)
    assert list(told) == [str(row.uid) for row in waiting]
    assert facts_are_numbered_without_gaps(event)


def test_with_cancellations_guests_and_capacity_changes_mixed_in_nothing_is_oversold() -> None:
    event = make.event(make.chapter(), places=30, guests_allowed=2)
    people = members(event, 64)

    def act(number: int) -> None:
        chance = random.Random(number)
        for _ in range(5):
            what = chance.random()
            try:
                if what < 0.1:
                    actions.change_capacity(
                        actor=SYSTEM,
                        event=event,
                        kind="learner",
                        places=chance.choice([20, 25, 30, 40]),
                        now=NOW,
                        confirmed=True,
                    )
                elif what < 0.35:
                    actions.cancel_rsvp(actor=people[number], event=event, now=NOW)
                elif what < 0.5:
                    actions.change_guests(actor=people[number], event=event, guests=chance.randint(0, 2), now=NOW)
                else:
                    actions.rsvp(actor=people[number], event=event, guests=chance.randint(0, 2), now=NOW)
            except Refusal:
                pass

    crowd(act, processes=4, threads=8)

    capacity = Capacity.objects.get(event=event)
    assert drifted_counters() == []
    assert capacity.places is not None
    assert capacity.taken <= capacity.places
    for row in Rsvp.objects.filter(event=event, state=RsvpState.WAITING):
        assert capacity.taken + 1 + row.guests > capacity.places, "nobody waits for a place that is there"
    assert facts_are_numbered_without_gaps(event)


def test_the_same_person_pressing_at_once_in_many_windows_has_one_place() -> None:
    event = make.event(make.chapter(), places=5)
    [me] = members(event, 1)

    answers = crowd(lambda _: actions.rsvp(actor=me, event=event, now=NOW).pk, processes=4, threads=4)

    assert len(set(answers)) == 1
    assert Capacity.objects.get(event=event).taken == 1
    assert Fact.objects.filter(kind="rsvp.going").count() == 1


def test_who_is_erased_while_she_signs_up_has_no_place_afterwards() -> None:
    chapter = make.chapter()
    events = [make.event(chapter, places=20) for _ in range(3)]
    people = [make.member(chapter, f"Person {number}") for number in range(8)]
    actors = [make.actor(one) for one in people]

    def act(number: int) -> None:
        me, person = actors[number // 2], people[number // 2]
        if number % 2:
            erase_person(actor=me, person=person, now=NOW)
            return
        for event in events:
            with suppress(actions.PersonIsGone):
                join_and_rsvp(actor=me, event=event, accept_conduct=True, now=NOW)

    crowd(act, processes=4, threads=4)

    assert not Person.objects.filter(pk__in=[one.pk for one in people]).exclude(kind="erased").exists()
    assert not Rsvp.objects.filter(state__in=[RsvpState.GOING, RsvpState.WAITING]).exists()
    assert [Capacity.objects.get(event=event, kind="learner").taken for event in events] == [0, 0, 0]


def test_two_doors_checking_in_the_same_people_make_one_attendance_each() -> None:
    event = make.event(make.chapter(), places=None)
    people = members(event, 8)
    for one in people:
        actions.rsvp(actor=one, event=event, now=NOW)
    persons = list(Person.objects.filter(pk__in=[one.person_id for one in people]).order_by("pk"))
    retries = [uuid4() for _ in persons]

    def tap(number: int) -> UUID:
        # Every second process sends the tap of the first door again; the others are another door with taps of its own.
        uuid = retries[number % 8] if number < 16 else uuid4()
        row = actions.check_in(actor=SYSTEM, event=event, person=persons[number % 8], uuid=uuid, now=event.starts_at)
        return row.uid

    answers = crowd(tap, processes=4, threads=8)

    assert len(set(answers)) == 8
    assert Attendance.objects.filter(event=event, presence="came").count() == 8
    assert CheckIn.objects.count() == 8 + 16
    assert Fact.objects.filter(kind="attendance.came").count() == 8


def test_a_series_extended_by_many_at_once_has_each_date_once() -> None:
    series = make.series(make.chapter())
    later = NOW.replace(month=NOW.month + 1)

    made = crowd(lambda _: len(actions.extend_series(actor=SYSTEM, series=series, now=later)), processes=4, threads=2)

    assert sorted(made)[:-1] == [0] * 7
    days = list(series.events.values_list("original_date", flat=True))
    assert len(days) == len(set(days))


def test_events_called_off_while_people_sign_up_and_series_change_end_in_one_story() -> None:
    """Acts on many events at once and acts on one wait for each other and never in a circle."""
    series = make.series(make.chapter(), places=3)
    events = list(series.events.order_by("starts_at")[:4])
    people = members(events[0], 16)
    hosts = [make.member(series.chapter, f"Host {number}") for number in range(2)]

    def act(number: int) -> None:
        for turn, event in enumerate(events if number % 2 else events[::-1]):
            try:
                if number == 0:
                    actions.edit_following(
                        actor=SYSTEM, event=events[0], changes={"title": f"Edit {turn}"}, now=NOW, confirmed=True
                    )
                elif number == 1:
                    actions.skip_event(actor=SYSTEM, event=event, now=NOW)
                    actions.restore_event(actor=SYSTEM, event=event, now=NOW)
                elif number in (2, 3):
                    actions.give_event_role(actor=SYSTEM, series=series, person=hosts[number - 2], name="host", now=NOW)
                else:
                    actions.rsvp(actor=people[number], event=event, now=NOW)
                    actions.cancel_rsvp(actor=people[number], event=event, now=NOW)
                    actions.rsvp(actor=people[number], event=event, now=NOW)
            except Refusal:
                pass

    crowd(act, processes=4, threads=4)

    assert drifted_counters() == []
    assert facts_are_numbered_without_gaps(events[0])


def test_newcomers_who_join_and_sign_up_in_one_step_do_not_lock_out_those_who_are_there() -> None:
    event = make.event(make.chapter(), places=10)
    people = members(event, 32)
    newcomers = [Actor(ActorKind.PERSON, one.person_id, one.person_uid) for one in people[:16]]

    def act(number: int) -> None:
        if number < 16:
            join_and_rsvp(actor=newcomers[number], event=event, accept_conduct=True, now=NOW)
        else:
            actions.rsvp(actor=people[number], event=event, now=NOW)
            actions.cancel_rsvp(actor=people[number], event=event, now=NOW)
            actions.rsvp(actor=people[number], event=event, now=NOW)

    crowd(act, processes=4, threads=8)

    assert Rsvp.objects.filter(event=event).count() == 32
    assert going(event) == 10
    assert drifted_counters() == []
    assert Membership.objects.filter(person__name__startswith="Person", left_at=None).count() == 16
    assert facts_are_numbered_without_gaps(event)
