"""Figures: a chart, what it shows in words, the same as a table, and its printed definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from chapterhouse.lib.charts import Series, Writing, bar_chart, line_chart
from chapterhouse.stats.queries.numbers import Curve, Numbers

MOST_POINTS = 53  # a year of weeks
MOST_CHANGES = 800
HIDDEN = "hidden"


class Months(NamedTuple):
    """Some months together (counted as year x 12 + month - 1), so that a chart has a dozen bars at most."""

    first: int
    last: int

    @property
    def written(self) -> str:
        """Give the months as a file has them: 2013-02, or 2013-02/2013-04."""
        return (
            month_text(self.first) if self.first == self.last else f"{month_text(self.first)}/{month_text(self.last)}"
        )

    @property
    def label(self) -> str:
        """Give a word below a bar: the month in which they begin."""
        return _shown_day(first_of_month(self.first), "M y", get_language())


Cell = str | int | float | date | Months | None


@dataclass(frozen=True)
class Figure:
    """One chart of the page with everything that stands around it. `key` names it in addresses and ids."""

    key: str
    heading: str
    finding: str
    definition: str
    head: list[str]
    rows: list[list[Cell]]
    svg: SafeString = field(default_factory=SafeString)
    opened: bool = False  # whether the table is open at once, where it says more than a chart

    @property
    def table_rows(self) -> SafeString:
        """Give the rows of the table as HTML: a template's loops over hundreds of cells would cost most of all."""
        language = get_language()
        rows = []
        for first, *others in self.rows:
            cells = "".join([f'<td class="number">{_cell(cell, language)}</td>' for cell in others])
            rows.append(f'<tr><th scope="row">{_cell(first, language)}</th>{cells}</tr>')
        return mark_safe("".join(rows))  # noqa: S308 -- each cell is escaped


@lru_cache(maxsize=20_000)
def _cell(cell: Cell, _language: str | None) -> str:
    return escape(shown(cell))


def shown(cell: Cell) -> str:
    """Give a cell in the reader's words."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return _("hidden") if cell == HIDDEN else cell
    if isinstance(cell, date):
        return date_format(cell, "j M Y")
    if isinstance(cell, Months):
        first, last = (date_format(first_of_month(month), "M Y") for month in cell)
        return first if first == last else f"{first} – {last}"
    return number_format(cell, 0 if cell == int(cell) else 1)


@lru_cache(maxsize=8000)
def _shown_day(day: date, form: str, _language: str | None) -> str:
    return date_format(day, form)


def percent(share: float) -> str:
    """Give a share as percent, in the reader's digits."""
    return _("%(number)s %%") % {"number": number_format(round(100 * share))}


def one_decimal(number: float) -> str:
    """Give a number rounded to one decimal, in the reader's digits (`number_format` alone would cut the rest off)."""
    return number_format(round(number, 1), 1)


def month_text(month: int) -> str:
    """Give a counted month (year x 12 + month - 1) as YYYY-MM."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def first_of_month(month: int) -> date:
    """Give the first day of a counted month."""
    return date(month // 12, month % 12 + 1, 1)


def writing() -> Writing:
    """Give how axes are written in the reader's language."""
    language = get_language()
    return Writing(
        number=lambda number: number_format(number, 0) if number == int(number) else one_decimal(number),
        day=lambda day, unit: _shown_day(day, {"year": "Y", "month": "M Y"}.get(unit, "j M"), language),
    )


def points_between(first: int, last: int) -> list[int]:
    """Give the days that a curve and its table show: each day, week, month or quarter, always the first and last."""
    for step in (1, 7, 28, 91):
        if (last - first) // step < MOST_POINTS:
            break
    return sorted({min(first, last), *range(last, first - 1, -step)})


def curve_figure(
    key: str, heading: str, finding: str, definition: str, curve: Curve, days: Sequence[int], name: str
) -> Figure:
    """Give a number through time as a figure: its value at the end of each of the days."""
    return values_figure(key, heading, finding, definition, [(day, curve.at(day)) for day in days], name)


def values_figure(
    key: str,
    heading: str,
    finding: str,
    definition: str,
    values: Sequence[tuple[int, float | None]],
    name: str,
    *,
    whole: bool = True,
) -> Figure:
    """Give values of days as a figure."""
    points = [(date.fromordinal(day), value) for day, value in values]
    svg = line_chart(
        [Series(name, points, "step" if whole else "line")],
        title=heading,
        key=key,
        description=finding,
        whole=whole,
        writing=writing(),
    )
    rows: list[list[Cell]] = [
        [date.fromordinal(day), value if whole or value is None else round(value, 2)] for day, value in values
    ]
    return Figure(key, heading, finding, definition, [_("Day"), name], rows, mark_safe(svg))  # noqa: S308 -- lib.charts escapes


def bars(key: str, heading: str, finding: str, series: Sequence[Series]) -> SafeString:
    """Give bars as SVG."""
    svg = bar_chart(series, title=heading, key=key, description=finding, writing=writing())
    return mark_safe(svg)  # noqa: S308 -- lib.charts escapes every word


def subscribed_figure(numbers: Numbers, days: Sequence[int]) -> Figure:
    """Give members through time, with how many joined and left between the days."""
    heading = _("Subscribed")
    joined = numbers.joined.at(days[-1]) - numbers.joined.at(days[0] - 1)
    left = numbers.left.at(days[-1]) - numbers.left.at(days[0] - 1)
    finding = ngettext(
        "%(count)s person is a member: %(joined)s joined and %(left)s left in this time.",
        "%(count)s people are members: %(joined)s joined and %(left)s left in this time.",
        numbers.subscribed,
    ) % {
        "count": number_format(numbers.subscribed),
        "joined": number_format(joined),
        "left": number_format(left),
    }
    figure = values_figure(
        "subscribed",
        heading,
        finding,
        _("Members at the end of the day: people who joined the chapter and had not left it."),
        [(day, numbers.subscribed_at(day)) for day in days],
        heading,
    )
    rows: list[list[Cell]] = []
    before = days[0] - 1
    for day in days:
        rows.append(
            [
                date.fromordinal(day),
                numbers.subscribed_at(day),
                numbers.joined.at(day) - numbers.joined.at(before),
                numbers.left.at(day) - numbers.left.at(before),
            ]
        )
        before = day
    return Figure(
        "subscribed",
        heading,
        finding,
        figure.definition,
        [_("Day"), heading, _("Joined since the row above"), _("Left")],
        rows,
        figure.svg,
    )


def came_figure(numbers: Numbers, days: Sequence[int]) -> Figure:
    """Give how many had come so far, through time."""
    count = numbers.came.at(numbers.day)
    finding = ngettext(
        "%(count)s person has come to a meeting so far.", "%(count)s people have come to a meeting so far.", count
    ) % {"count": number_format(count)}
    return curve_figure(
        "came",
        _("Came"),
        finding,
        _("Different people who came at least once until that day, without guests and people known by name only."),
        numbers.came,
        days,
        _("Came so far"),
    )


def ahead_figure(numbers: Numbers, days: Sequence[int]) -> Figure:
    """Give how many were signed up for later days, through time, with the sign of a record."""
    count = numbers.ahead.at(numbers.day)
    finding = ngettext(
        "%(count)s person is signed up for a meeting to come.",
        "%(count)s people are signed up for meetings to come.",
        count,
    ) % {"count": number_format(count)}
    if numbers.is_record:
        finding += " " + _("More than ever before!")
    heading = _("Signed up ahead")
    # It rises until a meeting and falls on its day: the chart needs the days on which it changed, not each seventh.
    within = [day for day in numbers.ahead.days if days[0] <= day <= days[-1]]
    drawn = sorted({days[0], *within, days[-1]}) if len(within) <= MOST_CHANGES else days
    figure = curve_figure(
        "ahead",
        heading,
        finding,
        _("Different people going, as known on that day, to meetings after it. A record: more than ever before."),
        numbers.ahead,
        drawn,
        heading,
    )
    rows: list[list[Cell]] = []
    before = days[0] - 1
    for day in days:
        rows.append([date.fromordinal(day), numbers.ahead.at(day), numbers.ahead.highest(before + 1, day)])
        before = day
    return replace(figure, head=[_("Day"), heading, _("Most since the row above")], rows=rows)


def active_figure(numbers: Numbers, days: Sequence[int]) -> Figure:
    """Give how many came lately, through time."""
    count = numbers.active.at(numbers.day)
    finding = ngettext(
        "%(count)s person came in the last 90 days.", "%(count)s people came in the last 90 days.", count
    ) % {"count": number_format(count)}
    return curve_figure(
        "active",
        _("Active"),
        finding,
        _("Different people who came to a meeting in the 90 days until that day."),
        numbers.active,
        days,
        _("Active in 90 days"),
    )


def rating_figure(numbers: Numbers, days: Sequence[int]) -> Figure:
    """Give the average of all stars, through time, from five answers on."""
    rating, answers = numbers.rating_at(numbers.day), numbers.answers.at(numbers.day)
    if rating is None:
        finding = _("The average appears with five answers.")
    else:
        finding = ngettext(
            "%(rating)s of 5 stars, from %(count)s answer.", "%(rating)s of 5 stars, from %(count)s answers.", answers
        ) % {"rating": one_decimal(rating), "count": number_format(answers)}
    return values_figure(
        "rating",
        _("Rating"),
        finding,
        _("The average of all stars until that day. Only people who came are asked; shown from five answers."),
        [(day, numbers.rating_at(day)) for day in days],
        _("Average stars"),
        whole=False,
    )
