"""Holding the rows that decide, always in the same order: a person, a series, events by id, the chapter's stream."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.models import Membership
from chapterhouse.events.models import Event, EventState, Series
from chapterhouse.events.queries.times import InTime, place_in_time
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.moments import OutOfRange, UnknownZone
from chapterhouse.people.models import Person, PersonKind

LONGEST = 60 * 24 * 14  # minutes; an event of more than two weeks is several events


class NotValid(Refusal):
    """A value cannot be kept; `field` says which."""

    status = 422
    code = "not_valid"


class InThePast(Refusal):
    """The time lies in the past."""

    code = "in_the_past"
    message = _("That time is already past. Please choose one to come.")
    field = "wall_date"


class NotAMember(Refusal):
    """The person does not belong to the chapter."""

    code = "not_a_member"
    message = _("Only members of the chapter can be chosen here.")
    field = "person"


class PersonIsGone(Refusal):
    """The person was erased, perhaps a moment ago, in another window."""

    code = "person_is_gone"
    message = _("This account was erased. Nobody can sign up with it any more.")
    field = "person"


def hold_person(person_id: int) -> Person:
    """Give a fresh copy of the person who answers, held until the transaction ends; before any event is held.

    Erasing holds her first too: it either finds her new place and frees it, or she is refused one here.
    Raises PersonIsGone.
    """
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    if person.kind not in (PersonKind.LOCAL, PersonKind.REMOTE):
        raise PersonIsGone
    return person


def hold(event: Event) -> Event:
    """Give a fresh copy of the event, held until the transaction ends, with its chapter and series."""
    return _held(Q(pk=event.pk)).get()


def hold_all(events: QuerySet[Event]) -> list[Event]:
    """Give fresh copies of all these events, held until the transaction ends, by the order of their ids.

    An act on many events holds all of them before it announces anything: announcing holds the chapter's stream,
    and whoever holds the stream must not wait for an event.
    """
    return list(_held(Q(pk__in=list(events.order_by().values_list("pk", flat=True)))))


def _held(which: Q) -> QuerySet[Event]:
    if not connection.in_atomic_block:
        raise RuntimeError("a row is held in a transaction only")
    rows = Event.objects.select_for_update(of=("self",), no_key=True).select_related("chapter", "series")
    return rows.filter(which).order_by("pk")


def checked(row: Model, *, leave: tuple[str, ...] = ()) -> None:
    """Refuse what the columns cannot keep, with the field's name. Raises NotValid."""
    fields = row._meta.fields
    empty = {field.name for field in fields if field.null and getattr(row, field.attname) is None}
    exclude = {field.name for field in fields if field.is_relation} | empty | set(leave)
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise NotValid(messages[0], field=name) from error
    for field in fields:
        if isinstance(value := row.__dict__.get(field.attname), str) and "\x00" in value:
            raise NotValid(_("There is a character in this text that cannot be kept."), field=field.name)


def in_time(row: Event | Series, **values: Any) -> InTime:
    """Give the instants of an event from its wall time. Raises NotValid for an unknown zone or an odd year."""
    if not 1 <= row.minutes <= LONGEST:
        raise NotValid(_("An event lasts from one minute to two weeks."), field="minutes")
    try:
        return place_in_time(wall_time=row.wall_time, time_zone=row.time_zone, minutes=row.minutes, **values)
    except UnknownZone as error:
        raise NotValid(_("There is no time zone of this name."), field="time_zone") from error
    except OutOfRange as error:
        raise NotValid(_("Please choose a year between 1900 and 2199."), field="wall_date") from error


def settle(event: Event) -> InTime:
    """Derive the event's instants from its wall time and zone."""
    when = in_time(event, wall_date=event.wall_date, fold=event.fold)
    event.starts_at, event.ends_at = when.starts_at, when.ends_at
    return when


def is_member(chapter_id: int, person_id: int) -> bool:
    """Say whether the person belongs to the chapter now."""
    return Membership.objects.filter(chapter_id=chapter_id, person_id=person_id, left_at=None).exists()


def is_to_come(event: Event, now: datetime) -> bool:
    """Say whether the event is published and has not begun: only then places are given."""
    return event.state == EventState.PUBLISHED and now < event.starts_at
