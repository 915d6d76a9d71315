"""Hosts, the door, and what becomes of places when somebody leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chapterhouse.chapters import actions as chapters
from chapterhouse.events import actions
from chapterhouse.events.models import EventRole, Rsvp
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.facts.listening import read_all
from chapterhouse.foundation.models import Fact
from chapterhouse.foundation.refusals import Forbidden
from chapterhouse.people import actions as people
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def answers(*, event_id: int | None = None) -> dict[str, str]:
    rows = Rsvp.objects.order_by("id") if event_id is None else Rsvp.objects.filter(event_id=event_id)
    return dict(rows.values_list("person__name", "state"))


def test_organisers_give_roles_to_members_and_nobody_else_does() -> None:
    chapter = make.chapter()
    event = make.event(chapter)
    ann = make.member(chapter, "Ann")
    with pytest.raises(Forbidden):
        actions.give_event_role(actor=make.actor(ann), event=event, person=ann, name="host", now=NOW)
    organiser = make.actor(make.organiser(chapter))
    with pytest.raises(actions.NotAMember):
        actions.give_event_role(actor=organiser, event=event, person=make.person(), name="host", now=NOW)
    with pytest.raises(actions.NotValid):
        actions.give_event_role(actor=organiser, event=event, person=ann, name="queen", now=NOW)
    for _ in range(2):
        actions.give_event_role(actor=organiser, event=event, person=ann, name="host", now=NOW)

    assert make.actor(ann).has("event", event.uid, "host")
    assert EventRole.objects.count() == 1


def test_a_door_keeper_who_becomes_host_has_one_role() -> None:
    chapter = make.chapter()
    event = make.event(chapter)
    ann = make.member(chapter, "Ann")
    for name in ("door", "host"):
        actions.give_event_role(actor=SYSTEM, event=event, person=ann, name=name, now=NOW)

    assert list(EventRole.objects.filter(ended_at=None).values_list("name", flat=True)) == ["host"]
    kinds = Fact.objects.filter(kind__startswith="event_role").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["event_role.given", "event_role.ended", "event_role.given"]


def test_a_host_of_a_series_takes_a_place_at_none_of_its_events() -> None:
    chapter = make.chapter()
    series = make.series(chapter, places=1)
    ann, bea = make.member(chapter, "Ann"), make.member(chapter, "Bea")
    events = list(series.events.order_by("starts_at")[:2])
    for event in events:
        make.going(event, ann)
        make.going(event, bea)
    actions.give_event_role(actor=SYSTEM, series=series, person=ann, name="host", now=NOW)

    for event in events:
        assert answers(event_id=event.pk) == {"Ann": "cancelled", "Bea": "going"}
    with pytest.raises(actions.HostNeedsNoPlace):
        make.going(events[0], ann)
    with pytest.raises(actions.HostNeedsNoPlace):
        actions.rsvp(actor=make.actor(ann), event=events[1], now=NOW)


def test_a_role_is_ended_by_an_organiser_or_by_herself_once() -> None:
    chapter = make.chapter()
    event = make.event(chapter)
    ann, bea = make.member(chapter, "Ann"), make.member(chapter, "Bea")
    role = actions.give_event_role(actor=SYSTEM, event=event, person=ann, name="host", now=NOW)
    with pytest.raises(Forbidden):
        actions.end_event_role(actor=make.actor(bea), role=role, now=NOW)
    for _ in range(2):
        actions.end_event_role(actor=make.actor(ann), role=role, now=NOW)

    assert not make.actor(ann).has("event", event.uid, "host")
    assert Fact.objects.filter(kind="event_role.ended").count() == 1


def test_who_leaves_the_chapter_leaves_her_places_to_others() -> None:
    chapter = make.chapter()
    event = make.event(chapter, places=1)
    past = make.event(chapter, days=1)
    ann, bea = make.member(chapter, "Ann"), make.member(chapter, "Bea")
    make.going(past, ann)
    make.going(event, ann)
    make.going(event, bea)
    actions.give_event_role(actor=SYSTEM, event=event, person=bea, name="door", now=NOW)
    chapters.leave_chapter(actor=make.actor(ann), chapter=chapter, now=NOW)
    read_all(now=NOW + timedelta(days=3))

    assert answers(event_id=event.pk) == {"Ann": "cancelled", "Bea": "going"}
    assert answers(event_id=past.pk) == {"Ann": "going"}
    read_all(now=NOW + timedelta(days=3))


def test_who_came_back_before_the_listener_read_keeps_her_place() -> None:
    chapter = make.chapter()
    event = make.event(chapter)
    ann = make.member(chapter, "Ann")
    make.going(event, ann)
    chapters.leave_chapter(actor=make.actor(ann), chapter=chapter, now=NOW)
    make.join(chapter, ann)
    read_all(now=NOW)

    assert answers() == {"Ann": "going"}


def test_erasing_a_person_frees_her_places_and_keeps_the_counts_of_the_past() -> None:
    chapter = make.chapter()
    event = make.event(chapter, places=1)
    past = make.event(chapter, days=1)
    ann, bea = make.member(chapter, "Ann"), make.member(chapter, "Bea")
    make.going(past, ann)
    make.came(past, ann)
    make.going(event, ann)
    make.going(event, bea)
    people.erase_person(actor=make.actor(ann), person=ann, now=NOW + timedelta(days=3))

    assert answers(event_id=event.pk) == {"Erased": "cancelled", "Bea": "going"}
    assert past.attendances.get().presence == "came"
    assert "Ann" not in str(list(Fact.objects.values_list("payload", flat=True)))
