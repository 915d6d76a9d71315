"""Bringing in a whole site, row by row, so that one bad row stops no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import DatabaseError, transaction

from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.facts.announcing import facts_of
from chapterhouse.foundation.models import Origin
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.imports.actions.chapters import import_chapter
from chapterhouse.imports.actions.posts import import_post
from chapterhouse.imports.policies import can_import
from chapterhouse.imports.queries import PYLADIES_SITE
from chapterhouse.lib.import_report import Line, Outcome, Report
from chapterhouse.lib.pyladies_site.chapters import KEPT_ONLY
from chapterhouse.lib.pyladies_site.places import Place, place_of
from chapterhouse.lib.pyladies_site.rows import Row, Site

R = TypeVar("R", bound=Row)


def import_site(*, actor: Actor, site: Site, dry_run: bool, now: datetime) -> Report:
    """Bring in a site's chapters and posts; give a report with a line for each row.

    Each row is one transaction. A dry run does all of it in one that is undone at the end, so that its
    report is what would happen. Doing it twice changes nothing the second time.
    """
    require(can_import(actor), actor)
    # Before anything is locked: finding places takes longer than writing them down.
    places = {row.key: place_of(row) for row in site.chapters if not row.refused}
    with facts_of(Origin.IMPORT):
        if not dry_run:
            return _import(actor, site, places, now, dry_run=False)
        with transaction.atomic():
            report = _import(actor, site, places, now, dry_run=True)
            transaction.set_rollback(True)
            return report


def _import(actor: Actor, site: Site, places: dict[str, Place], now: datetime, *, dry_run: bool) -> Report:
    report = Report(
        source=PYLADIES_SITE,
        dry_run=dry_run,
        rows_read={"chapter": len(site.chapters), "post": len(site.posts)},
        notes=[note.text for note in site.notes] + site.unread,
    )
    left_over = {key: sum(key in chapter.left_over for chapter in site.chapters) for key in KEPT_ONLY}
    report.notes += [
        f"{key} ({count} chapters): kept with the import; there is no place for it"
        for key, count in left_over.items()
        if count
    ]
    for chapter in site.chapters:
        report.lines.append(
            _line(
                "chapter",
                chapter,
                lambda row: import_chapter(actor=actor, row=row, place=places[row.key], now=now),
            )
        )
    for post in site.posts:
        report.lines.append(_line("post", post, lambda row: import_post(actor=actor, row=row, now=now)))
    return report


def _line(kind: str, row: R, act: Callable[[R], tuple[Outcome, str]]) -> Line:
    """Do one row, and tell what came of it; what is refused is undone and the next one goes on."""
    if row.refused:
        outcome, reason = Outcome.SKIPPED, row.refused
    else:
        try:
            outcome, reason = act(row)
        except (Refusal, DatabaseError, ValueError) as error:
            outcome, reason = Outcome.SKIPPED, f"it could not be kept: {error}"
    notes = tuple((note.code, note.text) for note in row.notes)
    return Line(kind=kind, key=row.key, name=row.name, outcome=outcome, reason=reason, notes=notes)
