"""Reading reviews: the link to leave one, the averages and words that may be shown, what organisers see."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Avg, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.models import Attendance, Event, EventState, Presence
from chapterhouse.foundation.actors import VISITOR, Actor
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.moments import day_of, instant_of
from chapterhouse.lib.small_groups import without_small
from chapterhouse.people.models import Person, PersonKind
from chapterhouse.reviews.models import Confidence, Improvement, Review, ReviewInvitation
from chapterhouse.reviews.policies import ENOUGH_FOR_AVERAGE, ENOUGH_FOR_WORDS, can_read_words, readable_words

ASKED_AT = time(10)  # on the wall where the event was, the day after
# An event of which we learn later than this is not asked about any more: nobody remembers.
ASKED_WITHIN = timedelta(days=7)

_signer = Signer(salt="chapterhouse.reviews.link", sep=".")


class LinkBroken(Refusal):
    """The link was cut or made up, or belongs to somebody who had herself erased."""

    status = 404
    code = "link_broken"
    message = _("This link is not complete. Please open it from the mail again, or copy all of it.")


# --- The link --------------------------------------------------------------------------------------------------------


def link_token(invitation: UUID) -> str:
    """Give what stands in the link of an invitation: its uid, signed. It is made when needed and kept nowhere."""
    return _signer.sign(urlsafe_b64encode(invitation.bytes).rstrip(b"=").decode())


def link_path(invitation: UUID) -> str:
    """Give the path of the page on which the invited person leaves her review."""
    return reverse("reviews:leave", args=[link_token(invitation)])


def invitation_for(token: str) -> ReviewInvitation:
    """Give the invitation that a link belongs to: the door for who has no account at hand.

    Raises LinkBroken. Whether it was used or is too old is for the act and the page to say.
    """
    try:
        uid = UUID(bytes=urlsafe_b64decode(_signer.unsign(token) + "=="))
    except (BadSignature, NotBase64, ValueError) as error:
        raise LinkBroken from error
    rows = ReviewInvitation.objects.select_related("event__chapter", "event__venue", "person")
    invitation = rows.filter(uid=uid).first()
    if invitation is None:
        raise LinkBroken
    return invitation


def review_of(invitation: ReviewInvitation) -> Review | None:
    """Give what was sent by the link of this invitation, if it was used."""
    return (
        Review.objects.filter(event=invitation.event, person=invitation.person)
        .prefetch_related("confidences__topic")
        .first()
    )


# --- Whom to ask -----------------------------------------------------------------------------------------------------


def asked_from(event: Event) -> datetime:
    """Give the instant from which people are asked about an event: ten o'clock there on the day after its end."""
    day = day_of(event.ends_at - timedelta(microseconds=1), event.time_zone) + timedelta(days=1)
    return instant_of(datetime.combine(day, ASKED_AT), event.time_zone).instant


def events_to_ask_about(now: datetime) -> list[Event]:
    """Give the events whose people should be asked now: over since yesterday, somebody came and was not asked yet."""
    asked = ReviewInvitation.objects.filter(event=OuterRef("event"), person=OuterRef("person"))
    waiting = Attendance.objects.filter(
        ~Exists(asked),
        event__ends_at__gt=now - ASKED_WITHIN,
        event__ends_at__lt=now,
        event__state=EventState.PUBLISHED,
        presence=Presence.CAME,
        person__kind=PersonKind.LOCAL,
    )
    ids = waiting.values("event_id").distinct()
    events = Event.objects.filter(pk__in=ids).select_related("chapter").order_by("ends_at", "pk")
    return [event for event in events if asked_from(event) <= now]


# --- What may be shown -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """How many gave so many stars; `count` is None where it is hidden. `percent` of the answers, rounded."""

    stars: int
    count: int | None
    percent: int | None


@dataclass(frozen=True)
class Summary:
    """What may be said about all answers together. `average` is None below five answers, as are the shares."""

    answers: int
    average: float | None
    shares: tuple[Share, ...] = ()

    @property
    def missing(self) -> int:
        """Give how many answers are missing until there is an average."""
        return max(0, ENOUGH_FOR_AVERAGE - self.answers)


@dataclass(frozen=True)
class Gain:
    """How sure people felt of a topic before and after, on average; at least five of them."""

    topic: str
    before: float
    after: float
    answers: int

    @property
    def gain(self) -> float:
        """Give by how much confidence rose, on the scale from 1 to 5."""
        return self.after - self.before


def summary_of(*, chapter: Chapter | None = None, event: Event | None = None, in_full: bool = False) -> Summary:
    """Give the average and the spread of the stars of a chapter or an event; `in_full`: small groups too."""
    about = Q(event=event) if event is not None else Q(event__chapter=chapter)
    counted = dict(Review.objects.filter(about).values_list("stars").annotate(n=Count("pk")).order_by())
    answers = sum(counted.values())
    if answers < ENOUGH_FOR_AVERAGE:
        return Summary(answers, None)
    counts = [counted.get(stars, 0) for stars in range(5, 0, -1)]
    shown = counts if in_full else without_small(counts)
    shares = tuple(
        Share(stars, count, None if count is None else round(100 * count / answers))
        for stars, count in zip(range(5, 0, -1), shown, strict=True)
    )
    return Summary(answers, sum(stars * n for stars, n in counted.items()) / answers, shares)


def gains_of(chapter: Chapter, *, before: datetime | None = None) -> list[Gain]:
    """Give how confidence changed for each topic on which at least five answered; `before`: as known then."""
    rows = Confidence.objects.filter(review__event__chapter=chapter)
    if before is not None:
        rows = rows.filter(review__left_at__lt=before)
    grouped = (
        rows.values("topic__name")
        .annotate(answers=Count("pk"), was=Avg("before"), now=Avg("after"))
        .filter(answers__gte=ENOUGH_FOR_AVERAGE)
        .order_by("-answers", "topic__name")
    )
    return [Gain(row["topic__name"], row["was"], row["now"], row["answers"]) for row in grouped]


def reviews_with_answers() -> QuerySet[Review]:
    """Give reviews with the number of `answers` that their events have, and what a card of one needs."""
    others = Review.objects.filter(event=OuterRef("event")).order_by().values("event").annotate(n=Count("pk"))
    return Review.objects.select_related("event__chapter", "person", "answer__by").annotate(
        answers=Subquery(others.values("n"), output_field=IntegerField())
    )


def words_of(actor: Actor, *, chapter: Chapter | None = None, event: Event | None = None) -> QuerySet[Review]:
    """Give the reviews of a chapter or an event whose words the actor may read, newest first."""
    about = Q(event=event) if event is not None else Q(event__chapter=chapter)
    written = ~Q(went_well="") | ~Q(to_change="")
    return reviews_with_answers().filter(about, written, readable_words(actor)).order_by("-left_at", "-pk")


def public_words_of(*, chapter: Chapter | None = None, event: Event | None = None) -> QuerySet[Review]:
    """Give the reviews whose words everybody may read, newest first; also where an organiser looks."""
    return words_of(VISITOR, chapter=chapter, event=event)


def words_for(actor: Actor, chapter: Chapter, uid: UUID) -> Review:
    """Give a review of the chapter to somebody who may read its words: the door to answering it."""
    review = reviews_with_answers().filter(event__chapter=chapter, uid=uid).first()
    if review is None or not can_read_words(actor, review, answers=review.answers):  # type: ignore[attr-defined]
        raise Http404
    return review


def waiting_for_words(chapter: Chapter) -> int:
    """Give how many answers wait until three people have answered for the same event."""
    rows = Review.objects.filter(event__chapter=chapter).values("event").annotate(n=Count("pk"))
    return sum(row["n"] for row in rows.order_by() if row["n"] < ENOUGH_FOR_WORDS)


def improvements_of(chapter: Chapter) -> QuerySet[Improvement]:
    """Give "you said, we did", newest first."""
    return Improvement.objects.filter(chapter=chapter).order_by("-at", "-pk")


def improvement_for(chapter: Chapter, uid: UUID) -> Improvement:
    """Give one "you said, we did" of a chapter that was already come by through its door."""
    improvement = Improvement.objects.select_related("chapter").filter(chapter=chapter, uid=uid).first()
    if improvement is None:
        raise Http404
    return improvement


# --- What is kept about a person -------------------------------------------------------------------------------------


def reviews_kept_about(*, person: Person) -> tuple[str, Any]:
    """Give a person everything she said and how she felt, for her own download (slot `people.export`)."""
    rows = Review.objects.filter(person=person).select_related("event").prefetch_related("confidences__topic")
    return "reviews", [
        {
            "uid": str(review.uid),
            "event": str(review.event.uid),
            "stars": review.stars,
            "went_well": review.went_well,
            "to_change": review.to_change,
            "words_public": review.words_public,
            "signed": review.signed,
            "left_at": review.left_at.isoformat(),
            "confidence": [
                {"topic": felt.topic.name, "before": felt.before, "after": felt.after}
                for felt in review.confidences.all()
            ],
        }
        for review in rows.order_by("left_at")
    ]


def streams_showing(*, person: Person) -> list[str]:
    """Give the streams of the chapters on whose pages a signed review, or an answer, names the person.

    (Slot `people.shown`; a steward answers also where she has no role.)
    """
    named = Q(person=person, signed=True, words_public=True) | Q(answer__by=person)
    uids = Review.objects.filter(named).values_list("event__chapter__uid", flat=True).distinct()
    return [f"chapter:{uid}" for uid in uids]
