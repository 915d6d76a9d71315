"""The numbers by their printed definitions, computed from all facts without any shortcut: slow, and plainly right."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.models import Fact
from chapterhouse.lib.moments import day_of, end_of_day


@dataclass
class Naive:
    """All numbers of a chapter as known at the end of a day."""

    subscribed: set[str] = field(default_factory=set)
    came: set[str] = field(default_factory=set)
    ahead: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)
    # by (event, its day): held, closed, going, shown, attended, debut, unnamed, guests
    meetings: dict[tuple[str, date], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    visitors: dict[int, int] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    returned: dict[tuple[int, int], int] = field(default_factory=dict)


def month(day: date) -> int:
    return day.year * 12 + day.month - 1


def known(chapter: Chapter, day: date) -> Naive:
    """Compute everything as known at the end of the day."""
    end = end_of_day(day, chapter.time_zone)
    facts = sorted(
        (fact for fact in Fact.objects.filter(stream=chapter.stream) if fact.effective_at < end),
        key=lambda fact: (fact.effective_at, fact.seq),
    )
    found = Naive()
    starts, happens, closed = _events(facts)
    places: dict[tuple[str, str], list[tuple[datetime, int]]] = defaultdict(list)
    presence: dict[tuple[str, str], tuple[bool, bool | None]] = {}
    unnamed = set()
    for fact in facts:
        body = fact.payload
        if fact.kind == "membership.joined":
            found.subscribed.add(body["person"])
        elif fact.kind == "membership.left":
            found.subscribed.discard(body["person"])
        elif fact.kind.startswith("rsvp."):
            pair = (body["person"], body["event"])
            before = places[pair][-1][1] if places[pair] else 0
            now = 1 + body["guests"] if fact.kind == "rsvp.going" else 0
            if fact.kind == "rsvp.guests_changed":
                now = 1 + body["guests"] if before else 0
            places[pair].append((fact.effective_at, now))
        elif fact.kind.startswith("attendance."):
            who = body["person"] or body["attendance"]
            if body["person"] is None:
                unnamed.add(who)
            came = fact.kind == "attendance.came" or body.get("presence") == "came"
            presence[who, body["event"]] = (came, body.get("had_place"))
    start_days = {event: day_of(start, chapter.time_zone) for event, start in starts.items()}
    _sum_up(found, day, starts, start_days, happens, closed, places, presence, unnamed)
    return found


def _events(facts: list[Fact]) -> tuple[dict[str, datetime], dict[str, bool], dict[str, bool]]:
    starts: dict[str, datetime] = {}
    happens: dict[str, bool] = defaultdict(lambda: True)
    closed: dict[str, bool] = {}
    mentioned = set()
    for fact in facts:
        event = fact.payload.get("event")
        if event is None or ("starts_at" not in fact.payload and fact.kind != "event.reopened"):
            continue
        if fact.kind in ("event.closed", "event.reopened"):
            closed[event] = fact.kind == "event.closed"
        elif fact.kind.startswith("event."):
            starts[event] = datetime.fromisoformat(fact.payload["starts_at"])
            if fact.kind != "event.moved":
                happens[event] = fact.kind in ("event.published", "event.restored")
        elif event not in mentioned:
            mentioned.add(event)
            starts[event] = datetime.fromisoformat(fact.payload["starts_at"])
    return starts, happens, closed


def _sum_up(
    found: Naive,
    day: date,
    starts: dict[str, datetime],
    days: dict[str, date],
    happens: dict[str, bool],
    closed: dict[str, bool],
    places: dict[tuple[str, str], list[tuple[datetime, int]]],
    presence: dict[tuple[str, str], tuple[bool, bool | None]],
    unnamed: set[str],
) -> None:
    for (person, event), answers in places.items():
        if answers[-1][1] and happens[event] and event in days and days[event] > day:
            found.ahead.add(person)
    for event, on in days.items():
        if happens[event] and on <= day:
            found.meetings[event, on]["held"] = 1
            if closed.get(event):
                found.meetings[event, on]["closed"] = 1
    visits: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for (who, event), (came, _had) in presence.items():
        if not came:
            continue
        if who in unnamed:
            found.meetings[event, days[event]]["unnamed"] += 1
            continue
        found.meetings[event, days[event]]["attended"] += 1
        found.came.add(who)
        visits[who].append((days[event], event))
        if days[event] > day - timedelta(days=90):
            found.active.add(who)
    _placed(found, day, starts, days, happens, places, presence, unnamed)
    _returning(found, visits)


def _placed(
    found: Naive,
    day: date,
    starts: dict[str, datetime],
    days: dict[str, date],
    happens: dict[str, bool],
    places: dict[tuple[str, str], list[tuple[datetime, int]]],
    presence: dict[tuple[str, str], tuple[bool, bool | None]],
    unnamed: set[str],
) -> None:
    for who, event in {*places, *presence}:
        if who in unnamed or event not in days or not happens[event] or days[event] > day:
            continue
        at_start = [now for at, now in places.get((who, event), []) if at < starts[event]]
        seats = at_start[-1] if at_start else 0
        came, had_place = presence.get((who, event), (False, None))
        placed = had_place if came and had_place is not None else seats > 0
        if placed:
            found.meetings[event, days[event]]["going"] += 1
            if came:
                found.meetings[event, days[event]]["shown"] += 1
                found.meetings[event, days[event]]["guests"] += max(seats, 1) - 1


def _returning(found: Naive, visits: dict[str, list[tuple[date, str]]]) -> None:
    visitors: dict[int, set[str]] = defaultdict(set)
    first: Counter[int] = Counter()
    returned: Counter[tuple[int, int]] = Counter()
    for who, list_of in visits.items():
        months = sorted({month(on) for on, _event in list_of})
        for one in months:
            visitors[one].add(who)
        first[months[0]] += 1
        if len(months) > 1:
            returned[months[0], months[1] - months[0]] += 1
    found.visitors = {one: len(people) for one, people in visitors.items()}
    found.first, found.returned = dict(first), dict(returned)


def debuts(visits: dict[str, list[tuple[date, Any]]]) -> Counter[Any]:
    """Count the meetings that were somebody's first."""
    return Counter(min(list_of)[1] for list_of in visits.values())
