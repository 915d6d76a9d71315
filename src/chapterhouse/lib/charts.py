"""Charts as SVG text: small, sharp in print, readable on a phone and without colours, no script, no styles.

Each chart is drawn twice, for narrow and wide places; the style sheet shows one (`chart-narrow`,
`chart-wide`). Series differ by colour (`series-1` …), dash and mark, and carry their names. The same numbers
belong beside the chart as a table: that is the page's business. Time runs from left to right in every
language; only the words follow their own direction.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from chapterhouse.lib.chart_scales import Unit, date_ticks, plain_day, plain_number, ticks

Kind = Literal["line", "area", "step"]
X = str | date

_DASHES = ("", "8 4", "2 5", "12 4 2 4", "5 2")
# Width of a letter, in sizes of the type: an estimate, since the server has no fonts.
_LETTER = 0.56
# A word on an axis that would be cut shorter than this is left out instead: "Nov 25" as "No…" says nothing.
_SHORTEST_CUT = 6
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Series:
    """One row of numbers with its name: pairs of a day (or a word) and a number, None where nobody knows.

    All series of one chart have days, or all have words. `step` is for what changes at once and stays, such
    as the number of members; bars do not look at `kind`.
    """

    name: str
    points: Sequence[tuple[X, float | None]]
    kind: Kind = "line"


@dataclass(frozen=True)
class Writing:
    """How numbers and days are written on the axes; give your own for another language."""

    number: Callable[[float], str] = plain_number
    day: Callable[[date, Unit], str] = plain_day


@dataclass(frozen=True)
class _Sheet:
    """The paper that a chart is drawn on, in units of its view box."""

    name: str
    width: int
    height: int
    type_size: int
    most_points: int

    def width_of(self, text: str) -> float:
        return len(text) * self.type_size * _LETTER


_SHEETS = (_Sheet("narrow", 360, 250, 16, 40), _Sheet("wide", 720, 300, 16, 80))


@dataclass(frozen=True)
class _Plot:
    """Where in the sheet the numbers are drawn, and how numbers become places."""

    sheet: _Sheet
    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def x(self, share: float) -> float:
        return self.left + share * (self.right - self.left)


def line_chart(
    series: Sequence[Series],
    *,
    title: str,
    key: str,
    description: str = "",
    whole: bool = True,
    writing: Writing | None = None,
) -> str:
    """Give lines, areas or steps over time as SVG; empty where there is no number at all.

    `key` makes the ids of the page's charts differ; `whole` keeps the axis to whole numbers.
    """
    drawn = [one for one in series if any(value is not None for _x, value in one.points)]
    if not drawn:
        return ""
    writing = writing or Writing()
    parts: list[str] = []
    for sheet in _SHEETS:
        plot, grid = _framed(sheet, drawn, _values(drawn), whole, writing)
        places = _places(drawn)
        lines = [_line(plot, one, number, places) for number, one in enumerate(drawn)]
        body = grid + _x_axis(plot, places, writing) + "".join(lines) + _names(plot, drawn, places, writing)
        parts.append(_svg(sheet, body, title, description, key))
    return "".join(parts)


def bar_chart(
    series: Sequence[Series],
    *,
    title: str,
    key: str,
    description: str = "",
    whole: bool = True,
    writing: Writing | None = None,
) -> str:
    """Give bars as SVG, the series stacked upon each other; empty where there is no number at all.

    The words of the first series stand below the bars. Numbers below zero are drawn as zero.
    """
    drawn = [one for one in series if any(value is not None for _x, value in one.points)]
    if not drawn:
        return ""
    writing = writing or Writing()
    xs = [x for x, _value in drawn[0].points]
    heights = [[max(0.0, dict(one.points).get(x) or 0.0) for x in xs] for one in drawn]
    totals = [sum(column) for column in zip(*heights, strict=True)]
    parts: list[str] = []
    for sheet in _SHEETS:
        plot, grid = _framed(sheet, drawn, totals, whole, writing, legend=len(drawn) > 1)
        body = grid + _bars(plot, heights) + _below_bars(plot, xs, writing)
        if len(drawn) > 1:
            body += _legend(plot, drawn, bars=True)
        parts.append(_svg(sheet, body, title, description, key))
    return "".join(parts)


def _values(series: Sequence[Series]) -> list[float]:
    return [value for one in series for _x, value in one.points if value is not None]


def _framed(
    sheet: _Sheet,
    series: Sequence[Series],
    values: Sequence[float],
    whole: bool,
    writing: Writing,
    legend: bool | None = None,
) -> tuple[_Plot, str]:
    """Give the plot with room around it for words, and the SVG of its horizontal lines."""
    marks = ticks(min(0.0, *values, 0.0), max(0.0, *values, 0.0), whole=whole)
    words = [writing.number(mark) for mark in marks]
    above = legend if legend is not None else sheet.name == "narrow"
    # Beside the end of a line there is room for its name only on the wide sheet.
    longest = len(writing.number(max(values))) + 1 + max(len(one.name) for one in series)
    beside = 20 + sheet.width_of("n" * longest) if legend is None and not above else 0
    plot = _Plot(
        sheet,
        left=max(sheet.width_of(word) for word in words) + 8,
        right=sheet.width - max(12.0, min(beside, sheet.width * 0.4)),
        top=14 + (22 * len(series) if above else 0),
        bottom=sheet.height - sheet.type_size * 1.8,
        low=marks[0],
        high=marks[-1],
    )
    lines = "".join(f"M{_n(plot.left)} {_n(plot.y(mark))}H{_n(plot.right)}" for mark in marks)
    texts = "".join(
        f'<text x="{_n(plot.left - 6)}" y="{_n(plot.y(mark) + sheet.type_size * 0.33)}">{_e(word)}</text>'
        for mark, word in zip(marks, words, strict=True)
    )
    return plot, f'<path class="grid" d="{lines}"/><g class="tick" text-anchor="end">{texts}</g>'


def _places(series: Sequence[Series]) -> dict[X, float]:
    """Give for each day or word its place on the way from left to right, from 0 to 1."""
    xs = list(dict.fromkeys(x for one in series for x, _value in one.points))
    days = [x for x in xs if isinstance(x, date)]
    if len(days) < len(xs):
        return {x: (place / (len(xs) - 1) if len(xs) > 1 else 0.5) for place, x in enumerate(xs)}
    first, last = min(days).toordinal(), max(days).toordinal()
    return {day: ((day.toordinal() - first) / (last - first) if last > first else 0.5) for day in sorted(days)}


def _line(plot: _Plot, series: Series, number: int, places: dict[X, float]) -> str:
    """Give a series as one path; where a number is missing, the line is broken."""
    path, area = "", ""
    for run in _runs(series, places, plot):
        path += _path(run, series.kind)
        if series.kind == "area" and len(run) > 1:
            base = round(plot.y(max(0.0, plot.low)))
            area += f"{_path(run, 'line')}V{base}H{round(run[0][0])}z"
    dash = _DASHES[number % len(_DASHES)]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    filled = f'<path class="area series-{number + 1}" d="{area}"/>' if area else ""
    return f'{filled}<path class="line series-{number + 1}"{dashes} d="{path}"/>'


def _runs(series: Series, places: dict[X, float], plot: _Plot) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for x, value in sorted(series.points, key=lambda point: places[point[0]]):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((plot.x(places[x]), plot.y(value)))
    return [_thinned(run, plot.sheet.most_points) for run in runs if run]


def _thinned(run: list[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """Give at most that many points of a line, keeping its ends and its peaks."""
    if len(run) <= most:
        return run
    size = (len(run) - 2) / (most - 2)
    kept = [run[0]]
    for part in range(most - 2):
        piece = run[1 + int(part * size) : 1 + int((part + 1) * size)] or [run[1 + int(part * size)]]
        # Of each piece the point that is furthest from the last one kept.
        kept.append(max(piece, key=lambda point: (abs(point[1] - kept[-1][1]), point[0])))
    return [*kept, run[-1]]


def _path(run: list[tuple[float, float]], kind: Kind) -> str:
    """Give a line as SVG, in whole steps from point to point: half as long to write as places are."""
    spots = [(round(x), round(y)) for x, y in run]
    text = f"M{spots[0][0]} {spots[0][1]}"
    if len(spots) == 1:
        # A line without length is a dot, thanks to its round ends.
        return text + "h0"
    if kind == "step":
        across = down = 0
        for (before_x, before_y), (x, y) in pairwise(spots):
            across += x - before_x
            down += y - before_y
            if down:
                text += f"h{across}v{down}"
                across = down = 0
        return text + (f"h{across}" if across else "")
    steps = [f"{x - before_x} {y - before_y}" for (before_x, before_y), (x, y) in pairwise(spots)]
    return f"{text}l{' '.join(steps)}".replace(" -", "-")


def _x_axis(plot: _Plot, places: dict[X, float], writing: Writing) -> str:
    days = [x for x in places if isinstance(x, date)]
    words: list[tuple[float, str]]
    if len(days) == len(places):
        first, last = min(days), max(days)
        span = max(1, last.toordinal() - first.toordinal())
        most = 4 if plot.sheet.name == "narrow" else 7
        words = [
            (plot.x((day.toordinal() - first.toordinal()) / span if last > first else 0.5), writing.day(day, unit))
            for day, unit in date_ticks(first, last, most)
        ]
    else:
        words = [(plot.x(place), str(x)) for x, place in places.items()]
    return _words_below(plot, words)


def _words_below(plot: _Plot, words: Sequence[tuple[float, str]]) -> str:
    """Give words below their places, leaving out those that would touch the one before or leave the sheet."""
    sheet, texts, end = plot.sheet, "", -100.0
    for x, word in words:
        half = sheet.width_of(word) / 2
        middle = min(max(x, half), sheet.width - half)
        if middle - half < end + sheet.type_size * 0.6:
            continue
        end = middle + half
        texts += f'<text x="{_n(middle)}" y="{sheet.height - 6}">{_e(word)}</text>'
    return f'<g class="tick" text-anchor="middle">{texts}</g>'


def _names(plot: _Plot, series: Sequence[Series], places: dict[X, float], writing: Writing) -> str:
    """Give marks at the ends of the lines, and the names: beside them if there is room, else above."""
    ends = [_end(plot, one, places) for one in series]
    marks = "".join(_mark(x, y, number) for number, (x, y, _value) in enumerate(ends))
    if plot.sheet.name == "narrow":
        return marks + _legend(plot, series, [writing.number(value) for _x, _y, value in ends])
    texts, before = "", -math.inf
    for number, (x, y, value) in sorted(enumerate(ends), key=lambda one: one[1][1]):
        before = max(y + plot.sheet.type_size * 0.33, before + plot.sheet.type_size * 1.15)
        words = f"{series[number].name} {writing.number(value)}"
        texts += f'<text class="name" x="{_n(x + 12)}" y="{_n(before)}">{_e(words)}</text>'
    return marks + texts


def _end(plot: _Plot, series: Series, places: dict[X, float]) -> tuple[float, float, float]:
    x, value = max(((places[x], value) for x, value in series.points if value is not None), key=lambda point: point[0])
    return plot.x(x), plot.y(value), value


def _legend(plot: _Plot, series: Sequence[Series], values: Sequence[str] = (), *, bars: bool = False) -> str:
    """Give the names above the plot, one to a line, each after a sample of what it names."""
    text = ""
    for number, one in enumerate(series):
        y = 14 + 22 * number
        dash = _DASHES[number % len(_DASHES)]
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        if bars:
            text += f'<path class="bar series-{number + 1}" d="M4 {y - 7}h20v14h-20z"/>'
        else:
            text += f'<path class="line series-{number + 1}"{dashes} d="M4 {y}h28"/>' + _mark(36, y, number)
        words = f"{one.name} {values[number]}" if values else one.name
        text += f'<text class="name" x="{32 if bars else 50}" y="{y + 5}">{_e(words)}</text>'
    return text


def _mark(x: float, y: float, number: int) -> str:
    """Give the shape that marks a series: a disc, a square, a triangle, a diamond."""
    shapes = ("m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", "m-5-5h10v10h-10z", "m0-6l6 11h-12z", "m0-7l6 7-6 7-6-7z")
    return f'<path class="mark series-{number + 1}" d="M{_n(x)} {_n(y)}{shapes[number % len(shapes)]}"/>'


def _bars(plot: _Plot, heights: Sequence[Sequence[float]]) -> str:
    """Give the bars of each series as one path, each standing on those before it."""
    count = len(heights[0])
    room = (plot.right - plot.left) / count
    width = min(max(room * 0.75, 1.0), 60.0)
    floors = [0.0] * count
    text = ""
    for number, column in enumerate(heights):
        path = ""
        for place, height in enumerate(column):
            if height > 0:
                x = plot.left + room * (place + 0.5) - width / 2
                bottom, top = plot.y(floors[place]), plot.y(floors[place] + height)
                path += f"M{_n(x)} {_n(bottom)}V{_n(top)}h{_n(width)}V{_n(bottom)}z"
                floors[place] += height
        text += f'<path class="bar series-{number + 1}" d="{path}"/>'
    return text


def _below_bars(plot: _Plot, xs: Sequence[X], writing: Writing) -> str:
    room = (plot.right - plot.left) / len(xs)
    words = [writing.day(x, "day") if isinstance(x, date) else x for x in xs]
    if len(words) <= 8 and not any(isinstance(x, date) for x in xs):
        # A few words are rather cut than left out, while enough of them stays to tell them apart.
        most = int((room - plot.sheet.type_size * 0.6) / (plot.sheet.type_size * _LETTER))
        if most >= _SHORTEST_CUT:
            words = [word if len(word) <= most else word[: most - 1].rstrip() + "…" for word in words]
    return _words_below(plot, [(plot.left + room * (place + 0.5), word) for place, word in enumerate(words)])


def _svg(sheet: _Sheet, body: str, title: str, description: str, key: str) -> str:
    name = f"{_e(key)}-{sheet.name}"
    described = f' aria-describedby="{name}-d"' if description else ""
    more = f'<desc id="{name}-d">{_e(description)}</desc>' if description else ""
    return (
        f'<svg class="chart chart-{sheet.name}" viewBox="0 0 {sheet.width} {sheet.height}" role="img" direction="ltr" '
        f'font-size="{sheet.type_size}" aria-labelledby="{name}-t"{described}>'
        f'<title id="{name}-t">{_e(title)}</title>{more}{body}</svg>'
    )


def _e(text: str) -> str:
    return html.escape(_CONTROL.sub("", text))


def _n(number: float) -> str:
    """Give a coordinate as briefly as it matters."""
    return f"{number:.1f}".removesuffix(".0")
