"""Tables of reviews: who was asked, what was said, how sure people felt, what organisers answered and did."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from chapterhouse.chapters.models import Chapter, Topic
from chapterhouse.events.models import Event
from chapterhouse.lib.ids import uuid7
from chapterhouse.people.models import Person

WORDS = 2000  # characters of one answer
FIVE = (MinValueValidator(1), MaxValueValidator(5))


class ReviewInvitation(models.Model):
    """Somebody who came was asked how it was. Its link is the signed uid: no token is kept anywhere."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="review_invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="review_invitations")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Set when the review is sent; opening the link alone (mail scanners do) uses nothing up.
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "review_invitation"
        constraints = [models.UniqueConstraint("event", "person", name="review_asked_once")]


class Review(models.Model):
    """What somebody who came said. The row knows its author; nobody is shown her, unless she signs."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="reviews")
    # Empty once the author had what is kept about her erased.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="reviews")
    stars = models.PositiveSmallIntegerField(validators=FIVE)
    went_well = models.TextField(blank=True, max_length=WORDS)
    to_change = models.TextField(blank=True, max_length=WORDS)
    # The author's yes: her words may appear on the chapter's public page.
    words_public = models.BooleanField(default=False)
    signed = models.BooleanField(default=False)
    left_at = models.DateTimeField()

    class Meta:
        db_table = "review"
        constraints = [
            models.UniqueConstraint("event", "person", name="review_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="review_stars"),
        ]
        indexes = [models.Index("event", "left_at", name="review_of_event")]

    @property
    def has_words(self) -> bool:
        """Say whether she wrote anything beside the stars."""
        return bool(self.went_well or self.to_change)


class Confidence(models.Model):
    """How sure the author of a review felt of a topic, before the meeting and after it (1 to 5)."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="confidences")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    before = models.PositiveSmallIntegerField(validators=FIVE)
    after = models.PositiveSmallIntegerField(validators=FIVE)

    class Meta:
        db_table = "confidence"
        constraints = [
            models.UniqueConstraint("review", "topic", name="confidence_once"),
            models.CheckConstraint(condition=Q(before__range=(1, 5), after__range=(1, 5)), name="confidence_scale"),
        ]


class Answer(models.Model):
    """What the organisers say to a review; as public as the words it answers."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="answer")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(max_length=WORDS)
    at = models.DateTimeField()

    class Meta:
        db_table = "review_answer"


class Improvement(models.Model):
    """You said, we did: what a chapter changed because people asked for it. Public."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="improvements")
    said = models.CharField(max_length=300)
    did = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "improvement"
