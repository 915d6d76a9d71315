"""Lists, standing, doors: right, and at the same price for one row and for thirty."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from chapterhouse.chapters.models import Audience, Chapter
from chapterhouse.events import actions, queries
from chapterhouse.events.models import Event
from chapterhouse.foundation.actors import SYSTEM, VISITOR
from chapterhouse.lib.recurrence import rule_from
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def titles(events: object) -> list[str]:
    return [event.title for event in events]  # type: ignore[attr-defined]


def test_the_door_to_an_event_hides_drafts_and_other_chapters() -> None:
    chapter = make.chapter()
    draft, open_one = make.event(chapter, published=False), make.event(chapter)
    organiser = make.actor(make.organiser(chapter))

    assert queries.event_for(VISITOR, "portland", open_one.short_id) == open_one
    assert queries.event_for(organiser, "portland", draft.short_id) == draft
    make.chapter("lisbon")
    for slug, short_id in (("portland", draft.short_id), ("lisbon", open_one.short_id), ("portland", "nothing1")):
        with pytest.raises(Http404):
            queries.event_for(VISITOR, slug, short_id)
    for door in (queries.hosted_event_for, queries.event_at_the_door_for):
        with pytest.raises(Http404):
            door(make.actor(make.member(chapter)), "portland", open_one.short_id)
        assert door(organiser, "portland", open_one.short_id) == open_one


def test_doors_to_series_and_to_planning_are_for_organisers() -> None:
    chapter = make.chapter()
    series = make.series(chapter)
    organiser, member = make.actor(make.organiser(chapter)), make.actor(make.member(chapter))

    assert queries.series_for(organiser, "portland", series.uid) == series
    assert queries.organised_chapter_for(organiser, "portland") == chapter
    for wrong in (
        lambda: queries.series_for(member, "portland", series.uid),
        lambda: queries.series_for(organiser, "portland", uuid4()),
        lambda: queries.organised_chapter_for(member, "portland"),
        lambda: queries.organised_chapter_for(organiser, "nowhere"),
    ):
        with pytest.raises(Http404):
            wrong()


def test_upcoming_goes_on_until_the_end_and_past_begins_there() -> None:
    chapter = make.chapter()
    soon, later = make.event(chapter, "Soon", days=1), make.event(chapter, "Later", days=2)
    make.event(chapter, "Draft", published=False)
    during, after = soon.starts_at + timedelta(minutes=5), soon.ends_at

    assert titles(queries.upcoming_events(chapter, VISITOR, during)) == ["Soon", "Later"]
    assert titles(queries.past_events(chapter, VISITOR, during)) == []
    assert titles(queries.upcoming_events(chapter, VISITOR, after)) == ["Later"]
    assert titles(queries.past_events(chapter, VISITOR, after)) == ["Soon"]
    assert "Draft" in titles(queries.upcoming_events(chapter, SYSTEM, NOW))
    assert titles(queries.past_events(chapter, VISITOR, later.ends_at)) == ["Later", "Soon"]


def test_skipped_dates_are_left_out_of_lists_but_not_of_the_organisers() -> None:
    series = make.series(make.chapter())
    event = series.events.order_by("starts_at")[1]
    actions.skip_event(actor=SYSTEM, event=event, now=NOW)

    assert event not in queries.upcoming_events(series.chapter, SYSTEM, NOW)
    assert event in queries.organiser_events(series.chapter, NOW)
    assert event in queries.events_in_series(series, NOW)
    [line] = queries.series_of(series.chapter, NOW)
    assert (line.series, line.to_come) == (series, 12)


def test_cards_know_places_and_answers_at_one_price() -> None:
    chapter = make.chapter()
    ann, bea = make.member(chapter, "Ann"), make.member(chapter, "Bea")
    me = make.actor(bea)

    def fill(number: int) -> None:
        for _ in range(number):
            event = make.event(chapter, places=1)
            make.going(event, ann)
            make.going(event, bea)

    def look() -> tuple[list[queries.EventCard], int]:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            cards = queries.cards(list(queries.upcoming_events(chapter, me, NOW)), now=NOW, actor=me)
        return cards, len(caught)

    fill(1)
    [card], one = look()
    assert (card.places.places, card.places.going, card.places.waiting, card.places.left) == (1, 1, 1, 0)
    assert card.places.is_full
    assert card.rsvp is not None
    assert (card.rsvp.state, card.sign_up, card.came) == ("waiting", queries.SignUp.OPEN, None)
    fill(29)
    cards, thirty = look()
    assert (len(cards), thirty) == (30, one)
    assert one <= 5


def test_a_past_card_knows_how_many_came() -> None:
    chapter = make.chapter()
    event = make.event(chapter)
    make.came(event, make.member(chapter))
    make.came(event, name="Zoe")
    [card] = queries.cards([event], now=event.ends_at)

    assert (card.came, card.sign_up) == (2, queries.SignUp.OVER)


def test_standing_tells_position_host_and_attendance_and_nothing_to_a_visitor() -> None:
    chapter = make.chapter()
    event = make.event(chapter, places=1)
    people = [make.member(chapter, name) for name in ("Ann", "Bea", "Cleo", "Dora")]
    for person in people:
        make.going(event, person)
    make.came(event, people[0])

    assert [queries.standing(make.actor(one), event).position for one in people] == [None, 1, 2, 3]
    assert [row.person.name for row in queries.queue_of(event, "learner")] == ["Bea", "Cleo", "Dora"]
    first = queries.standing(make.actor(people[0]), event)
    assert (first.is_going, first.is_waiting, first.is_host) == (True, False, False)
    assert first.attendance is not None
    with CaptureQueriesContext(connection) as caught:
        assert queries.standing(VISITOR, event) == queries.Standing()
    assert len(caught) == 0


def test_the_door_list_has_everybody_expected_or_here_by_name_at_one_price() -> None:
    chapter = make.chapter()
    event = make.event(chapter, places=2)
    host, ann, bea, cleo = (make.member(chapter, name) for name in ("hana", "Ann", "Bea", "Cleo"))
    actions.give_event_role(actor=SYSTEM, event=event, person=host, name="host", now=NOW)
    for person in (ann, bea, cleo):
        make.going(event, person)
    make.came(event, ann)
    make.came(event, name="Zoe")
    undone = make.came(event, make.member(chapter, "Mistake"))
    actions.undo_check_in(actor=SYSTEM, event=event, attendance=undone, uuid=uuid4(), now=event.starts_at)
    event = queries.event_at_the_door_for(SYSTEM, "portland", event.short_id)

    with CaptureQueriesContext(connection) as caught:
        lines = queries.door_list(SYSTEM, event)
    assert [(line.name, line.expected, line.is_waiting, line.came) for line in lines] == [
        ("Ann", True, False, True),
        ("Bea", True, False, False),
        ("Cleo", False, True, False),
        ("hana", True, False, False),
        ("Zoe", False, False, True),
    ]
    assert queries.door_counts(lines) == queries.DoorCounts(expected=3, came=2, walk_ins=1, guests=0)
    assert len(caught) == 3
    assert queries.door_list(make.actor(ann), event) == []


def test_names_of_those_who_come_are_for_members_unless_the_chapter_says_otherwise() -> None:
    chapter = make.chapter()
    event = make.event(chapter)
    ann = make.member(chapter, "Ann")
    make.going(event, ann)

    assert queries.attendees(VISITOR, event) is None
    shown = queries.attendees(make.actor(ann), event)
    assert shown is not None
    assert [row.person.name for row in shown] == ["Ann"]
    Chapter.objects.update(attendees_for=Audience.PUBLIC)
    assert queries.attendees(VISITOR, queries.event_for(VISITOR, "portland", event.short_id))


def test_members_are_found_for_the_door_by_parts_of_their_name() -> None:
    chapter = make.chapter()
    event = make.event(chapter)
    for name in ("Ann Lee", "Anna Berg", "Bea Lee"):
        make.member(chapter, name)
    stranger = make.person("Ann Stranger")

    assert [one.name for one in queries.members_for_the_door(SYSTEM, event, "ann")] == ["Ann Lee", "Anna Berg"]
    assert [one.name for one in queries.members_for_the_door(SYSTEM, event, "lee an")] == ["Ann Lee"]
    assert queries.members_for_the_door(SYSTEM, event, "  ") == []
    assert queries.members_for_the_door(VISITOR, event, "ann") == []
    assert queries.member_for_the_door(event, stranger.uid) is None


def test_next_events_of_the_network_near_and_online() -> None:
    portland = make.chapter(latitude=45.52, longitude=-122.68)
    berlin = make.chapter("berlin", latitude=52.52, longitude=13.4, time_zone="Europe/Berlin")
    make.event(portland, "Portland later", days=4)
    make.event(portland, "Portland", days=3)
    make.event(berlin, "Berlin", days=2)
    make.event(berlin, "Online", days=1, where="online")
    make.event(berlin, "Draft", days=1, published=False)

    assert titles(queries.next_events_of_network(NOW)) == ["Online", "Berlin", "Portland", "Portland later"]
    assert titles(queries.next_events_of_network(NOW, limit=1)) == ["Online"]
    assert titles(queries.next_events_of_network(NOW, online=True)) == ["Online"]
    seattle, prague = (47.6, -122.3), (50.1, 14.4)
    assert titles(queries.next_events_of_network(NOW, near=seattle)) == ["Portland", "Berlin"]
    assert titles(queries.next_events_of_network(NOW, near=prague)) == ["Berlin", "Portland"]
    assert queries.next_events_of_network(NOW + timedelta(days=99), near=prague) == []


def test_calendars_keep_what_was_called_off_and_leave_out_what_was_never_announced() -> None:
    chapter = make.chapter()
    holiday = date(2026, 3, 11)
    series = make.series(chapter, skip_dates=(holiday,), ends_on=date(2026, 3, 18))
    called_off = series.events.get(original_date=date(2026, 3, 18))
    actions.skip_event(actor=SYSTEM, event=called_off, now=NOW)
    make.event(chapter, "Draft", published=False)
    found = list(queries.calendar_events(chapter, NOW))

    assert [event.wall_date for event in found] == [date(2026, 3, 4), date(2026, 3, 18)]
    assert list(queries.calendar_events(None, NOW)) == found
    assert list(queries.calendar_events(chapter, NOW + timedelta(days=150))) == []


def test_my_events_are_those_to_come_where_i_go_or_wait() -> None:
    chapter = make.chapter()
    ann = make.member(chapter, "Ann")
    events = [make.event(chapter, f"Day {days}", days=days) for days in (1, 2, 3)]
    for event in events:
        make.going(event, ann)
    actions.cancel_rsvp(actor=make.actor(ann), event=events[1], now=NOW)
    me = make.actor(ann)

    assert [row.event.title for row in queries.my_events(me, NOW)] == ["Day 1", "Day 3"]
    assert titles(queries.my_past_events(me, events[0].ends_at)) == ["Day 1"]
    assert list(queries.my_events(VISITOR, NOW)) == []
    assert list(queries.my_past_events(VISITOR, NOW)) == []
    kept = queries.what_is_kept(ann)
    assert [row["state"] for row in kept["rsvps"]] == ["going", "cancelled", "going"]


def test_events_of_the_past_month_wait_to_be_closed() -> None:
    chapter = make.chapter()
    event = make.event(chapter, "Open end", days=1)
    make.event(chapter, "Off", days=1)
    actions.cancel_event(actor=SYSTEM, event=Event.objects.get(title="Off"), reason="", now=NOW)

    assert titles(queries.events_to_close(chapter, event.ends_at)) == ["Open end"]
    actions.close_event(actor=SYSTEM, event=event, now=event.ends_at, nobody_came=True)
    assert titles(queries.events_to_close(chapter, event.ends_at)) == []


def test_a_preview_warns_of_clock_changes_skipped_and_doubled_times() -> None:
    spring = queries.preview_series(
        rule=rule_from("weekly/1/su"),
        starts_on=date(2026, 3, 22),
        wall_time=time(2, 30),
        time_zone="Europe/Berlin",
        minutes=60,
        skip_dates=[date(2026, 4, 5)],
        most=3,
    )
    assert [(one.day.day, one.shifted, one.ambiguous, one.offset_changed) for one in spring] == [
        (22, False, False, False),
        (29, True, False, True),
        (12, False, False, False),
    ]
    assert spring[1].starts_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    autumn = queries.preview_series(
        rule=rule_from("weekly/1/su"),
        starts_on=date(2026, 10, 18),
        wall_time=time(2, 30),
        time_zone="Europe/Berlin",
        minutes=60,
        most=3,
    )
    assert [one.ambiguous for one in autumn] == [False, True, False]


def test_the_page_knows_when_it_changes_by_itself() -> None:
    event = make.event(make.chapter(), opens_before=120, closes_before=60)
    opens = event.starts_at - timedelta(hours=2)
    changes = [NOW]
    while (instant := queries.next_change(event, changes[-1])) is not None:
        changes.append(instant)
    assert changes[1:] == [opens, opens + timedelta(hours=1), event.starts_at, event.ends_at]
    states = [queries.sign_up_of(event, instant) for instant in changes]
    assert states == ["not_yet", "open", "closed", "begun", "over"]
