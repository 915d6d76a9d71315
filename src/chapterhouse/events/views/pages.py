"""What everybody can open: a chapter's meetings and the page of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.policies import is_member
from chapterhouse.chapters.queries import chapter_for
from chapterhouse.events.forms.people import GoingForm
from chapterhouse.events.models import Event
from chapterhouse.events.policies import can_check_in, can_host, can_organise
from chapterhouse.events.queries import (
    Places,
    SignUp,
    Standing,
    attendees,
    came_at,
    event_for,
    hosts_of,
    past_events,
    places_of,
    sign_up_of,
    standing,
    upcoming_events,
)
from chapterhouse.events.queries.lists import counted
from chapterhouse.events.views.facets import answer_box, answer_words, described, place_of, summed_up, when_of
from chapterhouse.events.views.fillers import answer_chips
from chapterhouse.events.views.linked_data import absolute, linked_event
from chapterhouse.events.views.words import card_of, coming_words, events_url, list_change, page_change, state_chips
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.foundation.http.kept import keep

PAST_ON_PAGE = 20
MOST_UPCOMING = 60
MOST_NAMES = 60
SOON = 8  # meetings shown at once, the later ones behind one tap


def event_at(actor: Actor, slug: str, short_id: str) -> Event:
    """Give the event at this address; where the chapter had another address before, lead there."""
    try:
        return event_for(actor, slug, short_id)
    except Http404:
        chapter_for(actor, slug)  # raises what redirects an old address
        raise


@declares(anyone)
@require_safe
def event_list(request: ActorRequest, slug: str) -> HttpResponse:
    """Show what a chapter plans and what it did."""
    now, actor = timezone.now(), request.actor
    chapter = chapter_for(actor, slug)
    page = Paginator(past_events(chapter, actor, now), PAST_ON_PAGE).get_page(request.GET.get("page"))
    soon = upcoming_events(chapter, actor, now)
    upcoming = counted(soon, now=now, actor=actor, most=MOST_UPCOMING) if page.number == 1 else []
    past = counted(page.object_list, now=now) if isinstance(page.object_list, QuerySet) else []
    base = events_url(chapter.slug)
    to_come = [
        card_of(one.event, base=base, now=now, places=one.places, came=one.came, chips=answer_chips(one))
        for one in upcoming
    ]
    ics_url = reverse("events:chapter_feed", args=[chapter.slug])
    # An older page shows nothing to come, but what ends now moves its lines on.
    shown = [one.event for one in upcoming] or soon.order_by("ends_at")[:1]
    keep(request, [chapter.stream, NETWORK], until=list_change(shown, now), mine=True)
    context = {
        "chapter": chapter,
        "tab": "events",
        "canonical": absolute(base if page.number == 1 else f"{base}?page={page.number}"),
        "upcoming": to_come[:SOON],
        "later": to_come[SOON:],
        "past": [card_of(card.event, base=base, now=now, came=card.came) for card in past],
        "past_page": page,
        "ics_url": ics_url,
        "webcal_url": absolute(ics_url).replace("https://", "webcal://").replace("http://", "webcal://"),
        "can_organise": can_organise(actor, chapter),
        "organise_url": reverse("events:organise", args=[chapter.slug]),
        "new_series_url": reverse("events:series_new", args=[chapter.slug]),
    }
    return render(request, "events/event_list.html", context)


@declares(anyone)
@require_safe
def event_page(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Show one event: when, where, what, who, and whether one comes."""
    return show_event(request, event_at(request.actor, slug, short_id), now=timezone.now())


def show_event(
    request: ActorRequest, event: Event, *, now: datetime, notice: str = "", status: int = 200
) -> HttpResponse:
    """Give an event's page as this reader sees it, with a notice in the answer box where something was refused."""
    actor, chapter = request.actor, event.chapter
    sign_up, mine = sign_up_of(event, now), standing(actor, event, attended=False)
    hosts = hosts_of(event)
    places = Places() if sign_up == SignUp.OVER else places_of([event])[event.pk]
    # Who was going is not who came: of past meetings only numbers are shown.
    coming = None if sign_up == SignUp.OVER else attendees(actor, event)
    names = [] if coming is None else [{"name": row.person.name, "guests": row.guests} for row in coming[:MOST_NAMES]]
    keep(request, [chapter.stream, NETWORK], until=page_change(event, now), mine=True)
    context = page_words(event, chapter, now, actor, mine) | {
        "topics": [topic.name for topic in event.topics.all()],
        "hosts": hosts,
        "places": places,
        "coming_words": coming_words(places),
        "came_words": _came_words(event, sign_up),
        "state": event.state,
        "over": sign_up == SignUp.OVER,
        "begun": sign_up in (SignUp.BEGUN, SignUp.OVER),
        "chips": state_chips(event, now),
        "attendees": names,
        "attendees_more": _more_words(len(coming or ()) - len(names)),
        "sees_attendees": coming is not None or sign_up == SignUp.OVER,
        "box": answer_box(event, sign_up, mine),
        "member": is_member(actor, chapter),
        "notice": notice,
        "organise_links": organise_links(actor, event),
        **answer_words(event, sign_up, places, mine, now),
    }
    context["json_ld"] = linked_event(
        event, url=context["canonical"], summary=context["summary"], places=places, sign_up=sign_up, hosts=hosts
    )
    if actor.is_person:
        context["form"] = GoingForm(event=event, initial={"guests": mine.rsvp.guests if mine.rsvp else 0})
    return render(request, "events/event.html", context, status=status)


def page_words(event: Event, chapter: Chapter, now: datetime, actor: Actor, mine: Standing) -> dict[str, Any]:
    """Give what every page about one event shows: its words and its addresses."""
    list_url = events_url(chapter.slug)
    url = f"{list_url}{event.short_id}/"
    return {
        "event": event,
        "chapter": chapter,
        "tab": "events",
        "when": when_of(event, now),
        "place": place_of(event, now, may_have_link=mine.is_going or can_check_in(actor, event)),
        "description": described(event.description),
        "summary": summed_up(event.description),
        "list_url": list_url,
        "event_url": url,
        "canonical": absolute(url),
        "going_url": f"{url}going/",
        "not_going_url": f"{url}not-going/",
        "guests_url": f"{url}guests/",
        "ics_url": f"{list_url}{event.short_id}.ics",
    }


def organise_links(actor: Actor, event: Event) -> list[dict[str, str]]:
    """Give the pages by which this person may look after the event."""
    links, place = [], [event.chapter.slug, event.short_id]
    if can_host(actor, event):
        links.append({"label": _("Plan and edit"), "url": reverse("events:manage", args=place)})
    if can_check_in(actor, event):
        links.append({"label": _("Check-in list"), "url": reverse("events:door", args=place)})
    return links


def _came_words(event: Event, sign_up: SignUp) -> str:
    came = came_at([event]).get(event.pk) if sign_up == SignUp.OVER else None
    if not came:
        return _("Thank you to everybody who was there.")
    text = ngettext("%(number)d person came. Thank you!", "%(number)d people came. Thank you!", came)
    return text % {"number": came}


def _more_words(number: int) -> str:
    if number <= 0:
        return ""
    return ngettext("and %(number)d more", "and %(number)d more", number) % {"number": number}
