"""What events show on other rooms' pages: the next meetings, the past ones, mine; and the ways to plan."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.queries import Tab
from chapterhouse.events.models import Event, RsvpState
from chapterhouse.events.policies import can_organise
from chapterhouse.events.queries import (
    EventCard,
    cards,
    hosted_events,
    my_events,
    my_past_events,
    next_events_of_network,
    past_events,
    upcoming_events,
    what_is_kept,
)
from chapterhouse.events.queries.lists import coming_in_network, counted
from chapterhouse.events.views.linked_data import absolute
from chapterhouse.events.views.words import card_of, events_url, list_change
from chapterhouse.foundation.actors import VISITOR, Actor
from chapterhouse.foundation.http.kept import also_shows
from chapterhouse.look.models import Chip
from chapterhouse.people.models import Person

ON_CHAPTER, ON_HOME, ON_MINE = 4, 6, 5


def _actor(request: HttpRequest) -> Actor:
    actor = getattr(request, "actor", VISITOR)
    assert isinstance(actor, Actor)
    return actor


def tab(request: HttpRequest, chapter: Chapter) -> Tab:
    """Give the tab of a chapter's meetings."""
    return Tab(_("Meetings"), events_url(chapter.slug), "events")


def next_of_chapter(request: HttpRequest, chapter: Chapter) -> SafeString:
    """Show the chapter's next meetings on its page."""
    actor, now, base = _actor(request), timezone.now(), events_url(chapter.slug)
    shown = counted(upcoming_events(chapter, actor, now), now=now, actor=actor, most=ON_CHAPTER)
    webcal = absolute(reverse("events:chapter_feed", args=[chapter.slug]))
    plans = can_organise(actor, chapter)
    return render_to_string(
        "events/slot_next.html",
        {
            "title": _("Next meetings"),
            "cards": [
                card_of(one.event, base=base, now=now, places=one.places, chips=answer_chips(one)) for one in shown
            ],
            "more_url": base,
            "more_label": _("All meetings"),
            "webcal_url": webcal.replace("https://", "webcal://").replace("http://", "webcal://"),
            "empty_title": _("No meeting is planned just now"),
            "empty_text": _("Say when and where you meet, and people can sign up.")
            if plans
            else _("Subscribe to the calendar, and the next one appears there by itself."),
            "empty_url": reverse("events:series_new", args=[chapter.slug]) if plans else base,
            "empty_label": _("Plan the first series") if plans else _("All meetings"),
        },
    )


def next_change_of_chapter(*, chapter: Chapter, now: datetime) -> datetime:
    """Give the next instant at which the chapter's meetings show something else by themselves (one begins, ends)."""
    return list_change(upcoming_events(chapter, VISITOR, now)[:ON_CHAPTER], now)


def past_of_chapter(request: HttpRequest, chapter: Chapter) -> SafeString | None:
    """Show what the chapter did lately; nothing where it did nothing yet."""
    actor, now, base = _actor(request), timezone.now(), events_url(chapter.slug)
    shown = counted(past_events(chapter, actor, now), now=now, most=ON_CHAPTER)
    if not shown:
        return None
    return render_to_string(
        "events/slot_past.html",
        {"cards": [card_of(one.event, base=base, now=now, came=one.came) for one in shown], "more_url": base},
    )


def next_of_network(request: HttpRequest, **values: Any) -> SafeString:
    """Show the network's next meetings on its home page, and those one can follow from anywhere.

    `near` (latitude, longitude): the reader's place, where she told it.
    """
    now, near, actor = timezone.now(), values.get("near"), _actor(request)
    if near is None:
        shown = counted(coming_in_network(now), now=now, actor=actor, most=ON_HOME)
    else:
        shown = cards(next_events_of_network(now, near=near, limit=ON_HOME), now=now, actor=actor)
    there = {one.event.pk for one in shown}
    anywhere = counted(coming_in_network(now, online=True), now=now, actor=actor, most=3)
    online = [one for one in anywhere if one.event.pk not in there]
    events = [one.event for one in (*shown, *online)]
    also_shows(request, {event.chapter.stream for event in events}, until=list_change(events, now))
    return render_to_string(
        "events/slot_home.html",
        {"near": near is not None, "cards": _mixed(shown), "online": _mixed(online), "chapters_url": "/chapters/"},
    )


def _mixed(shown: Sequence[EventCard], *, hosted: Container[int] = ()) -> list[Any]:
    """Give the cards of a list that mixes chapters, each named above the title; `hosted`: whose host the reader is."""
    now = timezone.now()
    return [
        card_of(
            one.event,
            base=events_url(one.event.chapter.slug),
            now=now,
            places=one.places,
            came=one.came,
            kicker=one.event.chapter.name,
            chips=[Chip(_("You host this meeting"), "brand")] if one.event.pk in hosted else answer_chips(one),
        )
        for one in shown
    ]


def answer_chips(card: EventCard) -> list[Chip]:
    """Say in a small label what the reader answered, where she did."""
    if not card.answer:
        return []
    words = {
        RsvpState.GOING: Chip(_("You are going"), "good"),
        RsvpState.WAITING: Chip(_("You are on the waitlist"), "warn"),
    }
    found = words.get(RsvpState(card.answer))
    return [found] if found else []


def mine(request: HttpRequest, person: Person) -> SafeString:
    """Show a person what she signed up for and where she was."""
    actor, now = _actor(request), timezone.now()
    answered = {row.event_id: row.event for row in my_events(actor, now)[: ON_MINE * 4]}
    hosted = {event.pk: event for event in hosted_events(actor, now)[:ON_MINE]}
    to_come = sorted({**answered, **hosted}.values(), key=lambda event: (event.starts_at, event.pk))
    past: list[Event] = list(my_past_events(actor, now)[:ON_MINE])
    shown = {one.event.pk: one for one in cards([*to_come, *past], now=now, actor=actor)}
    return render_to_string(
        "events/slot_mine.html",
        {
            "cards": _mixed([shown[event.pk] for event in to_come], hosted=hosted),
            "past": _mixed([replace(shown[event.pk], answer="") for event in past]),
        },
    )


def organise_link(request: HttpRequest, chapter: Chapter) -> SafeString | None:
    """Show organisers where they plan meetings."""
    if not can_organise(_actor(request), chapter):
        return None
    url = reverse("events:organise", args=[chapter.slug])
    return format_html('<a class="button quiet" href="{}">{}</a>', url, _("Plan meetings"))


def export(*, person: Person) -> tuple[str, Any]:
    """Give what events keep about her, for the download of everything."""
    return "events", what_is_kept(person)
