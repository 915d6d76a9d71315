"""A chapter's statistics: the page, JSON and CSV."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.queries import chapter_for
from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.foundation.http.kept import keep
from chapterhouse.foundation.permissions import require
from chapterhouse.lib.moments import end_of_day
from chapterhouse.reviews.queries import gains_of
from chapterhouse.stats.policies import can_see_small_groups, can_see_statistics
from chapterhouse.stats.queries.choosing import Choice, NotADay, choice_from
from chapterhouse.stats.queries.numbers import FOR_CHARTS, OF_MEETINGS, Numbers, numbers_of
from chapterhouse.stats.queries.recount import is_shared
from chapterhouse.stats.queries.roles import roles_at
from chapterhouse.stats.views import breakdowns, figures
from chapterhouse.stats.views.answers import says_json
from chapterhouse.stats.views.figures import Figure
from chapterhouse.stats.views.files import day_rows, meeting_rows, week_rows, written
from chapterhouse.stats.views.tiles import tiles_of


@declares(anyone)
@require_safe
def page(request: ActorRequest, slug: str) -> HttpResponse:
    """Show a chapter's numbers as charts with tables and definitions, as known on a day."""
    chapter = _chapter(request, slug)
    now, error = timezone.now(), ""
    try:
        choice = choice_from(request.GET, time_zone=chapter.time_zone, now=now)
    except NotADay as refusal:
        error = str(refusal)
        choice = choice_from({}, time_zone=chapter.time_zone, now=now)
    if not error:
        _keep(request, chapter, choice)
    numbers = numbers_of(chapter, choice.day.toordinal(), details=FOR_CHARTS)
    shown = figures_of(request, chapter, numbers, choice)
    context = {
        "chapter": chapter,
        "tab": "stats",
        "title": _("Statistics"),
        "choice": choice,
        "asked": request.GET.get("on", "") if error else choice.day.isoformat(),
        "error": error,
        "range": choice.range_shown(numbers.first_day),
        "ranges": [("90", _("90 days")), ("365", _("A year")), ("all", _("From the beginning"))],
        "day_words": date_format(choice.day, "j F Y"),
        "nothing_yet": not numbers.first_day,
        "tiles": tiles_of(numbers, choice.since(numbers.first_day)),
        "figures": shown,
        "file_query": f"on={choice.day.isoformat()}",
    }
    return render(request, "stats/chapter.html", context, status=400 if error else 200)


@says_json
@declares(anyone)
@require_safe
def as_json(request: ActorRequest, slug: str) -> HttpResponse:
    """Give a chapter's numbers as known at the end of a day (`on=YYYY-MM-DD`, today unless said otherwise)."""
    chapter = _chapter(request, slug)
    choice = choice_from(request.GET, time_zone=chapter.time_zone, now=timezone.now())
    _keep(request, chapter, choice)
    numbers = numbers_of(chapter, choice.day.toordinal(), details=OF_MEETINGS)
    show_rate = numbers.show_rate()
    rating = numbers.rating_at(numbers.day)
    return JsonResponse(
        {
            "on": choice.day.isoformat(),
            "chapter": chapter.slug,
            "time_zone": chapter.time_zone,
            "subscribed": numbers.subscribed,
            "joined": numbers.joined.at(numbers.day),
            "left": numbers.left.at(numbers.day),
            "came": numbers.came.at(numbers.day),
            "signed_up_ahead": numbers.ahead.at(numbers.day),
            "signed_up_ahead_is_record": numbers.is_record,
            "active_90_days": numbers.active.at(numbers.day),
            "meetings_held": sum(one.held for one in numbers.meetings),
            "show_rate": None if show_rate is None else round(show_rate, 4),
            "rating": None if rating is None else round(rating, 2),
            "reviews": numbers.answers.at(numbers.day),
        }
    )


@declares(anyone)
@require_safe
def as_csv(request: ActorRequest, slug: str) -> HttpResponse:
    """Give numbers as a file: `of=days` (the default), `weeks`, `meetings`, or the name of a chart."""
    chapter = _chapter(request, slug)
    choice = choice_from(request.GET, time_zone=chapter.time_zone, now=timezone.now())
    of = request.GET.get("of", "days")
    details = {"days": (), "weeks": (), "meetings": OF_MEETINGS}.get(of, FOR_CHARTS)
    numbers = numbers_of(chapter, choice.day.toordinal(), details=details)
    name = f"{chapter.slug}-{of}-{choice.day.isoformat()}.csv"
    if of in ("days", "weeks"):
        return written(name, day_rows(numbers) if of == "days" else week_rows(numbers))
    if of == "meetings":
        return written(name, meeting_rows(chapter, numbers, in_full=can_see_small_groups(request.actor, chapter)))
    figure = next((one for one in figures_of(request, chapter, numbers, choice) if one.key == of), None)
    if figure is None:
        raise Http404
    return written(name, [figure.head, *figure.rows])


def figures_of(request: ActorRequest, chapter: Chapter, numbers: Numbers, choice: Choice) -> list[Figure]:
    """Give every figure of the page in its order."""
    since = choice.since(numbers.first_day)
    days = figures.points_between(since, numbers.day)
    in_full = can_see_small_groups(request.actor, chapter)
    end = end_of_day(choice.day, chapter.time_zone)
    return [
        figures.subscribed_figure(numbers, days),
        figures.came_figure(numbers, days),
        figures.ahead_figure(numbers, days),
        breakdowns.show_rate_figure(numbers, since),
        breakdowns.newcomers_figure(numbers, since, in_full=in_full),
        figures.active_figure(numbers, days),
        breakdowns.retention_figure(numbers, in_full=in_full),
        figures.rating_figure(numbers, days),
        breakdowns.confidence_figure(gains_of(chapter, before=end)),
        breakdowns.organisers_figure(roles_at(chapter, end), is_today=choice.is_today),
    ]


def _chapter(request: ActorRequest, slug: str) -> Chapter:
    chapter = chapter_for(request.actor, slug)
    require(can_see_statistics(request.actor, chapter), request.actor)
    return chapter


def _keep(request: HttpRequest, chapter: Chapter, choice: Choice) -> None:
    """Let signed-out readers have the page again until a fact or the chapter's midnight changes it."""
    if is_shared(chapter):
        keep(request, [chapter.stream], until=end_of_day(choice.today, chapter.time_zone))
