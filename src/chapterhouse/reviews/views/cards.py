"""Reviews as they are shown: who speaks, when, about which event, what was answered."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chapterhouse.events.models import Event
from chapterhouse.look.models import ReviewCard
from chapterhouse.people.models import Person, PersonKind
from chapterhouse.reviews.models import Review


def card_of(review: Review, *, with_event: bool = True) -> ReviewCard:
    """Give a review as a card: her name only where she signed; the day is the event's, not the hour she wrote."""
    event = review.event
    answer = getattr(review, "answer", None)
    return ReviewCard(
        stars=review.stars,
        good=review.went_well,
        change=review.to_change,
        author=author_of(review),
        when=date_format(event.wall_date, "j F Y"),
        event=event.title if with_event else "",
        event_url=event_path(event) if with_event else "",
        answer=answer.text if answer else "",
        answered_by=answered_by(answer.by) if answer else "",
    )


def event_path(event: Event) -> str:
    """Give the path of the event's page."""
    return f"/{event.chapter.slug}/events/{event.short_id}/"


def author_of(review: Review) -> str:
    """Give the author's name where she signed, else nothing."""
    person = review.person
    if not review.signed or person is None or person.kind == PersonKind.ERASED:
        return ""
    return person.name


def answered_by(person: Person | None) -> str:
    """Give who answered, in words."""
    if person is None or person.kind == PersonKind.ERASED:
        return _("The organisers")
    return _("%(name)s, for the organisers") % {"name": person.name}
