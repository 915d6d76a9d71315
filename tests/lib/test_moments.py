from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapterhouse.lib.moments import (
    OutOfRange,
    Resolved,
    UnknownZone,
    day_of,
    end_of_day,
    instant_of,
    start_of_day,
    wall_of,
    zone,
    zone_names,
)

days = st.dates(date(1950, 1, 1), date(2090, 1, 1))
zones = st.sampled_from(zone_names())


def test_a_wednesday_evening_stays_at_seven_across_the_clock_change() -> None:
    winter = instant_of(datetime(2013, 3, 6, 19, 0), "America/Los_Angeles")
    summer = instant_of(datetime(2013, 3, 13, 19, 0), "America/Los_Angeles")
    assert winter == Resolved(datetime(2013, 3, 7, 3, 0, tzinfo=UTC))
    assert summer == Resolved(datetime(2013, 3, 14, 2, 0, tzinfo=UTC))


def test_a_skipped_wall_time_moves_forward_by_the_gap_and_says_so() -> None:
    skipped = instant_of(datetime(2024, 3, 31, 2, 30), "Europe/Berlin")
    assert skipped == Resolved(datetime(2024, 3, 31, 1, 30, tzinfo=UTC), shifted=True)
    assert wall_of(skipped.instant, "Europe/Berlin") == datetime(2024, 3, 31, 3, 30)
    assert instant_of(datetime(2024, 3, 31, 2, 30), "Europe/Berlin", fold=1) == skipped


def test_half_an_hour_of_gap_moves_by_half_an_hour() -> None:
    skipped = instant_of(datetime(2024, 10, 6, 2, 15), "Australia/Lord_Howe")
    assert skipped.shifted
    assert wall_of(skipped.instant, "Australia/Lord_Howe") == datetime(2024, 10, 6, 2, 45)


def test_of_a_doubled_wall_time_the_fold_chooses() -> None:
    wall = datetime(2024, 10, 27, 2, 30)
    first = instant_of(wall, "Europe/Berlin", fold=0)
    second = instant_of(wall, "Europe/Berlin", fold=1)
    assert first == Resolved(datetime(2024, 10, 27, 0, 30, tzinfo=UTC), ambiguous=True)
    assert second == Resolved(datetime(2024, 10, 27, 1, 30, tzinfo=UTC), ambiguous=True)
    assert [wall_of(one.instant, "Europe/Berlin").fold for one in (first, second)] == [0, 1]


def test_the_fold_of_an_ordinary_wall_time_changes_nothing() -> None:
    wall = datetime(2024, 7, 1, 19, 0)
    assert instant_of(wall, "Europe/Berlin", fold=1) == instant_of(wall, "Europe/Berlin", fold=0)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Portland",
        "europe/berlin",
        "Europe/Berlin ",
        "../etc/passwd",
        "/etc/localtime",
        "localtime",
        "x" * 9999,
        "Factory",
        "Europe",
        "EST5EDT\0",
    ],
)
def test_an_unknown_zone_is_named_in_its_refusal(name: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone(name)
    assert refused.value.name == name
    assert len(str(refused.value)) < 200


def test_the_zones_to_choose_from_are_places_and_utc() -> None:
    names = zone_names()
    assert {"Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "UTC"} <= set(names)
    assert not {"EST5EDT", "Etc/GMT+5", "US/Pacific", "posixrules"} & set(names)
    assert all(zone(name).key == name for name in names)


@pytest.mark.parametrize("wall", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59), datetime(1899, 12, 31)])
def test_years_at_the_ends_of_the_calendar_are_refused(wall: datetime) -> None:
    with pytest.raises(OutOfRange):
        instant_of(wall, "Pacific/Kiritimati")
    with pytest.raises(OutOfRange):
        end_of_day(wall.date(), "Pacific/Kiritimati")


def test_an_instant_needs_a_zone_and_a_wall_time_has_none() -> None:
    with pytest.raises(ValueError, match="carries no zone"):
        instant_of(datetime(2024, 1, 1, tzinfo=UTC), "UTC")
    with pytest.raises(ValueError, match="needs a zone"):
        wall_of(datetime(2024, 1, 1), "UTC")


def test_a_day_ends_where_midnight_does_not_exist() -> None:
    # São Paulo put its clocks forward at midnight: 4 November 2018 began at 01:00.
    end = end_of_day(date(2018, 11, 3), "America/Sao_Paulo")
    assert end == datetime(2018, 11, 4, 3, 0, tzinfo=UTC)
    assert wall_of(end, "America/Sao_Paulo") == datetime(2018, 11, 4, 1, 0)
    # Cairo does so too.
    assert wall_of(end_of_day(date(2024, 4, 25), "Africa/Cairo"), "Africa/Cairo") == datetime(2024, 4, 26, 1, 0)


def test_a_day_ends_where_the_clock_jumps_over_midnight_from_before_it() -> None:
    # Toronto, 1919: from 23:30 to 00:30.
    end = end_of_day(date(1919, 3, 30), "America/Toronto")
    assert wall_of(end, "America/Toronto") == datetime(1919, 3, 31, 0, 30)


def test_a_day_that_a_country_left_out_has_no_length() -> None:
    # Samoa skipped 30 December 2011.
    end = end_of_day(date(2011, 12, 29), "Pacific/Apia")
    assert end == end_of_day(date(2011, 12, 30), "Pacific/Apia")
    assert day_of(end, "Pacific/Apia") == date(2011, 12, 31)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)), zones)
def test_an_instant_and_its_wall_time_find_each_other(naive: datetime, name: str) -> None:
    instant = naive.replace(tzinfo=UTC)
    wall = wall_of(instant, name)
    back = instant_of(wall.replace(fold=0), name, fold=wall.fold)
    assert back.instant == instant
    assert not back.shifted


@given(days, zones)
def test_the_end_of_a_day_parts_it_from_the_next(day: date, name: str) -> None:
    end = end_of_day(day, name)
    assert end.tzinfo is UTC
    assert day_of(end, name) > day
    assert day_of(end - timedelta(microseconds=1), name) <= day
    assert start_of_day(day, name) <= end
