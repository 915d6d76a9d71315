"""Saying whether one comes: going, with guests, not going after all. Only POST changes anything."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from chapterhouse.chapters.policies import is_member
from chapterhouse.chapters.queries import network
from chapterhouse.events.actions import cancel_rsvp, change_guests, decline
from chapterhouse.events.actions.coming import join_and_rsvp
from chapterhouse.events.forms.people import GoingForm
from chapterhouse.events.models import Event, Rsvp
from chapterhouse.events.queries import SignUp, Standing, places_of, sign_up_of, standing
from chapterhouse.events.views.facets import described
from chapterhouse.events.views.pages import event_at, page_words, show_event
from chapterhouse.events.views.words import coming_words, events_url
from chapterhouse.foundation.http.declares import ActorRequest, declares, signed_in
from chapterhouse.foundation.http.refusals import wants_json
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.queries import own_person


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def going(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Sign up: a GET (after signing in) asks for the last tap, the POST does it, joining the chapter if needed."""
    actor, now = request.actor, timezone.now()
    event = event_at(actor, slug, short_id)
    member = is_member(actor, event.chapter)
    asks_conduct = not member and own_person(actor).conduct_accepted_at is None
    if request.method != "POST":
        mine = standing(actor, event, attended=False)
        if mine.is_going or mine.is_waiting or sign_up_of(event, now) != SignUp.OPEN:
            return back_to(event)
        return _last_step(request, event, GoingForm(event=event, asks_conduct=asks_conduct), mine, now)
    form = GoingForm(request.POST, event=event, asks_conduct=asks_conduct)
    if not form.is_valid():
        return _last_step(request, event, form, standing(actor, event, attended=False), now, status=422)
    try:
        answer = join_and_rsvp(actor=actor, event=event, accept_conduct=True, now=now, guests=form.number_of_guests())
    except Refusal as refusal:
        return refused(request, event, refusal, now)
    return answered(request, event, answer)


def _last_step(
    request: ActorRequest, event: Event, form: GoingForm, mine: Standing, now: datetime, status: int = 200
) -> HttpResponse:
    places = places_of([event])[event.pk]
    ours = network()
    context = page_words(event, event.chapter, now, request.actor, mine) | {
        "form": form,
        "places": places,
        "coming_words": coming_words(places),
        "member": is_member(request.actor, event.chapter),
        "conduct": described(ours.conduct) if ours and "conduct" in form.fields else "",
    }
    return render(request, "events/going.html", context, status=status)


@declares(signed_in)
@require_POST
def not_going(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Give the place or the waiting back, or say beforehand that she does not come."""
    actor, now = request.actor, timezone.now()
    event = event_at(actor, slug, short_id)
    mine = standing(actor, event, attended=False)
    try:
        if mine.is_going or mine.is_waiting:
            answer = cancel_rsvp(actor=actor, event=event, now=now)
        else:
            answer = decline(actor=actor, event=event, now=now)
    except Refusal as refusal:
        return refused(request, event, refusal, now)
    return answered(request, event, answer)


@declares(signed_in)
@require_POST
def guests(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Bring more or fewer guests."""
    actor, now = request.actor, timezone.now()
    event = event_at(actor, slug, short_id)
    form = GoingForm(request.POST, event=event)
    if not form.is_valid():
        return show_event(request, event, now=now, notice=form.first_error(), status=422)
    try:
        answer = change_guests(actor=actor, event=event, guests=form.number_of_guests() or 0, now=now)
    except Refusal as refusal:
        return refused(request, event, refusal, now)
    return answered(request, event, answer)


def back_to(event: Event) -> HttpResponseRedirect:
    """Lead to the event's page, to the box that says where she stands."""
    return HttpResponseRedirect(f"{events_url(event.chapter.slug)}{event.short_id}/#you")


def answered(request: ActorRequest, event: Event, answer: Rsvp) -> HttpResponse:
    """Show people their place on the event's page; tell programs the state."""
    if wants_json(request):
        position = standing(request.actor, event, attended=False).position
        return JsonResponse({"state": answer.state, "guests": answer.guests, "position": position})
    return back_to(event)


def refused(request: ActorRequest, event: Event, refusal: Refusal, now: datetime) -> HttpResponse:
    """Show the reason of a refusal where she pressed, with what is possible instead."""
    if wants_json(request) or refusal.status in (401, 403):
        raise refusal
    return show_event(request, event, now=now, notice=str(refusal), status=refusal.status)
