"""How many come, wait and came, as columns of the query that fetches events anyway."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from chapterhouse.events.models import Attendance, Capacity, PlaceKind, Presence, Rsvp, RsvpState


def place_columns(kind: str = PlaceKind.LEARNER) -> dict[str, Any]:
    """Give the columns of an event's places of a kind: of_places, of_taken, of_going, of_waiting."""
    capacity = Capacity.objects.filter(event=OuterRef("pk"), kind=kind)
    answers = Rsvp.objects.filter(event=OuterRef("pk"), kind=kind)
    return {
        "of_places": Subquery(capacity.values("places")[:1]),
        "of_taken": Coalesce(Subquery(capacity.values("taken")[:1]), 0),
        "of_going": _number(answers.filter(state=RsvpState.GOING)),
        "of_waiting": _number(answers.filter(state=RsvpState.WAITING)),
    }


def came_column() -> Any:
    """Give the column of how many came to an event, walk-ins included."""
    return _number(Attendance.objects.filter(event=OuterRef("pk"), presence=Presence.CAME))


def answer_column(person_id: int | None) -> Any:
    """Give the column of the state in which a person's own answer is; empty where she gave none."""
    if person_id is None:
        return Value("")
    return Coalesce(
        Subquery(Rsvp.objects.filter(event=OuterRef("pk"), person_id=person_id).values("state")[:1]), Value("")
    )


def _number(rows: QuerySet[Any]) -> Any:
    counted = rows.order_by().values("event").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
