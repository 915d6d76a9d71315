"""At the door: hours, taps, walk-ins, closing, correcting."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from chapterhouse.events import actions
from chapterhouse.events.models import Attendance, CheckIn, Event, Presence
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.models import Fact
from chapterhouse.foundation.refusals import Forbidden
from chapterhouse.people.models import Person
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    facts = Fact.objects.filter(kind__startswith="attendance.").order_by("id")
    return [kind.removeprefix("attendance.") for kind in facts.values_list("kind", flat=True)]


@pytest.fixture
def event() -> Event:
    made = make.event(make.chapter(), places=2, guests_allowed=2)
    for name in ("Ann", "Bea", "Cleo"):
        make.going(made, make.member(made.chapter, name))
    return made


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def presence(event: Event) -> dict[str, str]:
    rows = Attendance.objects.filter(event=event)
    return {row.person.name if row.person else row.name: row.presence for row in rows.select_related("person")}


def test_one_tap_says_that_she_came(event: Event) -> None:
    row = make.came(event, person("Ann"))

    assert (row.presence, row.walk_in, row.arrived_at) == (Presence.CAME, False, event.starts_at)
    payload = Fact.objects.get(kind="attendance.came").payload
    assert (payload["person"], payload["had_place"], payload["walk_in"]) == (str(person("Ann").uid), True, False)


def test_the_same_tap_again_and_another_doors_tap_double_nothing(event: Event) -> None:
    uuid = uuid4()
    for _ in range(2):
        actions.check_in(actor=SYSTEM, event=event, person=person("Ann"), uuid=uuid, now=event.starts_at)
    make.came(event, person("Ann"))

    assert Attendance.objects.count() == 1
    assert CheckIn.objects.count() == 2
    assert kinds() == ["came"]


def test_a_tap_used_for_one_person_does_not_check_in_another(event: Event) -> None:
    uuid = uuid4()
    actions.check_in(actor=SYSTEM, event=event, person=person("Ann"), uuid=uuid, now=event.starts_at)
    with pytest.raises(actions.TapUsedElsewhere):
        actions.check_in(actor=SYSTEM, event=event, person=person("Bea"), uuid=uuid, now=event.starts_at)
    other = make.event(event.chapter)
    with pytest.raises(actions.TapUsedElsewhere):
        actions.check_in(actor=SYSTEM, event=other, person=person("Ann"), uuid=uuid, now=event.starts_at)


def test_undo_is_a_row_too_and_a_late_retry_of_the_first_tap_does_not_bring_it_back(event: Event) -> None:
    first, undo = uuid4(), uuid4()
    actions.check_in(actor=SYSTEM, event=event, person=person("Ann"), uuid=first, now=event.starts_at)
    for _ in range(2):
        actions.undo_check_in(actor=SYSTEM, event=event, person=person("Ann"), uuid=undo, now=event.starts_at)
    actions.check_in(actor=SYSTEM, event=event, person=person("Ann"), uuid=first, now=event.starts_at)

    assert presence(event) == {"Ann": Presence.UNKNOWN}
    assert list(CheckIn.objects.order_by("id").values_list("act", flat=True)) == ["in", "undo"]
    assert kinds() == ["came", "undone"]


def test_the_door_is_open_from_two_hours_before_until_midnight_event_time() -> None:
    # 19:00 in Portland on 11 March is 02:00 UTC of the 12th; midnight there is 07:00 UTC.
    chapter = make.chapter(time_zone="America/Los_Angeles")
    event = make.event(chapter)
    make.going(event, make.member(chapter, "Ann"))
    opens = event.starts_at - timedelta(hours=2)
    midnight = datetime(2026, 3, 12, 7, tzinfo=UTC)

    with pytest.raises(actions.CheckInNotOpen):
        make.came(event, person("Ann"), now=opens - timedelta(seconds=1))
    with pytest.raises(actions.CheckInOver):
        make.came(event, person("Ann"), now=midnight)
    assert make.came(event, person("Ann"), now=opens).presence == Presence.CAME
    assert make.came(event, name="Late", now=midnight - timedelta(seconds=1)).presence == Presence.CAME


def test_a_meeting_past_midnight_has_its_door_open_to_the_end_of_its_last_day() -> None:
    chapter = make.chapter(time_zone="UTC")
    event = make.event(chapter, at=time(22), minutes=240)
    assert make.came(event, name="Owl", now=event.starts_at + timedelta(hours=3)).presence == Presence.CAME


def test_a_tap_made_without_a_connection_counts_when_it_was_made(event: Event) -> None:
    tapped = event.starts_at + timedelta(minutes=5)
    row = actions.check_in(
        actor=SYSTEM, event=event, person=person("Ann"), uuid=uuid4(), tapped_at=tapped, now=tapped + timedelta(days=1)
    )

    assert (row.presence, row.arrived_at) == (Presence.CAME, tapped)
    tap = CheckIn.objects.get()
    assert (tap.tapped_at, tap.recorded_at) == (tapped, tapped + timedelta(days=1))


def test_a_tap_that_comes_in_after_days_is_for_the_hosts_to_correct(event: Event) -> None:
    tapped = event.starts_at
    with pytest.raises(actions.CheckInOver):
        actions.check_in(
            actor=SYSTEM, event=event, name="Zoe", uuid=uuid4(), tapped_at=tapped, now=tapped + timedelta(days=4)
        )


def test_a_tap_from_a_clock_that_is_wrong_is_taken_as_of_now(event: Event) -> None:
    for tapped in (event.starts_at + timedelta(days=300), event.starts_at - timedelta(days=300)):
        row = actions.check_in(
            actor=SYSTEM, event=event, name="Clock", uuid=uuid4(), tapped_at=tapped, now=event.starts_at
        )
        assert row.arrived_at == event.starts_at


def test_walk_ins_come_by_name_only_or_as_members_without_a_place(event: Event) -> None:
    make.came(event, name="  Zoe   from\tnext door ")
    make.came(event, make.member(event.chapter, "Mia"))
    make.came(event, person("Cleo"))  # she was waiting

    rows = {row.person.name if row.person else row.name: row for row in Attendance.objects.select_related("person")}
    assert set(rows) == {"Zoe from next door", "Mia", "Cleo"}
    assert all(row.walk_in for row in rows.values())
    payloads = [fact.payload for fact in Fact.objects.filter(kind="attendance.came").order_by("id")]
    assert [(one["person"] is None, one["walk_in"], one["had_place"]) for one in payloads] == [
        (True, True, False),
        (False, True, False),
        (False, True, False),
    ]
    assert "Zoe" not in str(payloads)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "nul\x00"])
def test_a_walk_in_needs_a_name_that_can_be_kept(event: Event, name: str) -> None:
    with pytest.raises(actions.NotValid) as refused:
        make.came(event, name=name)
    assert refused.value.field == "name"
    assert not CheckIn.objects.exists()


def test_somebody_unknown_to_the_chapter_is_no_member_to_check_in(event: Event) -> None:
    with pytest.raises(actions.NotAMember):
        make.came(event, make.person("Stranger"))


def test_hosts_are_expected_and_no_walk_ins(event: Event) -> None:
    host = make.member(event.chapter, "Hana")
    actions.give_event_role(actor=SYSTEM, event=event, person=host, name="host", now=NOW)
    row = make.came(event, host)

    assert (row.walk_in, Fact.objects.get(kind="attendance.came").payload["had_place"]) == (False, False)


def test_guests_who_were_announced_come_along(event: Event) -> None:
    party = make.event(event.chapter, guests_allowed=2)
    make.going(party, person("Ann"), guests=2)
    assert make.came(party, person("Ann")).guests == 2


def test_closing_makes_those_going_who_did_not_come_absent_and_nobody_else(event: Event) -> None:
    make.came(event, person("Ann"))
    make.came(event, name="Zoe")
    for _ in range(2):
        closed = actions.close_event(actor=SYSTEM, event=event, now=event.ends_at)

    assert closed.closed_at == event.ends_at
    assert presence(event) == {"Ann": "came", "Zoe": "came", "Bea": "absent"}
    facts = Fact.objects.filter(kind="event.closed")
    assert [one.payload for one in facts] == [
        {
            "event": str(event.uid),
            "starts_at": event.starts_at.isoformat(),
            "came": 2,
            "came_with_place": 1,
            "absent": 1,
        }
    ]


def test_an_event_that_nobody_closed_leaves_unknown_unknown(event: Event) -> None:
    make.came(event, person("Ann"))
    assert presence(event) == {"Ann": "came"}


def test_closing_without_a_single_check_in_asks_whether_really_nobody_came(event: Event) -> None:
    with pytest.raises(actions.NobodyCheckedIn):
        actions.close_event(actor=SYSTEM, event=event, now=event.ends_at)
    assert presence(event) == {}
    actions.close_event(actor=SYSTEM, event=event, now=event.ends_at, nobody_came=True)
    assert presence(event) == {"Ann": "absent", "Bea": "absent"}


def test_nothing_is_closed_before_it_begins_or_when_it_was_called_off(event: Event) -> None:
    with pytest.raises(actions.NotBegun):
        actions.close_event(actor=SYSTEM, event=event, now=event.starts_at - timedelta(seconds=1))
    actions.cancel_event(actor=SYSTEM, event=event, reason="", now=NOW)
    for act in (actions.close_event, lambda **values: make.came(values["event"], name="Zoe")):
        with pytest.raises(actions.EventIsCancelled):
            act(actor=SYSTEM, event=event, now=event.ends_at)


def test_a_latecomer_after_closing_came_and_undoing_her_makes_her_absent_again(event: Event) -> None:
    make.came(event, person("Ann"))
    actions.close_event(actor=SYSTEM, event=event, now=event.starts_at + timedelta(hours=1))
    late = event.starts_at + timedelta(hours=1, minutes=30)
    make.came(event, person("Bea"), now=late)
    assert presence(event)["Bea"] == "came"
    actions.undo_check_in(actor=SYSTEM, event=event, person=person("Bea"), uuid=uuid4(), now=late)
    assert presence(event)["Bea"] == "absent"


def test_reopening_makes_absent_unknown_again(event: Event) -> None:
    make.came(event, person("Ann"))
    actions.close_event(actor=SYSTEM, event=event, now=event.ends_at)
    for _ in range(2):
        actions.reopen_event(actor=SYSTEM, event=event, now=event.ends_at)

    assert presence(event) == {"Ann": "came", "Bea": "unknown"}
    assert Fact.objects.filter(kind="event.reopened").count() == 1
    actions.close_event(actor=SYSTEM, event=event, now=event.ends_at)
    assert presence(event)["Bea"] == "absent"


def test_who_came_is_corrected_days_later_and_the_fact_is_of_that_day(event: Event) -> None:
    make.came(event, person("Ann"))
    actions.close_event(actor=SYSTEM, event=event, now=event.ends_at)
    later = event.ends_at + timedelta(days=3)
    for _ in range(2):
        actions.correct_attendance(actor=SYSTEM, event=event, person=person("Bea"), presence="came", now=later)
    actions.correct_attendance(actor=SYSTEM, event=event, name="Zoe", presence="came", now=later)

    assert presence(event) == {"Ann": "came", "Bea": "came", "Zoe": "came"}
    facts = Fact.objects.filter(kind="attendance.corrected").order_by("id")
    assert [(one.effective_at, one.payload["had_place"], one.payload["walk_in"]) for one in facts] == [
        (later, True, False),
        (later, False, True),
    ]


def test_a_walk_in_by_name_is_undone_by_her_attendance(event: Event) -> None:
    row = make.came(event, name="Zoe")
    undone = actions.undo_check_in(actor=SYSTEM, event=event, attendance=row, uuid=uuid4(), now=event.starts_at)
    assert undone.presence == Presence.UNKNOWN
    other = make.event(event.chapter)
    with pytest.raises(actions.NotValid):
        actions.undo_check_in(actor=SYSTEM, event=other, attendance=row, uuid=uuid4(), now=event.starts_at)


def test_the_door_checks_in_hosts_close_and_members_do_neither(event: Event) -> None:
    door = make.member(event.chapter, "Dot")
    actions.give_event_role(actor=SYSTEM, event=event, person=door, name="door", now=NOW)
    keeper, member = make.actor(door), make.actor(person("Ann"))

    row = actions.check_in(actor=keeper, event=event, person=person("Ann"), uuid=uuid4(), now=event.starts_at)
    assert CheckIn.objects.get().by == door
    with pytest.raises(Forbidden):
        actions.close_event(actor=keeper, event=event, now=event.ends_at)
    with pytest.raises(Forbidden):
        actions.correct_attendance(actor=keeper, event=event, attendance=row, presence="absent", now=event.ends_at)
    with pytest.raises(Forbidden):
        actions.check_in(actor=member, event=event, person=person("Ann"), uuid=uuid4(), now=event.starts_at)
    with pytest.raises(Forbidden):
        actions.undo_check_in(actor=member, event=event, person=person("Ann"), uuid=uuid4(), now=event.starts_at)
