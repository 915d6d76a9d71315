"""Everything is killed with -9 again and again while people sign up, check in and review over HTTP.

What was answered is there, what was half done is not, and everybody gets her letters once.
"""

from __future__ import annotations

import http.client
import random
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.models import Attendance, Capacity, CheckIn, Event, Presence, Rsvp, RsvpState
from chapterhouse.events.queries import drifted_counters
from chapterhouse.foundation.models import Fact, Letter
from chapterhouse.people.models import Account
from chapterhouse.reviews.actions import invite_reviews
from chapterhouse.reviews.models import Review, ReviewInvitation
from chapterhouse.reviews.queries import link_token
from tests import make
from tests.races.installation import Presser, facts_are_numbered_without_gaps, members, serve, soon
from tests.server import eventually

KILLS = 15
PLACES = 150
Act = Callable[[], tuple[str, str]]


class Life:
    """Where the server answers now, and what it has acknowledged in all its lives."""

    def __init__(self) -> None:
        self.port = 0
        self.over = False
        self.acknowledged: set[tuple[str, str]] = set()
        self.failures: list[str] = []

    def client(self, acts: list[Act]) -> None:
        """Do one act after the other until the end; where no answer comes, do the same again."""
        for act in acts:
            while not self.over:
                try:
                    self.acknowledged.add(act())
                except (OSError, http.client.HTTPException):
                    time.sleep(0.02)  # it was killed; nothing was promised
                    continue
                except AssertionError as wrong:
                    self.failures.append(str(wrong))
                break


def sign_up(presser: Presser, page: str) -> Act:
    """Give the act by which one person signs up."""

    def act() -> tuple[str, str]:
        status, text = presser.press(f"{page}going/")
        assert status == 200, f"sign-up: {status} {text[:300]}"
        assert presser.account
        return "rsvp", str(presser.account.person_id)

    return act


def check_in(presser: Presser, account: Account, page: str) -> Act:
    """Give the act by which the door checks one person in; the same tap however often it is sent."""
    tap = uuid4()

    def act() -> tuple[str, str]:
        assert account.person
        status, text = presser.press(f"{page}check-in/came/", uuid=tap, person=account.person.uid)
        assert status == 200, f"check-in: {status} {text[:300]}"
        return "check_in", str(tap)

    return act


def review(presser: Presser, invitation: ReviewInvitation) -> Act:
    """Give the act by which a review is left; sent again after an answer that got lost, it is there already."""
    path = f"/reviews/{link_token(invitation.uid)}/"

    def act() -> tuple[str, str]:
        status, text = presser.press(path, stars=5, went_well="We laughed")
        assert status in (200, 409), f"review: {status} {text[:300]}"
        return "review", str(invitation.uid)

    return act


def reviewable(chapter: Chapter, people: list[Account]) -> list[ReviewInvitation]:
    """Give the invitations to review a meeting of last week, at which all of them were."""
    past = make.event(chapter, "Last week", days=1, now=timezone.now() - timedelta(days=8))
    Attendance.objects.bulk_create(
        Attendance(event=past, person=one.person, presence=Presence.CAME, arrived_at=past.starts_at) for one in people
    )
    return invite_reviews(event=past, now=timezone.now() - timedelta(days=1))


def all_there(acknowledged: set[tuple[str, str]], event: Event) -> None:
    """Fail where something that was answered is not in the database."""
    rsvps = {("rsvp", str(pk)) for pk in Rsvp.objects.filter(event=event).values_list("person_id", flat=True)}
    taps = {("check_in", str(uuid)) for uuid in CheckIn.objects.values_list("uuid", flat=True)}
    used = ReviewInvitation.objects.filter(used_at__isnull=False).values_list("uid", flat=True)
    lost = acknowledged - rsvps - taps - {("review", str(uid)) for uid in used}
    assert lost == set()


def consistent(event: Event, taps: Event) -> None:
    """Fail where counters, rows and facts tell different stories."""
    capacity = Capacity.objects.get(event=event)
    going = Rsvp.objects.filter(event=event, state=RsvpState.GOING).count()
    assert drifted_counters() == []
    assert capacity.taken == going == min(PLACES, Rsvp.objects.filter(event=event).count())
    assert facts_are_numbered_without_gaps(event.chapter.stream)
    told = Fact.objects.filter(kind__in=("rsvp.going", "rsvp.waiting"), payload__event=str(event.uid)).count()
    assert told == Rsvp.objects.filter(event=event).count()
    came = Fact.objects.filter(kind="attendance.came", payload__event=str(taps.uid)).count()
    assert came == Attendance.objects.filter(event=taps).count() == CheckIn.objects.count()
    left = Fact.objects.filter(kind="review.left").count()
    assert left == Review.objects.count() == ReviewInvitation.objects.filter(used_at__isnull=False).count()


def confirmed(event: Event) -> bool:
    """Say whether everybody who goes, and everybody who waits, has her letter."""
    letters = Letter.objects.filter(kind__in=("confirmation", "waiting")).count()
    return letters == Rsvp.objects.filter(event=event).count()


@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_answered_is_lost_by_killing_everything_fifteen_times(data: Path) -> None:
    chapter = make.chapter()
    event, taps = soon(chapter, places=PLACES), soon(chapter, places=None)
    page, at_taps = (f"/{chapter.slug}/events/{one.short_id}/" for one in (event, taps))
    people = members(chapter, 600)
    guests = reviewable(chapter, people[:400])
    life, chance = Life(), random.Random(11)
    door = Presser(life, Account.objects.get(person=make.organiser(chapter)))
    nobody = Presser(life)
    work: list[list[Act]] = [
        *([sign_up(Presser(life, one), page) for one in people[begin::2]] for begin in range(2)),
        [check_in(door, one, at_taps) for one in people],
        [review(nobody, one) for one in guests],
    ]
    clients = [threading.Thread(target=life.client, args=(acts,)) for acts in work]

    for number in range(KILLS + 1):
        with serve(data, processes=2) as server:
            life.port = server.port
            if number == 0:
                for one in clients:
                    one.start()
            time.sleep(chance.uniform(0.1, 0.8))
            if number < KILLS:
                server.process.send_signal(signal.SIGKILL)  # the kernel ends its children with it
                server.process.wait()
            else:
                life.over = True
                for one in clients:
                    one.join()
                eventually(lambda: confirmed(event))
        all_there(set(life.acknowledged), event)

    assert life.failures == []
    assert {what for what, _which in life.acknowledged} == {"rsvp", "check_in", "review"}
    consistent(event, taps)
