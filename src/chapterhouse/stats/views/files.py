"""Numbers as CSV files: rows of days, weeks, meetings, or a chart's table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.http import HttpResponse

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.models import Event
from chapterhouse.lib.small_groups import without_small
from chapterhouse.stats.queries.numbers import MeetingNumbers, Numbers, events_of_meetings
from chapterhouse.stats.views.figures import HIDDEN, Cell, Months

Row = Sequence[Cell]
# A program that opens the file would take what begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(name: str, rows: Iterable[Row]) -> HttpResponse:
    """Give the rows as a file to download; a word that a spreadsheet would run is written as a word."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    out = csv.writer(response)
    for row in rows:
        out.writerow([_safe(cell) for cell in row])
    return response


def _safe(cell: Cell) -> str | int | float | None:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    if isinstance(cell, Months):
        return cell.written
    return cell.isoformat() if isinstance(cell, date) else cell


DAY_HEAD = ("day", "subscribed", "joined", "left", "came", "signed_up_ahead", "active_90_days", "reviews", "rating")


def day_rows(numbers: Numbers) -> Iterator[Row]:
    """Give a row for each day from the first one to the day that was asked for."""
    first = numbers.day if numbers.first_day is None else min(numbers.first_day, numbers.day)
    return _rows_of(numbers, range(first, numbers.day + 1))


def week_rows(numbers: Numbers) -> Iterator[Row]:
    """Give a row for each week, ending on the weekday of the day that was asked for."""
    first = numbers.day if numbers.first_day is None else min(numbers.first_day, numbers.day)
    return _rows_of(numbers, range(numbers.day - (numbers.day - first) // 7 * 7, numbers.day + 1, 7))


def _rows_of(numbers: Numbers, days: range) -> Iterator[Row]:
    yield DAY_HEAD
    before = days.start - days.step if days.start else 0
    joined, left = (0, 0) if days.step == 1 else (numbers.joined.at(before), numbers.left.at(before))
    for day in days:
        rating = numbers.rating_at(day)
        all_joined, all_left = numbers.joined.at(day), numbers.left.at(day)
        yield (
            date.fromordinal(day),
            all_joined - all_left,
            all_joined - joined,
            all_left - left,
            numbers.came.at(day),
            numbers.ahead.at(day),
            numbers.active.at(day),
            numbers.answers.at(day),
            None if rating is None else round(rating, 2),
        )
        joined, left = all_joined, all_left


MEETING_HEAD = ("day", "meeting", "address", "going", "came", "show_rate", "first_time", "returning")
IN_FULL = ("came_with_place", "walk_ins", "known_by_name_only", "guests")


def meeting_rows(chapter: Chapter, numbers: Numbers, *, in_full: bool) -> Iterator[Row]:
    """Give a row for each meeting that was held; `in_full`: small groups too, for organisers."""
    yield (*MEETING_HEAD, *(IN_FULL if in_full else ()))
    held = [one for one in numbers.meetings if one.held]
    uids = events_of_meetings(chapter, held, numbers.new_meetings)
    events = {
        str(uid): (title, short_id)
        for uid, title, short_id in Event.objects.filter(chapter=chapter).values_list("uid", "title", "short_id")
    }
    for one in held:
        title, short_id = events.get(uids.get(one.about, ""), ("", ""))
        yield (
            date.fromordinal(one.day),
            title,
            f"/{chapter.slug}/events/{short_id}/" if short_id else None,
            one.going,
            one.attended,
            round(one.shown / one.going, 3) if one.closed and one.going else None,
            *_first_and_returning(one, in_full=in_full),
            *((one.shown, one.attended - one.shown, one.unnamed, one.guests) if in_full else ()),
        )


def _first_and_returning(one: MeetingNumbers, *, in_full: bool) -> list[Cell]:
    parts = [one.debut, one.attended - one.debut]
    return list(parts) if in_full else [HIDDEN if part is None else part for part in without_small(parts)]
