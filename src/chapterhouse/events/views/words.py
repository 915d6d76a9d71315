"""How events are put into words for the reader: when, where, how many, and what happens next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chapterhouse.events.models import Event, EventState, Series, Where
from chapterhouse.events.queries.sign_up import Places, next_change
from chapterhouse.lib.moments import start_of_day, wall_of, zone
from chapterhouse.lib.recurrence import rule_from
from chapterhouse.look.models import Chip, EventCard, Leaf, leaf_of, listed

FAR = datetime(2199, 1, 1, tzinfo=UTC)


def day_words(day: datetime, now: datetime) -> str:
    """Say a day as people do, with the year only where it is not this one: Wednesday 25 November."""
    if day.year == now.year:
        return date_format(day, pgettext("a day of this year, in Django's date format", "l j F"))
    return date_format(day, pgettext("a day of another year, in Django's date format", "l j F Y"))


def clock_words(moment: datetime) -> str:
    """Say a time of day: 19:00."""
    return time_format(moment, pgettext("a time of day, in Django's date format", "H:i"))


def moment_words(instant: datetime, time_zone: str, now: datetime) -> str:
    """Say an instant as the wall clock of a zone shows it: Wednesday 25 November, 19:00."""
    wall = wall_of(instant, time_zone)
    return _("%(day)s, %(time)s") % {"day": day_words(wall, now), "time": clock_words(wall)}


def zone_words(name: str) -> str:
    """Name a zone by its place: Los Angeles time."""
    if name == "UTC":
        return "UTC"
    return _("%(city)s time") % {"city": name.rpartition("/")[2].replace("_", " ")}


def iso(instant: datetime, time_zone: str) -> str:
    """Give the instant with the offset that its zone has then (2026-11-25T19:00:00-08:00)."""
    return instant.astimezone(zone(time_zone)).isoformat(timespec="seconds")


def span_words(event: Event) -> str:
    """Say from when to when, on the wall of the event: 19:00 – 21:00."""
    start, end = wall_of(event.starts_at, event.time_zone), wall_of(event.ends_at, event.time_zone)
    return f"{clock_words(start)} – {clock_words(end)}"


def length_words(minutes: int) -> str:
    """Say how long something takes: 1 hour 30 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours})
    if rest or not hours:
        parts.append(ngettext("%(number)d minute", "%(number)d minutes", rest) % {"number": rest})
    return " ".join(parts)


def place_words(event: Event) -> str:
    """Name where people meet, short enough for a list."""
    if event.where == Where.ONLINE:
        return _("online")
    place = event.venue.name if event.venue else event.place
    if event.where == Where.HYBRID:
        return _("%(place)s and online") % {"place": place} if place else _("in person and online")
    return place


def places_words(places: Places) -> str:
    """Say in one line how many come and whether there is room: 14 going · 6 places left."""
    parts, coming = [], heads(places)
    if coming:
        parts.append(ngettext("%(number)d going", "%(number)d going", coming) % {"number": coming})
    if places.is_full and places.waiting:
        text = ngettext("full, %(number)d waiting", "full, %(number)d waiting", places.waiting)
        parts.append(text % {"number": places.waiting})
    elif places.is_full:
        parts.append(_("full, you can join the waitlist"))
    elif places.left is not None:
        parts.append(ngettext("%(number)d place left", "%(number)d places left", places.left) % {"number": places.left})
    elif not coming:
        parts.append(_("be the first to say you are coming"))
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def heads(places: Places) -> int:
    """Give how many will sit there: people and their guests."""
    return max(places.taken, places.going)


def coming_words(places: Places) -> str:
    """Say warmly, in sentences, how many come and whether there is room."""
    coming = heads(places)
    if not coming:
        first = _("Nobody has signed up yet. Be the first!")
    else:
        text = ngettext("%(number)d person is going.", "%(number)d people are going.", coming)
        first = text % {"number": coming}
    if places.is_full:
        text = ngettext("%(number)d is waiting for a place.", "%(number)d are waiting for a place.", places.waiting)
        return f"{first} {text % {'number': places.waiting}}" if places.waiting else first
    if places.left is None:
        return first
    text = ngettext("There is %(number)d place left.", "There are %(number)d places left.", places.left)
    return f"{first} {text % {'number': places.left}}"


def came_words(came: int | None) -> str:
    """Say how many came, where that is known."""
    if not came:
        return ""
    return ngettext("%(number)d came", "%(number)d came", came) % {"number": came}


def position_words(position: int) -> str:
    """Say where in the queue somebody stands: You are third on the waitlist."""
    first = {
        1: _("You are first on the waitlist."),
        2: _("You are second on the waitlist."),
        3: _("You are third on the waitlist."),
        4: _("You are fourth on the waitlist."),
        5: _("You are fifth on the waitlist."),
    }
    return first.get(position) or _("You are number %(number)d on the waitlist.") % {"number": position}


def rule_words(series: Series) -> str:
    """Say how often a series meets: every Wednesday, 19:00."""
    rule = rule_from(series.rule)
    days = listed(str(WEEKDAYS[day]) for day in rule.weekdays)
    if rule.frequency == "monthly":
        counts = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), -1: _("last")}
        words = {"count": counts[rule.nth or 1], "days": days, "number": rule.interval}
        text = (
            ngettext(
                "the %(count)s %(days)s of every month",
                "the %(count)s %(days)s of every %(number)d months",
                rule.interval,
            )
            % words
        )
    else:
        text = ngettext("every %(days)s", "%(days)s, every %(number)d weeks", rule.interval) % {
            "days": days,
            "number": rule.interval,
        }
    return _("%(rule)s, %(time)s") % {"rule": text, "time": clock_words(datetime.combine(FAR, series.wall_time))}


def events_url(slug: str) -> str:
    """Give the address of a chapter's list of events; an event's is this, its short id and a slash."""
    return reverse("events:list", args=[slug])


def state_chips(event: Event, now: datetime) -> list[Chip]:
    """Say in small labels what is special about an event's state."""
    chips = []
    if event.state == EventState.DRAFT:
        chips.append(Chip(_("Draft"), "warn"))
    elif event.state == EventState.SKIPPED:
        chips.append(Chip(_("No meeting on this day"), "warn"))
    elif event.state == EventState.PUBLISHED and event.starts_at <= now < event.ends_at:
        chips.append(Chip(_("Happening now"), "good"))
    if event.where == Where.ONLINE:
        chips.append(Chip(_("Online"), "brand"))
    return chips


def card_of(
    event: Event,
    *,
    base: str,
    now: datetime,
    places: Places | None = None,
    came: int | None = None,
    kicker: str = "",
    chips: Iterable[Chip] = (),
) -> EventCard:
    """Give an event as a card for a list; `base` is `events_url` of its chapter."""
    past = event.ends_at <= now
    cancelled = event.state == EventState.CANCELLED
    count = ""
    if event.state == EventState.PUBLISHED:
        count = came_words(came) if past else places_words(places) if places else ""
    wall = wall_of(event.starts_at, event.time_zone)
    return EventCard(
        url=f"{base}{event.short_id}/",
        title=event.title,
        leaf=card_leaf(event, wall),
        time=span_words(event),
        iso="" if past else iso(event.starts_at, event.time_zone),
        place="" if event.where == Where.ONLINE else place_words(event),
        kicker=kicker,
        count=count,
        chips=[*chips, *state_chips(event, now)],
        past=past,
        cancelled=cancelled,
    )


def card_leaf(event: Event, wall: datetime) -> Leaf:
    """Give the leaf of the calendar on which an event stands, on the event's own wall."""
    return leaf_of(wall.date())


def page_change(event: Event, now: datetime) -> datetime:
    """Give the next instant at which an event's page shows something else without anybody doing anything.

    That is at the latest the new year, when days of the old one begin to be shown with it.
    """
    return min(next_change(event, now) or FAR, _new_year(now, event.time_zone))


def list_change(events: Iterable[Event], now: datetime) -> datetime:
    """Give the next instant at which a list of events shows something else."""
    return min([page_change(event, now) for event in events] + [_new_year(now, "UTC")])


def _new_year(now: datetime, time_zone: str) -> datetime:
    return start_of_day(date(wall_of(now, time_zone).year + 1, 1, 1), time_zone)
