"""What happened in chapters and what follows from it for events."""

from __future__ import annotations

from datetime import datetime

from chapterhouse.chapters.facts import MemberLeft
from chapterhouse.chapters.models import Chapter, Membership
from chapterhouse.events.actions.forgetting import leave_chapter_events
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.facts.listening import listens
from chapterhouse.foundation.models import Fact
from chapterhouse.people.models import Person


@listens(MemberLeft.kind)
def free_places_of_who_left(fact: Fact, now: datetime) -> None:
    """Who left a chapter does not keep places from its members; unless she is back by now."""
    chapter = Chapter.objects.filter(uid=fact.payload["chapter"]).first()
    person = Person.objects.filter(uid=fact.payload["person"]).first()
    if chapter is None or person is None:
        return
    if not Membership.objects.filter(chapter=chapter, person=person, left_at=None).exists():
        leave_chapter_events(actor=SYSTEM, chapter=chapter, person=person, now=now)
