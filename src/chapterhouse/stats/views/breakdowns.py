"""Figures that divide people into groups: small ones are hidden in anything public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chapterhouse.chapters.models import Role, RoleName
from chapterhouse.lib.charts import Series, X
from chapterhouse.lib.small_groups import is_small, without_small
from chapterhouse.people.models import PersonKind
from chapterhouse.reviews.queries import Gain
from chapterhouse.stats.queries.numbers import MeetingNumbers, Numbers
from chapterhouse.stats.queries.steps import month_of
from chapterhouse.stats.views.figures import HIDDEN, Cell, Figure, Months, bars, one_decimal, percent

MOST_BARS = 12
MONTHS_AFTER = 6
COHORTS = 12


def buckets(first_day: int, last_day: int) -> list[Months]:
    """Give the months between two days, together where there are more than twelve."""
    first, last = month_of(first_day), month_of(last_day)
    size = next(size for size in (1, 2, 3, 6, 12, 24, 60, 600) if (last - first) // size < MOST_BARS)
    return [Months(month, min(month + size - 1, last)) for month in range(first - first % size, last + 1, size)]


def show_rate_figure(numbers: Numbers, since: int) -> Figure:
    """Give came ÷ going for each month or so."""
    rows: list[list[Cell]] = []
    points: list[tuple[X, float | None]] = []
    by_month: dict[int, list[MeetingNumbers]] = defaultdict(list)
    for one in numbers.meetings:
        if one.closed:
            by_month[month_of(one.day)].append(one)
    for bucket in buckets(since, numbers.day):
        closed = [one for month in range(bucket.first, bucket.last + 1) for one in by_month.get(month, ())]
        going, shown = sum(one.going for one in closed), sum(one.shown for one in closed)
        rate = round(100 * shown / going) if going else None
        rows.append([bucket, len(closed), going, shown, rate])
        points.append((bucket.label, rate))
    overall = numbers.show_rate(since)
    finding = (
        _("Nobody was to come to a closed meeting in this time, so there is no rate.")
        if overall is None
        else _("%(rate)s of those who had a place came.") % {"rate": percent(overall)}
    )
    heading = _("Show rate")
    return Figure(
        "show-rate",
        heading,
        finding,
        _("Came ÷ going, for meetings that were closed: who came is known. Walk-ins are left out."),
        [_("Month"), _("Meetings"), _("Going"), _("Of these came"), _("Percent")],
        rows,
        bars("show-rate", heading, finding, [Series(_("Percent"), points)] if overall is not None else []),
    )


def newcomers_figure(numbers: Numbers, since: int, *, in_full: bool) -> Figure:
    """Give first-timers and those who returned for each month: different people, each once in a month."""
    rows: list[list[Cell]] = []
    new: list[tuple[X, float | None]] = []
    old: list[tuple[X, float | None]] = []
    months = range(month_of(since), month_of(numbers.day) + 1)
    for month in months[-24:]:
        people, first = numbers.visitors.get(month, 0), numbers.first.get(month, 0)
        parts: Sequence[int | None] = [first, people - first]
        if not in_full:
            parts = without_small([first, people - first])
        rows.append([Months(month, month), people, *(HIDDEN if part is None else part for part in parts)])
        label = Months(month, month).label
        new.append((label, parts[0]))
        old.append((label, parts[1]))
    count = sum(numbers.first.get(month, 0) for month in months)
    finding = ngettext(
        "%(count)s person came for the first time in this time.",
        "%(count)s people came for the first time in this time.",
        count,
    ) % {"count": number_format(count)}
    heading = _("First-timers and returning")
    series = [Series(_("First time"), new), Series(_("Returning"), old)]
    any_shown = any(value for _label, value in [*new, *old])
    return Figure(
        "first-timers",
        heading,
        finding,
        _("Different people who came in a month; first-timers came for the first time ever. Two years at most.")
        + ("" if in_full else " " + _("Groups of fewer than five are hidden.")),
        [_("Month"), _("People"), _("First time"), _("Returning")],
        rows,
        bars("first-timers", heading, finding, series if any_shown else []),
    )


def retention_figure(numbers: Numbers, *, in_full: bool) -> Figure:
    """Give the share of those who first came in a month that was seen again by so many months later."""
    this_month = month_of(numbers.day)
    cohorts = [month for month in sorted(numbers.first) if numbers.first[month] > 0]
    sizes = [numbers.first[month] for month in cohorts]
    visible: Sequence[int | None] = sizes if in_full else without_small(sizes)
    rows: list[list[Cell]] = []
    for month, size in list(zip(cohorts, visible, strict=True))[-COHORTS:]:
        cells: list[Cell] = []
        for after in range(1, MONTHS_AFTER + 1):
            if month + after > this_month:
                cells.append(None)
            elif size is None:
                cells.append(HIDDEN)
            else:
                again = _again(numbers, month, after)
                small = not in_full and (is_small(again) or is_small(size - again))
                cells.append(HIDDEN if small else round(100 * again / size))
        rows.append([Months(month, month), HIDDEN if size is None else size, *cells])
    shares = [_share(numbers, cohorts, after, this_month) for after in range(1, MONTHS_AFTER + 1)]
    finding = _("It takes people who came a month ago or earlier to say who comes again.")
    known = [share for share in shares if share is not None]
    if known:
        finding = ngettext(
            "%(share)s of those who came once came again within %(months)s month.",
            "%(share)s of those who came once came again within %(months)s months.",
            len(known),
        ) % {"share": percent(known[-1] / 100), "months": len(known)}
    heading = _("Coming again")
    points: list[tuple[X, float | None]] = [(str(after), share) for after, share in enumerate(shares, 1)]
    return Figure(
        "retention",
        heading,
        finding,
        _("Of those who first came in a month, the percentage seen again by so many calendar months later.")
        + ("" if in_full else " " + _("Groups of fewer than five are hidden.")),
        [
            _("First visit"),
            _("People"),
            *(ngettext("%(number)s month", "%(number)s months", n) % {"number": n} for n in range(1, MONTHS_AFTER + 1)),
        ],
        rows,
        bars("retention", heading, finding, [Series(_("Percent seen again"), points)] if known else []),
    )


def _again(numbers: Numbers, month: int, after: int) -> int:
    return sum(numbers.returned.get((month, offset), 0) for offset in range(1, after + 1))


def _share(numbers: Numbers, cohorts: Sequence[int], after: int, this_month: int) -> int | None:
    old_enough = [month for month in cohorts if month + after <= this_month]
    people = sum(numbers.first[month] for month in old_enough)
    if people < 5:  # in a small chapter the share would tell of single people
        return None
    return round(100 * sum(_again(numbers, month, after) for month in old_enough) / people)


def confidence_figure(gains: Sequence[Gain]) -> Figure:
    """Give how sure people felt of each topic before and after."""
    heading = _("Confidence")
    if gains:
        best = max(gains, key=lambda gain: gain.gain)
        finding = _("%(topic)s: from %(before)s to %(after)s on a scale of 5.") % {
            "topic": best.topic,
            "before": one_decimal(best.before),
            "after": one_decimal(best.after),
        }
    else:
        finding = _("Nothing to show until five people have answered for the same topic.")
    rows: list[list[Cell]] = [
        [gain.topic, round(gain.before, 1), round(gain.after, 1), round(gain.gain, 1), gain.answers] for gain in gains
    ]
    shown = gains[:8]
    series = [Series(_("Gain"), [(one.topic, one.gain) for one in shown])]
    if all(one.gain >= 0 for one in shown):  # a gain stands on what was there before; its top is what is there after
        series.insert(0, Series(_("Before"), [(one.topic, one.before) for one in shown]))
    return Figure(
        "confidence",
        heading,
        finding,
        _("How sure people felt of a topic before and after a meeting, from 1 to 5; averages from five answers."),
        [_("Topic"), _("Before"), _("After"), _("Gain"), _("Answers")],
        rows,
        bars("confidence", heading, finding, series),
    )


def organisers_figure(roles: Sequence[Role], *, is_today: bool) -> Figure:
    """Give who organised on the day, since when, and until when their terms go."""
    finding = ngettext("%(count)s person organises.", "%(count)s people organise.", len(roles)) % {
        "count": number_format(len(roles))
    }
    rows: list[list[Cell]] = []
    for role in roles:
        erased = role.person.kind == PersonKind.ERASED
        rows.append(
            [
                _("Somebody") if erased else role.person.name,
                _("Lead") if role.name == RoleName.LEAD else _("Organiser"),
                role.since.date(),
                role.term_ends_on if is_today else None,
            ]
        )
    return Figure(
        "organisers",
        _("Organisers and their terms"),
        finding,
        _("Who held a role at the end of the day. A term ends by its date and is renewed; a past day shows no terms."),
        [_("Name"), _("Role"), _("Since"), _("Term until")],
        rows,
        opened=True,
    )
