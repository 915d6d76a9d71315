"""Who may read words, answer them, and tell what was done about them."""

from __future__ import annotations

from django.db.models import Q

from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.policies import can_organise, can_steward
from chapterhouse.events.models import Event
from chapterhouse.foundation.actors import Actor
from chapterhouse.reviews.models import Review

# PRODUCT.md, Reviews. Fewer answers mislead, and too easily tell whose they are.
ENOUGH_FOR_AVERAGE = 5
ENOUGH_FOR_WORDS = 3


def can_answer_reviews(actor: Actor, chapter: Chapter) -> bool:
    """Say whether she reads the words meant for organisers, answers, and tells what was done: who organises."""
    return can_organise(actor, chapter)


def can_invite(actor: Actor, event: Event) -> bool:
    """Say whether the actor may have those who came asked: the regular job, or an organiser of the chapter."""
    return can_organise(actor, event.chapter)


def can_erase_reviews(actor: Actor, person_id: int) -> bool:
    """Say whether the actor may have a person's reviews unsigned: she herself, and the act that erases her."""
    return actor.is_system or (actor.is_person and actor.person_id == person_id)


def can_read_words(actor: Actor, review: Review, *, answers: int) -> bool:
    """Say whether the actor may read a review's words, where its event has so many answers.

    Nobody before there are three; then everybody where the author said yes, else the organisers only.
    """
    if answers < ENOUGH_FOR_WORDS:
        return False
    return review.words_public or can_organise(actor, review.event.chapter)


def readable_words(actor: Actor) -> Q:
    """Filter the reviews whose words the actor may read; the twin of `can_read_words`.

    The rows need the annotation `answers` (queries.reviews_with_answers).
    """
    enough = Q(answers__gte=ENOUGH_FOR_WORDS)
    if can_steward(actor):
        return enough
    return enough & (Q(words_public=True) | Q(event__chapter__uid__in=actor.uids("chapter", "lead", "organiser")))
