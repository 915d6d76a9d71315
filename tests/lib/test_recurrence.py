from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from chapterhouse.lib.recurrence import BadRule, Frequency, Rule, dates, rule_from, to_rrule

some_weekdays = st.lists(st.integers(0, 6), min_size=1, max_size=7).map(tuple)
rules = st.one_of(
    st.builds(Rule, st.just("weekly"), st.integers(1, 52), some_weekdays),
    st.builds(Rule, st.just("monthly"), st.integers(1, 52), some_weekdays, st.sampled_from([1, 2, 3, 4, -1])),
)
starts = st.dates(date(1990, 1, 1), date(2080, 1, 1))


def test_every_wednesday_begins_on_the_first_wednesday_from_the_start() -> None:
    rule = Rule("weekly", 1, (2,))
    found = dates(rule, date(2012, 9, 3), date(2012, 9, 26))
    assert found == [date(2012, 9, 5), date(2012, 9, 12), date(2012, 9, 19), date(2012, 9, 26)]


def test_every_second_week_counts_from_the_week_of_the_start() -> None:
    rule = Rule("weekly", 2, (0, 5))
    # Starts on a Thursday: Monday of that week is past, its Saturday counts, the next week is left out.
    found = dates(rule, date(2024, 2, 1), date(2024, 2, 20))
    assert found == [date(2024, 2, 3), date(2024, 2, 12), date(2024, 2, 17)]


def test_the_last_tuesday_of_the_month_is_the_fourth_or_the_fifth() -> None:
    found = dates(Rule("monthly", 1, (1,), -1), date(2024, 1, 1), date(2024, 4, 30))
    assert found == [date(2024, 1, 30), date(2024, 2, 27), date(2024, 3, 26), date(2024, 4, 30)]


def test_asking_later_with_the_same_start_gives_the_same_days() -> None:
    rule = Rule("weekly", 3, (2,))
    short = dates(rule, date(2024, 1, 1), date(2024, 6, 30))
    long = dates(rule, date(2024, 1, 1), date(2025, 6, 30))
    assert long[: len(short)] == short


@given(rules, starts, st.integers(0, 1200))
def test_the_days_are_those_that_the_standard_means(rule: Rule, start: date, length: int) -> None:
    until = start + timedelta(days=length)
    text = f"{to_rrule(rule)};UNTIL={until:%Y%m%d}T000000"
    expected = [one.date() for one in rrulestr(text, dtstart=datetime.combine(start, time()))]
    assert dates(rule, start, until) == expected[:400]


@given(rules)
def test_a_stored_rule_comes_back_the_same(rule: Rule) -> None:
    assert rule_from(str(rule)) == rule
    assert len(str(rule)) <= 40


def test_the_stored_form_can_be_read_by_people() -> None:
    assert str(Rule("weekly", 2, (2, 0, 2))) == "weekly/2/mo,we"
    assert str(Rule("monthly", 1, (1,), -1)) == "monthly/1/-1/tu"


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "daily/1/mo",
        "weekly/0/mo",
        "weekly/53/mo",
        "weekly/1/",
        "weekly/1/xx",
        "weekly/1/2/mo",
        "monthly/1/mo",
        "monthly/1/5/mo",
        "weekly/1/mo\n",
        "weekly/-1/mo",
        "weekly/1/mo;FREQ=SECONDLY",
        "weekly/" + "9" * 5000,
    ],
)
def test_what_is_no_rule_is_refused(stored: str) -> None:
    with pytest.raises(BadRule):
        rule_from(stored)


@pytest.mark.parametrize(
    ("frequency", "interval", "weekdays", "nth"),
    [
        ("weekly", 0, (0,), None),
        ("weekly", 53, (0,), None),
        ("weekly", 1, (), None),
        ("weekly", 1, (7,), None),
        ("weekly", 1, (0,), 2),
        ("monthly", 1, (0,), None),
        ("monthly", 1, (0,), 5),
        ("monthly", 1, (0,), 0),
    ],
)
def test_a_rule_that_cannot_be_followed_is_never_made(
    frequency: Frequency, interval: int, weekdays: tuple[int, ...], nth: int | None
) -> None:
    with pytest.raises(BadRule):
        Rule(frequency, interval, weekdays, nth)


def test_the_number_of_days_is_bounded_also_at_the_ends_of_the_calendar() -> None:
    daily = Rule("weekly", 1, tuple(range(7)))
    assert len(dates(daily, date(2024, 1, 1), date.max)) == 400
    assert dates(daily, date.max, date.max) == [date.max]
    assert dates(daily, date.min, date(1, 1, 2)) == [date(1, 1, 1), date(1, 1, 2)]
    assert dates(Rule("monthly", 1, (4,), -1), date.max, date.max) == [date.max]
    assert dates(daily, date(2024, 1, 2), date(2024, 1, 1)) == []
