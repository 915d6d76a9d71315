"""Everything that happens to one chapter in the same second: nobody waits for anybody in a circle."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from django.db import connection

from chapterhouse.chapters import actions as chapters
from chapterhouse.events import actions
from chapterhouse.events.actions.coming import join_and_rsvp
from chapterhouse.events.models import Event
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.actions import change_profile, erase_person
from tests import make
from tests.crowd import crowd
from tests.make import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_joining_planning_renaming_and_being_erased_at_once_never_lock_each_other_out() -> None:
    chapter = make.chapter()
    series = make.series(chapter, places=3)
    events = list(Event.objects.filter(series=series).order_by("pk"))[:4]
    people = [make.person(f"Person {number}") for number in range(24)]
    for one in people[:12]:
        make.organiser(chapter)
        make.join(chapter, one)
        for event in events:
            make.going(event, one)
    actors = [make.actor(one) for one in people]

    def act(number: int) -> None:
        chance = random.Random(number)
        me, person = actors[number], people[number]
        if number >= 12:
            join_and_rsvp(actor=me, event=events[number % 4], accept_conduct=True, now=NOW)
            chapters.leave_chapter(actor=me, chapter=chapter, now=NOW)
            chapters.join_chapter(actor=me, chapter=chapter, accept_conduct=True, now=NOW)
        elif number < 3:
            erase_person(actor=me, person=person, now=NOW)
        elif number < 6:
            for _ in range(3):
                make.event(chapter, places=5)
                make.series(chapter)
        else:
            for name in ("Ada", "Bea", "Cleo"):
                change_profile(actor=me, person=person, changes={"name": name}, now=NOW)
                actions.cancel_rsvp(actor=me, event=chance.choice(events), now=NOW)
                event = Event.objects.select_related("series").get(pk=events[1].pk)
                with suppress(Refusal):  # somebody else began another series there meanwhile
                    actions.edit_following(actor=SYSTEM, event=event, changes={"title": f"{name} {number}"}, now=NOW)

    crowd(act, processes=4, threads=6)

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            assert cursor.fetchone() == (0,)
