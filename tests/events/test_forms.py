"""What people type about events: cleaned where it can be, refused at the field where not, never an error of ours."""

from datetime import date, time
from typing import Any

import pytest

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.forms.people import CloseForm, GoingForm, HostForm, PlacesForm, TapForm
from chapterhouse.events.forms.planning import EventForm, MoveForm, SeriesForm, rule_of
from chapterhouse.lib.recurrence import dates
from tests import make

pytestmark = pytest.mark.django_db

EVENT = {
    "title": "Homework night",
    "description": "We **learn**.",
    "wall_date": "2026-03-11",
    "wall_time": "19:00",
    "minutes": "120",
    "time_zone": "America/Los_Angeles",
    "where": "in_person",
    "place": "The Library, 801 SW 10th Avenue",
    "guests_allowed": "0",
}


@pytest.fixture
def chapter() -> Chapter:
    return make.chapter()


def event_form(chapter: Chapter, **changed: Any) -> EventForm:
    return EventForm({**EVENT, **changed}, chapter=chapter)


def series_form(chapter: Chapter, **changed: Any) -> SeriesForm:
    return SeriesForm({**EVENT, "repeats": "weekly", **changed}, chapter=chapter)


def test_an_event_as_typed_is_understood(chapter: Chapter) -> None:
    form = event_form(chapter)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["wall_date"] == date(2026, 3, 11)
    assert form.cleaned_data["wall_time"] == time(19)
    assert form.cleaned_data["learner_places"] is None
    assert form.cleaned_data["fold"] == 0


HOSTILE = [
    ("title", ""),
    ("title", "x" * 121),
    ("title", "\x00"),
    ("description", "null\x00byte"),
    ("title", " \u2028 \x1b "),
    ("description", "x" * 20_001),
    ("description", "[" * 15_000),
    ("wall_date", "0001-01-01"),
    ("wall_date", "9999-12-31"),
    ("wall_date", "2026-02-30"),
    ("wall_date", "tomorrow"),
    ("wall_time", "25:00"),
    ("wall_time", "7"),
    ("minutes", "0"),
    ("minutes", "-5"),
    ("minutes", "9" * 400),
    ("minutes", "NaN"),
    ("time_zone", "Mars/Olympus"),
    ("time_zone", "../../etc/passwd"),
    ("time_zone", "posixrules"),
    ("time_zone", ""),
    ("where", "under water"),
    ("place", ""),
    ("place", "y" * 301),
    ("venue", "999999"),
    ("venue", "1 OR 1=1"),
    ("topics", "999999"),
    ("learner_places", "0"),
    ("learner_places", "-1"),
    ("learner_places", "100001"),
    ("learner_places", "9" * 400),
    ("guests_allowed", "11"),
]


@pytest.mark.parametrize(("field", "value"), HOSTILE, ids=lambda value: value[:20])
def test_what_makes_no_sense_is_refused_at_its_field(chapter: Chapter, field: str, value: str) -> None:
    form = event_form(chapter, **{field: value})
    assert not form.is_valid()
    assert field in form.errors
    assert form.as_p()  # shown again with what was typed, without an error


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "ftp://example.org/x", "data:text/html,x", "http://", "https://user:word@example.org/"],
)
def test_a_link_leads_to_the_web_and_carries_no_password(chapter: Chapter, link: str) -> None:
    form = event_form(chapter, where="online", link=link)
    assert "link" in form.errors


def test_a_link_may_be_typed_without_its_scheme(chapter: Chapter) -> None:
    form = event_form(chapter, where="online", link="meet.example.org/room")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["link"] == "https://meet.example.org/room"


def test_control_characters_in_a_line_become_spaces(chapter: Chapter) -> None:
    form = event_form(chapter, title="Homework\r\nBCC: everybody\tnight\x1b")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == "Homework BCC: everybody night"


def test_a_venue_is_one_of_the_chapter(chapter: Chapter) -> None:
    ours = make.venue(chapter, "The Library")
    theirs = make.venue(make.chapter("berlin"), "c-base")
    assert event_form(chapter, venue=str(ours.pk)).is_valid()
    assert "venue" in event_form(chapter, venue=str(theirs.pk)).errors


def test_an_online_meeting_has_no_place_and_one_in_person_no_link(chapter: Chapter) -> None:
    venue = make.venue(chapter)
    online = event_form(chapter, where="online", venue=str(venue.pk), link="https://example.org/room")
    assert online.is_valid()
    assert (online.cleaned_data["venue"], online.cleaned_data["place"]) == (None, "")
    there = event_form(chapter, link="https://example.org/room")
    assert there.is_valid()
    assert there.cleaned_data["link"] == ""


def test_a_time_that_the_clock_shows_twice_is_asked_about(chapter: Chapter) -> None:
    twice = {"wall_date": "2026-11-01", "wall_time": "01:30"}
    asked = event_form(chapter, **twice)
    assert "fold" in asked.errors
    assert asked.asks_fold
    for answer in (0, 1):
        form = event_form(chapter, **twice, fold=str(answer))
        assert form.is_valid(), form.errors
        assert form.cleaned_data["fold"] == answer


def test_a_time_that_the_clock_skips_is_known_to_be_later(chapter: Chapter) -> None:
    form = MoveForm(
        {"wall_date": "2026-03-08", "wall_time": "02:30", "minutes": "60", "time_zone": "America/Los_Angeles"}
    )
    assert form.is_valid(), form.errors
    assert form.resolved
    assert form.resolved.shifted


def test_a_fold_where_there_is_none_means_nothing(chapter: Chapter) -> None:
    form = event_form(chapter, fold="1")
    assert form.is_valid()
    assert form.cleaned_data["fold"] == 0


@pytest.mark.parametrize(
    ("repeats", "first", "expected"),
    [
        ("weekly", date(2026, 3, 11), [date(2026, 3, 11), date(2026, 3, 18), date(2026, 3, 25)]),
        ("weekly-2", date(2026, 3, 11), [date(2026, 3, 11), date(2026, 3, 25), date(2026, 4, 8)]),
        ("monthly", date(2026, 3, 18), [date(2026, 3, 18), date(2026, 4, 15), date(2026, 5, 20)]),
        ("monthly-last", date(2026, 3, 25), [date(2026, 3, 25), date(2026, 4, 29), date(2026, 5, 27)]),
    ],
)
def test_how_often_becomes_a_rule_that_begins_on_the_first_day(repeats: str, first: date, expected: list[date]) -> None:
    assert dates(rule_of(repeats, first), first, date(2026, 12, 31))[:3] == expected


def test_a_fifth_weekday_of_the_month_is_no_rule(chapter: Chapter) -> None:
    assert "repeats" in series_form(chapter, wall_date="2026-04-29", repeats="monthly").errors
    assert series_form(chapter, wall_date="2026-04-29", repeats="monthly-last").is_valid()


def test_the_last_of_the_month_begins_on_such_a_day(chapter: Chapter) -> None:
    assert "repeats" in series_form(chapter, wall_date="2026-04-15", repeats="monthly-last").errors


def test_a_series_does_not_end_before_it_begins(chapter: Chapter) -> None:
    assert "ends_on" in series_form(chapter, ends_on="2026-03-10").errors


def test_going_asks_for_guests_and_conduct_only_where_needed(chapter: Chapter) -> None:
    alone, with_guests = make.event(chapter), make.event(chapter, guests_allowed=2)
    assert list(GoingForm(event=alone).fields) == []
    assert GoingForm({}, event=alone).is_valid()
    assert not GoingForm({}, event=alone, asks_conduct=True).is_valid()
    for typed, valid in [("0", True), ("2", True), ("", True), ("3", False), ("-1", False), ("many", False)]:
        assert GoingForm({"guests": typed}, event=with_guests).is_valid() is valid, typed


def test_a_tap_names_somebody(chapter: Chapter) -> None:
    uuid = "0190b3f4-0000-7000-8000-000000000000"
    assert TapForm({"uuid": uuid, "name": "Zoë"}).is_valid()
    assert not TapForm({"uuid": uuid, "name": "  "}).is_valid()
    assert not TapForm({"uuid": "1", "name": "Zoë"}).is_valid()
    assert not TapForm({"name": "Zoë"}).is_valid()
    assert not TapForm({"uuid": uuid, "person": "' OR 1=1"}).is_valid()
    assert not TapForm({"uuid": uuid, "name": "x" * 81}).is_valid()
    assert TapForm({"uuid": uuid, "name": "Zoë", "at": "2026-03-04T19:01:02.123Z"}).is_valid()
    assert not TapForm({"uuid": uuid, "name": "Zoë", "at": "yesterday"}).is_valid()


def test_places_may_be_unlimited(chapter: Chapter) -> None:
    form = PlacesForm({"places": ""}, may_edit_series=False)
    assert form.is_valid()
    assert form.cleaned_data["places"] is None
    assert not PlacesForm({"places": "-1"}, may_edit_series=False).is_valid()
    assert not PlacesForm({"places": "12", "scope": "all"}, may_edit_series=True).is_valid()


def test_a_host_is_a_member(chapter: Chapter) -> None:
    member, stranger = make.member(chapter), make.person("Stranger")
    right = {"person": str(member.uid), "name": "host"}
    assert HostForm(right, chapter=chapter, may_edit_series=False).is_valid()
    for wrong in ({"person": str(stranger.uid)}, {"person": "1"}, {"person": ""}, {"name": "lead"}):
        assert not HostForm({**right, **wrong}, chapter=chapter, may_edit_series=False).is_valid(), wrong


def test_closing_knows_only_those_who_had_a_place() -> None:
    people = [("a", "Ada")]
    assert CloseForm({"came": ["a"]}, people=people).is_valid()
    assert not CloseForm({"came": ["b"]}, people=people).is_valid()
