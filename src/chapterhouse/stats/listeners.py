"""Counting on whenever something happened that a number shows."""

from __future__ import annotations

from datetime import datetime

from chapterhouse.chapters.facts import ChapterEdited
from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.facts.listening import listens
from chapterhouse.foundation.models import Fact, Origin
from chapterhouse.stats.actions import count_on
from chapterhouse.stats.models import Counted
from chapterhouse.stats.queries.marks import KINDS


@listens(*KINDS, ChapterEdited.kind, origins=(Origin.LIVE, Origin.DEMO, Origin.IMPORT))
def count(fact: Fact, now: datetime) -> None:
    """Count the chapter's facts, this one and all that came with it; most often somebody before did already."""
    counted = Counted.objects.filter(stream=fact.stream).first()
    if fact.kind != ChapterEdited.kind and counted is not None and counted.seq >= fact.seq:
        return
    place, _colon, uid = fact.stream.partition(":")
    chapter = Chapter.objects.filter(uid=uid).first() if place == "chapter" else None
    if chapter is not None:
        count_on(chapter=chapter, now=now)
