"""Meetings that were, and what people said about them."""

from __future__ import annotations

from datetime import datetime, timedelta

from chapterhouse.chapters.models import Chapter, Topic
from chapterhouse.events.models import Event
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.people.models import Person
from chapterhouse.reviews.actions import Answers, invite_reviews, leave_review
from chapterhouse.reviews.models import Review, ReviewInvitation
from chapterhouse.reviews.queries import link_token
from tests import make


def past_event(
    chapter: Chapter, people: int = 6, *, title: str = "Homework night", topics: tuple[Topic, ...] = (), weeks: int = 0
) -> tuple[Event, list[Person]]:
    """Give a meeting that is over, and those who came; each later week one week after the others."""
    planned = make.NOW + timedelta(weeks=weeks)
    event = make.event(chapter, title, days=1, now=planned, topics=topics)
    came = [make.member(chapter, f"{title} guest {number}", now=planned) for number in range(people)]
    for person in came:
        make.came(event, person)
    return make.close(event), came


def day_after(event: Event) -> datetime:
    """Give an instant of the day after a meeting."""
    return event.ends_at + timedelta(hours=20)


def invite(event: Event) -> list[ReviewInvitation]:
    """Give the invitations of everybody who came."""
    return invite_reviews(actor=SYSTEM, event=event, now=day_after(event))


def say(
    invitation: ReviewInvitation, stars: int = 5, words: str = "", *, now: datetime | None = None, **more: object
) -> Review:
    """Give the review that is left by an invitation's link."""
    return leave_review(
        token=link_token(invitation.uid),
        answers=Answers(stars=stars, went_well=words, **more),  # type: ignore[arg-type]
        now=now or day_after(invitation.event) + timedelta(hours=1),
    )


def reviewed(
    chapter: Chapter, answers: int, *, public: bool = True, title: str = "Homework night", weeks: int = 0
) -> list[Review]:
    """Give so many reviews of one meeting, with words."""
    event, _came = past_event(chapter, answers, title=title, weeks=weeks)
    return [
        say(invitation, 4, f"Words {number} of {title}", words_public=public)
        for number, invitation in enumerate(invite(event))
    ]
