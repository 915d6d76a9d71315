"""The parts of an event's page, each ready to show: when, where, the text, the people, the answer box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chapterhouse.events.models import Event, RsvpState, Where
from chapterhouse.events.queries import Places, SignUp, Standing, closes_at, opens_at
from chapterhouse.events.queries.times import LINK_SHOWN
from chapterhouse.events.views.words import (
    clock_words,
    day_words,
    iso,
    length_words,
    moment_words,
    position_words,
    span_words,
    zone_words,
)
from chapterhouse.lib.markdown import TooLong, plain, render
from chapterhouse.lib.moments import wall_of
from chapterhouse.look.models import Leaf, leaf_of


@dataclass(frozen=True, slots=True)
class WhenFacet:
    """When an event is, in words and as machines read it."""

    leaf: Leaf
    day: str
    span: str
    zone: str
    length: str
    iso_start: str
    iso_end: str


def when_of(event: Event, now: datetime) -> WhenFacet:
    """Give when an event is, on the wall where it happens."""
    start, end = wall_of(event.starts_at, event.time_zone), wall_of(event.ends_at, event.time_zone)
    span = span_words(event)
    if end.date() != start.date() and event.minutes >= 24 * 60:
        span = _("%(start)s, until %(day)s %(end)s") % {
            "start": clock_words(start),
            "day": day_words(end, now),
            "end": clock_words(end),
        }
    return WhenFacet(
        leaf=leaf_of(start.date()),
        day=day_words(start, now),
        span=span,
        zone=zone_words(event.time_zone),
        length=length_words(event.minutes),
        iso_start=iso(event.starts_at, event.time_zone),
        iso_end=iso(event.ends_at, event.time_zone),
    )


@dataclass(frozen=True, slots=True)
class PlaceFacet:
    """Where an event is, how one gets in, and the link for those who may have it."""

    name: str = ""
    address: str = ""
    access: str = ""
    map_url: str = ""
    online: bool = False
    link: str = ""
    link_words: str = ""


def place_of(event: Event, now: datetime, *, may_have_link: bool) -> PlaceFacet:
    """Give where an event is; the link only to those who come, from an hour before the start to the end."""
    online = event.where in (Where.ONLINE, Where.HYBRID)
    link = ""
    if online and may_have_link and event.starts_at - LINK_SHOWN <= now < event.ends_at:
        link = event.link
    words = _("The link is shown here to those who are going, from an hour before the start.") if online else ""
    if online and now >= event.ends_at:
        words = _("This was an online meeting.")
    if event.where == Where.ONLINE:
        return PlaceFacet(name=_("Online"), online=True, link=link, link_words=words)
    venue = event.venue
    if venue is None:
        name, _comma, address = event.place.partition(",")
        found = _map_url(event.place) if event.place else ""
        return PlaceFacet(name.strip(), address.strip(), "", found, online, link, words)
    at = (venue.latitude, venue.longitude) if venue.latitude is not None and venue.longitude is not None else None
    map_url = _map_url(venue.address or venue.name, at)
    return PlaceFacet(venue.name, venue.address, venue.access, map_url, online, link, words)


def _map_url(text: str, at: tuple[float, float] | None = None) -> str:
    if at is not None:
        return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=18/{at[0]}/{at[1]}"
    return f"https://www.openstreetmap.org/search?query={quote_plus(text)}"


@lru_cache(maxsize=400)
def described(text: str) -> SafeString:
    """Give the HTML of a description in Markdown, made once in each process."""
    if not text.strip():
        return SafeString("")
    try:
        return mark_safe(render(text, top=3).html)  # noqa: S308 - cleaned by lib.markdown
    except TooLong:
        return SafeString(linebreaks(text[:2000], autoescape=True))


@lru_cache(maxsize=400)
def summed_up(text: str) -> str:
    """Give the beginning of a description as plain text, for previews."""
    return plain(text, 200)


def answer_box(event: Event, sign_up: SignUp, mine: Standing) -> str:
    """Say which face the answer box shows to this person."""
    fixed = {
        SignUp.CANCELLED: "cancelled",
        SignUp.SKIPPED: "skipped",
        SignUp.DRAFT: "draft",
        SignUp.OVER: "over",
    }
    if sign_up in fixed:
        return fixed[sign_up]
    if mine.is_going:
        return "going"
    if mine.is_host:
        return "host"
    if sign_up == SignUp.BEGUN:
        return "begun"
    if mine.is_waiting:
        return "waiting"
    if sign_up in (SignUp.NOT_YET, SignUp.CLOSED):
        return "not_open" if sign_up == SignUp.NOT_YET else "closed"
    return "back" if mine.state in (RsvpState.CANCELLED, RsvpState.NOT_GOING) else "open"


def answer_words(event: Event, sign_up: SignUp, places: Places, mine: Standing, now: datetime) -> dict[str, Any]:
    """Give what the answer box says: where she stands and what happens next."""
    words: dict[str, Any] = {}
    guests = mine.rsvp.guests if mine.rsvp else 0
    if guests:
        words["guests_words"] = ngettext("You bring %(number)d guest.", "You bring %(number)d guests.", guests) % {
            "number": guests
        }
    if mine.is_going:
        words["next_words"] = _going_words(event, sign_up)
    elif mine.is_waiting and mine.position:
        words["position_words"] = position_words(mine.position)
        words["next_words"] = _waiting_words(event, mine, guests, now)
    opens = opens_at(event)
    if sign_up == SignUp.NOT_YET and opens is not None:
        words["window_words"] = _("It opens on %(when)s.") % {"when": moment_words(opens, event.time_zone, now)}
    elif sign_up == SignUp.CLOSED:
        words["window_words"] = _("It closed on %(when)s. Write to the organisers if you would still like to come.") % {
            "when": moment_words(closes_at(event), event.time_zone, now)
        }
    return words


def _going_words(event: Event, sign_up: SignUp) -> str:
    if sign_up == SignUp.BEGUN:
        return _("It has begun: see you there!")
    if event.where == Where.ONLINE:
        return _("We wrote you a mail. The link appears on this page an hour before the start.")
    return _("We wrote you a mail. If the time or the place changes, you hear from us at once.")


def _waiting_words(event: Event, mine: Standing, guests: int, now: datetime) -> str:
    latest = {"when": moment_words(event.starts_at, event.time_zone, now)}
    text = _("We will mail you when a place is free, latest %(when)s.") % latest
    if guests:
        text = _("We will mail you when there is room for you and your guests, latest %(when)s.") % latest
    if mine.was_lowered:
        text = _("The organisers had to give up some places, and you now wait for the next free one.") + " " + text
    return text
