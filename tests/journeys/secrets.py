"""A network full of secrets: what a walk through all of its addresses must not find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from chapterhouse.blog import actions as blog
from chapterhouse.blog.models import Post
from chapterhouse.blog.queries import PostText
from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.models import Audience, Chapter, Role, Topic, Venue
from chapterhouse.events import actions as events
from chapterhouse.events.models import Event, Series
from chapterhouse.foundation.actors import SYSTEM, VISITOR
from chapterhouse.people.models import Account, Person
from chapterhouse.reviews import actions as reviews
from chapterhouse.reviews.models import Improvement, Review
from chapterhouse.reviews.queries import link_token
from tests import make

PUBLISHED = "hello@portland.example"  # the one address that a chapter chose to publish
NAMES = ("Zoe", "Yara", "Xenia", "Wren")
LINK = "https://meet.example/secret-room"


@dataclass(frozen=True)
class World:
    """The objects by which addresses are filled in, and the people who walk."""

    portland: Chapter
    berlin: Chapter
    quiet: Chapter  # its statistics are for organisers only
    topic: Topic
    venue: Venue
    series: Series
    coming: Event  # online, tomorrow, full, with a waitlist
    past: Event  # closed and reviewed
    draft: Event
    post: Post
    chapter_post: Post
    draft_post: Post
    role: Role
    review: Review
    improvement: Improvement
    token: str
    lead: Person
    member: Person
    outsider: Person  # organises Berlin; nobody in Portland
    steward: Person
    attendees: tuple[Person, ...]

    @property
    def names(self) -> set[str]:
        """Give what only members of Portland may read: who comes, who came, who belongs to it."""
        return {one.name for one in self.attendees} | {"Walkin Wanda"}

    @property
    def guarded(self) -> set[str]:
        """Give what only organisers of Portland, or the two people concerned, may read."""
        return {
            "Private praise",
            "Private wish",
            "Praise of too few",
            "Secret draft meeting",
            "Secret draft post",
            "Secret letter",
            "Writing Wilma",
            LINK,
            self.token,
            *(str(one.uid) for one in self.attendees),
        }

    @property
    def addresses(self) -> set[str]:
        """Give every e-mail address that somebody signs in with, or wrote from."""
        return {account.email for account in Account.objects.all()} | {"wilma@example.org"}


def build() -> World:
    """Give the network, as it is around now."""
    now = timezone.now()
    long_ago = now - timedelta(days=60)
    portland = make.chapter("portland", now=long_ago)
    chapters.edit_chapter(actor=SYSTEM, chapter=portland, changes={"contact_address": PUBLISHED}, now=long_ago)
    berlin = make.chapter("berlin", country="DE", time_zone="Europe/Berlin", now=long_ago)
    quiet = make.chapter("quiet", now=long_ago)
    hidden = {"statistics_for": Audience.ORGANISERS}
    chapters.edit_chapter(actor=SYSTEM, chapter=quiet, changes=hidden, now=long_ago)
    lead = make.lead(portland, "Leah Lead", now=long_ago)
    attendees = tuple(
        make.member(portland, f"Attendee {name}", now=long_ago) for name in ["Zoe", "Yara", "Xenia", "Wren"]
    )
    chapters.write_to_chapter(
        actor=VISITOR,
        chapter=portland,
        name="Writing Wilma",
        address="wilma@example.org",
        text="Secret letter",
        now=now,
    )
    topic = make.topic(now=long_ago)
    series = make.series(portland, "Weekly night", now=now, places=20)
    past, review, token = _past(portland, attendees, topic, now)
    return World(
        portland=Chapter.objects.get(pk=portland.pk),
        berlin=berlin,
        quiet=Chapter.objects.get(pk=quiet.pk),
        topic=topic,
        venue=make.venue(portland, now=long_ago),
        series=series,
        coming=_coming(portland, attendees, now),
        past=past,
        draft=make.event(portland, "Secret draft meeting", days=9, published=False, now=now),
        **_posts(portland, now),
        role=Role.objects.filter(chapter=portland).earliest("pk"),
        review=review,
        improvement=reviews.say_what_we_did(
            actor=SYSTEM, chapter=portland, said="Too loud", did="A second room", now=now
        ),
        token=token,
        lead=lead,
        member=make.member(portland, "Mona Member", now=long_ago),
        outsider=make.organiser(berlin, "Olga Outside", now=long_ago),
        steward=make.steward("Stella Steward", now=long_ago),
        attendees=attendees,
    )


def _coming(portland: Chapter, attendees: tuple[Person, ...], now: datetime) -> Event:
    event = make.event(portland, "Tomorrow's night", days=1, places=2, where="online", link=LINK, now=now)
    for person in attendees:
        make.going(event, person, now=now)
    return event


def _past(portland: Chapter, attendees: tuple[Person, ...], topic: Topic, now: datetime) -> tuple[Event, Review, str]:
    """Give a meeting that was, with three reviews whose words are private, one with too few, and an unused link."""
    planned = now - timedelta(days=10)
    event = make.event(portland, "Last week's night", days=1, now=planned, topics=(topic,))
    few = make.event(portland, "Small night", days=2, now=planned)
    for person in attendees:
        make.going(event, person, now=planned)
        make.came(event, person)
    make.came(few, attendees[0])
    make.came(event, name="Walkin Wanda")
    for one in (event, few):
        events.close_event(actor=SYSTEM, event=one, now=one.ends_at + timedelta(hours=1))
    said = now - timedelta(days=2)
    *used, unused = reviews.invite_reviews(event=event, now=said)
    for invitation in used:
        answers = reviews.Answers(stars=4, went_well="Private praise", to_change="Private wish")
        left = reviews.leave_review(token=link_token(invitation.uid), answers=answers, now=said)
    [alone] = reviews.invite_reviews(event=few, now=said)
    public = reviews.Answers(stars=5, went_well="Praise of too few", words_public=True)
    reviews.leave_review(token=link_token(alone.uid), answers=public, now=said)
    return event, left, link_token(unused.uid)


def _posts(portland: Chapter, now: datetime) -> dict[str, Post]:
    text = PostText(title="An open post", body="For everybody.", tags=("recap",), bylines=(("Leah Lead", ""),))
    published = [
        blog.publish_post(
            actor=SYSTEM, post=blog.write_post(actor=SYSTEM, chapter=chapter, text=text, now=now), now=now
        )
        for chapter in (None, portland)
    ]
    hidden = PostText(title="Secret draft post", body="Secret draft post, its body.", tags=("hush",))
    draft = blog.write_post(actor=SYSTEM, chapter=portland, text=hidden, now=now)
    return {"post": published[0], "chapter_post": published[1], "draft_post": draft}
