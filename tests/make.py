"""Typed factories: they build history through the acts, with the clock passed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.test import Client

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.models import Chapter, Membership, Network, Role, RoleName, Topic, Venue
from chapterhouse.chapters.queries import network as the_network
from chapterhouse.events import actions as events
from chapterhouse.events.models import Attendance, Event, Rsvp, Series
from chapterhouse.foundation.actors import SYSTEM, Actor
from chapterhouse.lib.recurrence import rule_from
from chapterhouse.people import actions as people
from chapterhouse.people.models import Account, Person
from chapterhouse.people.queries import actor_of

# A Wednesday noon; what is not about today happens here.
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
CONDUCT = "Be kind. Help each other. Tell us if somebody is not."

_numbers: Iterator[int] = count(1)


def network(*, now: datetime = NOW, **words: Any) -> Network:
    """Give the network, founded if it was not yet."""
    wanted = {"name": "Ladies of the Snake", "tagline": "We learn together", "conduct": CONDUCT, **words}
    return the_network() or chapters.found_network(actor=SYSTEM, now=now, **wanted)


def person(name: str = "Ada Byron", *, now: datetime = NOW, email: str | None = None, **fields: Any) -> Person:
    """Give a new person who can sign in; her address is made from a number unless it is given."""
    address = email or f"person{next(_numbers)}@example.org"
    return people.make_person(actor=SYSTEM, name=name, now=now, email=address, **fields)


def actor(person: Person) -> Actor:
    """Give the person as she acts now, with all her grants."""
    return actor_of(person)


def address_of(person: Person) -> str:
    """Give the e-mail address with which a person signs in."""
    return Account.objects.get(person=person).email


def sign_in(client: Client, person: Person) -> Client:
    """Give the client with the person signed in."""
    client.force_login(Account.objects.get(person=person))
    return client


def listed(slug: str = "lisbon", *, name: str = "", now: datetime = NOW, **fields: Any) -> Chapter:
    """Give a chapter that is only in the directory."""
    network(now=now)
    wanted = {"city": slug.replace("-", " ").title(), **fields}
    return chapters.list_chapter(actor=SYSTEM, slug=slug, name=name or f"PyLadies {wanted['city']}", now=now, **wanted)


def chapter(slug: str = "portland", *, name: str = "", leads: int = 2, now: datetime = NOW, **fields: Any) -> Chapter:
    """Give a chapter that meets: starting with one lead, active with two."""
    wanted = {"country": "US", "time_zone": "America/Los_Angeles", **fields}
    made = listed(slug, name=name, now=now, **wanted)
    chapters.open_chapter(actor=SYSTEM, chapter=made, lead=person(f"First lead of {slug}", now=now), now=now)
    for number in range(2, leads + 1):
        lead(made, f"Lead {number} of {slug}", now=now)
    made.refresh_from_db()
    return made


def join(chapter: Chapter, person: Person, *, now: datetime = NOW) -> Membership:
    """Give the person's membership in the chapter."""
    return chapters.join_chapter(actor=SYSTEM, chapter=chapter, person=person, accept_conduct=True, now=now)


def member(chapter: Chapter, name: str = "Mo Member", *, now: datetime = NOW) -> Person:
    """Give a new person who belongs to the chapter."""
    made = person(name, now=now)
    join(chapter, made, now=now)
    return made


def role(chapter: Chapter, person: Person, name: str, *, now: datetime = NOW, term_ends_on: date | None = None) -> Role:
    """Give a member of the chapter a role."""
    return chapters.give_role(
        actor=SYSTEM, chapter=chapter, person=person, name=name, term_ends_on=term_ends_on, now=now
    )


def lead(chapter: Chapter, name: str = "Lea Lead", *, now: datetime = NOW) -> Person:
    """Give a new person who leads the chapter."""
    made = member(chapter, name, now=now)
    role(chapter, made, RoleName.LEAD, now=now)
    return made


def organiser(chapter: Chapter, name: str = "Ora Organiser", *, now: datetime = NOW) -> Person:
    """Give a new person who organises the chapter."""
    made = member(chapter, name, now=now)
    role(chapter, made, RoleName.ORGANISER, now=now)
    return made


def steward(name: str = "Stella Steward", *, now: datetime = NOW) -> Person:
    """Give a new person who looks after the network."""
    made = person(name, now=now)
    chapters.appoint_steward(actor=SYSTEM, person=made, now=now)
    return made


def venue(chapter: Chapter, name: str = "The Library", *, now: datetime = NOW, **fields: Any) -> Venue:
    """Give a place where the chapter meets."""
    return chapters.save_venue(actor=SYSTEM, chapter=chapter, name=name, now=now, **fields)


def topic(name: str = "Loops", *, now: datetime = NOW) -> Topic:
    """Give something that people learn."""
    return chapters.save_topic(actor=SYSTEM, name=name, now=now)


def event(
    chapter: Chapter,
    title: str = "Homework night",
    *,
    days: int = 7,
    at: time = time(19),
    places: int | None = None,
    published: bool = True,
    now: datetime = NOW,
    **plan: Any,
) -> Event:
    """Give an event of the chapter, so many days from now, by default published and with unlimited places."""
    wanted = {
        "title": title,
        "wall_date": now.date() + timedelta(days=days),
        "wall_time": at,
        "time_zone": chapter.time_zone,
        "learner_places": places,
        **plan,
    }
    made = events.create_event(actor=SYSTEM, chapter=chapter, plan=events.EventPlan(**wanted), now=now)
    return events.publish_event(actor=SYSTEM, event=made, now=now) if published else made


def series(
    chapter: Chapter,
    title: str = "Weekly homework night",
    *,
    rule: str = "weekly/1/we",
    starts_on: date | None = None,
    at: time = time(19),
    places: int | None = None,
    now: datetime = NOW,
    **plan: Any,
) -> Series:
    """Give a series of the chapter with its events of the next twelve weeks, by default on Wednesdays at seven."""
    wanted = {
        "title": title,
        "rule": rule_from(rule),
        "starts_on": starts_on or now.date(),
        "wall_time": at,
        "time_zone": chapter.time_zone,
        "learner_places": places,
        **plan,
    }
    return events.start_series(actor=SYSTEM, chapter=chapter, plan=events.SeriesPlan(**wanted), now=now)


def going(event: Event, person: Person, *, guests: int | None = None, now: datetime = NOW) -> Rsvp:
    """Give the person's RSVP to the event: a place, or the next one on the waitlist."""
    return events.rsvp(actor=SYSTEM, event=event, person=person, guests=guests, now=now)


def came(event: Event, person: Person | None = None, *, name: str = "", now: datetime | None = None) -> Attendance:
    """Give the attendance of a person, or of a walk-in by name, checked in at the start unless said otherwise."""
    return events.check_in(
        actor=SYSTEM, event=event, person=person, name=name, uuid=uuid4(), now=now or event.starts_at
    )


def close(event: Event, *, now: datetime | None = None) -> Event:
    """Give the event closed, an hour after its end unless said otherwise: who was not checked in was absent."""
    return events.close_event(
        actor=SYSTEM, event=event, nobody_came=True, now=now or event.ends_at + timedelta(hours=1)
    )


def correct(event: Event, person: Person, presence: str = "came", *, now: datetime = NOW) -> Attendance:
    """Give the person's attendance as it was corrected afterwards."""
    return events.correct_attendance(actor=SYSTEM, event=event, person=person, presence=presence, now=now)


def erase(person: Person, *, now: datetime = NOW) -> Person:
    """Give the person as she is after she had herself erased."""
    return people.erase_person(actor=SYSTEM, person=person, now=now)
