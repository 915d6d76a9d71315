"""Calendars to subscribe to, read back by libraries as strict readers would."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import recurring_ical_events
from django.db.models import F
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.models import Chapter
from chapterhouse.events import actions
from chapterhouse.events.models import Event
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.models import Fact
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter() -> Chapter:
    return make.chapter(now=timezone.now() - timedelta(days=300))


def feed(client: Client, path: str = "/portland/events.ics") -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def entries(client: Client, path: str = "/portland/events.ics") -> dict[str, Any]:
    return {str(entry["UID"]): entry for entry in feed(client, path).walk("VEVENT")}


def let_an_hour_pass() -> None:
    Fact.objects.update(recorded_at=F("recorded_at") - timedelta(hours=1))


def test_every_meeting_keeps_its_instant_across_clock_changes(client: Client) -> None:
    now = timezone.now()
    for slug, zone in [
        ("berlin", "Europe/Berlin"),
        ("sao-paulo", "America/Sao_Paulo"),
        ("kolkata", "Asia/Kolkata"),
        ("cairo", "Africa/Cairo"),
    ]:
        chapter = make.chapter(slug, time_zone=zone, now=now)
        make.series(chapter, now=now, starts_on=now.date())
        for days in (100, 200, 300):
            make.event(chapter, now=now, days=days)
        calendar = feed(client, f"/{slug}/events.ics")
        found = sorted(
            entry["DTSTART"].dt.astimezone(UTC)
            for entry in recurring_ical_events.of(calendar).between(now - timedelta(days=1), now + timedelta(days=400))
        )
        since = Event.objects.filter(chapter=chapter, ends_at__gt=now - timedelta(days=1))
        assert found == sorted(event.starts_at for event in since)
        assert {str(entry["DTSTART"].params["TZID"]) for entry in calendar.walk("VEVENT")} == {zone}
        assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == [zone]


def test_an_entry_says_what_and_where(client: Client, chapter: Chapter) -> None:
    venue = make.venue(chapter, "The Library; east, wing", address="801 SW 10th", latitude=45.5, longitude=-122.6)
    event = make.event(
        chapter,
        "Homework, and more; night",
        now=timezone.now(),
        venue=venue,
        description="We **learn**\n\n- loops",
        topics=(make.topic("Loops"),),
    )
    [entry] = entries(client).values()
    assert str(entry["SUMMARY"]) == "Homework, and more; night"
    assert str(entry["LOCATION"]) == "The Library; east, wing, 801 SW 10th"
    assert str(entry["DESCRIPTION"]).startswith("We learn")
    assert str(entry["URL"]).endswith(f"/portland/events/{event.short_id}/")
    assert str(entry["STATUS"]) == "CONFIRMED"
    assert entry["GEO"].to_ical() == "45.5;-122.6"
    assert entry["CATEGORIES"].cats == ["Loops"]
    assert "ORGANIZER" not in entry
    assert "ATTENDEE" not in entry


def test_a_change_raises_the_sequence_and_keeps_the_uid(client: Client, chapter: Chapter) -> None:
    event = make.event(chapter, now=timezone.now())
    [before] = entries(client).items()
    day = event.wall_date + timedelta(days=1)
    actions.move_event(actor=SYSTEM, event=event, wall_date=day, wall_time=event.wall_time, now=timezone.now())
    [after] = entries(client).items()
    assert after[0] == before[0]
    assert after[1]["SEQUENCE"] > before[1]["SEQUENCE"]
    assert after[1]["DTSTART"].dt.date() == day


def test_what_does_not_take_place_stays_as_cancelled(client: Client, chapter: Chapter) -> None:
    now = timezone.now()
    single = make.event(chapter, now=now, days=3)
    series = make.series(chapter, now=now, starts_on=(now + timedelta(days=2)).date())
    first = series.events.order_by("starts_at")[0]
    actions.cancel_event(actor=SYSTEM, event=single, reason="Snow.", now=now)
    actions.skip_event(actor=SYSTEM, event=first, now=now)
    found = entries(client)
    assert str(found[str(single.uid)]["STATUS"]) == "CANCELLED"
    assert str(found[str(first.uid)]["STATUS"]) == "CANCELLED"


def test_drafts_are_in_no_calendar(client: Client, chapter: Chapter) -> None:
    make.event(chapter, now=timezone.now(), published=False)
    assert entries(client) == {}
    assert entries(client, "/events.ics") == {}


def test_the_past_is_there_for_ninety_days(client: Client, chapter: Chapter) -> None:
    now = timezone.now()
    recent = make.event(chapter, "Recent", now=now - timedelta(days=100), days=20)
    make.event(chapter, "Old", now=now - timedelta(days=200), days=20)
    assert list(entries(client)) == [str(recent.uid)]


def test_the_network_has_a_calendar_of_all_chapters(client: Client, chapter: Chapter) -> None:
    now = timezone.now()
    ours, theirs = make.event(chapter, now=now), make.event(make.chapter("berlin", now=now), now=now)
    for _ in range(3):
        assert set(entries(client, "/events.ics")) == {str(ours.uid), str(theirs.uid)}
    more = make.event(make.chapter("lisbon", now=now), now=now)
    assert str(more.uid) in entries(client, "/events.ics")


def test_one_event_can_be_added_alone(client: Client, chapter: Chapter) -> None:
    event = make.event(chapter, now=timezone.now())
    make.event(chapter, now=timezone.now())
    assert list(entries(client, f"/portland/events/{event.short_id}.ics")) == [str(event.uid)]


def test_an_empty_calendar_is_a_calendar(client: Client, chapter: Chapter) -> None:
    assert str(feed(client)["X-WR-CALNAME"]) == chapter.name


@pytest.mark.parametrize("known_by", ["ETag", "Last-Modified"])
def test_who_has_it_already_is_told_only_that(client: Client, chapter: Chapter, known_by: str) -> None:
    event = make.event(chapter, now=timezone.now() - timedelta(minutes=1))
    let_an_hour_pass()
    header = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[known_by]
    for _ in range(3):
        first = client.get("/portland/events.ics")
        assert first.headers["Cache-Control"] == "public, max-age=900"
        again = client.get("/portland/events.ics", headers={header: first.headers[known_by]})
        assert (again.status_code, again.content) == (304, b"")
    actions.cancel_event(actor=SYSTEM, event=event, reason="", now=timezone.now())
    changed = client.get("/portland/events.ics", headers={header: first.headers[known_by]})
    assert changed.status_code == 200
    assert b"CANCELLED" in changed.content


@pytest.mark.parametrize("path", ["/events.ics", "/portland/events.ics"])
@pytest.mark.parametrize("changed", ["venue", "chapter"])
def test_who_asks_by_date_hears_of_a_venue_or_a_chapter_with_another_name(
    client: Client, chapter: Chapter, changed: str, path: str
) -> None:
    venue = make.venue(chapter, "The Library")
    make.event(chapter, now=timezone.now() - timedelta(minutes=1), venue=venue)
    let_an_hour_pass()
    for _ in range(3):
        known = {"If-Modified-Since": client.get(path).headers["Last-Modified"]}
        assert client.get(path, headers=known).status_code == 304
    if changed == "venue":
        chapters.save_venue(actor=SYSTEM, chapter=chapter, venue=venue, name="The Attic", now=timezone.now())
        assert b"The Attic" in client.get(path, headers=known).content
    else:
        chapters.edit_chapter(actor=SYSTEM, chapter=chapter, changes={"name": "Stumptown"}, now=timezone.now())
    assert client.get(path, headers=known).status_code == 200


def test_a_date_is_given_only_once_nothing_more_can_carry_it(client: Client, chapter: Chapter) -> None:
    make.event(chapter, now=timezone.now())
    assert "Last-Modified" not in client.get("/portland/events.ics").headers


def test_lines_are_short_and_end_as_the_standard_wants(client: Client, chapter: Chapter) -> None:
    make.event(chapter, "Ünïcödé 🎉 " * 10, now=timezone.now(), description="ä" * 3000, place="ß" * 200)
    body = client.get("/portland/events.ics").content
    lines = body.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    body.decode("utf-8")


def test_the_calendar_has_the_chapters_present_name(client: Client, chapter: Chapter) -> None:
    for _ in range(3):
        feed(client)
    chapters.edit_chapter(actor=SYSTEM, chapter=chapter, changes={"name": "Stumptown"}, now=timezone.now())
    assert str(feed(client)["X-WR-CALNAME"]) == "Stumptown"


def test_a_date_that_nobody_expects(client: Client, chapter: Chapter) -> None:
    far = make.event(chapter, now=timezone.now(), wall_date=date(2190, 7, 1))
    [entry] = entries(client).values()
    assert entry["DTSTART"].dt.astimezone(UTC) == far.starts_at
    assert isinstance(entry["DTSTART"].dt, datetime)
