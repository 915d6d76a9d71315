"""Bringing in a chapter of the directory."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from chapterhouse.chapters.actions import edit_chapter, list_chapter
from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.permissions import require
from chapterhouse.imports.actions.recording import remember
from chapterhouse.imports.models import ImportedKind, ImportedObject
from chapterhouse.imports.policies import can_import
from chapterhouse.imports.queries import chapter_called, chapter_digest, imported, taken_slugs
from chapterhouse.lib.import_report import Outcome
from chapterhouse.lib.pyladies_site.places import Place
from chapterhouse.lib.pyladies_site.rows import ChapterRow, fold


@transaction.atomic
def import_chapter(*, actor: Actor, row: ChapterRow, place: Place, now: datetime) -> tuple[Outcome, str]:
    """List the row's chapter in the directory, or bring the one it became up to date; give what came of it and why.

    A chapter of that name that lives here already is linked and left as it is.
    """
    require(can_import(actor), actor)
    known = imported(ImportedKind.CHAPTER, row.key)
    if known is not None:
        return _again(actor, row, place, known, now)
    here = chapter_called(row.name, place.city or row.city, place.country)
    if here is not None:
        remember(row, ImportedKind.CHAPTER, here.uid, written="", now=now, left_over=row.left_over)
        return Outcome.KEPT, f"a chapter of this name lives here already, /{here.slug}/; it stays as it is"
    chapter = list_chapter(actor=actor, slug=_slug(row, place), now=now, **_fields(row, place))
    written = chapter_digest(chapter)
    remember(row, ImportedKind.CHAPTER, chapter.uid, written=written, now=now, left_over=row.left_over)
    return Outcome.CREATED, f"/{chapter.slug}/"


def _again(actor: Actor, row: ChapterRow, place: Place, known: ImportedObject, now: datetime) -> tuple[Outcome, str]:
    chapter = Chapter.objects.filter(uid=known.uid).first()
    if chapter is None:
        return Outcome.KEPT, "it was taken out of the directory here and is not brought back"
    chapter = lock(chapter)
    untouched = chapter_digest(chapter) == known.written_digest
    if not known.written_digest:
        return Outcome.KEPT, f"a chapter of this name lived here already, /{chapter.slug}/; it stays as it is"
    if known.source_digest == row.digest:
        return Outcome.UNCHANGED, "" if untouched else "it was edited here"
    if not untouched:
        return Outcome.KEPT, "it changed there, but was edited here: ours stays"
    edited = edit_chapter(actor=actor, chapter=chapter, changes=_fields(row, place), now=now)
    written = chapter_digest(edited)
    remember(row, ImportedKind.CHAPTER, chapter.uid, written=written, now=now, left_over=row.left_over)
    if written == known.written_digest:
        return Outcome.UNCHANGED, "what changed there is nothing that is shown here"
    return Outcome.UPDATED, "it changed there"


def _fields(row: ChapterRow, place: Place) -> dict[str, Any]:
    return {
        "name": row.name,
        "city": place.city,
        "region": place.region,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "time_zone": place.time_zone,
        "contact_address": row.contact_address,
        "website": row.website,
        "links": row.links,
    }


def _slug(row: ChapterRow, place: Place) -> str:
    """Give the first free one of: the city, the city with what follows it in the name, the city with a number."""
    taken = taken_slugs()
    city = _plain(place.city or row.city) or _plain(row.name) or "chapter"
    further = _plain(row.name)
    candidates = [city, further, *(f"{city}-{number}" for number in range(2, 1000))]
    return next(slug for slug in candidates if slug and slug not in taken)


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(words))[:50].strip("-")
