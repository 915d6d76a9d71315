"""Series: their dates through clock changes and holidays, and editing this and all following."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chapterhouse.events import actions
from chapterhouse.events.models import Event, EventState, Rsvp, RsvpReason, RsvpState, Series
from chapterhouse.foundation.actors import SYSTEM, VISITOR
from chapterhouse.foundation.models import Fact
from chapterhouse.foundation.refusals import Forbidden, SignInNeeded
from chapterhouse.lib.recurrence import rule_from
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 3, 4)  # the day of NOW


def days(series: Series, *, state: str = EventState.PUBLISHED) -> list[date]:
    rows = Event.objects.filter(series=series, state=state).order_by("original_date")
    return [row.wall_date for row in rows]


def nth(series: Series, number: int) -> Event:
    """Give the n-th event of a series, from 0."""
    return Event.objects.filter(series=series).order_by("original_date")[number]


def local(event: Event) -> datetime:
    """Give what a clock on the wall of the event shows when it begins."""
    return event.starts_at.astimezone(ZoneInfo(event.time_zone)).replace(tzinfo=None)


def test_a_series_is_published_twelve_weeks_ahead_and_today_counts() -> None:
    series = make.series(make.chapter(), places=20, guests_allowed=1)

    assert days(series) == [WEDNESDAY + timedelta(weeks=week) for week in range(13)]
    event = nth(series, 0)
    assert event.capacities.get().places == 20
    assert (event.title, event.guests_allowed, event.short_id != nth(series, 1).short_id) == (series.title, 1, True)
    assert Fact.objects.filter(kind="event.published", stream=series.chapter.stream).count() == 13


def test_extending_makes_only_what_is_missing() -> None:
    series = make.series(make.chapter())

    assert actions.extend_series(actor=SYSTEM, series=series, now=NOW) == []
    later = NOW + timedelta(weeks=2)
    made = actions.extend_series(actor=SYSTEM, series=series, now=later)
    assert [one.wall_date for one in made] == [WEDNESDAY + timedelta(weeks=13), WEDNESDAY + timedelta(weeks=14)]


def test_dates_missed_while_nobody_extended_are_not_made_up_for() -> None:
    series = make.series(make.chapter())
    much_later = NOW + timedelta(weeks=20)
    made = actions.extend_series(actor=SYSTEM, series=series, now=much_later)

    assert made[0].starts_at > much_later
    assert made[0].wall_date == WEDNESDAY + timedelta(weeks=20)


def test_todays_meeting_that_has_begun_is_not_made() -> None:
    chapter = make.chapter(time_zone="UTC")
    series = make.series(chapter, at=time(11))  # NOW is noon

    assert days(series)[0] == WEDNESDAY + timedelta(weeks=1)


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("Europe/Berlin", datetime(2026, 3, 4, 12, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 9, 30, 12, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 2, 25, 12, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 10, 14, 12, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 3, 11, 12, tzinfo=UTC)),
    ],
)
def test_wednesday_at_seven_stays_at_seven_across_a_clock_change(zone: str, now: datetime) -> None:
    series = make.series(make.chapter(time_zone=zone, now=now), now=now)
    events = list(series.events.order_by("starts_at"))

    assert len(events) >= 12
    assert {local(event).time() for event in events} == {time(19)}
    assert {local(event).weekday() for event in events} == {2}
    assert len({event.starts_at.astimezone(ZoneInfo(zone)).utcoffset() for event in events}) == 2


def test_sao_paulos_midnight_gap_moves_a_midnight_meeting_forward_on_that_day_only() -> None:
    # Until 2018 Brazil's clocks jumped from midnight to one o'clock; 4 November 2018 had no 00:00.
    now = datetime(2018, 10, 15, 12, tzinfo=UTC)
    chapter = make.chapter(time_zone="America/Sao_Paulo", now=now)
    series = make.series(chapter, rule="weekly/1/su", at=time(0), minutes=60, now=now)

    assert days(series)[:3] == [date(2018, 10, 21), date(2018, 10, 28), date(2018, 11, 4)]
    assert [local(nth(series, number)) for number in (1, 2, 3)] == [
        datetime(2018, 10, 28, 0),
        datetime(2018, 11, 4, 1),
        datetime(2018, 11, 11, 0),
    ]
    assert nth(series, 2).wall_time == time(0)


def test_a_time_that_the_clock_skips_is_later_by_the_gap_and_the_preview_says_so() -> None:
    now = datetime(2026, 3, 23, 12, tzinfo=UTC)
    chapter = make.chapter(time_zone="Europe/Berlin", now=now)
    series = make.series(chapter, rule="weekly/1/su", at=time(2, 30), now=now)

    assert [local(nth(series, number)) for number in (0, 1)] == [
        datetime(2026, 3, 29, 3, 30),
        datetime(2026, 4, 5, 2, 30),
    ]


def test_a_doubled_time_means_the_first_and_the_second_can_be_chosen_for_one_event() -> None:
    now = datetime(2026, 10, 19, 12, tzinfo=UTC)
    chapter = make.chapter(time_zone="Europe/Berlin", now=now)
    event = nth(make.series(chapter, rule="weekly/1/su", at=time(2, 30), now=now), 0)
    assert event.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    moved = actions.move_event(
        actor=SYSTEM, event=event, wall_date=event.wall_date, wall_time=event.wall_time, fold=1, now=now
    )
    assert moved.starts_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_holiday_is_skipped_and_never_comes_back_by_itself() -> None:
    holiday = WEDNESDAY + timedelta(weeks=2)
    series = make.series(make.chapter(), skip_dates=(holiday, date(2026, 3, 5)))

    assert holiday not in days(series)
    assert days(series, state=EventState.SKIPPED) == [holiday]
    actions.extend_series(actor=SYSTEM, series=series, now=NOW + timedelta(weeks=1))
    assert holiday not in days(series)


def test_a_date_can_be_left_out_before_its_event_is_made() -> None:
    series = make.series(make.chapter())
    christmas = WEDNESDAY + timedelta(weeks=40)
    for _ in range(2):
        actions.skip_date(actor=SYSTEM, series=series, date=christmas, now=NOW)
    actions.extend_series(actor=SYSTEM, series=series, now=NOW + timedelta(weeks=39))

    assert christmas not in days(series)
    assert days(series, state=EventState.SKIPPED) == [christmas]
    with pytest.raises(actions.NotADate):
        actions.skip_date(actor=SYSTEM, series=series, date=date(2026, 3, 5), now=NOW)


def test_skipping_a_date_tells_those_going_and_restoring_gives_places_back() -> None:
    chapter = make.chapter()
    event = nth(make.series(chapter, places=1), 1)
    ann, bea = make.member(chapter, "Ann"), make.member(chapter, "Bea")
    make.going(event, ann)
    make.going(event, bea)
    actions.skip_event(actor=SYSTEM, event=event, now=NOW)

    assert set(event.rsvps.values_list("state", "reason")) == {("cancelled", "event")}
    assert event.capacities.get().taken == 0
    restored = actions.restore_event(actor=SYSTEM, event=event, now=NOW)
    assert restored.state == EventState.PUBLISHED
    assert [row.state for row in event.rsvps.order_by("turn")] == ["going", "waiting"]


def test_monthly_and_fortnightly_rules_keep_their_rhythm() -> None:
    chapter = make.chapter()
    monthly = make.series(chapter, rule="monthly/1/2/tu")
    assert days(monthly) == [date(2026, 3, 10), date(2026, 4, 14), date(2026, 5, 12)]
    fortnightly = make.series(chapter, rule="weekly/2/we")
    assert days(fortnightly)[:3] == [WEDNESDAY, date(2026, 3, 18), date(2026, 4, 1)]
    made = actions.extend_series(actor=SYSTEM, series=fortnightly, now=NOW + timedelta(weeks=3))
    assert [one.wall_date for one in made] == [WEDNESDAY + timedelta(weeks=14)]


def test_a_series_without_a_date_an_unknown_zone_and_odd_lengths_are_refused_at_their_field() -> None:
    chapter = make.chapter()
    elsewhere = make.venue(make.chapter("lisbon"))
    for field, plan in (
        ("ends_on", {"ends_on": WEDNESDAY - timedelta(days=1)}),
        ("ends_on", {"starts_on": date(2026, 3, 5), "ends_on": date(2026, 3, 9)}),
        ("time_zone", {"time_zone": "Mars/Olympus_Mons"}),
        ("minutes", {"minutes": 0}),
        ("minutes", {"minutes": 60 * 24 * 15}),
        ("title", {"title": "  "}),
        ("title", {"title": "x" * 121}),
        ("description", {"description": "a\x00b"}),
        ("link", {"link": "javascript:alert(1)"}),
        ("where", {"where": "moon"}),
        ("learner_places", {"places": -1}),
        ("wall_date", {"starts_on": date(2400, 1, 1)}),
        ("venue", {"venue": elsewhere}),
    ):
        with pytest.raises(actions.NotValid if field != "ends_on" else actions.NoDates) as refused:
            make.series(chapter, **plan)
        assert refused.value.field == field
    assert not Series.objects.exists()


def test_only_organisers_start_a_series() -> None:
    chapter = make.chapter()
    plan = actions.SeriesPlan(
        title="x", rule=rule_from("weekly/1/we"), starts_on=WEDNESDAY, wall_time=time(19), time_zone="UTC"
    )
    with pytest.raises(SignInNeeded):
        actions.start_series(actor=VISITOR, chapter=chapter, plan=plan, now=NOW)
    with pytest.raises(Forbidden):
        actions.start_series(actor=make.actor(make.member(chapter)), chapter=chapter, plan=plan, now=NOW)
    assert actions.start_series(actor=make.actor(make.organiser(chapter)), chapter=chapter, plan=plan, now=NOW).pk


def test_this_and_all_following_keeps_events_ids_and_rsvps() -> None:
    chapter = make.chapter()
    series = make.series(chapter, places=10)
    before = list(series.events.order_by("original_date").values_list("id", "uid", "short_id"))
    row = make.going(nth(series, 4), make.member(chapter))

    successor = actions.edit_following(
        actor=SYSTEM, event=nth(series, 3), changes={"title": "Games night", "wall_time": time(18, 30)}, now=NOW
    )

    series.refresh_from_db()
    assert (successor.follows, successor.title, series.title) == (series, "Games night", "Weekly homework night")
    assert series.ends_on == WEDNESDAY + timedelta(weeks=3, days=-1)
    assert successor.starts_on == WEDNESDAY + timedelta(weeks=3)
    assert list(series.events.order_by("original_date").values_list("id", "uid", "short_id")) == before[:3]
    assert list(successor.events.order_by("original_date").values_list("id", "uid", "short_id")) == before[3:]
    row.refresh_from_db()
    assert (row.state, row.event.title, local(row.event).time()) == ("going", "Games night", time(18, 30))
    assert Fact.objects.filter(kind="event.moved").count() == 10
    assert Fact.objects.filter(kind="event.edited").count() == 10
    assert actions.extend_series(actor=SYSTEM, series=series, now=NOW + timedelta(weeks=30)) == []
    further = actions.extend_series(actor=SYSTEM, series=successor, now=NOW + timedelta(weeks=1))
    assert [one.title for one in further] == ["Games night"]


def test_editing_from_the_first_event_on_changes_the_series_itself() -> None:
    series = make.series(make.chapter())
    same = actions.edit_following(actor=SYSTEM, event=nth(series, 0), changes={"title": "New"}, now=NOW)

    assert (same.pk, Series.objects.count()) == (series.pk, 1)
    assert set(series.events.values_list("title", flat=True)) == {"New"}


def test_what_was_edited_by_hand_survives_but_on_the_chosen_event_the_change_counts() -> None:
    series = make.series(make.chapter(), places=10)
    for number in (3, 5):
        actions.edit_event(actor=SYSTEM, event=nth(series, number), changes={"title": "Guest talk"}, now=NOW)
    moved = nth(series, 6)
    actions.move_event(
        actor=SYSTEM, event=moved, wall_date=moved.wall_date + timedelta(days=1), wall_time=time(20), now=NOW
    )
    actions.change_capacity(actor=SYSTEM, event=nth(series, 7), kind="learner", places=50, now=NOW)

    successor = actions.edit_following(
        actor=SYSTEM,
        event=nth(series, 3),
        changes={"title": "Games night", "wall_time": time(18), "learner_places": 12, "description": "Bring a laptop"},
        now=NOW,
    )
    titles = [nth(successor, number).title for number in range(4)]
    assert titles == ["Games night", "Games night", "Guest talk", "Games night"]
    assert nth(successor, 2).description == "Bring a laptop"
    moved.refresh_from_db()
    assert (moved.wall_date, moved.wall_time) == (WEDNESDAY + timedelta(weeks=6, days=1), time(20))
    assert [nth(successor, number).capacities.get().places for number in (0, 3, 4)] == [12, 12, 50]
    assert nth(successor, 0).edited_fields == []


def test_wednesdays_become_the_tuesdays_of_the_same_weeks() -> None:
    chapter = make.chapter()
    series = make.series(chapter)
    row = make.going(nth(series, 2), make.member(chapter))
    successor = actions.edit_following(
        actor=SYSTEM, event=nth(series, 2), changes={"rule": rule_from("weekly/1/tu")}, now=NOW
    )

    assert days(series) == [WEDNESDAY, WEDNESDAY + timedelta(weeks=1)]
    assert days(successor)[:2] == [date(2026, 3, 17), date(2026, 3, 24)]
    assert days(successor)[-1] == date(2026, 5, 26)
    row.refresh_from_db()
    assert (row.state, row.event.wall_date) == ("going", date(2026, 3, 17))
    assert Event.objects.count() == 13


def test_a_rule_with_fewer_dates_asks_before_somebody_loses_hers() -> None:
    chapter = make.chapter()
    series = make.series(chapter, rule="weekly/1/mo,we")
    monday = series.events.get(original_date=date(2026, 3, 16))
    wednesday = series.events.get(original_date=date(2026, 3, 18))
    ann, bea = make.member(chapter, "Ann"), make.member(chapter, "Bea")
    make.going(monday, ann)
    make.going(wednesday, bea)
    changes = {"rule": rule_from("weekly/1/we")}

    chosen = series.events.get(original_date=date(2026, 3, 11))

    with pytest.raises(actions.WouldUnseat) as asked:
        actions.edit_following(actor=SYSTEM, event=chosen, changes=changes, now=NOW)
    assert [row.person.name for row in asked.value.people] == ["Ann"]
    successor = actions.edit_following(actor=SYSTEM, event=chosen, changes=changes, now=NOW, confirmed=True)

    monday.refresh_from_db()
    wednesday.refresh_from_db()
    assert (monday.state, wednesday.state) == (EventState.SKIPPED, EventState.PUBLISHED)
    assert monday.rsvps.get().reason == RsvpReason.EVENT
    assert wednesday.rsvps.get().state == RsvpState.GOING
    assert {day.weekday() for day in days(successor)} == {2}


def test_every_second_week_keeps_every_second_event() -> None:
    series = make.series(make.chapter())
    successor = actions.edit_following(
        actor=SYSTEM, event=nth(series, 1), changes={"rule": rule_from("weekly/2/we")}, now=NOW
    )

    expected = [WEDNESDAY + timedelta(weeks=week) for week in range(1, 13, 2)]
    assert days(successor) == expected
    assert len(days(series, state=EventState.SKIPPED)) == 6
    made = actions.extend_series(actor=SYSTEM, series=successor, now=NOW + timedelta(weeks=1))
    assert [one.wall_date for one in made] == [WEDNESDAY + timedelta(weeks=13)]


def test_adding_a_weekday_adds_dates_from_the_chosen_event_on_and_none_before() -> None:
    series = make.series(make.chapter(), rule="weekly/1/mo,we")
    chosen = series.events.get(original_date=date(2026, 3, 11))
    successor = actions.edit_following(
        actor=SYSTEM, event=chosen, changes={"rule": rule_from("weekly/1/mo,we,fr")}, now=NOW
    )

    assert days(successor)[:4] == [date(2026, 3, 11), date(2026, 3, 13), date(2026, 3, 16), date(2026, 3, 18)]
    assert series.events.filter(original_date=date(2026, 3, 9)).count() == 1
    assert Event.objects.filter(wall_date=date(2026, 3, 9)).count() == 1


def test_a_new_zone_keeps_the_wall_time() -> None:
    series = make.series(make.chapter())
    successor = actions.edit_following(
        actor=SYSTEM, event=nth(series, 1), changes={"time_zone": "Europe/Berlin"}, now=NOW
    )

    event = nth(successor, 0)
    assert (event.wall_time, event.time_zone) == (time(19), "Europe/Berlin")
    assert local(event).time() == time(19)


def test_lowering_the_places_of_all_following_asks_for_each_event() -> None:
    chapter = make.chapter()
    series = make.series(chapter, places=2)
    people = [make.member(chapter, name) for name in ("Ann", "Bea")]
    for number in (1, 2):
        for person in people:
            make.going(nth(series, number), person)

    with pytest.raises(actions.WouldUnseat) as asked:
        actions.edit_following(actor=SYSTEM, event=nth(series, 1), changes={"learner_places": 1}, now=NOW)
    assert [row.person.name for row in asked.value.people] == ["Bea", "Bea"]
    assert Series.objects.count() == 1

    chosen = nth(series, 1)
    actions.edit_following(actor=SYSTEM, event=chosen, changes={"learner_places": 1}, now=NOW, confirmed=True)
    assert list(chosen.rsvps.order_by("id").values_list("state", "reason")) == [("going", ""), ("waiting", "lowered")]


def test_the_past_is_never_edited_with_the_following() -> None:
    series = make.series(make.chapter())
    first = nth(series, 0)
    with pytest.raises(actions.EventHasBegun):
        actions.edit_following(actor=SYSTEM, event=first, changes={"title": "New"}, now=first.starts_at)
    alone = make.event(series.chapter)
    with pytest.raises(actions.NotInSeries):
        actions.edit_following(actor=SYSTEM, event=alone, changes={"title": "New"}, now=NOW)


def test_who_edits_the_following_a_moment_after_somebody_else_is_told_so_and_not_that_it_has_begun() -> None:
    series = make.series(make.chapter())
    chosen = Event.objects.select_related("series").get(pk=nth(series, 3).pk)  # as both of them saw it
    tuesdays = rule_from("weekly/1/tu")
    actions.edit_following(actor=SYSTEM, event=nth(series, 3), changes={"title": "First"}, now=NOW)
    with pytest.raises(actions.SeriesChanged):
        actions.edit_following(actor=SYSTEM, event=chosen, changes={"title": "Second"}, now=NOW)
    chosen.refresh_from_db()
    assert chosen.title == "First"

    seen = Event.objects.select_related("series").get(pk=chosen.pk)
    assert seen.series is not None
    actions.edit_following(actor=SYSTEM, event=nth(seen.series, 0), changes={"rule": tuesdays}, now=NOW)
    with pytest.raises(actions.SeriesChanged):
        actions.edit_following(actor=SYSTEM, event=seen, changes={"title": "Third"}, now=NOW)


def test_ending_a_series_skips_what_would_come_after() -> None:
    chapter = make.chapter()
    series = make.series(chapter)
    row = make.going(nth(series, 5), make.member(chapter))
    actions.end_series(actor=SYSTEM, series=series, ends_on=WEDNESDAY + timedelta(weeks=2), now=NOW)

    assert len(days(series)) == 3
    row.refresh_from_db()
    assert (row.state, row.reason) == ("cancelled", "event")
    series.refresh_from_db()
    assert actions.extend_series(actor=SYSTEM, series=series, now=NOW + timedelta(weeks=4)) == []


def test_hosts_of_a_series_host_its_successor_too() -> None:
    chapter = make.chapter()
    series = make.series(chapter)
    host = make.member(chapter, "Hana")
    actions.give_event_role(actor=SYSTEM, series=series, person=host, name="host", now=NOW)
    successor = actions.edit_following(
        actor=make.actor(host), event=nth(series, 2), changes={"place": "Room 2"}, now=NOW
    )

    assert make.actor(host).has("series", successor.uid, "host")
    assert Rsvp.objects.count() == 0
