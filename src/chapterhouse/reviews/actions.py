"""Asking for reviews, leaving one, answering, telling what was done, and forgetting who wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.models import Chapter, Topic
from chapterhouse.events.models import Event, Presence
from chapterhouse.foundation.actors import SYSTEM, VISITOR, Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.models import Person, PersonKind
from chapterhouse.reviews.facts import (
    ImprovementTold,
    ImprovementWithdrawn,
    ReviewAnswered,
    ReviewInvited,
    ReviewLeft,
    ReviewUnsigned,
)
from chapterhouse.reviews.models import Answer, Confidence, Improvement, Review, ReviewInvitation
from chapterhouse.reviews.policies import (
    ENOUGH_FOR_WORDS,
    can_answer_reviews,
    can_erase_reviews,
    can_invite,
    can_read_words,
)
from chapterhouse.reviews.queries import invitation_for

LINK_LIVES = timedelta(days=21)


class LinkExpired(Refusal):
    """The link was used too late."""

    status = 410
    code = "link_expired"
    message = _("This link was good for three weeks, and they are over. Tell the organisers at the next meeting!")


class LinkUsed(Refusal):
    """The link was used before: one review for each person and meeting."""

    code = "link_used"
    message = _("Your review is here already. Thank you! A link works once, so what you sent first counts.")


class TooFewAnswers(Refusal):
    """Words are nobody's to answer before three people answered."""

    code = "too_few_answers"
    message = _("Words can be read and answered once three people have answered.")


class NothingToAnswer(Refusal):
    """An answer needs words."""

    code = "nothing_said"
    field = "text"
    message = _("Please write your answer first.")


@dataclass(frozen=True, kw_only=True)
class Felt:
    """How sure somebody felt of a topic, before and after: 1 (not sure at all) to 5 (very sure)."""

    topic: Topic
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What somebody sends by her link. `words_public`: her yes to showing her words; `signed`: with her name."""

    stars: int
    went_well: str = ""
    to_change: str = ""
    words_public: bool = False
    signed: bool = False
    confidence: Sequence[Felt] = ()


@transaction.atomic
def invite_reviews(*, actor: Actor = SYSTEM, event: Event, now: datetime) -> list[ReviewInvitation]:
    """Have everybody who came asked how it was, once each; give the new invitations."""
    require(can_invite(actor, event), actor)
    event = lock(event)
    asked = ReviewInvitation.objects.filter(event=event).values("person_id")
    came = event.attendances.filter(presence=Presence.CAME, person__kind=PersonKind.LOCAL).exclude(person__in=asked)
    made = []
    for person in Person.objects.filter(attendances__in=came).order_by("attendances__id"):
        invitation = ReviewInvitation.objects.create(
            event=event, person=person, made_at=now, expires_at=now + LINK_LIVES
        )
        body = ReviewInvited(
            event=event.uid,
            chapter=event.chapter.uid,
            invitation=invitation.uid,
            person=person.uid,
            expires_at=invitation.expires_at,
        )
        announce(body, actor=actor, stream=event.chapter.stream, now=now)
        made.append(invitation)
    return made


@transaction.atomic
def leave_review(*, token: str, answers: Answers, now: datetime) -> Review:
    """Keep what somebody says by her one-use link; the link is all she needs.

    Raises LinkBroken (queries), LinkUsed and LinkExpired. The fact names no author.
    """
    invitation = lock(invitation_for(token))
    if invitation.used_at is not None:
        raise LinkUsed
    if invitation.expires_at <= now:
        raise LinkExpired
    event = invitation.event
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    review = Review.objects.create(
        event=event,
        person=invitation.person,
        stars=answers.stars,
        went_well=answers.went_well.strip(),
        to_change=answers.to_change.strip(),
        words_public=answers.words_public,
        signed=answers.signed,
        left_at=now,
    )
    Confidence.objects.bulk_create(
        Confidence(review=review, topic=felt.topic, before=felt.before, after=felt.after) for felt in answers.confidence
    )
    body = ReviewLeft(event=event.uid, chapter=event.chapter.uid, review=review.uid, stars=review.stars)
    announce(body, actor=VISITOR, stream=event.chapter.stream, now=now)
    return review


@transaction.atomic
def answer_review(*, actor: Actor, review: Review, text: str, now: datetime) -> Answer:
    """Answer a review for the chapter; a second answer replaces the first."""
    chapter = review.event.chapter
    require(can_answer_reviews(actor, chapter), actor)
    review = lock(review)
    answers = Review.objects.filter(event_id=review.event_id).count()
    if answers < ENOUGH_FOR_WORDS or not can_read_words(actor, review, answers=answers):
        raise TooFewAnswers
    if not text.strip():
        raise NothingToAnswer
    answer, _new = Answer.objects.update_or_create(
        review=review, defaults={"by_id": actor.person_id, "text": text.strip(), "at": now}
    )
    body = ReviewAnswered(event=review.event.uid, chapter=chapter.uid, review=review.uid)
    announce(body, actor=actor, stream=chapter.stream, now=now)
    return answer


@transaction.atomic
def say_what_we_did(*, actor: Actor, chapter: Chapter, said: str, did: str, now: datetime) -> Improvement:
    """Tell everybody what the chapter changed because people asked for it."""
    require(can_answer_reviews(actor, chapter), actor)
    improvement = Improvement.objects.create(
        chapter=chapter, said=said.strip(), did=did.strip(), by_id=actor.person_id, at=now
    )
    body = ImprovementTold(chapter=chapter.uid, improvement=improvement.uid)
    announce(body, actor=actor, stream=chapter.stream, now=now)
    return improvement


@transaction.atomic
def withdraw_improvement(*, actor: Actor, improvement: Improvement, now: datetime) -> None:
    """Take a "you said, we did" back."""
    chapter = improvement.chapter
    require(can_answer_reviews(actor, chapter), actor)
    improvement = lock(improvement)
    body = ImprovementWithdrawn(chapter=chapter.uid, improvement=improvement.uid)
    improvement.delete()
    announce(body, actor=actor, stream=chapter.stream, now=now)


@transaction.atomic
def hold_reviews_of(*, person: Person, now: datetime) -> list[str]:
    """End the person's links to reviews, wait for one that is being left, and give the streams of all she left."""
    ReviewInvitation.objects.filter(person=person).delete()
    uids = Review.objects.filter(person=person).values_list("event__chapter__uid", flat=True).distinct()
    return [f"chapter:{uid}" for uid in uids]


@transaction.atomic
def erase_reviews(*, actor: Actor, person: Person, now: datetime, keep_words: bool = False) -> int:
    """Forget that a person wrote her reviews; her words go too unless she lets them stay. Give how many there were.

    The stars and the confidence are still counted: nothing in them tells who gave them.
    """
    require(can_erase_reviews(actor, person.pk), actor)
    reviews = list(
        Review.objects.select_for_update(of=("self",)).filter(person=person).select_related("event__chapter")
    )
    for review in reviews:
        review.person = None
        review.signed = False
        if not keep_words:
            review.went_well = review.to_change = ""
            review.words_public = False
        review.save(update_fields=["person", "signed", "went_well", "to_change", "words_public"])
        chapter = review.event.chapter
        body = ReviewUnsigned(event=review.event.uid, chapter=chapter.uid, review=review.uid)
        announce(body, actor=VISITOR, stream=chapter.stream, now=now)
    ReviewInvitation.objects.filter(person=person).delete()
    Answer.objects.filter(by=person).update(by=None)
    Improvement.objects.filter(by=person).update(by=None)
    return len(reviews)
