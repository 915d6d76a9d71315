"""The organisers' pages about single events: the overview, one event with its people, and each act on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.actions import (
    cancel_event,
    create_event,
    edit_event,
    edit_following,
    move_event,
    publish_event,
    restore_event,
    skip_event,
)
from chapterhouse.events.forms.planning import EditForm, EventForm, MoveForm, ReasonForm
from chapterhouse.events.models import Event
from chapterhouse.events.policies import can_host_series
from chapterhouse.events.queries import (
    events_to_close,
    hosted_event_for,
    organised_chapter_for,
    organiser_events,
    series_of,
)
from chapterhouse.events.queries.lists import counted
from chapterhouse.events.views.facets import described
from chapterhouse.events.views.plans import changes_to, changes_to_series, event_plan, values_of
from chapterhouse.events.views.words import card_of, moment_words, rule_words
from chapterhouse.foundation.http.declares import ActorRequest, declares, signed_in
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.look.forms import Form

MOST_PLANNED = 60
LONGEST_PREVIEW = 20_000  # characters


@declares(signed_in)
@require_safe
def overview(request: ActorRequest, slug: str) -> HttpResponse:
    """Show an organiser what is planned, what goes on in series, and which meetings wait to be closed."""
    now, chapter = timezone.now(), organised_chapter_for(request.actor, slug)
    planned = counted(organiser_events(chapter, now), now=now, most=MOST_PLANNED)
    base = f"{reverse('events:organise', args=[slug])}"
    to_close = [
        {"title": event.title, "when": moment_words(event.starts_at, event.time_zone, now), "url": door_url(event)}
        for event in events_to_close(chapter, now)[:10]
    ]
    context = {
        "chapter": chapter,
        "tab": "organise",
        "planned": [card_of(card.event, base=base, now=now, places=card.places, came=card.came) for card in planned],
        "to_close": to_close,
        "series": [
            {
                "title": line.series.title,
                "rule": rule_words(line.series),
                "url": reverse("events:series", args=[slug, line.series.uid]),
                "next": moment_words(line.next_at, line.series.time_zone, now) if line.next_at else "",
                "to_come": line.to_come,
            }
            for line in series_of(chapter, now)
        ],
        "new_series_url": reverse("events:series_new", args=[slug]),
        "new_event_url": reverse("events:event_new", args=[slug]),
    }
    return render(request, "events/organise.html", context)


def door_url(event: Event) -> str:
    """Give the address of an event's check-in list."""
    return reverse("events:door", args=[event.chapter.slug, event.short_id])


def manage_url(event: Event) -> str:
    """Give the address of the page by which hosts look after an event."""
    return reverse("events:manage", args=[event.chapter.slug, event.short_id])


def act_page(
    request: ActorRequest,
    chapter: Chapter,
    form: Form | None,
    *,
    title: str,
    submit: str,
    back_url: str,
    lede: str = "",
    notice: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Give the page of one act: what will happen, its form, one button; 422 where the form is wrong."""
    if form is not None and form.is_bound and form.errors:
        status = 422
    words = {"title": title, "submit": submit, "back_url": back_url, "lede": lede, "notice": notice}
    context = {"chapter": chapter, "tab": "organise", "form": form, **words, **more}
    return render(request, more.get("template", "events/act.html"), context, status=status)


def act_by_form(
    request: ActorRequest,
    chapter: Chapter,
    form: Form,
    act: Callable[[dict[str, Any]], object],
    *,
    done: str,
    back_url: str,
    **words: Any,
) -> HttpResponse:
    """Do the act with what the form says and go back, saying that it is done; else its page, with the refusal."""
    notice, status = "", 200
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            notice, status = str(refusal), refusal.status
        else:
            messages.success(request, done)
            return HttpResponseRedirect(back_url)
    return act_page(request, chapter, form, back_url=back_url, notice=notice, status=status, **words)


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: ActorRequest, slug: str) -> HttpResponse:
    """Plan one event that stands alone; it begins as a draft, or is published at once."""
    chapter = organised_chapter_for(request.actor, slug)
    form = EventForm(request.POST if request.method == "POST" else None, chapter=chapter)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        event = create_event(actor=request.actor, chapter=chapter, plan=event_plan(form.cleaned_data), now=now)
        warn_of_gap(request, form)
        if "publish" in request.POST:
            publish_event(actor=request.actor, event=event, now=now)
        return HttpResponseRedirect(manage_url(event))
    return act_page(
        request,
        chapter,
        form,
        template="events/plan.html",
        title=_("A single meeting"),
        lede=_("A workshop, a talk, a picnic: something that happens once."),
        submit=_("Publish it"),
        second=_("Keep as a draft"),
        back_url=reverse("events:organise", args=[slug]),
    )


def warn_of_gap(request: ActorRequest, form: EventForm | MoveForm) -> None:
    """Tell the organiser where the clock skips the time she chose."""
    if form.resolved and form.resolved.shifted:
        text = _("The clocks go forward that night and skip this time, so the meeting begins an hour later.")
        messages.warning(request, text)


@declares(signed_in)
@require_POST
def preview(request: ActorRequest, slug: str) -> HttpResponse:
    """Give what an organiser is writing as it will look."""
    organised_chapter_for(request.actor, slug)
    return HttpResponse(described(request.POST.get("text", "")[:LONGEST_PREVIEW]))


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Edit one event, or it and all that follow in its series."""
    actor, now = request.actor, timezone.now()
    event = hosted_event_for(actor, slug, short_id)
    whole = event.series is not None and can_host_series(actor, event.series)
    form = EditForm(
        request.POST if request.method == "POST" else None,
        chapter=event.chapter,
        initial=values_of(event),
        may_edit_series=whole,
    )
    notice, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, event, form)
        except Refusal as refusal:
            notice, status = str(refusal), refusal.status
        else:
            warn_of_gap(request, form)
            messages.success(request, _("Saved. Those who are going hear of it where time or place changed."))
            return HttpResponseRedirect(manage_url(event))
    return act_page(
        request,
        event.chapter,
        form,
        template="events/plan.html",
        title=_("Edit “%(title)s”") % {"title": event.title},
        lede=moment_words(event.starts_at, event.time_zone, now),
        submit=_("Save"),
        back_url=manage_url(event),
        notice=notice,
        status=status,
    )


def _save(request: ActorRequest, event: Event, form: EditForm) -> None:
    values, now = form.cleaned_data, timezone.now()
    if values.get("scope") == "following":
        changes = changes_to_series(event, values)
        if changes:
            edit_following(actor=request.actor, event=event, changes=changes, now=now)
    elif changes := changes_to(event, values):
        edit_event(actor=request.actor, event=event, changes=changes, now=now)


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Move one event to another day or time."""
    now = timezone.now()
    event = hosted_event_for(request.actor, slug, short_id)
    form = MoveForm(request.POST if request.method == "POST" else None, initial=values_of(event))
    notice, status = "", 200
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            move_event(
                actor=request.actor,
                event=event,
                wall_date=values["wall_date"],
                wall_time=values["wall_time"],
                time_zone=values["time_zone"],
                fold=values["fold"],
                now=now,
            )
        except Refusal as refusal:
            notice, status = str(refusal), refusal.status
        else:
            warn_of_gap(request, form)
            messages.success(request, _("Moved. Everybody who has a place is told, and keeps it."))
            return HttpResponseRedirect(manage_url(event))
    return act_page(
        request,
        event.chapter,
        form,
        title=_("Move this meeting"),
        lede=_("It is planned for %(when)s. Everybody who has a place keeps it and is told by mail.")
        % {"when": moment_words(event.starts_at, event.time_zone, now)},
        submit=_("Move it"),
        back_url=manage_url(event),
        notice=notice,
        status=status,
    )


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Call one event off, with a reason."""
    event = hosted_event_for(request.actor, slug, short_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return act_by_form(
        request,
        event.chapter,
        form,
        lambda said: cancel_event(actor=request.actor, event=event, reason=said["reason"], now=timezone.now()),
        done=_("Cancelled. Everybody who signed up is told by mail."),
        title=_("Cancel this meeting?"),
        lede=_("Its page stays and says that it is cancelled. Everybody who signed up is told by mail."),
        submit=_("Cancel the meeting"),
        danger=True,
        back_url=manage_url(event),
    )


@declares(signed_in)
@require_POST
def publish(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Open a draft for sign-up."""
    event = hosted_event_for(request.actor, slug, short_id)
    publish_event(actor=request.actor, event=event, now=timezone.now())
    messages.success(request, _("Published: people can sign up now."))
    return HttpResponseRedirect(manage_url(event))


@declares(signed_in)
@require_POST
def skip(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Leave a date of a series out."""
    event = hosted_event_for(request.actor, slug, short_id)
    if request.POST.get("confirmed") != "yes":
        return confirm(
            request,
            title=_("Leave this date out?"),
            lede=_("There is no meeting then. Those who signed up are told by mail."),
            yes=_("Leave it out"),
            back_url=manage_url(event),
        )
    skip_event(actor=request.actor, event=event, now=timezone.now())
    messages.success(request, _("This date is left out. Everybody who signed up is told by mail."))
    return HttpResponseRedirect(manage_url(event))


def confirm(
    request: ActorRequest, *, title: str, lede: str, yes: str, back_url: str, status: int = 200, **more: Any
) -> HttpResponse:
    """Ask on a page of its own before something that many people notice."""
    context = {"title": title, "lede": lede, "yes": yes, "back_url": back_url, **more}
    return render(request, "look/confirm.html", context, status=status)


@declares(signed_in)
@require_POST
def restore(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Let a cancelled meeting, or a date that was left out, take place after all."""
    event = hosted_event_for(request.actor, slug, short_id)
    restore_event(actor=request.actor, event=event, now=timezone.now())
    messages.success(request, _("It takes place after all. Those who had a place have it again."))
    return HttpResponseRedirect(manage_url(event))
