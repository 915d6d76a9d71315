"""What the chapters forget when a person has herself erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chapterhouse.chapters.actions.memberships import leave_chapter
from chapterhouse.chapters.actions.network import release_steward
from chapterhouse.chapters.models import Chapter, ContactMessage, Membership, Role
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.permissions import require
from chapterhouse.people.models import Person


@transaction.atomic
def hold_chapters_of(*, person: Person, now: datetime) -> list[str]:
    """Hold the chapters that erasing the person takes her out of, and give their streams."""
    hers = Chapter.objects.filter(memberships__person=person, memberships__left_at=None).values("pk")
    chapters = Chapter.objects.select_for_update(no_key=True).filter(pk__in=hers).order_by("pk")
    return [chapter.stream for chapter in chapters]


@transaction.atomic
def erase_from_chapters(*, actor: Actor, person: Person, now: datetime) -> None:
    """Take a person out of every chapter and forget her words; raises where she is a last lead or last steward."""
    require(actor.is_system or actor.person_id == person.pk, actor)
    for membership in Membership.objects.filter(person=person, left_at=None).select_related("chapter"):
        leave_chapter(actor=actor, chapter=membership.chapter, person=person, now=now)
    if person.stewardships.filter(ended_at=None).exists():
        release_steward(actor=actor, person=person, now=now)
    Role.objects.filter(person=person).update(farewell="")
    ContactMessage.objects.filter(person=person).delete()
