"""Bringing in a post."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.db import transaction

from chapterhouse.blog.actions import edit_post, publish_post, write_post
from chapterhouse.blog.models import Post
from chapterhouse.blog.queries import PostText, posts_by_uid
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.permissions import require
from chapterhouse.imports.actions.recording import remember
from chapterhouse.imports.models import ImportedKind, ImportedObject
from chapterhouse.imports.policies import can_import
from chapterhouse.imports.queries import imported, post_digest, post_titled
from chapterhouse.lib.import_report import Outcome
from chapterhouse.lib.pyladies_site.rows import PostRow


@transaction.atomic
def import_post(*, actor: Actor, row: PostRow, now: datetime) -> tuple[Outcome, str]:
    """Make the row a post of the network, or bring the one it became up to date; give what came of it and why.

    It is written and published as of its own day. What was edited here stays as it is.
    """
    require(can_import(actor), actor)
    known = imported(ImportedKind.POST, row.key)
    if known is not None:
        return _again(actor, row, known, now)
    day = row.day or now.date()
    here = post_titled(row.title, day.year, row.slug)
    if here is not None:
        remember(row, ImportedKind.POST, here.uid, written="", now=now)
        return Outcome.KEPT, "a post of this title was here already; it stays as it is"
    # Noon is the same day nearly everywhere; the site knows no hour.
    then = datetime.combine(day, time(12), tzinfo=UTC) if row.day else now
    post = write_post(actor=actor, chapter=None, text=_text(row), now=then)
    if row.complete:
        post = publish_post(actor=actor, post=post, now=then)
    remember(row, ImportedKind.POST, post.uid, written=post_digest(post), now=now)
    address = f"/blog/{post.year}/{post.slug}/"
    return Outcome.CREATED, f"{address}{'' if row.complete else ', a draft'}"


def _again(actor: Actor, row: PostRow, known: ImportedObject, now: datetime) -> tuple[Outcome, str]:
    post = posts_by_uid([known.uid]).get(known.uid)
    if post is None:
        return Outcome.KEPT, "it was thrown away here and is not brought back"
    if known.source_digest == row.digest:
        return Outcome.UNCHANGED, _edited(post, known)
    if not known.written_digest or post_digest(post) != known.written_digest:
        return Outcome.KEPT, "it changed there, but was edited here: ours stays"
    edited = edit_post(actor=actor, post=post, text=_text(row), version=post.version, now=now)
    if row.complete and not edited.is_published:
        edited = publish_post(actor=actor, post=edited, now=now)
    remember(row, ImportedKind.POST, post.uid, written=post_digest(edited), now=now)
    if edited.version == post.version and edited.state == post.state:
        return Outcome.UNCHANGED, "what changed there is nothing that is shown here"
    return Outcome.UPDATED, "it changed there"


def _edited(post: Post, known: ImportedObject) -> str:
    if known.written_digest and post_digest(post) != known.written_digest:
        return "it was edited here"
    return ""


def _text(row: PostRow) -> PostText:
    return PostText(
        title=row.title,
        body=row.body,
        tags=row.tags,
        bylines=row.bylines,
        summary=row.summary,
        language=row.language,
        slug=row.slug,
        original_author=row.original_author,
        original_url=row.original_url,
        original_published_on=row.original_published_on,
        permission=row.permission,
        allows_html=True,
        front_matter=row.front_matter,
    )
