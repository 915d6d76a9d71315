import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapterhouse.lib.chart_scales import date_ticks, plain_day, plain_number, ticks
from chapterhouse.lib.charts import Series, Writing, bar_chart, line_chart

START = date(2012, 9, 1)
NUMBER = re.compile(r"-?[0-9]*\.?[0-9]+")


def days(values: list[float | None]) -> list[tuple[date, float | None]]:
    return [(START + timedelta(days=number), value) for number, value in enumerate(values)]


def sheets(svg: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(f"<figure>{svg}</figure>")
    assert [sheet.get("class") for sheet in root] == ["chart chart-narrow", "chart chart-wide"]
    return list(root)


def of_class(sheet: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in sheet.iter() if name in (one.get("class") or "").split()]


def texts(sheet: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in sheet.iter("text")]


GROWTH = [
    Series("Subscribed", days([float(number // 2) for number in range(176)]), "step"),
    Series("Came", days([float(number // 6) for number in range(176)]), "step"),
]


def test_a_chart_has_a_name_and_a_description_of_its_own() -> None:
    for sheet in sheets(line_chart(GROWTH, title="How we grew", description="85 subscribed & 50 came", key="grew")):
        assert sheet.get("role") == "img"
        by_id = {one.get("id"): one.text for one in sheet.iter() if one.get("id")}
        assert by_id[sheet.get("aria-labelledby")] == "How we grew"
        assert by_id[sheet.get("aria-describedby")] == "85 subscribed & 50 came"
    svg = line_chart(GROWTH, title="a", description="b", key="one") + line_chart(GROWTH, title="a", key="two")
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len(set(ids)) == 6


def test_series_differ_without_colour_and_carry_their_names_and_last_numbers() -> None:
    for sheet in sheets(line_chart(GROWTH, title="x", key="x")):
        lines = [one for one in of_class(sheet, "line") if len(one.get("d", "")) > 20]
        assert [one.get("stroke-dasharray") for one in lines] == [None, "8 4"]
        marks = {re.sub(r"^M[-0-9. ]+", "", one.get("d", "")) for one in of_class(sheet, "mark")}
        assert len(marks) == 2
        assert {"Subscribed 87", "Came 29"} <= set(texts(sheet))


def test_a_chart_has_no_styles_no_scripts_and_little_weight() -> None:
    for svg in (
        line_chart(GROWTH, title="x", key="x"),
        bar_chart([Series("Came", [(f"{n} Sep", float(n % 9)) for n in range(24)])], title="x", key="x"),
    ):
        assert "style=" not in svg
        assert "<script" not in svg
        assert len(svg) < 4_096


def test_words_of_people_stay_words() -> None:
    bad = "</svg><script>alert(1)</script>\"'&\x00\x08\ud800"
    for svg in (
        line_chart([Series(bad, days([1, 2]))], title=bad, description=bad, key=bad),
        bar_chart([Series(bad, [(bad, 2.0)]), Series(bad, [(bad, 1.0)])], title=bad, description=bad, key=bad),
    ):
        for sheet in sheets(svg):
            assert {one.tag for one in sheet.iter()} <= {"svg", "title", "desc", "g", "path", "text"}


def test_nothing_is_drawn_where_nothing_is_known() -> None:
    assert line_chart([], title="x", key="x") == ""
    assert line_chart([Series("x", days([None, None]))], title="x", key="x") == ""
    assert bar_chart([Series("x", [])], title="x", key="x") == ""


def test_a_missing_number_breaks_the_line_and_a_lone_one_is_a_dot() -> None:
    for sheet in sheets(line_chart([Series("x", days([1, 2, None, 5, None, 3, 4]))], title="x", key="x")):
        line = next(one.get("d", "") for one in of_class(sheet, "line") if "l" in one.get("d", ""))
        assert line.count("M") == 3
        assert "h0" in line


def test_a_step_changes_at_once_and_a_line_on_the_way() -> None:
    values = days([0, 10])
    step = of_class(sheets(line_chart([Series("x", values, "step")], title="x", key="x"))[1], "line")[0].get("d", "")
    line = of_class(sheets(line_chart([Series("x", values)], title="x", key="x"))[1], "line")[0].get("d", "")
    assert re.fullmatch(r"M\d+ \d+h\d+v-\d+", step)
    assert re.fullmatch(r"M\d+ \d+l\d+-\d+", line)


def end_of(path: str) -> tuple[float, float]:
    """Give where a path of M, l, h and v ends."""
    x = y = 0.0
    for command, rest in re.findall(r"([Mlhv])([^Mlhv]*)", path):
        numbers = [float(one) for one in NUMBER.findall(rest)]
        if command == "M":
            x, y = numbers
        elif command == "l":
            x, y = x + sum(numbers[::2]), y + sum(numbers[1::2])
        elif command == "h":
            x += sum(numbers)
        else:
            y += sum(numbers)
    return x, y


@given(
    st.lists(st.integers(0, 100_000) | st.none(), min_size=1, max_size=400),
    st.sampled_from(["line", "step"]),
)
def test_a_line_ends_at_its_mark_however_many_points_were_left_out(values: list[int | None], kind: str) -> None:
    series = Series("x", days([None if one is None else float(one) for one in values]), kind)  # type: ignore[arg-type]
    svg = line_chart([series], title="x", key="x")
    assert bool(svg) == any(one is not None for one in values)
    for sheet in sheets(svg) if svg else ():
        line = next(one for one in of_class(sheet, "line") if one.get("d") != "M4 14h28")
        mark = of_class(sheet, "mark")[0]
        wanted = [float(one) for one in NUMBER.findall(mark.get("d", ""))[:2]]
        assert end_of(line.get("d", "")) == pytest.approx(wanted, abs=1.01)


def test_peaks_stay_when_a_long_line_is_made_shorter() -> None:
    values: list[float | None] = [1.0] * 3000
    values[1234] = 100.0
    for sheet in sheets(line_chart([Series("x", days(values))], title="x", key="x")):
        line = next(one.get("d", "") for one in of_class(sheet, "line") if "l" in one.get("d", ""))
        downs = [float(one) for one in NUMBER.findall(line.partition("l")[2])[1::2]]
        assert max(downs) > 100
        assert len(downs) < 90


def test_bars_of_one_day_stand_upon_each_other_to_their_sum() -> None:
    first = Series("First time", [("a", 2.0), ("b", None), ("c", 1.0)])
    second = Series("Came back", [("a", 3.0), ("b", 4.0), ("c", -5.0)])
    for sheet in sheets(bar_chart([first, second], title="x", key="x")):
        grid = [float(one) for one in re.findall(r"M[0-9.]+ ([0-9.]+)H", of_class(sheet, "grid")[0].get("d", ""))]
        unit = (grid[0] - grid[-1]) / 5
        bars = [one.get("d", "") for one in of_class(sheet, "bar") if "20v14" not in one.get("d", "")]
        spans = [
            [(round((grid[0] - float(low)) / unit, 1), round((grid[0] - float(high)) / unit, 1)) for low, high in found]
            for found in (re.findall(r"M[0-9.]+ ([0-9.]+)V([0-9.]+)", bar) for bar in bars)
        ]
        assert spans == [[(0, 2), (0, 1)], [(2, 5), (0, 4)]]


def test_words_below_never_touch_and_stay_on_the_sheet() -> None:
    words = [(f"Wednesday {number} September", 1.0) for number in range(40)]
    for sheet in sheets(bar_chart([Series("x", words)], title="x", key="x")):
        width = float((sheet.get("viewBox") or "").split()[2])
        below = list(of_class(sheet, "tick")[1].iter("text"))
        assert below
        edges = [(float(one.get("x", 0)), len(one.text or "") * 16 * 0.28) for one in below]
        assert all(x - half >= -0.1 and x + half <= width + 0.1 for x, half in edges)
        assert all(a[0] + a[1] < b[0] - b[1] for a, b in pairwise(edges))


def test_a_few_long_words_are_cut_rather_than_left_out() -> None:
    names = ["Functions and their scope", "Loops", "Classes and objects", "Drawing on a canvas"]
    for sheet in sheets(bar_chart([Series("x", [(name, 1.0) for name in names])], title="x", key="x")):
        assert len(list(of_class(sheet, "tick")[1].iter("text"))) == 4


def test_words_that_would_be_cut_to_nothing_are_left_out_whole() -> None:
    names = ["Nov 25", "Jan 26", "Mar 26", "May 26", "Jul 26", "Sep 26", "Nov 26"]
    for sheet in sheets(bar_chart([Series("x", [(name, 1.0) for name in names])], title="x", key="x")):
        below = [one.text for one in of_class(sheet, "tick")[1].iter("text")]
        assert below
        assert set(below) <= set(names)


def test_time_runs_from_left_to_right_in_every_language() -> None:
    writing = Writing(number=lambda number: f"{number:.0f}٪", day=lambda day, unit: "أيلول")
    for sheet in sheets(line_chart([Series("المشتركات", days([1, 2, 3]))], title="نمو", key="x", writing=writing)):
        assert sheet.get("direction") == "ltr"
        assert "أيلول" in texts(sheet)
        assert "المشتركات 3٪" in texts(sheet)


@given(st.floats(-1e6, 1e9), st.floats(0, 1e9), st.booleans())
def test_marks_are_round_even_and_take_in_both_ends(low: float, length: float, whole: bool) -> None:
    high = low + length
    marks = ticks(low, high, whole=whole)
    crumb = 1e-6 * max(1.0, abs(low), length)
    assert marks[0] <= low + crumb
    assert marks[-1] >= high - crumb
    assert 2 <= len(marks) <= 9
    if whole:
        assert all(mark == int(mark) for mark in marks)


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [(0, 85, [0, 20, 40, 60, 80, 100]), (0, 4.9, [0, 1, 2, 3, 4, 5]), (0, 0, [0, 1]), (0, 1, [0, 1]),
     (-3, 12, [-5, 0, 5, 10, 15]), (0, 100, [0, 20, 40, 60, 80, 100])],
)  # fmt: skip
def test_marks_fit_closely(low: float, high: float, marks: list[float]) -> None:
    assert ticks(low, high, whole=True) == marks


def test_fractions_are_written_without_crumbs() -> None:
    assert ticks(0, 0.5) == [0, 0.1, 0.2, 0.3, 0.4, 0.5]
    with pytest.raises(ValueError, match="ends"):
        ticks(0, float("nan"))


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 20_000), st.integers(2, 8))
def test_dates_on_the_axis_lie_within_it_in_order(first: date, length: int, most: int) -> None:
    last = first + timedelta(days=length)
    found = date_ticks(first, last, most)
    assert 1 <= len(found) <= max(2, most)
    assert all(first <= day <= last for day, _unit in found)
    assert [day for day, _unit in found] == sorted({day for day, _unit in found})


def test_dates_are_beginnings_of_months_and_years_where_they_serve() -> None:
    winter = date_ticks(START, date(2013, 2, 23), 7)
    assert winter[0] == (date(2012, 9, 1), "month")
    assert [plain_day(day, unit) for day, unit in winter][-1] == "Feb 2013"
    assert date_ticks(date(2012, 5, 1), date(2022, 5, 1), 7)[0] == (date(2014, 1, 1), "year")
    assert date_ticks(START, date(2012, 9, 15), 4) == [
        (date(2012, 9, 1), "day"), (date(2012, 9, 8), "day"), (date(2012, 9, 15), "day")]  # fmt: skip


def test_numbers_are_written_plainly() -> None:
    assert [plain_number(one) for one in (1200, 4.5, 4.333, 0)] == ["1,200", "4.5", "4.33", "0"]
