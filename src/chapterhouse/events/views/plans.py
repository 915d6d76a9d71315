"""From forms to plans and back: what an organiser typed as the acts take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from chapterhouse.events.actions import EDITABLE, SERIES_FIELDS, EventPlan, SeriesPlan
from chapterhouse.events.models import Event
from chapterhouse.lib.recurrence import Rule, rule_from

_SHARED = ("title", "description", "minutes", "where", "venue", "place", "link", "guests_allowed")


def event_plan(values: Mapping[str, Any]) -> EventPlan:
    """Give the plan of an event that stands alone."""
    return EventPlan(
        **{name: values[name] for name in _SHARED},
        wall_date=values["wall_date"],
        wall_time=values["wall_time"],
        time_zone=values["time_zone"],
        fold=values["fold"],
        learner_places=values["learner_places"],
        topics=tuple(values["topics"]),
    )


def series_plan(values: Mapping[str, Any]) -> SeriesPlan:
    """Give the plan of a series."""
    return SeriesPlan(
        **{name: values[name] for name in _SHARED},
        rule=values["rule"],
        starts_on=values["wall_date"],
        ends_on=values["ends_on"],
        wall_time=values["wall_time"],
        time_zone=values["time_zone"],
        learner_places=values["learner_places"],
        topics=tuple(values["topics"]),
    )


def digest_of(plan: SeriesPlan) -> str:
    """Give a short mark of what was previewed, to see that nothing changed since."""
    values = {**vars(plan), "topics": [topic.pk for topic in plan.topics], "venue": plan.venue and plan.venue.pk}
    return sha256(repr(sorted((key, str(value)) for key, value in values.items())).encode()).hexdigest()[:32]


def values_of(event: Event) -> dict[str, Any]:
    """Give what a form about this event starts out with."""
    names = (*_SHARED, "wall_date", "wall_time", "time_zone", "fold")
    return {name: getattr(event, name) for name in names} | {"topics": list(event.topics.all())}


def changes_to(event: Event, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of this event that were changed, with their new values."""
    before = values_of(event)
    changes = {
        name: values[name]
        for name in EDITABLE
        if name in values and name in before and name != "topics" and values[name] != before[name]
    }
    if set(values["topics"]) != set(before["topics"]):
        changes["topics"] = tuple(values["topics"])
    return changes


def changes_to_series(event: Event, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was changed for this event and all that follow; another weekday becomes another rule."""
    changes = changes_to(event, values)
    day = changes.pop("wall_date", None)
    changes.pop("fold", None)
    if day is not None and event.series is not None:
        rule = moved_rule(rule_from(event.series.rule), day)
        if str(rule) != event.series.rule:
            changes["rule"] = rule
    return {name: value for name, value in changes.items() if name in SERIES_FIELDS}


def moved_rule(rule: Rule, day: date) -> Rule:
    """Give the rule that falls on the weekday of this day (for a monthly one: the same count of it)."""
    if rule.frequency == "weekly":
        return replace(rule, weekdays=(day.weekday(),))
    nth = -1 if rule.nth == -1 else min((day.day - 1) // 7 + 1, 4)
    return replace(rule, weekdays=(day.weekday(),), nth=nth)
