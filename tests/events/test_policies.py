"""Each rule and its filter say the same, for everybody and everything."""

from __future__ import annotations

import pytest

from chapterhouse.chapters.models import Audience, Chapter
from chapterhouse.events import actions
from chapterhouse.events.models import Event, Rsvp
from chapterhouse.events.policies import (
    can_check_in,
    can_host,
    can_organise,
    can_rsvp,
    can_see_attendees,
    can_see_rsvp,
    can_view_event,
    organised_chapters,
    visible_events,
    visible_rsvps,
)
from chapterhouse.foundation.actors import SYSTEM
from tests import cast, make
from tests.cast import Cast
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> Cast:
    """Give the cast around events of both chapters: drafts, published, called off, hosted by event and by series."""
    found = cast.assemble()
    for chapter in (found.chapter, found.elsewhere):
        make.event(chapter, "Open")
        make.event(chapter, "Draft", published=False)
        off = make.event(chapter, "Off")
        actions.cancel_event(actor=SYSTEM, event=off, reason="", now=NOW)
        series = make.series(chapter, starts_on=NOW.date(), ends_on=NOW.date())
        series.events.update(state="draft")
        if chapter == found.chapter:
            actions.give_event_role(actor=SYSTEM, series=series, person=found.host, name="host", now=NOW)
            draft = Event.objects.get(chapter=chapter, title="Draft")
            actions.give_event_role(actor=SYSTEM, event=draft, person=found.new_member, name="door", now=NOW)
            make.going(Event.objects.get(chapter=chapter, title="Open"), found.regular)
        else:
            make.going(Event.objects.get(chapter=chapter, title="Open"), found.outsider)
    return found


def test_the_list_of_events_and_the_page_of_each_agree_for_everybody(everybody: Cast) -> None:
    for name, actor in everybody.actors().items():
        listed = set(Event.objects.filter(visible_events(actor)))
        assert listed == {event for event in Event.objects.all() if can_view_event(actor, event)}, name


def test_the_list_of_rsvps_and_each_of_them_agree_for_everybody(everybody: Cast) -> None:
    for name, actor in everybody.actors().items():
        listed = set(Rsvp.objects.filter(visible_rsvps(actor)))
        assert listed == {row for row in Rsvp.objects.all() if can_see_rsvp(actor, row)}, name


def test_the_list_of_organised_chapters_and_each_of_them_agree_for_everybody(everybody: Cast) -> None:
    for name, actor in everybody.actors().items():
        listed = set(Chapter.objects.filter(organised_chapters(actor)))
        assert listed == {one for one in Chapter.objects.all() if can_organise(actor, one)}, name


def test_who_may_do_what_with_a_published_event(everybody: Cast) -> None:
    event = Event.objects.get(chapter=everybody.chapter, title="Open")
    may = {
        name: [can_rsvp(actor, event), can_check_in(actor, event), can_host(actor, event)]
        for name, actor in everybody.actors().items()
    }
    assert may == {
        "visitor": [False, False, False],
        "outsider": [False, False, False],
        "steward": [False, False, False],
        "new_member": [True, False, False],
        "regular": [True, False, False],
        "host": [True, False, False],
        "organiser": [True, True, True],
        "lead": [True, True, True],
        "second_lead": [True, True, True],
        "system": [False, True, True],
    }


def test_drafts_are_seen_by_those_who_plan_them_or_keep_their_door(everybody: Cast) -> None:
    draft = Event.objects.get(chapter=everybody.chapter, title="Draft")
    seeing = {name for name, actor in everybody.actors().items() if can_view_event(actor, draft)}
    assert seeing == {"new_member", "organiser", "lead", "second_lead", "system"}


@pytest.mark.parametrize(
    ("audience", "seeing"),
    [
        (Audience.PUBLIC, {"visitor", "outsider", "steward", "new_member", "regular", "host"}),
        (Audience.MEMBERS, {"new_member", "regular", "host"}),
        (Audience.ORGANISERS, set()),
    ],
)
def test_who_comes_is_shown_to_whom_the_chapter_chose(everybody: Cast, audience: str, seeing: set[str]) -> None:
    Chapter.objects.filter(pk=everybody.chapter.pk).update(attendees_for=audience)
    event = Event.objects.get(chapter=everybody.chapter, title="Open")
    found = {name for name, actor in everybody.actors().items() if can_see_attendees(actor, event)}
    assert found == seeing | {"organiser", "lead", "second_lead", "system"}
