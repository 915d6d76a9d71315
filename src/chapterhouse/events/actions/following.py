"""Editing "this and all following": a series ends, its successor takes over its events with their RSVPs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chapterhouse.events.actions.changing import EDITABLE, apply_changes, mark_edited
from chapterhouse.events.actions.holding import InThePast, hold_all, in_time
from chapterhouse.events.actions.hosting import announce_given
from chapterhouse.events.actions.places import WouldUnseat, capacity_of, losing_places, set_places
from chapterhouse.events.actions.planning import NotInSeries, skip
from chapterhouse.events.actions.series import check_series, extend
from chapterhouse.events.actions.signing_up import ANSWERED, EventHasBegun
from chapterhouse.events.facts import SeriesEdited, SeriesStarted
from chapterhouse.events.models import Event, EventRole, EventState, PlaceKind, Rsvp, Series
from chapterhouse.events.policies import can_host_series
from chapterhouse.events.queries.times import horizon, occurrence_days
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import NETWORK, announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.moments import day_of
from chapterhouse.lib.recurrence import Rule, rule_from

# What `edit_following` takes in `changes`; values as in SeriesPlan.
SERIES_FIELDS = (
    "title",
    "description",
    "rule",
    "ends_on",
    "wall_time",
    "time_zone",
    "minutes",
    "where",
    "venue",
    "place",
    "link",
    "learner_places",
    "guests_allowed",
    "topics",
)
_PLACES = "learner_places"


class SeriesChanged(Refusal):
    """Somebody else edited this and all following at the same time, and was first."""

    code = "series_changed"
    message = _("Somebody else changed this series meanwhile. Please look at it again.")


@transaction.atomic
def edit_following(
    *, actor: Actor, event: Event, changes: Mapping[str, Any], now: datetime, confirmed: bool = False
) -> Series:
    """Change this event of a series and all following: give the successor series; events and RSVPs stay.

    `changes`: fields of SERIES_FIELDS that shall change, values as in SeriesPlan. What somebody edited by hand on a
    later event stays; on the chosen event the change counts. Raises WouldUnseat when fewer places, or a rule with
    fewer dates, would cost somebody hers and `confirmed` is not set; NotInSeries, SeriesChanged, EventHasBegun,
    NotValid, InThePast.
    """
    if event.series is None:
        raise NotInSeries
    require(can_host_series(actor, event.series), actor)
    if unknown := set(changes) - set(SERIES_FIELDS):
        raise ValueError(f"a series has no fields {sorted(unknown)} to edit")
    series = lock(event.series)
    _refuse_changed(event)
    held = hold_all(Event.objects.filter(series=series, original_date__gte=event.original_date, starts_at__gt=now))
    chosen = next((one for one in held if one.pk == event.pk), None)
    if chosen is None:
        raise EventHasBegun(_("This meeting has begun. Please choose the next one."))
    held.sort(key=lambda one: one.original_date or one.wall_date)
    successor = _succeed(series, chosen, changes, actor, now)
    days = _days_for(held, chosen, successor, rule_changed="rule" in changes, now=now)
    dropped = [one for one in held if one.pk not in days]
    if not confirmed:
        _ask_first(held, dropped, changes)
    _rename_days(held, successor, days)
    for one in held:
        if one.pk in days:
            _change(one, changes, is_chosen=one.pk == chosen.pk, day=days[one.pk], actor=actor, now=now)
        elif one.state != EventState.SKIPPED:
            skip(event=one, actor=actor, now=now)
    body = SeriesEdited(series=successor.uid, fields=tuple(changes))
    announce(body, actor=actor, stream=successor.chapter.stream, now=now, touches=(NETWORK,))
    extend(series=successor, actor=actor, now=now)
    return successor


def _refuse_changed(event: Event) -> None:
    """Refuse where, until the series was held, somebody gave the event another series, or another day in it."""
    stands = Event.objects.values_list("series_id", "original_date").get(pk=event.pk)
    if stands != (event.series_id, event.original_date):
        raise SeriesChanged


def _succeed(series: Series, chosen: Event, changes: Mapping[str, Any], actor: Actor, now: datetime) -> Series:
    """Give the series that holds from the chosen event on: a successor, or the same where nothing was before."""
    topics = changes["topics"] if "topics" in changes else list(series.topics.all())
    first_day = chosen.original_date or chosen.wall_date
    follows = Event.objects.filter(series=series, original_date__lt=first_day).exists()
    successor = Series.objects.get(pk=series.pk)
    for name, value in changes.items():
        if name != "topics":
            setattr(successor, name, str(value) if name == "rule" else value)
    successor.starts_on = _begin_of_period(rule_from(successor.rule), first_day) if "rule" in changes else first_day
    if follows:
        successor.pk = None
        successor.uid = Series._meta.get_field("uid").get_default()
        successor.follows, successor.created_at = series, now
    check_series(successor, now)
    successor._state.adding = follows
    successor.save()
    successor.topics.set(topics)
    if follows:
        series.ends_on = first_day - timedelta(days=1)
        series.save(update_fields=["ends_on"])
        announce(
            SeriesStarted(series=successor.uid, chapter=series.chapter.uid),
            actor=actor,
            stream=series.chapter.stream,
            now=now,
        )
        _hand_roles_on(series, successor, actor, now)
    return successor


def _hand_roles_on(series: Series, successor: Series, actor: Actor, now: datetime) -> None:
    """Let who hosts the series, or keeps its door, do so in the successor too."""
    for role in EventRole.objects.filter(series=series, ended_at=None).select_related("person"):
        given = EventRole.objects.create(series=successor, person=role.person, name=role.name, since=now)
        announce_given(given, actor=actor, stream=successor.chapter.stream, now=now)


def _begin_of_period(rule: Rule, day: date) -> date:
    """Give the Monday of the week, or the first of the month: there the new rule begins to count."""
    return day - timedelta(days=day.weekday()) if rule.frequency == "weekly" else day.replace(day=1)


def _days_for(
    held: Sequence[Event], chosen: Event, successor: Series, *, rule_changed: bool, now: datetime
) -> dict[int, date]:
    """Give each event its day in the successor; an event without one is dropped.

    Without a new rule each keeps its day up to the end. With one, an event keeps a day that the new rule has too, and
    goes to the nearest free one of its week (month) otherwise: so Wednesdays become the Tuesdays of the same weeks.
    """
    last = successor.ends_on
    if not rule_changed:
        own = {one.pk: one.original_date or one.wall_date for one in held}
        return {pk: day for pk, day in own.items() if last is None or day <= last}
    rule = rule_from(successor.rule)
    far = max([horizon(now, successor.time_zone), *(one.original_date or one.wall_date for one in held)])
    today = day_of(now, successor.time_zone)
    begin = successor.starts_on
    free = [
        day
        for day in occurrence_days(rule, starts_on=begin, ends_on=last, first=today, last=far + timedelta(days=31))
        if in_time(successor, wall_date=day).starts_at > now
    ]
    days: dict[int, date] = {}
    for one in held:
        if one.original_date in free:
            days[one.pk] = one.original_date
            free.remove(one.original_date)
    for one in held:
        own_day = one.original_date or one.wall_date
        near = [day for day in free if _begin_of_period(rule, day) == _begin_of_period(rule, own_day)]
        if one.pk not in days and near:
            days[one.pk] = min(near, key=lambda day: abs(day - own_day))
            free.remove(days[one.pk])
    if chosen.pk not in days:
        raise InThePast(_("By the new rule this meeting would be on a day that is past. Please choose a later one."))
    # Counting began with the week or month; the series itself begins with its first event, so that no date before
    # is made up, and the weeks between are counted as before (the same week or month).
    successor.starts_on = min(days.values())
    successor.save(update_fields=["starts_on"])
    return days


def _ask_first(held: Sequence[Event], dropped: Sequence[Event], changes: Mapping[str, Any]) -> None:
    """Ask before somebody loses a place, because there are fewer, or because her date falls away."""
    losers: list[Rsvp] = []
    for one in dropped:
        losers += Rsvp.objects.filter(event=one, state__in=ANSWERED).select_related("person").order_by("turn", "id")
    if _PLACES in changes:
        for one in held:
            if one not in dropped and _PLACES not in one.edited_fields:
                capacity = capacity_of(one, PlaceKind.LEARNER)
                losers += losing_places(event=one, capacity=capacity, places=changes[_PLACES])
    if losers:
        raise WouldUnseat(losers)


def _rename_days(held: Sequence[Event], successor: Series, days: Mapping[int, date]) -> None:
    """Hand the events over to the successor under their days there; in two steps, as each day exists once."""
    kept = [one for one in held if one.pk in days]
    Event.objects.filter(pk__in=[one.pk for one in kept]).update(original_date=None, series=successor)
    for one in kept:
        one.series, one.original_date = successor, days[one.pk]
        Event.objects.filter(pk=one.pk).update(original_date=one.original_date)


def _change(
    event: Event, changes: Mapping[str, Any], *, is_chosen: bool, day: date, actor: Actor, now: datetime
) -> None:
    """Bring the changes of the series to one of its events, but for what somebody edited there by hand."""
    own = set() if is_chosen else set(event.edited_fields)
    values = {name: value for name, value in changes.items() if name in EDITABLE and name not in own}
    if "rule" in changes and "wall_date" not in own:
        values["wall_date"] = day
    apply_changes(event=event, changes=values, actor=actor, now=now)
    if is_chosen:
        by_hand = set(event.edited_fields) - set(values) - ({_PLACES} & set(changes))
        event.edited_fields = sorted(by_hand)
        mark_edited(event, ())
    if _PLACES in changes and _PLACES not in own:
        places = changes[_PLACES]
        set_places(event=event, kind=PlaceKind.LEARNER, places=places, actor=actor, now=now, confirmed=True)
