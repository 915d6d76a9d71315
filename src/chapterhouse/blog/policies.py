"""Who may read and write posts: each `can_*` with its filter."""

from __future__ import annotations

from django.db.models import Q

from chapterhouse.blog.models import Post, PostState
from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.policies import can_organise, can_steward
from chapterhouse.foundation.actors import Actor


def can_write_posts(actor: Actor, chapter: Chapter | None) -> bool:
    """Say whether she may write for this blog: a chapter's organisers; stewards for the network's and for all."""
    return can_steward(actor) if chapter is None else can_organise(actor, chapter)


def can_write_somewhere(actor: Actor) -> bool:
    """Say whether there is any blog for which she may write."""
    return can_steward(actor) or bool(actor.uids("chapter", "lead", "organiser"))


def can_edit_post(actor: Actor, post: Post) -> bool:
    """Say whether she may edit, publish and take back this post: everybody who may write for its blog."""
    return can_write_posts(actor, post.chapter)


def editable_posts(actor: Actor) -> Q:
    """Give the filter of the posts for which `can_edit_post` says yes."""
    if can_steward(actor):
        return ~Q(pk=None)
    return Q(chapter__uid__in=actor.uids("chapter", "lead", "organiser"))


def can_view_post(actor: Actor, post: Post) -> bool:
    """Say whether she may read this post: everybody once it is published, before that who may edit it."""
    return post.is_published or can_edit_post(actor, post)


def visible_posts(actor: Actor) -> Q:
    """Give the filter of the posts for which `can_view_post` says yes."""
    published = Q(state=PostState.PUBLISHED)
    return published | editable_posts(actor) if can_write_somewhere(actor) else published
