"""The organisers' pages about series: plan one with a preview of its dates, see them, leave one out, end it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chapterhouse.events.actions import SeriesPlan, end_series, skip_date, start_series
from chapterhouse.events.forms.planning import LastDayForm, SeriesForm, SkipDateForm
from chapterhouse.events.queries import (
    Occurrence,
    events_in_series,
    organised_chapter_for,
    preview_series,
    series_for,
)
from chapterhouse.events.queries.lists import counted
from chapterhouse.events.views.organising import act_by_form, act_page
from chapterhouse.events.views.plans import digest_of, series_plan
from chapterhouse.events.views.words import card_of, clock_words, day_words, rule_words, zone_words
from chapterhouse.foundation.http.declares import ActorRequest, declares, signed_in
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.moments import wall_of
from chapterhouse.look.models import leaf_of

PREVIEWED = 8
JUST_PAST = timedelta(days=28)
MOST_SHOWN = 60


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest, slug: str) -> HttpResponse:
    """Plan a series: what is typed is shown as dates first, and published only as it was seen."""
    chapter = organised_chapter_for(request.actor, slug)
    form = SeriesForm(request.POST if request.method == "POST" else None, chapter=chapter)
    more: dict[str, Any] = {}
    notice, status = "", 200
    if form.is_bound and form.is_valid():
        plan = series_plan(form.cleaned_data)
        seen = digest_of(plan)
        if "publish" in request.POST and form.cleaned_data.get("seen") == seen:
            try:
                series = start_series(actor=request.actor, chapter=chapter, plan=plan, now=timezone.now())
            except Refusal as refusal:
                notice, status = str(refusal), refusal.status
            else:
                messages.success(request, _("Your series is published. Share its page: people can sign up now."))
                return HttpResponseRedirect(reverse("events:series", args=[slug, series.uid]))
        more = {"preview": _previewed(plan), "seen": seen}
    return act_page(
        request,
        chapter,
        form,
        template="events/plan.html",
        title=_("A series of meetings"),
        lede=_("Say once when and where you meet. The dates of the next twelve weeks are made for you, and then on."),
        submit=_("Show me the dates"),
        back_url=reverse("events:organise", args=[slug]),
        notice=notice,
        status=status,
        **more,
    )


def _previewed(plan: SeriesPlan) -> list[dict[str, Any]]:
    """Give the first dates of a planned series as words, with what is odd about each."""
    found = preview_series(
        rule=plan.rule,
        starts_on=plan.starts_on,
        wall_time=plan.wall_time,
        time_zone=plan.time_zone,
        minutes=plan.minutes,
        ends_on=plan.ends_on,
        skip_dates=plan.skip_dates,
        most=PREVIEWED,
    )
    now = timezone.now()
    return [
        {
            "leaf": leaf_of(one.day),
            "day": day_words(wall_of(one.starts_at, plan.time_zone), now),
            "time": clock_words(wall_of(one.starts_at, plan.time_zone)),
            "zone": zone_words(plan.time_zone),
            "warning": _warning(one),
            "past": one.starts_at < now,
        }
        for one in found
    ]


def _warning(one: Occurrence) -> str:
    if one.shifted:
        return _("The clocks go forward that night and skip this time: this meeting begins later, as shown.")
    if one.ambiguous:
        return _("The clocks go back that night and show this time twice: the first one is meant.")
    if one.offset_changed:
        return _("The clocks change before this date. The meeting stays at the same time on the wall.")
    return ""


@declares(signed_in)
@require_safe
def series_page(request: ActorRequest, slug: str, uid: UUID) -> HttpResponse:
    """Show a series with its dates."""
    now, series = timezone.now(), series_for(request.actor, slug, uid)
    shown = counted(events_in_series(series, now - JUST_PAST), now=now, most=MOST_SHOWN)
    base = reverse("events:organise", args=[slug])
    context = {
        "chapter": series.chapter,
        "tab": "organise",
        "series": series,
        "rule": rule_words(series),
        "zone": zone_words(series.time_zone),
        "cards": [card_of(card.event, base=base, now=now, places=card.places, came=card.came) for card in shown],
        "overview_url": base,
        "skip_url": reverse("events:series_skip", args=[slug, uid]),
        "end_url": reverse("events:series_end", args=[slug, uid]),
    }
    return render(request, "events/series.html", context)


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def skip(request: ActorRequest, slug: str, uid: UUID) -> HttpResponse:
    """Leave a date of the series out, a holiday perhaps, also one that is months away."""
    series = series_for(request.actor, slug, uid)
    form = SkipDateForm(request.POST if request.method == "POST" else None)
    return act_by_form(
        request,
        series.chapter,
        form,
        lambda said: skip_date(actor=request.actor, series=series, date=said["day"], now=timezone.now()),
        done=_("This date is left out. Everybody who signed up is told by mail."),
        back_url=reverse("events:series", args=[slug, uid]),
        title=_("Leave a date out"),
        lede=_("For holidays, or when the library is closed. It may be months away."),
        submit=_("Leave it out"),
    )


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ActorRequest, slug: str, uid: UUID) -> HttpResponse:
    """Let a series end with a day."""
    series = series_for(request.actor, slug, uid)
    form = LastDayForm(request.POST if request.method == "POST" else None)
    return act_by_form(
        request,
        series.chapter,
        form,
        lambda said: end_series(actor=request.actor, series=series, ends_on=said["day"], now=timezone.now()),
        done=_("The series ends with this day. Thank you for all of it."),
        back_url=reverse("events:series", args=[slug, uid]),
        title=_("End this series"),
        lede=_("Meetings after the last day do not take place. Those who signed up are told by mail."),
        submit=_("End it"),
        danger=True,
    )
