"""Writing, editing, publishing and taking back posts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chapterhouse.blog.actions.texts import forget_tags, free_slug, in_order, put_tags, render_into, sign, slug_of
from chapterhouse.blog.facts import (
    PostDiscarded,
    PostEdited,
    PostPublished,
    PostUnpublished,
    PostUnsigned,
    PostWritten,
)
from chapterhouse.blog.models import Byline, Post, PostState
from chapterhouse.blog.policies import can_edit_post, can_write_posts
from chapterhouse.blog.queries import PostText, text_of
from chapterhouse.chapters.models import Chapter, Network
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import NETWORK, announce
from chapterhouse.foundation.facts.kinds import FactBody
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.moments import day_of
from chapterhouse.people.models import Person


class SomebodyElseSaved(Refusal):
    """The post was changed since she opened it; `post` is how it stands now."""

    code = "post_changed_meanwhile"
    message = _("Somebody else saved this post while you wrote. Nothing is lost: look at both texts below.")

    def __init__(self, post: Post) -> None:
        self.post = post
        super().__init__()


class PublishedPost(Refusal):
    """A published post cannot be thrown away."""

    code = "post_is_published"
    message = _("This post is published. Take it back first, then you can throw it away.")


@transaction.atomic
def write_post(*, actor: Actor, chapter: Chapter | None, text: PostText, now: datetime) -> Post:
    """Give a new draft of the chapter's blog, or of the network's. Raises PostRefused."""
    require(can_write_posts(actor, chapter), actor)
    _hold_addresses(chapter)
    text = in_order(text)
    post = Post(
        chapter=chapter,
        person=Person.objects.filter(uid=actor.person_uid).first() if actor.person_uid else None,
        day=day_of(now, _zone(chapter)),
        created_at=now,
        updated_at=now,
    )
    render_into(post, text)
    _address(post, text)
    post.save()
    sign(post, text)
    put_tags(post, text)
    _tell(PostWritten(post=post.uid, chapter=_uid(chapter)), post, actor, now)
    return post


@transaction.atomic
def edit_post(*, actor: Actor, post: Post, text: PostText, version: int, now: datetime) -> Post:
    """Give the post with its new text; where nothing is new, nothing happens.

    `version` is the one she began from. Raises SomebodyElseSaved where it is not the last, and PostRefused.
    """
    require(can_edit_post(actor, post), actor)
    _hold_addresses(post.chapter)
    post = lock(post)
    if post.version != version:
        raise SomebodyElseSaved(post)
    before = text_of(post)
    text = in_order(text)
    if post.published_at is not None or not text.slug:
        # Its address stays once others may have linked to it; a draft's follows its title.
        slug = before.slug if post.published_at or text.title == before.title else ""
        text = PostText(**{**text.__dict__, "slug": slug})
    if text == before:
        return post
    render_into(post, text)
    if post.published_at is None:
        _address(post, text)
    post.version += 1
    post.updated_at = now
    post.save()
    sign(post, text)
    put_tags(post, text)
    _tell(PostEdited(post=post.uid, chapter=_uid(post.chapter), version=post.version), post, actor, now)
    return post


@transaction.atomic
def publish_post(*, actor: Actor, post: Post, now: datetime) -> Post:
    """Give the post, readable by everybody; twice is like once. Published again, it keeps its day and address."""
    require(can_edit_post(actor, post), actor)
    _hold_addresses(post.chapter)
    post = lock(post)
    if post.is_published:
        return post
    again = post.published_at is not None
    if not again:
        post.published_at = now
        post.day = day_of(now, _zone(post.chapter))
        if post.year != post.day.year:
            post.year = post.day.year
            post.slug = free_slug(post.slug, chapter_id=post.chapter_id, year=post.year, uid=post.uid)
    post.state = PostState.PUBLISHED
    post.updated_at = now
    post.save()
    _tell(PostPublished(post=post.uid, chapter=_uid(post.chapter), again=again), post, actor, now)
    return post


@transaction.atomic
def unpublish_post(*, actor: Actor, post: Post, now: datetime) -> Post:
    """Give the post, a draft again that only its editors see; its address is kept for it."""
    require(can_edit_post(actor, post), actor)
    post = lock(post)
    if not post.is_published:
        return post
    post.state = PostState.DRAFT
    post.updated_at = now
    post.save()
    announce(
        PostUnpublished(post=post.uid, chapter=_uid(post.chapter)),
        actor=actor,
        stream=post.stream,
        now=now,
        touches=_shown_elsewhere(post),
    )
    return post


@transaction.atomic
def discard_post(*, actor: Actor, post: Post, now: datetime) -> None:
    """Throw a draft away for good. Raises PublishedPost."""
    require(can_edit_post(actor, post), actor)
    post = lock(post)
    if post.is_published:
        raise PublishedPost
    forget_tags(post)
    _tell(PostDiscarded(post=post.uid, chapter=_uid(post.chapter)), post, actor, now)
    post.delete()


@transaction.atomic
def unsign_posts(*, actor: Actor, person: Person, now: datetime) -> int:
    """Take a person's name off everything she wrote, the texts stay; give how many posts that were."""
    require(actor.is_system or actor.person_id == person.pk, actor)
    signed = Post.objects.filter(Q(bylines__person=person) | Q(person=person)).distinct()
    found = list(signed.values_list("pk", flat=True))
    for pk in found:
        post = lock(Post(pk=pk))
        Byline.objects.filter(post=post, person=person).delete()
        if post.person_id == person.pk:
            post.person = None
        post.version += 1
        post.save()
        _tell(PostUnsigned(post=post.uid, chapter=_uid(post.chapter)), post, actor, now)
    return len(found)


def _hold_addresses(chapter: Chapter | None) -> None:
    """Hold what two posts of one blog would compete for: the row above them."""
    if chapter is not None:
        lock(chapter)
    else:
        Network.objects.select_for_update().filter(pk=1).first()


def _address(post: Post, text: PostText) -> None:
    post.year = post.day.year
    post.slug = free_slug(text.slug or slug_of(text.title), chapter_id=post.chapter_id, year=post.year, uid=post.uid)


def _tell(body: FactBody, post: Post, actor: Actor, now: datetime) -> None:
    announce(
        body, actor=actor, stream=post.stream, now=now, touches=_shown_elsewhere(post) if post.is_published else ()
    )


def _shown_elsewhere(post: Post) -> tuple[str, ...]:
    """Name the streams of other pages that show a published post: the home page and the network's blog."""
    return (NETWORK,) if post.chapter is not None else ()


def _uid(chapter: Chapter | None) -> UUID | None:
    return chapter.uid if chapter else None


def _zone(chapter: Chapter | None) -> str:
    return chapter.time_zone if chapter else "UTC"
