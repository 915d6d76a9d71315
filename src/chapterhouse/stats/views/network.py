"""The network's statistics: the page, JSON and CSV."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.foundation.http.kept import keep
from chapterhouse.lib.moments import end_of_day
from chapterhouse.stats.queries.choosing import Choice, NotADay, choice_from
from chapterhouse.stats.queries.rollup import Coverage, RollUp, roll_up
from chapterhouse.stats.views import figures
from chapterhouse.stats.views.answers import says_json
from chapterhouse.stats.views.files import written
from chapterhouse.stats.views.tiles import tiles_of

ZONE = "UTC"


@declares(anyone)
@require_safe
def page(request: ActorRequest) -> HttpResponse:
    """Show the numbers of the whole network, everybody counted once, and each chapter that shares its own."""
    now, error = timezone.now(), ""
    try:
        choice = choice_from(request.GET, time_zone=ZONE, now=now)
    except NotADay as refusal:
        error = str(refusal)
        choice = choice_from({}, time_zone=ZONE, now=now)
    found = roll_up(choice.day.toordinal())
    if not error:
        _keep(request, found, choice)
    numbers = found.numbers
    days = figures.points_between(choice.since(numbers.first_day), numbers.day)
    context = {
        "title": _("Statistics of the network"),
        "choice": choice,
        "asked": request.GET.get("on", "") if error else choice.day.isoformat(),
        "error": error,
        "range": choice.range_shown(numbers.first_day),
        "ranges": [("90", _("90 days")), ("365", _("A year")), ("all", _("From the beginning"))],
        "day_words": date_format(choice.day, "j F Y"),
        "tiles": tiles_of(numbers),
        "figures": [
            figures.subscribed_figure(numbers, days),
            figures.came_figure(numbers, days),
            figures.ahead_figure(numbers, days),
            figures.active_figure(numbers, days),
        ],
        "coverage": coverage_words(found.coverage),
        "chapters": found.chapters,
        "file_query": f"on={choice.day.isoformat()}",
    }
    return render(request, "stats/network.html", context, status=400 if error else 200)


def coverage_words(found: Coverage) -> str:
    """Say how many chapters the numbers cover."""
    return ngettext(
        "%(sharing)s of %(living)s chapter shares its numbers; the network counts only those.",
        "%(sharing)s of %(living)s chapters share their numbers; the network counts only those.",
        found.living,
    ) % {"sharing": found.sharing, "living": found.living}


@says_json
@declares(anyone)
@require_safe
def as_json(request: ActorRequest) -> HttpResponse:
    """Give the network's numbers as known at the end of a day, and those of each chapter that shares them."""
    choice = choice_from(request.GET, time_zone=ZONE, now=timezone.now())
    found = roll_up(choice.day.toordinal())
    _keep(request, found, choice)
    numbers = found.numbers
    return JsonResponse(
        {
            "on": choice.day.isoformat(),
            "chapters_living": found.coverage.living,
            "chapters_sharing": found.coverage.sharing,
            "subscribed": numbers.subscribed,
            "came": numbers.came.at(numbers.day),
            "signed_up_ahead": numbers.ahead.at(numbers.day),
            "signed_up_ahead_is_record": numbers.is_record,
            "active_90_days": numbers.active.at(numbers.day),
            "chapters": [
                {
                    "chapter": row.chapter.slug,
                    "name": row.chapter.name,
                    "subscribed": row.subscribed,
                    "came": row.came,
                    "signed_up_ahead": row.ahead,
                    "active_90_days": row.active,
                }
                for row in found.chapters
            ],
        }
    )


@declares(anyone)
@require_safe
def as_csv(request: ActorRequest) -> HttpResponse:
    """Give a row for each chapter that shares its numbers, and one for the network, as a file."""
    choice = choice_from(request.GET, time_zone=ZONE, now=timezone.now())
    found = roll_up(choice.day.toordinal())
    numbers = found.numbers
    rows: list[Sequence[figures.Cell]] = [
        ("chapter", "name", "subscribed", "came", "signed_up_ahead", "active_90_days"),
        *(
            (row.chapter.slug, row.chapter.name, row.subscribed, row.came, row.ahead, row.active)
            for row in found.chapters
        ),
        (
            "",
            "everybody counted once",
            numbers.subscribed,
            numbers.came.at(numbers.day),
            numbers.ahead.at(numbers.day),
            numbers.active.at(numbers.day),
        ),
    ]
    return written(f"network-{choice.day.isoformat()}.csv", rows)


def _keep(request: HttpRequest, found: RollUp, choice: Choice) -> None:
    """Let signed-out readers have the page again until a fact of a chapter, or midnight, changes it."""
    keep(request, [NETWORK, *(row.chapter.stream for row in found.chapters)], until=end_of_day(choice.today, ZONE))
