"""One event: planned, published, edited, moved, cancelled, restored."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from chapterhouse.events import actions
from chapterhouse.events.models import Event, EventState, RsvpReason
from chapterhouse.foundation.actors import SYSTEM, VISITOR
from chapterhouse.foundation.models import Fact, Stream
from chapterhouse.foundation.refusals import Forbidden, SignInNeeded
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    facts = Fact.objects.filter(kind__startswith="event.").order_by("id")
    return [kind.removeprefix("event.") for kind in facts.values_list("kind", flat=True)]


def states(event: Event) -> list[tuple[str, str]]:
    rows = event.rsvps.order_by("id")
    return list(rows.values_list("person__name", "state"))


def test_an_event_is_a_draft_until_it_is_published() -> None:
    event = make.event(make.chapter(), published=False, places=12, coach_places=3)

    assert event.state == EventState.DRAFT
    assert dict(event.capacities.values_list("kind", "places")) == {"learner": 12, "coach": 3}
    for _ in range(2):
        actions.publish_event(actor=SYSTEM, event=event, now=NOW)
    assert kinds().count("published") == 1
    with pytest.raises(actions.NotADraft):
        actions.discard_event(actor=SYSTEM, event=event, now=NOW)


def test_a_draft_can_be_thrown_away_and_not_cancelled() -> None:
    event = make.event(make.chapter(), published=False)
    with pytest.raises(actions.NotADraft):
        actions.cancel_event(actor=SYSTEM, event=event, reason="", now=NOW)
    actions.discard_event(actor=SYSTEM, event=event, now=NOW)

    assert not Event.objects.exists()
    assert kinds()[-1] == "discarded"


def test_a_draft_of_the_past_cannot_be_published() -> None:
    event = make.event(make.chapter(), published=False)
    with pytest.raises(actions.InThePast):
        actions.publish_event(actor=SYSTEM, event=event, now=event.starts_at)


def test_editing_words_is_an_edit_and_editing_time_or_place_is_a_move_that_raises_the_sequence() -> None:
    event = make.event(make.chapter())
    actions.edit_event(actor=SYSTEM, event=event, changes={"title": "Mini-lesson"}, now=NOW)
    assert kinds()[-1] == "edited"
    event.refresh_from_db()
    assert event.sequence == 0
    old = event.starts_at

    event = actions.edit_event(
        actor=SYSTEM, event=event, changes={"title": "Loops", "place": "Room 5", "minutes": 90}, now=NOW
    )
    assert kinds()[-2:] == ["moved", "edited"]
    assert (event.sequence, event.ends_at - event.starts_at) == (1, timedelta(minutes=90))
    moved = Fact.objects.get(kind="event.moved").payload
    assert (moved["fields"], moved["old_starts_at"]) == (["place", "minutes"], old.isoformat())


def test_an_edit_that_changes_nothing_announces_nothing() -> None:
    event = make.event(make.chapter())
    before = Fact.objects.count()
    actions.edit_event(actor=SYSTEM, event=event, changes={"title": event.title, "venue": None, "topics": ()}, now=NOW)
    assert Fact.objects.count() == before


def test_topics_are_part_of_an_edit() -> None:
    event = make.event(make.chapter())
    topic = make.topic("Loops")
    actions.edit_event(actor=SYSTEM, event=event, changes={"topics": (topic,)}, now=NOW)

    assert list(event.topics.all()) == [topic]
    assert Fact.objects.get(kind="event.edited").payload["fields"] == ["topics"]


def test_a_moved_event_keeps_its_rsvps_and_its_new_time_is_derived_from_the_wall() -> None:
    chapter = make.chapter(time_zone="America/Los_Angeles")
    event = make.event(chapter)
    make.going(event, make.member(chapter, "Ann"))
    moved = actions.move_event(actor=SYSTEM, event=event, wall_date=date(2026, 3, 20), wall_time=time(18, 30), now=NOW)

    assert moved.starts_at == datetime(2026, 3, 21, 1, 30, tzinfo=UTC)
    assert states(moved) == [("Ann", "going")]


def test_an_event_is_not_moved_into_the_past_nor_once_it_has_begun() -> None:
    event = make.event(make.chapter())
    with pytest.raises(actions.InThePast):
        actions.move_event(
            actor=SYSTEM, event=event, wall_date=NOW.date() - timedelta(days=1), wall_time=time(19), now=NOW
        )
    with pytest.raises(actions.EventHasBegun):
        actions.move_event(
            actor=SYSTEM,
            event=event,
            wall_date=event.wall_date + timedelta(days=9),
            wall_time=time(19),
            now=event.starts_at,
        )
    event.refresh_from_db()
    assert event.sequence == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 121),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", ""),
        ("minutes", 0),
        ("minutes", -5),
        ("place", "x" * 301),
        ("link", "javascript:alert(1)"),
        ("link", "not a link"),
        ("where", "elsewhere"),
        ("wall_date", date(1492, 10, 12)),
        ("description", "nul\x00byte"),
        ("opens_before", 0),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field_and_nothing_changes(field: str, value: object) -> None:
    event = make.event(make.chapter())
    before = Event.objects.filter(pk=event.pk).values().get()
    with pytest.raises(actions.NotValid) as refused:
        actions.edit_event(actor=SYSTEM, event=event, changes={field: value}, now=NOW)

    assert refused.value.field == field
    assert Event.objects.filter(pk=event.pk).values().get() == before


def test_another_chapters_venue_is_refused() -> None:
    event = make.event(make.chapter())
    foreign = make.venue(make.chapter("lisbon"))
    with pytest.raises(actions.NotValid) as refused:
        actions.edit_event(actor=SYSTEM, event=event, changes={"venue": foreign}, now=NOW)
    assert refused.value.field == "venue"


def test_cancelling_ends_every_answer_with_a_fact_and_keeps_the_reason() -> None:
    chapter = make.chapter()
    event = make.event(chapter, places=1)
    for name in ("Ann", "Bea"):
        make.going(event, make.member(chapter, name))
    for _ in range(2):
        cancelled = actions.cancel_event(actor=SYSTEM, event=event, reason=" The library is closed ", now=NOW)

    assert (cancelled.state, cancelled.cancel_reason, cancelled.cancelled_at) == (
        "cancelled",
        "The library is closed",
        NOW,
    )
    assert cancelled.sequence == 1
    assert set(event.rsvps.values_list("state", "reason")) == {("cancelled", RsvpReason.EVENT)}
    assert event.capacities.get().taken == 0
    facts = Fact.objects.filter(kind="rsvp.cancelled").order_by("id")
    assert [(one.payload["was"], one.payload["reason"]) for one in facts] == [("going", "event"), ("waiting", "event")]
    assert kinds().count("cancelled") == 1


def test_an_event_of_the_past_is_not_cancelled() -> None:
    event = make.event(make.chapter())
    with pytest.raises(actions.EventIsOver):
        actions.cancel_event(actor=SYSTEM, event=event, reason="", now=event.ends_at)


def test_a_restored_event_gives_everybody_back_what_she_had() -> None:
    chapter = make.chapter()
    event = make.event(chapter, places=2, guests_allowed=2)
    ann, bea, cleo, dora = (make.member(chapter, name) for name in ("Ann", "Bea", "Cleo", "Dora"))
    make.going(event, ann)
    make.going(event, bea, guests=2)  # waits: two places are missing
    make.going(event, cleo)
    make.going(event, dora)
    actions.cancel_event(actor=SYSTEM, event=event, reason="Snow", now=NOW)
    restored = actions.restore_event(actor=SYSTEM, event=event, now=NOW)

    assert states(event) == [("Ann", "going"), ("Bea", "waiting"), ("Cleo", "going"), ("Dora", "waiting")]
    assert event.capacities.get().taken == 2
    assert (restored.cancel_reason, restored.cancelled_at, restored.sequence) == ("", None, 2)


def test_who_says_no_while_the_event_is_cancelled_does_not_come_back_with_it() -> None:
    chapter = make.chapter()
    event = make.event(chapter, places=1)
    ann, bea = make.member(chapter, "Ann"), make.member(chapter, "Bea")
    make.going(event, ann)
    make.going(event, bea)
    actions.cancel_event(actor=SYSTEM, event=event, reason="", now=NOW)
    actions.cancel_rsvp(actor=make.actor(ann), event=event, now=NOW)
    actions.restore_event(actor=SYSTEM, event=event, now=NOW)

    assert states(event) == [("Ann", "cancelled"), ("Bea", "going")]


def test_a_smaller_room_after_a_restore_leaves_the_last_ones_waiting_first() -> None:
    chapter = make.chapter()
    event = make.event(chapter, places=2)
    for name in ("Ann", "Bea", "Cleo"):
        make.going(event, make.member(chapter, name))
    actions.cancel_event(actor=SYSTEM, event=event, reason="", now=NOW)
    actions.change_capacity(actor=SYSTEM, event=event, kind="learner", places=1, now=NOW)
    actions.restore_event(actor=SYSTEM, event=event, now=NOW)

    assert states(event) == [("Ann", "going"), ("Bea", "waiting"), ("Cleo", "waiting")]
    actions.change_capacity(actor=SYSTEM, event=event, kind="learner", places=2, now=NOW)
    assert states(event) == [("Ann", "going"), ("Bea", "going"), ("Cleo", "waiting")]


def test_only_what_was_called_off_and_is_to_come_is_restored() -> None:
    chapter = make.chapter()
    with pytest.raises(actions.NothingToRestore):
        actions.restore_event(actor=SYSTEM, event=make.event(chapter, published=False), now=NOW)
    event = make.event(chapter)
    assert actions.restore_event(actor=SYSTEM, event=event, now=NOW).sequence == 0
    actions.cancel_event(actor=SYSTEM, event=event, reason="", now=NOW)
    with pytest.raises(actions.InThePast):
        actions.restore_event(actor=SYSTEM, event=event, now=event.starts_at)


def test_an_event_that_stands_alone_is_not_skipped() -> None:
    with pytest.raises(actions.NotInSeries):
        actions.skip_event(actor=SYSTEM, event=make.event(make.chapter()), now=NOW)


def test_members_and_visitors_plan_nothing_hosts_edit_theirs_only() -> None:
    chapter = make.chapter()
    event, other = make.event(chapter), make.event(chapter)
    member = make.actor(make.member(chapter))
    host = make.member(chapter, "Hana")
    actions.give_event_role(actor=SYSTEM, event=event, person=host, name="host", now=NOW)
    door = make.member(chapter, "Dot")
    actions.give_event_role(actor=SYSTEM, event=event, person=door, name="door", now=NOW)
    changes = {"title": "Mine"}

    with pytest.raises(SignInNeeded):
        actions.edit_event(actor=VISITOR, event=event, changes=changes, now=NOW)
    for actor, wanted in ((member, event), (make.actor(host), other), (make.actor(door), event)):
        with pytest.raises(Forbidden):
            actions.edit_event(actor=actor, event=wanted, changes=changes, now=NOW)
        with pytest.raises(Forbidden):
            actions.cancel_event(actor=actor, event=wanted, reason="", now=NOW)
        with pytest.raises(Forbidden):
            actions.change_capacity(actor=actor, event=wanted, kind="learner", places=1, now=NOW)
    assert actions.edit_event(actor=make.actor(host), event=event, changes=changes, now=NOW).title == "Mine"


def test_pages_of_the_whole_network_learn_of_what_they_show() -> None:
    chapter = make.chapter()
    event = make.event(chapter, published=False)

    def version() -> int:
        return Stream.objects.get(name="network").version

    before = version()
    actions.edit_event(actor=SYSTEM, event=event, changes={"title": "Draft"}, now=NOW)
    for act in (
        lambda: actions.publish_event(actor=SYSTEM, event=event, now=NOW),
        lambda: actions.edit_event(actor=SYSTEM, event=event, changes={"title": "New"}, now=NOW),
        lambda: actions.edit_event(actor=SYSTEM, event=event, changes={"place": "Here"}, now=NOW),
        lambda: actions.cancel_event(actor=SYSTEM, event=event, reason="", now=NOW),
        lambda: actions.restore_event(actor=SYSTEM, event=event, now=NOW),
    ):
        before = version()
        act()
        assert version() > before
