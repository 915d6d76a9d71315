"""Processes killed at any moment: what was acknowledged is there, what was half done is not."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connections

from chapterhouse.events import actions
from chapterhouse.events.models import Attendance, Capacity, CheckIn, Event, Rsvp
from chapterhouse.events.queries import drifted_counters
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.models import Fact, Stream
from chapterhouse.people.models import Person
from tests import make
from tests.make import NOW

KILLS = 40
EACH = 25  # people for each life of a process; more than it can serve before it is killed


def serve(event: Event, people: list[Person], log: Path) -> None:
    """Sign people up and check every second one in, acknowledging each act by a line in the log, until killed."""
    paper = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        for number, person in enumerate(people):
            row = actions.rsvp(actor=SYSTEM, event=event, person=person, now=NOW)
            os.write(paper, f"rsvp {row.uid}\n".encode())
            if number % 2:
                uuid = uuid4()
                actions.check_in(actor=SYSTEM, event=event, person=person, uuid=uuid, now=event.starts_at)
                os.write(paper, f"check_in {uuid}\n".encode())
            if number % 5 == 4:
                row = actions.cancel_rsvp(actor=SYSTEM, event=event, person=person, now=NOW)
                os.write(paper, f"cancel {row.uid}\n".encode())
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_no_acknowledged_rsvp_or_check_in_is_lost_by_forty_kills(tmp_path: Path) -> None:
    event = make.event(make.chapter(), places=60)
    rows = [Person(name=f"Person {number}", created_at=NOW) for number in range((KILLS + 3) * EACH)]
    people = Person.objects.bulk_create(rows)
    lives = iter(people[start : start + EACH] for start in range(0, len(people), EACH))
    log, chance = tmp_path / "acknowledged", random.Random(7)
    fork = multiprocessing.get_context("fork")
    connections.close_all()

    def begin() -> multiprocessing.process.BaseProcess:
        child = fork.Process(target=serve, args=(event, next(lives), log))
        child.start()
        return child

    children = [begin() for _ in range(3)]
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.005, 0.12))
        victim = chance.randrange(3)
        children[victim].kill()  # SIGKILL; one that has just finished is no matter
        children[victim].join()
        children[victim] = begin()
    for child in children:
        child.join()
        assert child.exitcode == 0, "those who were not killed finish: nobody left a lock behind"

    acknowledged: dict[str, set[UUID]] = {"rsvp": set(), "check_in": set(), "cancel": set()}
    for line in log.read_text().splitlines():
        what, uid = line.split()
        acknowledged[what].add(UUID(uid))
    assert min(len(uids) for uids in acknowledged.values()) >= 10
    assert acknowledged["rsvp"] <= set(Rsvp.objects.values_list("uid", flat=True))
    assert acknowledged["check_in"] <= set(CheckIn.objects.values_list("uuid", flat=True))
    assert acknowledged["cancel"] <= set(Rsvp.objects.filter(state="cancelled").values_list("uid", flat=True))

    capacity = Capacity.objects.get(event=event)
    assert drifted_counters() == []
    assert capacity.taken == 60
    stream = event.chapter.stream
    numbers = list(Fact.objects.filter(stream=stream).order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, Stream.objects.get(name=stream).last_seq + 1))
    assert Fact.objects.filter(kind="attendance.came").count() == Attendance.objects.count() == CheckIn.objects.count()
    asked = Fact.objects.filter(kind__in=("rsvp.going", "rsvp.waiting"), payload__promoted=False).count()
    asked += Fact.objects.filter(kind="rsvp.waiting").count()
    assert asked == Rsvp.objects.count()
