"""Whom a notice reaches, and the words it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _

from chapterhouse.chapters.models import Chapter, Role, Steward
from chapterhouse.events.models import Event, Rsvp, RsvpReason, RsvpState
from chapterhouse.foundation.models import Fact
from chapterhouse.people.models import Account, Person, PersonKind

STILL_COMING = (RsvpState.GOING, RsvpState.WAITING, RsvpState.OFFERED)


@dataclass(frozen=True)
class Reader:
    """Somebody who gets a notice: where to, and in which language and zone she reads."""

    person: Person
    address: str
    language: str
    zone: str


def reader(person: Person, chapter: Chapter) -> Reader | None:
    """Give the person as a reader, or None where she has no address here (erased, remote, imported)."""
    if person.kind != PersonKind.LOCAL:
        return None
    account = Account.objects.filter(person=person, is_active=True).first()
    if account is None:
        return None
    known = {code for code, _name in settings.LANGUAGES}
    language = next((one for one in (person.language, chapter.language) if one in known), settings.LANGUAGE_CODE)
    return Reader(person, account.email, language, person.time_zone)


def event_of(uid: UUID) -> Event:
    """Give the event that a fact speaks of, with its chapter and venue."""
    return Event.objects.select_related("chapter", "venue", "series").get(uid=uid)


def rsvp_of(uid: UUID) -> Rsvp | None:
    """Give the RSVP that a fact speaks of, as it stands now, or None where it was erased meanwhile."""
    return Rsvp.objects.select_related("person", "event__chapter", "event__venue").filter(uid=uid).first()


def is_overtaken(fact: Fact, *kinds: str, about: str) -> bool:
    """Say whether a later fact of these kinds is about the same thing; `about`: the payload's field that names it.

    Somebody who goes, does not, and goes again before the worker came by is told of the last alone.
    """
    later = Fact.objects.filter(stream=fact.stream, seq__gt=fact.seq, kind__in=kinds)
    return later.filter(**{f"payload__{about}": fact.payload[about]}).exists()


def coming_to(event: Event) -> list[Rsvp]:
    """List the RSVPs of those who go or wait, who must be told when an event changes."""
    return list(event.rsvps.filter(state__in=STILL_COMING).select_related("person").order_by("id"))


def told_of_cancellation(event: Event) -> list[Rsvp]:
    """List the RSVPs of those who went or waited until the event was cancelled or skipped."""
    ended = Q(state=RsvpState.CANCELLED, reason=RsvpReason.EVENT) | Q(state__in=STILL_COMING)
    return list(event.rsvps.filter(ended).select_related("person").order_by("id"))


def organisers_of(chapter: Chapter) -> list[Person]:
    """List the people who hold a role in the chapter now; the network's stewards where nobody runs it yet."""
    roles = Role.objects.filter(chapter=chapter, ended_at=None).select_related("person").order_by("since")
    stewards = Steward.objects.filter(ended_at=None).select_related("person").order_by("since")
    return [role.person for role in roles] or [steward.person for steward in stewards]


def when(event: Event, reader_zone: str) -> str:
    """Say when an event is in its zone, and in the reader's beside it where the clock there differs."""
    there = event.starts_at.astimezone(ZoneInfo(event.time_zone))
    words = _said(there, event.time_zone)
    if not reader_zone:
        return words
    here = event.starts_at.astimezone(ZoneInfo(reader_zone))
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return words
    return _("%(there)s – for you %(here)s") % {"there": words, "here": _said(here, reader_zone)}


def _said(moment: datetime, zone: str) -> str:
    local = moment.replace(tzinfo=None)
    return _("%(date)s, %(time)s (%(zone)s)") % {
        "date": formats.date_format(local, "l j F Y"),
        "time": formats.time_format(local.time(), "H:i"),
        "zone": zone.replace("_", " "),
    }


def where(event: Event) -> str:
    """Say where an event is; a link to an online room is never in a mail's words, it is on the event's page."""
    if event.venue:
        return f"{event.venue.name}, {event.venue.address}" if event.venue.address else event.venue.name
    return event.place or _("online – the link is on the page of the meeting")


def address_of(event: Event) -> str:
    """Give the full address of the event's page."""
    return f"{settings.ADDRESS}/{event.chapter.slug}/events/{event.short_id}/"
