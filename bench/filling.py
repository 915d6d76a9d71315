"""A big network for measuring: inserted in bulk, which only the bench may do (bench/fill.py runs this).

What is signed up for is fresh in every run; the rest is made once and kept.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.db.models import Max
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.utils.crypto import get_random_string

from bench.places import Size
from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.facts import MemberJoined, MemberLeft
from chapterhouse.chapters.models import Chapter, ChapterState, Membership, Role, RoleName
from chapterhouse.events import actions as events
from chapterhouse.events import facts
from chapterhouse.events.models import Capacity, Event, EventState, Rsvp
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.facts.kinds import to_payload
from chapterhouse.foundation.facts.listening import listeners
from chapterhouse.foundation.models import Cursor, Fact, Origin, Stream
from chapterhouse.lib.ids import uuid7
from chapterhouse.people.models import Account, Person
from chapterhouse.reviews.facts import ReviewLeft
from chapterhouse.stats.actions import count_all

ZONE = "America/Los_Angeles"
COUNTRIES = ("US", "DE", "BR", "KE", "IN", "JP", "PT", "NZ", "CA", "GB")
YEARS = 10
AT_A_MEETING = 30  # people of the chapter with ten years of history
SIGNED_IN = 240


@dataclass
class Filler:
    """Inserts the network; `now` is when it is."""

    size: Size
    now: datetime

    def fill(self) -> None:
        """Insert everything; what others refer to comes first."""
        self.chance = random.Random(7)
        chapters.found_network(actor=SYSTEM, name="Bench", tagline="Many of them", now=self.now - timedelta(days=5000))
        self.make_chapters()
        self.make_people()
        self.make_events()
        self.make_rsvps()
        self.tell_ten_years()
        self.settle()

    def make_chapters(self) -> None:
        """Insert the chapters: one with ten years of history, one with fifty meetings in its calendar, and the rest."""
        slugs = ["ten-years", "fifty", *(f"chapter-{number:04}" for number in range(2, self.size.chapters))]
        self.chapters = Chapter.objects.bulk_create(
            Chapter(
                slug=slug,
                name=slug.replace("-", " ").title(),
                state=ChapterState.ACTIVE,
                tagline="We do the homework together.",
                about="We meet every week in the library and learn together.\n\n" * 3,
                city=f"City {number}",
                country=COUNTRIES[number % len(COUNTRIES)],
                latitude=self.chance.uniform(-50, 65),
                longitude=self.chance.uniform(-170, 175),
                time_zone=ZONE,
                created_at=self.now - timedelta(days=365 * YEARS),
            )
            for number, slug in enumerate(slugs)
        )

    def make_people(self) -> None:
        """Insert accounts, persons, memberships and two leads for each chapter."""
        long_ago = self.now - timedelta(days=400)
        self.people: list[Any] = []
        for some in batches(range(self.size.members)):
            persons = Person.objects.bulk_create(
                Person(name=f"Member {number}", created_at=long_ago, conduct_accepted_at=long_ago) for number in some
            )
            Account.objects.bulk_create(
                Account(email=f"member{number}@example.org", password="!", person=person, created_at=long_ago)
                for number, person in zip(some, persons, strict=True)
            )
            Membership.objects.bulk_create(
                Membership(chapter=self.chapter_of(number), person=person, joined_at=long_ago)
                for number, person in zip(some, persons, strict=True)
            )
            self.people += persons
        Role.objects.bulk_create(
            Role(
                chapter=chapter,
                person=self.people[(number + turn * len(self.chapters)) % len(self.people)],
                name=RoleName.LEAD,
                since=long_ago,
                term_ends_on=(self.now + timedelta(days=300)).date(),
            )
            for number, chapter in enumerate(self.chapters)
            for turn in range(2)
        )

    def chapter_of(self, number: int) -> Any:
        """Give the chapter that a member belongs to."""
        return self.chapters[number % len(self.chapters)]

    def make_events(self) -> None:
        """Insert a weekly meeting for each chapter, most of them past, the last weeks to come."""
        each = self.size.meetings
        self.events: list[Any] = []
        for some in batches(self.chapters, 50):
            made = Event.objects.bulk_create(
                self.event(chapter, week - each + 12) for chapter in some for week in range(each)
            )
            fifty = [self.event(chapter, week) for chapter in some if chapter.slug == "fifty" for week in range(12, 50)]
            Event.objects.bulk_create(fifty)
            Capacity.objects.bulk_create(
                Capacity(event=one, places=60, taken=self.size.rsvps_each, last_turn=self.size.rsvps_each)
                for one in made
            )
            self.events += made

    def event(self, chapter: Any, week: int) -> Any:
        """Give a meeting so many weeks from now, not saved."""
        starts = (self.now + timedelta(weeks=week, hours=30)).replace(minute=0, second=0, microsecond=0)
        wall = starts - timedelta(hours=8)
        return Event(
            chapter=chapter,
            state=EventState.PUBLISHED,
            title="Homework night",
            description="We do the homework of the week together. Bring a laptop if you have one.",
            wall_date=wall.date(),
            wall_time=wall.time(),
            time_zone="Etc/GMT+8",
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            place="The Library, 1 Main Street",
            guests_allowed=1,
            created_at=self.now - timedelta(days=400),
            changed_at=self.now - timedelta(days=400),
        )

    def make_rsvps(self) -> None:
        """Insert the RSVPs, by far the most rows, as plain tuples."""
        fields = [field for field in Rsvp._meta.concrete_fields if not field.primary_key]
        constant = Rsvp(state="going", queued_at=self.now, changed_at=self.now)
        row = [field.get_db_prep_save(getattr(constant, field.attname), connection) for field in fields]
        at = {field.attname: place for place, field in enumerate(fields)}
        columns, marks = ", ".join(field.column for field in fields), ", ".join(["%s"] * len(fields))

        def rows() -> Iterator[list[Any]]:
            for number, event in enumerate(self.events):
                home = number // self.size.meetings
                for turn in range(self.size.rsvps_each):
                    # Members of the chapter, each once, another choice every week.
                    person = home + len(self.chapters) * ((number + turn) % (len(self.people) // len(self.chapters)))
                    one = row.copy()
                    one[at["uid"]] = Rsvp._meta.get_field("uid").get_db_prep_save(uuid7(), connection)
                    one[at["event_id"]], one[at["person_id"]] = event.pk, self.people[person].pk
                    one[at["turn"]] = turn + 1
                    yield one

        made = rows()
        while some := list(islice(made, 50_000)):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO rsvp ({columns}) VALUES ({marks})", some)

    def tell_ten_years(self) -> None:
        """Insert the facts of a chapter that has met every week for ten years, for its statistics."""
        chapter = self.chapters[0]
        told = sorted(self.history(chapter), key=lambda one: one[0])
        for some in batches(list(enumerate(told, 1)), 5000):
            Fact.objects.bulk_create(
                Fact(
                    stream=chapter.stream,
                    seq=seq,
                    kind=body.kind,
                    effective_at=at,
                    recorded_at=at,
                    origin=Origin.DEMO,
                    payload=to_payload(body),
                )
                for seq, (at, body) in some
            )
        Stream.objects.create(name=chapter.stream, last_seq=len(told), version=len(told))

    def history(self, chapter: Any) -> Iterator[tuple[datetime, Any]]:
        """Give what happened in ten years: 500 people joined, some left, 30 signed up each week and 24 came."""
        began = self.now - timedelta(weeks=52 * YEARS)
        people = [uuid7() for _ in range(50 * YEARS)]
        for number, person in enumerate(people):
            joined = began + timedelta(days=number * 7)
            about = {"chapter": chapter.uid, "person": person, "membership": uuid7()}
            yield joined, MemberJoined(**about)
            if number % 5 == 4:
                yield joined + timedelta(days=200), MemberLeft(**about)
        for week in range(52 * YEARS):
            starts = began + timedelta(weeks=week, hours=19)
            about_event: dict[str, Any] = {"event": uuid7()}
            known = people[: max(AT_A_MEETING, 1 + week * len(people) // (52 * YEARS))]
            going = self.chance.sample(known, min(AT_A_MEETING, len(known)))
            yield (
                starts - timedelta(days=60),
                facts.EventPublished(**about_event, chapter=chapter.uid, starts_at=starts),
            )
            for number, person in enumerate(going):
                yield (
                    starts - timedelta(days=5, minutes=number),
                    facts.RsvpGoing(
                        **about_event,
                        person=person,
                        rsvp=uuid7(),
                        starts_at=starts,
                        kind_of_place="learner",
                        guests=0,
                    ),
                )
                if number % 5:
                    yield (
                        starts + timedelta(minutes=number),
                        facts.Came(
                            **about_event,
                            attendance=uuid7(),
                            person=person,
                            starts_at=starts,
                            walk_in=False,
                            had_place=True,
                        ),
                    )
            came = sum(1 for number in range(len(going)) if number % 5)
            yield (
                starts + timedelta(hours=3),
                facts.EventClosed(
                    **about_event, starts_at=starts, came=came, came_with_place=came, absent=len(going) - came
                ),
            )
            for number in range(6):
                yield (
                    starts + timedelta(days=1, minutes=number),
                    ReviewLeft(**about_event, chapter=chapter.uid, review=uuid7(), stars=4 + number % 2),
                )

    def settle(self) -> None:
        """Let every listener stand behind the last fact, count the statistics, and let the database look at itself."""
        last = Fact.objects.aggregate(last=Max("id"))["last"]
        for listener in listeners():
            Cursor.objects.update_or_create(name=listener.name, defaults={"fact_id": last})
        count_all(chapter=self.chapters[0], now=self.now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def batches(things: Iterable[Any], size: int = 5000) -> Iterator[list[Any]]:
    """Give the things in lists of at most so many."""
    iterator = iter(things)
    while some := list(islice(iterator, size)):
        yield some


def fresh(now: datetime) -> dict[str, Any]:
    """Make meetings with a hundred places, and sign people in; give addresses and cookies."""

    chapter = Chapter.objects.get(slug="chapter-0002")
    others = Chapter.objects.exclude(pk=chapter.pk)
    members = list(Membership.objects.filter(chapter=chapter).select_related("person__account")[:SIGNED_IN])
    strangers = Membership.objects.filter(chapter__in=others, left_at=None).select_related("person__account")
    people = [one.person for one in members]
    for one in strangers[: SIGNED_IN - len(people)]:
        Membership.objects.get_or_create(chapter=chapter, person=one.person, left_at=None, defaults={"joined_at": now})
        people.append(one.person)
    made = []
    for number in range(4):
        plan = events.EventPlan(
            title=f"Sign-up {number} of {now:%d %B, %H:%M}",
            wall_date=(now + timedelta(days=20)).date(),
            wall_time=time(19),
            time_zone=ZONE,
            learner_places=100,
        )
        event = events.create_event(actor=SYSTEM, chapter=chapter, plan=plan, now=now)
        made.append(events.publish_event(actor=SYSTEM, event=event, now=now))
    shown = Event.objects.filter(chapter__slug="chapter-0003", starts_at__gt=now).earliest("starts_at")
    return {
        "event": f"/chapter-0003/events/{shown.short_id}/",
        "chapter": "/chapter-0003/",
        "directory": "/chapters/",
        "home": "/",
        "feed": "/fifty/events.ics",
        "statistics": "/ten-years/stats/",
        "sign_up": [f"/{chapter.slug}/events/{one.short_id}/" for one in made],
        "events": [one.pk for one in made],
        "cookies": [cookie_of(person.account) for person in people],
    }


def cookie_of(account: Any) -> str:
    """Give the cookies of somebody who is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    # A browser that has seen one form has this cookie too.
    token = get_random_string(CSRF_SECRET_LENGTH)
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
