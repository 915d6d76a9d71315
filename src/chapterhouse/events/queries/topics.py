"""The topics of many events at once."""

from __future__ import annotations

from collections.abc import Iterable

from chapterhouse.events.models import Event


def topics_of(events: Iterable[Event]) -> dict[int, list[str]]:
    """Give the names of events' topics by event ids, in one query; events without any are left out."""
    found: dict[int, list[str]] = {}
    rows = Event.topics.through.objects.filter(event_id__in=[event.pk for event in events])
    for event_id, name in rows.order_by("topic__name").values_list("event_id", "topic__name"):
        found.setdefault(event_id, []).append(name)
    return found
