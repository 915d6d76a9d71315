"""What happened becomes a notice to those it concerns. Each looks at how things stand now: a place that was
given and cancelled before the worker came by is not confirmed any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.conf import settings
from django.utils import translation

from chapterhouse.chapters.facts import ChapterWrittenTo
from chapterhouse.chapters.models import ContactMessage
from chapterhouse.events.facts import (
    EventCancelled,
    EventMoved,
    EventSkipped,
    RsvpCancelled,
    RsvpGoing,
    RsvpNotGoing,
    RsvpPassedOver,
    RsvpWaiting,
)
from chapterhouse.events.models import Event, EventState, Rsvp, RsvpReason, RsvpState
from chapterhouse.foundation.facts.kinds import from_payload
from chapterhouse.foundation.facts.listening import listens
from chapterhouse.foundation.models import Fact
from chapterhouse.notices.actions import write_notice
from chapterhouse.notices.queries import wording
from chapterhouse.notices.queries.readers import (
    Reader,
    coming_to,
    event_of,
    is_overtaken,
    organisers_of,
    reader,
    rsvp_of,
    told_of_cancellation,
)
from chapterhouse.notices.queries.wording import Words
from chapterhouse.people.models import Person
from chapterhouse.reviews.facts import ReviewInvited
from chapterhouse.reviews.models import ReviewInvitation
from chapterhouse.reviews.queries import link_path

Wording = Callable[[Reader], Words]
# Of several of these about one RSVP, or one event, only the latest is told.
_ANSWERS = (RsvpGoing.kind, RsvpWaiting.kind, RsvpNotGoing.kind, RsvpCancelled.kind)
_CALLED_OFF = (EventCancelled.kind, EventSkipped.kind)


def _tell(fact: Fact, person: Person, event: Event, kind: str, wording_of: Wording, now: datetime) -> None:
    """Write one notice about an event to one person, in her language."""
    to = reader(person, event.chapter)
    if to is None:
        return
    with translation.override(to.language):
        words = wording_of(to)
    write_notice(
        to=to,
        chapter=event.chapter,
        key=f"{kind}:{fact.uid}:{person.uid}",
        kind=kind,
        words=words,
        now=now,
        useless_after=event.ends_at,
    )


def _tell_of_rsvp(
    fact: Fact, rsvp: Rsvp | None, states: tuple[RsvpState, ...], kind: str, words: Callable[..., Words], now: datetime
) -> None:
    """Write a notice about an RSVP, if it still stands in one of the states and the event still happens."""
    if rsvp is None or rsvp.state not in states or rsvp.event.state != EventState.PUBLISHED:
        return
    if is_overtaken(fact, *_ANSWERS, about="rsvp"):
        return
    _tell(fact, rsvp.person, rsvp.event, kind, lambda to: words(rsvp.event, rsvp, to), now)


@listens(RsvpGoing.kind)
def place(fact: Fact, now: datetime) -> None:
    """Confirm a place, or bring the good news of one from the waitlist."""
    body = cast(RsvpGoing, from_payload(fact.kind, fact.payload))
    kind, words = ("promotion", wording.place_found) if body.promoted else ("confirmation", wording.place_confirmed)
    _tell_of_rsvp(fact, rsvp_of(body.rsvp), (RsvpState.GOING,), kind, words, now)


@listens(RsvpWaiting.kind)
def wait(fact: Fact, now: datetime) -> None:
    """Confirm a place on the waitlist, or explain why she is back on it."""
    body = cast(RsvpWaiting, from_payload(fact.kind, fact.payload))
    kind, words = ("lowered", wording.place_lowered) if body.lowered else ("waiting", wording.waiting)
    _tell_of_rsvp(fact, rsvp_of(body.rsvp), (RsvpState.WAITING,), kind, words, now)


@listens(RsvpPassedOver.kind)
def passing_over(fact: Fact, now: datetime) -> None:
    """Explain why somebody behind her got a place."""
    body = cast(RsvpPassedOver, from_payload(fact.kind, fact.payload))
    _tell_of_rsvp(fact, rsvp_of(body.rsvp), (RsvpState.WAITING,), "passed_over", wording.passed_over, now)


@listens(RsvpCancelled.kind)
def taking_back(fact: Fact, now: datetime) -> None:
    """Tell somebody whom an organiser took off the list; who cancels herself knows, a cancelled event tells all."""
    body = cast(RsvpCancelled, from_payload(fact.kind, fact.payload))
    if body.reason == RsvpReason.ORGANISER:
        _tell_of_rsvp(fact, rsvp_of(body.rsvp), (RsvpState.CANCELLED,), "taken_back", wording.place_taken_back, now)


@listens(EventMoved.kind)
def change(fact: Fact, now: datetime) -> None:
    """Tell everybody who goes or waits that time or place changed."""
    body = cast(EventMoved, from_payload(fact.kind, fact.payload))
    event = event_of(body.event)
    if event.state != EventState.PUBLISHED or event.starts_at <= now:
        return
    for rsvp in coming_to(event):
        _tell(
            fact,
            rsvp.person,
            event,
            "change",
            lambda to: wording.moved(event, body.fields, body.old_starts_at, to),
            now,
        )


@listens(*_CALLED_OFF)
def cancellation(fact: Fact, now: datetime) -> None:
    """Tell everybody who was going or waiting that the event does not happen."""
    body = cast(EventCancelled | EventSkipped, from_payload(fact.kind, fact.payload))
    event = event_of(body.event)
    if event.state == EventState.PUBLISHED or body.starts_at <= now:
        return
    if is_overtaken(fact, *_CALLED_OFF, about="event"):
        return
    for rsvp in told_of_cancellation(event):
        _tell(fact, rsvp.person, event, "cancellation", lambda to: wording.called_off(event, to), now)


@listens(ChapterWrittenTo.kind)
def letter_to_chapter(fact: Fact, now: datetime) -> None:
    """Bring what somebody wrote by the form to every organiser; the answer goes to the writer."""
    body = cast(ChapterWrittenTo, from_payload(fact.kind, fact.payload))
    message = ContactMessage.objects.select_related("chapter").filter(uid=body.message).first()
    if message is None:
        return
    for person in organisers_of(message.chapter):
        to = reader(person, message.chapter)
        if to is None:
            continue
        with translation.override(to.language):
            words = wording.written_to(message, message.chapter)
        write_notice(
            to=to,
            chapter=message.chapter,
            key=f"written_to:{fact.uid}:{person.uid}",
            kind="written_to",
            words=words,
            reply_to=message.address,
            now=now,
        )


@listens(ReviewInvited.kind)
def review_link(fact: Fact, now: datetime) -> None:
    """Ask somebody who came how it was, with a link that is made for this letter and kept nowhere."""
    body = cast(ReviewInvited, from_payload(fact.kind, fact.payload))
    invitation = ReviewInvitation.objects.select_related("person").filter(uid=body.invitation, used_at=None).first()
    if invitation is None:
        return
    event = event_of(body.event)
    to = reader(invitation.person, event.chapter)
    if to is None:
        return
    with translation.override(to.language):
        words = wording.review_wanted(event, f"{settings.ADDRESS}{link_path(invitation.uid)}", to)
    write_notice(
        to=to,
        chapter=event.chapter,
        key=f"review:{fact.uid}:{invitation.person.uid}",
        kind="review",
        words=words,
        useless_after=body.expires_at,
        now=now,
    )
