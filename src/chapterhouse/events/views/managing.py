"""One event with its people, as its hosts see it: places, who comes, who hosts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chapterhouse.events.actions import (
    WouldUnseat,
    cancel_rsvp,
    change_capacity,
    edit_following,
    end_event_role,
    give_event_role,
)
from chapterhouse.events.forms.people import HostForm, PersonForm, PlacesForm, RoleForm
from chapterhouse.events.models import Event, EventRole, EventRoleName, EventState, PlaceKind, Rsvp, RsvpState
from chapterhouse.events.policies import can_host_series, can_organise
from chapterhouse.events.queries import (
    everybody,
    hosted_event_for,
    open_roles,
    places_of,
    role_of_event,
    rsvp_of_event,
    sign_up_of,
)
from chapterhouse.events.queries.sign_up import SignUp, Standing
from chapterhouse.events.views.organising import act_page, confirm, manage_url
from chapterhouse.events.views.pages import page_words
from chapterhouse.events.views.words import coming_words, moment_words, state_chips
from chapterhouse.foundation.http.declares import ActorRequest, declares, signed_in
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.look.models import listed

ACTS = ("edit", "publish", "move", "skip", "cancel", "restore", "places", "remove", "hosts", "end_host", "door")


@declares(signed_in)
@require_safe
def manage(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Show a host everything about her event: state, places, people, and what she can do next."""
    actor, now = request.actor, timezone.now()
    event = hosted_event_for(actor, slug, short_id)
    places, sign_up, rows = places_of([event])[event.pk], sign_up_of(event, now), everybody(event)
    place = [slug, short_id]
    context = page_words(event, event.chapter, now, actor, Standing()) | {
        "tab": "organise",
        "chips": state_chips(event, now),
        "state": event.state,
        "over": sign_up == SignUp.OVER,
        "places": places,
        "coming_words": coming_words(places),
        "groups": _groups(rows, event, now),
        "roles": [_role(row, event) for row in open_roles(event).select_related("person").order_by("since", "id")],
        "series_url": reverse("events:series", args=[slug, event.series.uid]) if event.series else "",
        "can_organise": can_organise(actor, event.chapter),
        "overview_url": reverse("events:organise", args=[slug]),
        "can_change": event.state in (EventState.DRAFT, EventState.PUBLISHED) and sign_up != SignUp.OVER,
        **{f"{name}_url": reverse(f"events:{name}", args=place) for name in ACTS},
    }
    return render(request, "events/manage.html", context)


def _groups(rows: list[Rsvp], event: Event, now: Any) -> list[dict[str, Any]]:
    """Give those who answered, by state, each with the words beside the name."""
    names = {
        RsvpState.GOING: _("Going"),
        RsvpState.OFFERED: _("Have an offer"),
        RsvpState.WAITING: _("On the waitlist, in order"),
        RsvpState.NOT_GOING: _("Not coming"),
        RsvpState.CANCELLED: _("Cancelled"),
    }
    groups = []
    for state, title in names.items():
        people = [row for row in rows if row.state == state]
        if people:
            groups.append(
                {
                    "title": title,
                    "number": len(people),
                    "removable": state in (RsvpState.GOING, RsvpState.OFFERED, RsvpState.WAITING),
                    "people": [
                        {
                            "uid": row.uid,
                            "name": row.person.name,
                            "guests": row.guests,
                            "since": moment_words(row.queued_at, event.time_zone, now),
                        }
                        for row in people
                    ],
                }
            )
    return groups


def _role(row: EventRole, event: Event) -> dict[str, Any]:
    word = _("Host") if row.name == EventRoleName.HOST else _("Door")
    whole = row.series_id is not None
    words = _("%(role)s of the series") % {"role": word} if whole else word
    return {"pk": row.pk, "name": row.person.name, "word": words, "ends_here": not whole}


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Change how many places there are; where people would lose theirs, name them and ask first."""
    actor = request.actor
    event = hosted_event_for(actor, slug, short_id)
    now_places = places_of([event])[event.pk]
    whole = event.series is not None and can_host_series(actor, event.series)
    form = PlacesForm(
        request.POST if request.method == "POST" else None,
        may_edit_series=whole,
        initial={"places": now_places.places},
    )
    notice, status = "", 200
    if form.is_bound and form.is_valid():
        try:
            _change(request, event, form.cleaned_data, confirmed=request.POST.get("confirmed") == "yes")
        except WouldUnseat as refusal:
            return _ask_who_waits(request, event, form.cleaned_data, refusal.people)
        except Refusal as refusal:
            notice, status = str(refusal), refusal.status
        else:
            messages.success(request, _("The places are changed. Whoever got one, or waits again, is told by mail."))
            return HttpResponseRedirect(manage_url(event))
    return act_page(
        request,
        event.chapter,
        form,
        title=_("How many places?"),
        lede=coming_words(now_places),
        submit=_("Save"),
        back_url=manage_url(event),
        notice=notice,
        status=status,
    )


def _change(request: ActorRequest, event: Event, values: dict[str, Any], *, confirmed: bool) -> None:
    now, number = timezone.now(), values["places"]
    if values.get("scope") == "following":
        edit_following(
            actor=request.actor, event=event, changes={"learner_places": number}, now=now, confirmed=confirmed
        )
    else:
        change_capacity(
            actor=request.actor, event=event, kind=PlaceKind.LEARNER, places=number, now=now, confirmed=confirmed
        )


def _ask_who_waits(request: ActorRequest, event: Event, values: dict[str, Any], people: list[Rsvp]) -> HttpResponse:
    names = [row.person.name for row in people]
    text = ngettext(
        "%(number)d person would lose her place and wait first in line: %(names)s. She is told why by mail.",
        "%(number)d people would lose their places and wait first in line: %(names)s. They are told why by mail.",
        len(names),
    )
    kept = [("places", "" if values["places"] is None else values["places"]), ("scope", values.get("scope", "one"))]
    return confirm(
        request,
        title=_("Fewer places than people who are going"),
        lede=text % {"number": len(names), "names": listed(names)},
        yes=_("Yes, lower it"),
        back_url=reverse("events:places", args=[event.chapter.slug, event.short_id]),
        kept=kept,
        status=409,
    )


@declares(signed_in)
@require_POST
def remove(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Take somebody off the list; whoever waits first takes the place."""
    event = hosted_event_for(request.actor, slug, short_id)
    form = PersonForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.first_error())
        return HttpResponseRedirect(manage_url(event))
    row = rsvp_of_event(event, form.cleaned_data["rsvp"])
    if request.POST.get("confirmed") != "yes":
        return confirm(
            request,
            title=_("Take %(name)s off the list?") % {"name": row.person.name},
            lede=_("She is told by mail, and whoever waits first gets the place."),
            yes=_("Take her off the list"),
            back_url=manage_url(event),
            kept=[("rsvp", row.uid)],
        )
    cancel_rsvp(actor=request.actor, event=event, person=row.person, now=timezone.now())
    messages.success(request, _("%(name)s is off the list.") % {"name": row.person.name})
    return HttpResponseRedirect(manage_url(event))


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def hosts(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Make a member host of this event, or of its whole series, or give her the door."""
    actor = request.actor
    event = hosted_event_for(actor, slug, short_id)
    whole = event.series is not None and can_host_series(actor, event.series)
    form = HostForm(request.POST if request.method == "POST" else None, chapter=event.chapter, may_edit_series=whole)
    notice, status = "", 200
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        of_series = values.get("scope") == "series"
        try:
            give_event_role(
                actor=actor,
                person=values["person"],
                name=values["name"],
                event=None if of_series else event,
                series=event.series if of_series else None,
                now=timezone.now(),
            )
        except Refusal as refusal:
            notice, status = str(refusal), refusal.status
        else:
            messages.success(request, _("%(name)s helps you now.") % {"name": values["person"].name})
            return HttpResponseRedirect(manage_url(event))
    return act_page(
        request,
        event.chapter,
        form,
        title=_("Who helps?"),
        lede=_("Hosts take no place. They can edit the meeting and check people in."),
        submit=_("Ask her in"),
        back_url=manage_url(event),
        notice=notice,
        status=status,
    )


@declares(signed_in)
@require_POST
def end_host(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Relieve somebody of hosting this event, or of its door."""
    event = hosted_event_for(request.actor, slug, short_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        role = role_of_event(event, form.cleaned_data["role"])
        end_event_role(actor=request.actor, role=role, now=timezone.now())
        messages.success(request, _("%(name)s is free again.") % {"name": role.person.name})
    return HttpResponseRedirect(manage_url(event))
