from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component
from icalendar.cal.timezone import Timezone

from chapterhouse.lib.calendars import CalendarEvent, feed
from chapterhouse.lib.moments import UnknownZone, instant_of

ZONES = [
    "Europe/Berlin",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Jerusalem",
    "Europe/Dublin",
    "Pacific/Apia",
]
CHANGED = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


def meeting(start: datetime, zone: str = "Europe/Berlin", **values: object) -> CalendarEvent:
    plain = CalendarEvent(
        uid=f"{start:%Y%m%d%H%M}@example.org",
        sequence=0,
        stamp=CHANGED,
        modified=CHANGED,
        start_wall=start,
        end_wall=start + timedelta(hours=2),
        zone=zone,
        summary="Homework night",
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def weekly(zone: str, start: datetime, weeks: int) -> list[CalendarEvent]:
    return [meeting(start + timedelta(weeks=week), zone) for week in range(weeks)]


def lines_of(raw: bytes) -> list[bytes]:
    assert raw.endswith(b"\r\n")
    lines = raw[:-2].split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    return lines


def unfolded(raw: bytes) -> list[str]:
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")


def only(raw: bytes) -> Component:
    [event] = Calendar.from_ical(raw).walk("VEVENT")
    return event


class Described:
    """A zone as a reader knows it who has nothing but the VTIMEZONE of the file (RFC 5545, 3.6.5)."""

    def __init__(self, part: Timezone) -> None:
        self.onsets = sorted(self._all_onsets(part))

    @staticmethod
    def _all_onsets(part: Timezone) -> list[tuple[datetime, timedelta]]:
        onsets = []
        for one in part.subcomponents:
            after = one["TZOFFSETTO"].td
            dates = [one.DTSTART]
            rdates = one.get("RDATE", [])
            for rdate in rdates if isinstance(rdates, list) else [rdates]:
                dates += [when.dt for when in rdate.dts]
            if "RRULE" in one:
                dates = list(Described._yearly(one))
            onsets += [(when, after) for when in dates]
        return onsets

    @staticmethod
    def _yearly(one: Component) -> list[datetime]:
        as_event = Component.from_ical(
            b"BEGIN:VEVENT\r\nUID:x\r\nDTSTART:%s\r\nRRULE:%s\r\nEND:VEVENT\r\n"
            % (one["DTSTART"].to_ical(), one["RRULE"].to_ical())
        )
        calendar = Calendar()
        calendar.add_component(as_event)
        found = recurring_ical_events.of(calendar).between(date(2000, 1, 1), date(2040, 1, 1))
        return [each.start for each in found]

    def instant(self, wall: datetime) -> datetime:
        """Give what a wall time means: the offset of the last onset at or before it."""
        before = [after for onset, after in self.onsets if onset <= wall]
        assert before, "the zone begins only after the meeting"
        return (wall - before[-1]).replace(tzinfo=UTC)


@pytest.mark.parametrize("first", [datetime(2012, 9, 5, 19), datetime(2018, 1, 3, 19), datetime(2023, 1, 4, 12)])
@pytest.mark.parametrize("zone", ZONES)
def test_a_reader_who_trusts_only_the_file_meets_at_the_right_instant(zone: str, first: datetime) -> None:
    meetings = weekly(zone, first, 110)
    calendar = Calendar.from_ical(feed("Berlin", meetings))
    [part] = calendar.walk("VTIMEZONE")
    assert isinstance(part, Timezone)
    there = Described(part)
    read = {str(one["UID"]): one for one in calendar.walk("VEVENT")}
    for one in meetings:
        event = read[one.uid]
        assert event["DTSTART"].params["TZID"] == zone == part.tz_name
        wall = event.start.replace(tzinfo=None)
        assert wall == one.start_wall
        assert there.instant(wall) == instant_of(one.start_wall, zone).instant


@pytest.mark.parametrize("zone", ZONES)
def test_a_reader_who_knows_the_zone_meets_at_the_right_instant_too(zone: str) -> None:
    meetings = weekly(zone, datetime(2025, 9, 3, 19), 60)
    found = recurring_ical_events.of(Calendar.from_ical(feed("x", meetings))).between(
        date(2025, 1, 1), date(2028, 1, 1)
    )
    starts = sorted(one.start.astimezone(UTC) for one in found)
    assert starts == [instant_of(one.start_wall, zone).instant for one in meetings]


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        ("Europe/Berlin", ["BYMONTH=10;BYDAY=-1SU", "BYMONTH=3;BYDAY=-1SU"]),
        ("America/Los_Angeles", ["BYMONTH=11;BYDAY=1SU", "BYMONTH=3;BYDAY=2SU"]),
        ("Asia/Kolkata", []),
    ],
)
def test_zones_are_described_by_yearly_rules_as_outlook_needs_them(zone: str, rules: list[str]) -> None:
    text = unfolded(feed("x", [meeting(datetime(2026, 6, 1, 19), zone)]))
    assert sorted(line for line in text if line.startswith("RRULE")) == sorted(
        f"RRULE:FREQ=YEARLY;{one}" for one in rules
    )
    assert not [line for line in text if line.startswith("RDATE")]
    assert text.count("BEGIN:STANDARD") == 1


def test_zones_without_a_rule_list_the_years_that_are_needed() -> None:
    text = unfolded(feed("x", [meeting(datetime(2026, 6, 1, 19), "Africa/Casablanca")]))
    assert not [line for line in text if line.startswith("RRULE")]
    assert [line for line in text if line.startswith("RDATE")]


def test_a_feed_of_several_zones_describes_each_once() -> None:
    text = unfolded(feed("x", [meeting(datetime(2026, 6, day, 19), zone) for day in (1, 2) for zone in ZONES[:3]]))
    assert [line for line in text if line.startswith("TZID:")] == [f"TZID:{zone}" for zone in sorted(ZONES[:3])]


def test_the_file_says_what_readers_look_for() -> None:
    one = meeting(
        datetime(2026, 6, 1, 19),
        sequence=3,
        location="Café Ünder den Linden",
        geo=(45.5231, -122.6765),
        url="https://example.org/berlin/events/bcdfghjk/",
        categories=("games", "learn, together"),
        description="Bring:\n- a laptop; a friend\\you",
    )
    raw = feed("Berlin, meetings", [one], url="https://example.org/berlin/events.ics", description="Every Monday")
    text = unfolded(raw)
    for line in (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "NAME:Berlin\\, meetings",
        "X-WR-CALNAME:Berlin\\, meetings",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "URL:https://example.org/berlin/events.ics",
        "X-WR-CALDESC:Every Monday",
        "SEQUENCE:3",
        "DTSTAMP:20240102T030405Z",
        "LAST-MODIFIED:20240102T030405Z",
        "DTSTART;TZID=Europe/Berlin:20260601T190000",
        "DTEND;TZID=Europe/Berlin:20260601T210000",
        "GEO:45.523100;-122.676500",
        "STATUS:CONFIRMED",
        "CATEGORIES:games,learn\\, together",
        "DESCRIPTION:Bring:\\n- a laptop\\; a friend\\\\you",
    ):
        assert line in text
    event = only(raw)
    assert str(event["LOCATION"]) == "Café Ünder den Linden"
    assert str(event["DESCRIPTION"]) == one.description
    assert not [line for line in text if line.startswith(("METHOD", "ORGANIZER", "ATTENDEE"))]


def test_a_cancelled_meeting_stays_and_says_so() -> None:
    assert only(feed("x", [meeting(datetime(2026, 6, 1, 19), status="CANCELLED")]))["STATUS"] == "CANCELLED"


def test_the_same_rows_always_give_the_same_file() -> None:
    meetings = weekly("Europe/Berlin", datetime(2026, 6, 1, 19), 5)
    assert feed("x", meetings) == feed("x", meetings)


def test_an_empty_feed_is_still_a_valid_calendar() -> None:
    calendar = Calendar.from_ical(feed("x", []))
    assert calendar.subcomponents
    assert not calendar.walk("VEVENT")


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


@given(words, words, words)
def test_any_words_come_back_and_no_line_is_too_long(summary: str, description: str, location: str) -> None:
    one = meeting(datetime(2026, 6, 1, 19), summary=summary, description=description, location=location)
    raw = feed(summary, [one])
    for line in lines_of(raw):
        assert len(line) <= 75
        line.decode()
    event = only(raw)
    for name, given_words in (("SUMMARY", summary), ("DESCRIPTION", description), ("LOCATION", location)):
        assert str(event.get(name, "")) == cleaned(given_words)


def cleaned(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in text if letter in "\n\t" or (ord(letter) >= 32 and ord(letter) != 127))


def test_long_lines_of_any_script_fold_between_characters() -> None:
    summary = "ü" * 60 + "日本語" * 40 + "👩‍💻" * 20
    raw = feed("x", [meeting(datetime(2026, 6, 1, 19), summary=summary)])
    lines = lines_of(raw)
    assert max(len(line) for line in lines) in (73, 74, 75)
    assert all(second.startswith(b" ") for first, second in pairwise(lines) if first.startswith(b"SUMMARY"))
    assert str(only(raw)["SUMMARY"]) == summary


def test_nothing_breaks_out_of_its_line() -> None:
    bad = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\rATTENDEE:mailto:a@example.org\x00\x0b\ud800"
    one = meeting(
        datetime(2026, 6, 1, 19), uid=bad, summary=bad, description=bad, location=bad, url=bad, categories=(bad,)
    )
    text = unfolded(feed(bad, [one], url=bad, description=bad))
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 1
    assert not [line for line in text if line.startswith("ATTENDEE")]


def test_a_meeting_at_a_time_that_the_clock_skips_is_written_as_the_clock_shows_it() -> None:
    raw = feed("x", [meeting(datetime(2026, 3, 29, 2, 30))])
    assert "DTSTART;TZID=Europe/Berlin:20260329T033000" in unfolded(raw)
    # Two hours on the clock are one for the people, who lose the other.
    assert "DTEND;TZID=Europe/Berlin:20260329T043000" in unfolded(raw)


def test_the_second_of_a_doubled_hour_is_written_in_utc() -> None:
    first = meeting(datetime(2026, 10, 25, 2, 30))
    second = meeting(datetime(2026, 10, 25, 2, 30, fold=1))
    assert "DTSTART;TZID=Europe/Berlin:20261025T023000" in unfolded(feed("x", [first]))
    assert "DTSTART:20261025T013000Z" in unfolded(feed("x", [second]))
    assert "DTEND:20261025T033000Z" in unfolded(feed("x", [second]))


def test_a_meeting_in_utc_needs_no_zone() -> None:
    text = unfolded(feed("x", [meeting(datetime(2026, 6, 1, 19), "UTC")]))
    assert "DTSTART:20260601T190000Z" in text


@pytest.mark.parametrize("end", [None, datetime(2026, 6, 1, 19), datetime(2026, 6, 1, 18)])
def test_an_end_that_is_no_end_is_left_out(end: datetime | None) -> None:
    text = unfolded(feed("x", [meeting(datetime(2026, 6, 1, 19), end_wall=end)]))
    assert not [line for line in text if line.startswith("DTEND")]


def test_unknown_zones_and_instants_without_zone_are_refused() -> None:
    with pytest.raises(UnknownZone):
        feed("x", [meeting(datetime(2026, 6, 1, 19), "Mars/Base\r\nX:1")])
    with pytest.raises(ValueError, match="needs a zone"):
        feed("x", [meeting(datetime(2026, 6, 1, 19), stamp=datetime(2026, 1, 1))])
    with pytest.raises(ValueError, match="carries no zone"):
        feed("x", [meeting(datetime(2026, 6, 1, 19, tzinfo=UTC))])
