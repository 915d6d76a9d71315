"""How a history is told: acts with their instants, done in order, each with its own time passed in."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import UUID

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.models import Chapter, Role, Topic
from chapterhouse.events import actions as events
from chapterhouse.events.models import Event, EventState, Rsvp, RsvpState, Series
from chapterhouse.foundation.actors import SYSTEM, Actor, ActorKind, Grant
from chapterhouse.lib.moments import instant_of
from chapterhouse.people import actions as people
from chapterhouse.people.models import Person
from chapterhouse.reviews import actions as reviews
from chapterhouse.reviews.models import Review
from chapterhouse.reviews.queries import link_token

Act = Callable[[datetime], object]


@dataclass(frozen=True)
class Coming:
    """Somebody's way to one meeting: when she says so, whether she turns up, or gives her place back."""

    person: Person
    says_at: datetime
    comes: bool = True
    gives_back_at: datetime | None = None
    guests: int = 0


@dataclass(frozen=True)
class Opinion:
    """What somebody says in a review; `felt`: confidence before and what was gained, per topic."""

    stars: int
    went_well: str = ""
    to_change: str = ""
    public: bool = True
    signed: bool = False
    felt: tuple[tuple[int, int], ...] = ()
    reply: str = ""  # what the organisers answer


@dataclass
class Story:
    """One chapter's history in the making. Acts are noted with their instants and done in their order."""

    zone: str
    seed: int
    until: datetime
    notes: list[tuple[datetime, int, Act]] = field(default_factory=list)
    order: count[int] = field(default_factory=count)
    members: set[int] = field(default_factory=set)
    chapter: Chapter = field(init=False)
    rng: random.Random = field(init=False)
    voices: list[Opinion] = field(default_factory=list)  # said once each, then stars only

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311 -- a story, not a secret

    def wall(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Give the instant of a wall time in the chapter's zone."""
        return instant_of(datetime.combine(day, time(hour, minute)), self.zone).instant

    def at(self, instant: datetime, act: Act) -> None:
        """Note an act; what would happen after `until` never does."""
        if instant <= self.until:
            heapq.heappush(self.notes, (instant, next(self.order), act))

    def tell(self) -> None:
        """Do everything noted, in the order of time, and what is noted meanwhile."""
        while self.notes:
            instant, _number, act = heapq.heappop(self.notes)
            act(instant)

    def uid(self) -> UUID:
        """Give the uuid that a phone at the door would have made."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    def person(self, name: str, now: datetime, *, pronouns: str = "", language: str = "", email: str = "") -> Person:
        """Give a new invented person; with an address she can be logged in as."""
        return people.make_person(
            actor=SYSTEM,
            name=name,
            now=now,
            pronouns=pronouns,
            language=language,
            time_zone=self.zone,
            email=email or None,
        )

    def acting(self, person: Person, *roles: str) -> Actor:
        """Give a member of the chapter as she acts."""
        grants = frozenset(Grant("chapter", self.chapter.uid, role) for role in ("member", *roles))
        return Actor(ActorKind.PERSON, person_id=person.pk, person_uid=person.uid, grants=grants)

    def by(self, person: Person, *roles: str) -> Callable[[], Actor]:
        """Give what finds the member as she acts, once the chapter is there."""
        return lambda: self.acting(person, *roles)

    def joins(self, person: Person, at: datetime) -> None:
        """Let somebody subscribe; again is no matter."""

        def join(now: datetime) -> None:
            chapters.join_chapter(actor=SYSTEM, chapter=self.chapter, person=person, accept_conduct=True, now=now)
            self.members.add(person.pk)

        self.at(at, join)

    def leaves(self, person: Person, at: datetime) -> None:
        """Let somebody unsubscribe."""

        def leave(now: datetime) -> None:
            chapters.leave_chapter(actor=self.acting(person), chapter=self.chapter, now=now)
            self.members.discard(person.pk)

        self.at(at, leave)

    def takes_role(self, person: Person, name: str, at: datetime, term_ends_on: date) -> None:
        """Give somebody a role."""
        self.at(
            at,
            lambda now: chapters.give_role(
                actor=SYSTEM, chapter=self.chapter, person=person, name=name, term_ends_on=term_ends_on, now=now
            ),
        )

    def renews(self, person: Person, at: datetime, term_ends_on: date) -> None:
        """Renew somebody's term."""

        def renew(now: datetime) -> None:
            role = Role.objects.get(chapter=self.chapter, person=person, ended_at=None)
            chapters.renew_role(actor=SYSTEM, role=role, term_ends_on=term_ends_on, now=now)

        self.at(at, renew)

    def hands_over(self, person: Person, at: datetime, farewell: str) -> None:
        """Let somebody hand her role over, with a word of farewell."""

        def end(now: datetime) -> None:
            role = Role.objects.get(chapter=self.chapter, person=person, ended_at=None)
            chapters.end_role(actor=SYSTEM, role=role, farewell=farewell, now=now)

        self.at(at, end)

    def keeps_up(self, series: Callable[[], Series], since: date, until: date) -> None:
        """Let a series' next twelve weeks be made, as the daily job does."""
        day = since
        while day <= until:
            self.at(self.wall(day, 4), lambda now: events.extend_series(actor=SYSTEM, series=series(), now=now))
            day += timedelta(days=28)

    def meets(
        self,
        find: Callable[[], Event],
        start: datetime,
        coming: Iterable[Coming],
        *,
        by: Callable[[], Actor],
        walk_ins: tuple[str, ...] = (),
        attendance: bool = True,
    ) -> None:
        """Tell one meeting: people sign up, some give back, those who come are checked in, the organiser closes."""
        expected = list(coming)
        for one in expected:
            self._signs_up(find, one)
        if not attendance:
            return
        order = [one for one in expected if one.comes and one.gives_back_at is None]
        self.rng.shuffle(order)
        for number, one in enumerate(order):
            minutes = -15 + 25 * number / max(len(order), 1)
            self.at(start + timedelta(minutes=minutes), self._checks_in(find, by, one.person))
        for number, name in enumerate(walk_ins):
            self.at(start + timedelta(minutes=12 + number), self._walks_in(find, by, name))

        def close(now: datetime) -> None:
            event = find()
            if event.state == EventState.PUBLISHED:
                events.close_event(actor=by(), event=event, now=now, nobody_came=not order)

        self.at(start + timedelta(minutes=130), close)

    def _signs_up(self, find: Callable[[], Event], one: Coming) -> None:
        def sign_up(now: datetime) -> None:
            event = find()
            if event.state == EventState.PUBLISHED and one.person.pk in self.members and now < event.starts_at:
                events.rsvp(actor=self.acting(one.person), event=event, guests=one.guests, now=now)

        self.at(one.says_at, sign_up)
        if one.gives_back_at is None:
            return

        def give_back(now: datetime) -> None:
            event = find()
            if event.state == EventState.PUBLISHED:
                events.cancel_rsvp(actor=self.acting(one.person), event=event, now=now)

        self.at(one.gives_back_at, give_back)

    def _checks_in(self, find: Callable[[], Event], by: Callable[[], Actor], person: Person) -> Act:
        def check_in(now: datetime) -> None:
            event = find()
            if event.state != EventState.PUBLISHED or person.pk not in self.members:
                return
            waiting = Rsvp.objects.filter(event=event, person=person, state=RsvpState.WAITING).exists()
            if not waiting:  # who still waits when it begins stays at home
                events.check_in(actor=by(), event=event, person=person, uuid=self.uid(), now=now)

        return check_in

    def _walks_in(self, find: Callable[[], Event], by: Callable[[], Actor], name: str) -> Act:
        def check_in(now: datetime) -> None:
            event = find()
            if event.state == EventState.PUBLISHED:
                events.check_in(actor=by(), event=event, name=name, uuid=self.uid(), now=now)

        return check_in

    def opinions(self, how_many: int, plain: Sequence[Opinion]) -> list[Opinion]:
        """Give what some people say of a meeting: one or two in words, while there are any, the others in stars."""
        worded = [self.voices.pop(0) for _ in range(min(len(self.voices), self.rng.choice((1, 1, 2))))]
        return worded + [self.rng.choice(plain) for _ in range(max(how_many - len(worded), 0))]

    def reviewed(
        self, find: Callable[[], Event], start: datetime, topics: list[Topic], said: Callable[[], Sequence[Opinion]]
    ) -> None:
        """Let those who came be asked the next morning, and some of them answer by their links."""

        def ask(now: datetime) -> None:
            invitations = reviews.invite_reviews(event=find(), now=now)
            self.rng.shuffle(invitations)
            for number, (invitation, opinion) in enumerate(zip(invitations, said(), strict=False)):
                self.at(
                    now + timedelta(hours=1 + 5 * number), self._answers(link_token(invitation.uid), topics, opinion)
                )

        self.at(start + timedelta(hours=16), ask)

    def _answers(self, token: str, topics: list[Topic], opinion: Opinion) -> Act:
        felt = [
            reviews.Felt(topic=topic, before=before, after=min(5, before + gain))
            for topic, (before, gain) in zip(topics, opinion.felt, strict=False)
        ]
        answers = reviews.Answers(
            stars=opinion.stars,
            went_well=opinion.went_well,
            to_change=opinion.to_change,
            words_public=opinion.public,
            signed=opinion.signed,
            confidence=felt,
        )

        def leave(now: datetime) -> None:
            review = reviews.leave_review(token=token, answers=answers, now=now)
            if opinion.reply:
                self.at(now + timedelta(days=2), self._replies(review, opinion.reply))

        return leave

    def _replies(self, review: Review, text: str) -> Act:
        return lambda now: reviews.answer_review(actor=SYSTEM, review=review, text=text, now=now)


def on(series: Series, day: date) -> Callable[[], Event]:
    """Give a finder of the event of a series that belongs to a date (also where it was moved to another)."""
    return lambda: Event.objects.select_related("chapter", "series", "venue").get(series=series, original_date=day)
