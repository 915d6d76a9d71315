"""Going, waiting, not going after all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chapterhouse.events import actions
from chapterhouse.events.actions.coming import join_and_rsvp
from chapterhouse.events.models import Capacity, Event, PlaceKind, Rsvp, RsvpReason, RsvpState
from chapterhouse.events.queries import position_of, standing
from chapterhouse.foundation.actors import SYSTEM, VISITOR
from chapterhouse.foundation.models import Fact
from chapterhouse.foundation.refusals import Forbidden, SignInNeeded
from chapterhouse.people.models import Person
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def kinds(*names: str) -> list[str]:
    """Give the kinds of the facts about answers, in the order in which they were announced."""
    facts = Fact.objects.filter(kind__startswith="rsvp.").order_by("id").values_list("kind", flat=True)
    return [kind.removeprefix("rsvp.") for kind in facts]


def taken(event: Event, kind: str = PlaceKind.LEARNER) -> int:
    return Capacity.objects.get(event=event, kind=kind).taken


def names(event: Event, state: str) -> list[str]:
    rows = Rsvp.objects.filter(event=event, state=state).order_by("turn", "id")
    return list(rows.values_list("person__name", flat=True))


@pytest.fixture
def event() -> Event:
    return make.event(make.chapter(), places=2, guests_allowed=3)


@pytest.fixture
def people(event: Event) -> list[Person]:
    return [make.member(event.chapter, name) for name in ("Ann", "Bea", "Cleo", "Dora", "Eve")]


def test_a_member_who_says_going_has_a_place(event: Event, people: list[Person]) -> None:
    row = actions.rsvp(actor=make.actor(people[0]), event=event, now=NOW)

    assert row.state == RsvpState.GOING
    assert taken(event) == 1
    fact = Fact.objects.get(kind="rsvp.going")
    assert fact.stream == event.chapter.stream
    assert fact.actor_uid == people[0].uid
    assert fact.payload == {
        "event": str(event.uid),
        "person": str(people[0].uid),
        "rsvp": str(row.uid),
        "starts_at": event.starts_at.isoformat(),
        "kind_of_place": "learner",
        "guests": 0,
        "promoted": False,
    }


def test_going_twice_changes_nothing(event: Event, people: list[Person]) -> None:
    first = actions.rsvp(actor=make.actor(people[0]), event=event, now=NOW, guests=1)
    again = actions.rsvp(actor=make.actor(people[0]), event=event, now=NOW + timedelta(hours=1))

    assert (again.pk, again.state, again.guests, again.queued_at) == (first.pk, "going", 1, NOW)
    assert taken(event) == 2
    assert kinds() == ["going"]


def test_waiting_twice_keeps_the_position(event: Event, people: list[Person]) -> None:
    for person in people:
        make.going(event, person)
    actions.rsvp(actor=make.actor(people[2]), event=event, now=NOW + timedelta(hours=1))

    assert names(event, RsvpState.WAITING) == ["Cleo", "Dora", "Eve"]


def test_who_comes_when_it_is_full_waits_and_is_told_her_position(event: Event, people: list[Person]) -> None:
    for person in people:
        make.going(event, person)

    assert names(event, RsvpState.GOING) == ["Ann", "Bea"]
    assert [standing(make.actor(one), event).position for one in people] == [None, None, 1, 2, 3]
    assert taken(event) == 2


def test_a_cancelled_place_goes_to_the_first_who_waits(event: Event, people: list[Person]) -> None:
    for person in people:
        make.going(event, person)

    row = actions.cancel_rsvp(actor=make.actor(people[0]), event=event, now=NOW)

    assert (row.state, row.reason, row.was) == ("cancelled", RsvpReason.SELF, "going")
    assert names(event, RsvpState.GOING) == ["Bea", "Cleo"]
    assert kinds()[-2:] == ["cancelled", "going"]
    assert Fact.objects.order_by("-id")[0].payload["promoted"] is True
    assert taken(event) == 2


def test_cancelling_twice_changes_nothing(event: Event, people: list[Person]) -> None:
    make.going(event, people[0])
    for _ in range(2):
        actions.cancel_rsvp(actor=make.actor(people[0]), event=event, now=NOW)

    assert taken(event) == 0
    assert kinds() == ["going", "cancelled"]


def test_coming_back_puts_her_at_the_end_of_the_queue(event: Event, people: list[Person]) -> None:
    for person in people:
        make.going(event, person)
    actions.cancel_rsvp(actor=make.actor(people[0]), event=event, now=NOW)
    row = actions.rsvp(actor=make.actor(people[0]), event=event, now=NOW)

    assert Rsvp.objects.filter(event=event, person=people[0]).count() == 1
    assert row.reason == ""
    assert names(event, RsvpState.WAITING) == ["Dora", "Eve", "Ann"]
    assert position_of(row) == 3


def test_the_queue_is_by_arrival_at_the_event_and_not_by_clocks(event: Event, people: list[Person]) -> None:
    for minutes, person in enumerate(people):
        actions.rsvp(actor=SYSTEM, event=event, person=person, now=NOW - timedelta(minutes=minutes))

    assert names(event, RsvpState.WAITING) == ["Cleo", "Dora", "Eve"]


def test_guests_are_places_and_an_entry_that_does_not_fit_waits(event: Event, people: list[Person]) -> None:
    make.going(event, people[0])
    row = make.going(event, people[1], guests=1)

    assert row.state == RsvpState.WAITING
    assert taken(event) == 1


def test_somebody_behind_who_fits_passes_over_and_that_is_told_once(event: Event, people: list[Person]) -> None:
    make.going(event, people[0])
    big = make.going(event, people[1], guests=1)
    make.going(event, people[2])
    actions.cancel_rsvp(actor=SYSTEM, event=event, person=people[0], now=NOW)
    make.going(event, people[3])

    assert names(event, RsvpState.GOING) == ["Cleo", "Dora"]
    assert kinds() == ["going", "waiting", "going", "passed_over", "cancelled", "going"]
    big.refresh_from_db()
    assert big.passed_over_at == NOW
    assert position_of(big) == 1

    actions.change_capacity(actor=SYSTEM, event=event, kind="learner", places=4, now=NOW)
    assert names(event, RsvpState.GOING) == ["Bea", "Cleo", "Dora"]
    assert taken(event) == 4


def test_more_guests_fit_or_are_refused_and_the_place_stays(event: Event, people: list[Person]) -> None:
    make.going(event, people[0])
    row = actions.change_guests(actor=make.actor(people[0]), event=event, guests=1, now=NOW)
    assert (row.guests, taken(event)) == (1, 2)

    with pytest.raises(actions.GuestsDoNotFit) as refused:
        actions.rsvp(actor=make.actor(people[0]), event=event, guests=3, now=NOW)
    assert refused.value.free == 0
    row.refresh_from_db()
    assert (row.state, row.guests, taken(event)) == ("going", 1, 2)


def test_fewer_guests_free_places_for_those_who_wait(event: Event, people: list[Person]) -> None:
    make.going(event, people[0], guests=1)
    make.going(event, people[1])
    actions.change_guests(actor=make.actor(people[0]), event=event, guests=0, now=NOW)

    assert names(event, RsvpState.GOING) == ["Ann", "Bea"]
    assert kinds() == ["going", "waiting", "guests_changed", "going"]


def test_a_waiting_entry_with_fewer_guests_may_fit_now(event: Event, people: list[Person]) -> None:
    make.going(event, people[0])
    make.going(event, people[1], guests=2)
    row = actions.change_guests(actor=make.actor(people[1]), event=event, guests=0, now=NOW)

    assert row.state == RsvpState.GOING
    assert taken(event) == 2


def test_only_so_many_guests_as_the_event_allows(event: Event, people: list[Person]) -> None:
    with pytest.raises(actions.TooManyGuests):
        make.going(event, people[0], guests=4)
    with pytest.raises(actions.NotValid):
        make.going(event, people[0], guests=-1)
    alone = make.event(event.chapter)
    with pytest.raises(actions.TooManyGuests, match="without guests"):
        str(make.going(alone, people[0], guests=1))


def test_learners_and_coaches_have_places_of_their_own(event: Event, people: list[Person]) -> None:
    actions.change_capacity(actor=SYSTEM, event=event, kind="coach", places=1, now=NOW)
    for person in people[:2]:
        actions.rsvp(actor=SYSTEM, event=event, person=person, kind="coach", now=NOW)
    make.going(event, people[2])

    assert names(event, RsvpState.WAITING) == ["Bea"]
    assert (taken(event), taken(event, "coach")) == (1, 1)


def test_who_changes_from_coach_to_learner_frees_the_coachs_place(event: Event, people: list[Person]) -> None:
    actions.change_capacity(actor=SYSTEM, event=event, kind="coach", places=1, now=NOW)
    for person in people[:2]:
        actions.rsvp(actor=SYSTEM, event=event, person=person, kind="coach", now=NOW)
    row = actions.rsvp(actor=SYSTEM, event=event, person=people[0], kind="learner", now=NOW)

    assert (row.state, row.kind) == ("going", "learner")
    assert names(event, RsvpState.GOING) == ["Bea", "Ann"] or names(event, RsvpState.GOING) == ["Ann", "Bea"]
    assert (taken(event), taken(event, "coach")) == (1, 1)


def test_empty_capacity_is_unlimited(people: list[Person], event: Event) -> None:
    roomy = make.event(event.chapter)
    for person in people:
        make.going(roomy, person)

    assert len(names(roomy, RsvpState.GOING)) == 5
    assert taken(roomy) == 5


def test_hosts_take_no_place(event: Event, people: list[Person]) -> None:
    make.going(event, people[0])
    make.going(event, people[1])
    make.going(event, people[2])
    actions.give_event_role(actor=SYSTEM, event=event, person=people[0], name="host", now=NOW)

    assert names(event, RsvpState.GOING) == ["Bea", "Cleo"]
    assert Rsvp.objects.get(event=event, person=people[0]).reason == RsvpReason.RELEASED
    with pytest.raises(actions.HostNeedsNoPlace):
        actions.rsvp(actor=make.actor(people[0]), event=event, now=NOW)
    assert standing(make.actor(people[0]), event).is_host


def test_declining_without_a_place_is_remembered(event: Event, people: list[Person]) -> None:
    row = actions.decline(actor=make.actor(people[0]), event=event, now=NOW)

    assert row.state == RsvpState.NOT_GOING
    assert kinds() == ["not_going"]
    assert actions.rsvp(actor=make.actor(people[0]), event=event, now=NOW).state == RsvpState.GOING


def test_declining_frees_a_place(event: Event, people: list[Person]) -> None:
    for person in people[:3]:
        make.going(event, person)
    row = actions.decline(actor=make.actor(people[0]), event=event, now=NOW)

    assert row.state == RsvpState.CANCELLED
    assert names(event, RsvpState.GOING) == ["Bea", "Cleo"]


def test_a_draft_a_past_a_cancelled_and_a_skipped_event_refuse_with_their_reason(people: list[Person]) -> None:
    chapter = people[0].memberships.get().chapter
    me = make.actor(people[0])
    draft = make.event(chapter, published=False)
    with pytest.raises(actions.EventIsDraft):
        actions.rsvp(actor=me, event=draft, now=NOW)
    event = make.event(chapter)
    with pytest.raises(actions.EventHasBegun):
        actions.rsvp(actor=me, event=event, now=event.starts_at)
    with pytest.raises(actions.EventIsOver):
        actions.rsvp(actor=me, event=event, now=event.ends_at)
    actions.cancel_event(actor=SYSTEM, event=event, reason="Flu", now=NOW)
    with pytest.raises(actions.EventIsCancelled):
        actions.rsvp(actor=me, event=event, now=NOW)
    skipped = make.series(chapter).events.order_by("starts_at")[0]
    actions.skip_event(actor=SYSTEM, event=skipped, now=NOW)
    with pytest.raises(actions.EventIsCancelled):
        actions.rsvp(actor=me, event=skipped, now=NOW)
    assert not Rsvp.objects.exists()
    assert kinds() == []


def test_windows_open_and_close_before_the_start_and_move_with_it(people: list[Person]) -> None:
    chapter = people[0].memberships.get().chapter
    me = make.actor(people[0])
    event = make.event(chapter, opens_before=60 * 24, closes_before=60)
    opens, closes = event.starts_at - timedelta(days=1), event.starts_at - timedelta(hours=1)

    with pytest.raises(actions.SignUpNotOpen):
        actions.rsvp(actor=me, event=event, now=opens - timedelta(seconds=1))
    with pytest.raises(actions.SignUpClosed):
        actions.rsvp(actor=me, event=event, now=closes)
    assert actions.rsvp(actor=me, event=event, now=opens).state == RsvpState.GOING

    later = actions.move_event(
        actor=SYSTEM, event=event, wall_date=event.wall_date + timedelta(days=3), wall_time=event.wall_time, now=NOW
    )
    with pytest.raises(actions.SignUpNotOpen):
        actions.rsvp(actor=make.actor(people[1]), event=later, now=opens + timedelta(days=3, seconds=-1))


def test_a_host_signs_somebody_up_outside_of_the_window_but_never_over_the_places(people: list[Person]) -> None:
    chapter = people[0].memberships.get().chapter
    event = make.event(chapter, places=1, opens_before=60)
    organiser = make.actor(make.organiser(chapter))

    assert actions.rsvp(actor=organiser, event=event, person=people[0], now=NOW).state == RsvpState.GOING
    assert actions.rsvp(actor=organiser, event=event, person=people[1], now=NOW).state == RsvpState.WAITING
    with pytest.raises(actions.SignUpNotOpen):
        actions.rsvp(actor=organiser, event=event, now=NOW)
    with pytest.raises(actions.NotAMember):
        actions.rsvp(actor=organiser, event=event, person=make.person("Stranger"), now=NOW)


def test_who_has_a_place_may_press_going_again_after_sign_up_closed(people: list[Person]) -> None:
    event = make.event(people[0].memberships.get().chapter, closes_before=60)
    make.going(event, people[0])

    row = actions.rsvp(actor=make.actor(people[0]), event=event, now=event.starts_at - timedelta(minutes=5))
    assert row.state == RsvpState.GOING


def test_nobody_is_promoted_after_the_start_and_nobody_cancels_then(event: Event, people: list[Person]) -> None:
    for person in people:
        make.going(event, person)
    with pytest.raises(actions.EventHasBegun):
        actions.cancel_rsvp(actor=make.actor(people[0]), event=event, now=event.starts_at)
    actions.change_capacity(actor=SYSTEM, event=event, kind="learner", places=5, now=event.starts_at)

    assert names(event, RsvpState.WAITING) == ["Cleo", "Dora", "Eve"]


def test_promotion_goes_on_until_the_last_second_before_the_start(event: Event, people: list[Person]) -> None:
    for person in people:
        make.going(event, person)
    last = event.starts_at - timedelta(seconds=1)
    actions.cancel_rsvp(actor=make.actor(people[0]), event=event, now=last)

    assert names(event, RsvpState.GOING) == ["Bea", "Cleo"]


def test_visitors_strangers_and_members_of_other_chapters_cannot_sign_up(event: Event) -> None:
    with pytest.raises(SignInNeeded):
        actions.rsvp(actor=VISITOR, event=event, now=NOW)
    with pytest.raises(Forbidden):
        actions.rsvp(actor=make.actor(make.person("Nobody")), event=event, now=NOW)
    other = make.member(make.chapter("lisbon"))
    with pytest.raises(Forbidden):
        actions.rsvp(actor=make.actor(other), event=event, now=NOW)


def test_a_member_signs_up_or_takes_off_nobody_but_herself(event: Event, people: list[Person]) -> None:
    make.going(event, people[1])
    for act in (actions.rsvp, actions.cancel_rsvp):
        with pytest.raises(Forbidden):
            act(actor=make.actor(people[0]), event=event, person=people[1], now=NOW)
    row = actions.cancel_rsvp(actor=make.actor(make.organiser(event.chapter)), event=event, person=people[1], now=NOW)
    assert row.reason == RsvpReason.ORGANISER


def test_cancelling_what_was_never_there_is_refused(event: Event, people: list[Person]) -> None:
    with pytest.raises(actions.NotSignedUp):
        actions.cancel_rsvp(actor=make.actor(people[0]), event=event, now=NOW)


def test_somebody_who_was_erased_in_another_window_gets_no_place_and_joins_nothing(event: Event) -> None:
    ada, bea = make.member(event.chapter, "Ada"), make.person("Bea")
    actors = make.actor(ada), make.actor(bea)  # as two requests knew them that were under way
    make.erase(ada)
    make.erase(bea)
    for act in (actions.rsvp, actions.decline):
        with pytest.raises(actions.PersonIsGone):
            act(actor=actors[0], event=event, now=NOW)
    with pytest.raises(actions.PersonIsGone):
        actions.rsvp(actor=make.actor(make.organiser(event.chapter)), event=event, person=ada, now=NOW)
    with pytest.raises(actions.PersonIsGone):
        join_and_rsvp(actor=actors[1], event=event, accept_conduct=True, now=NOW)
    assert not Rsvp.objects.exists()
    assert not bea.memberships.exists()
