"""Changes to where a chapter meets."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chapterhouse.chapters.actions.checking import check, check_spot, check_words
from chapterhouse.chapters.facts import VenueChanged
from chapterhouse.chapters.models import Chapter, Venue
from chapterhouse.chapters.policies import can_organise
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import announce
from chapterhouse.foundation.permissions import require


@transaction.atomic
def save_venue(
    *,
    actor: Actor,
    chapter: Chapter,
    name: str,
    now: datetime,
    address: str = "",
    access: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    venue: Venue | None = None,
) -> Venue:
    """Give a place where the chapter meets: a new one, or `venue` changed."""
    require(can_organise(actor, chapter), actor)
    require(venue is None or venue.chapter_id == chapter.pk, actor)
    venue = lock(venue) if venue else Venue(chapter=chapter)
    venue.name, venue.address, venue.access = name, address, access
    venue.latitude, venue.longitude = latitude, longitude
    check(venue)
    check_words(access, "access")
    check_spot(latitude, longitude)
    venue.save()
    announce(VenueChanged(chapter=chapter.uid, venue=venue.uid), actor=actor, stream=chapter.stream, now=now)
    return venue
