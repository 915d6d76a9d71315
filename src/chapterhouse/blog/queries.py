"""Reading the blog; the doors to posts and tags."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.http import Http404

from chapterhouse.blog.models import Post, PostState, PostTag, Tag
from chapterhouse.blog.policies import editable_posts, visible_posts
from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.actors import VISITOR, Actor
from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.people.models import Person

IN_FEED = 30  # entries
ON_PAGE = 12  # posts


@dataclass(frozen=True)
class PostText:
    """What somebody writes when she writes a post: everything that an edit may change."""

    title: str
    body: str = ""
    tags: tuple[str, ...] = ()
    bylines: tuple[tuple[str, str], ...] = ()  # name, address of her page or ""
    summary: str = ""
    language: str = "en"
    slug: str = ""  # empty: made from the title
    original_author: str = ""
    original_url: str = ""
    original_published_on: date | None = None
    permission: str = ""
    allows_html: bool = False
    front_matter: dict[str, Any] = field(default_factory=dict)


def text_of(post: Post) -> PostText:
    """Give what the post says now, as it could be written again."""
    return PostText(
        title=post.title,
        body=post.body,
        tags=tuple(one.spelling for one in post.post_tags.all()),
        bylines=tuple((one.name, one.url) for one in post.bylines.all()),
        summary=post.summary,
        language=post.language,
        slug=post.slug,
        original_author=post.original_author,
        original_url=post.original_url,
        original_published_on=post.original_published_on,
        permission=post.permission,
        allows_html=post.allows_html,
        front_matter=post.front_matter,
    )


def posts_of(chapter: Chapter | None, *, tag: Tag | None = None) -> QuerySet[Post]:
    """Give the published posts of a chapter, newest first; of the network and all its chapters where none is given."""
    posts = _whole(Post.objects.filter(visible_posts(VISITOR)))
    if chapter is not None:
        posts = posts.filter(chapter=chapter)
    if tag is not None:
        posts = posts.filter(post_tags__tag=tag)
    return posts.order_by("-day", "-id")


def drafts_of(actor: Actor, chapter: Chapter | None) -> QuerySet[Post]:
    """Give the drafts of one blog that she may edit, last touched first."""
    drafts = Post.objects.filter(editable_posts(actor), chapter=chapter, state=PostState.DRAFT)
    return _whole(drafts).order_by("-updated_at", "-id")


def post_for(actor: Actor, chapter: Chapter | None, year: int, slug: str) -> Post:
    """Give a post that she may read, by its address. Raises Http404."""
    post = _whole(Post.objects.filter(visible_posts(actor), chapter=chapter, year=year, slug=slug)).first()
    if post is None:
        raise Http404
    return post


def draft_for(actor: Actor, chapter: Chapter | None, year: int, slug: str) -> Post:
    """Give a post that she may edit, by its address. Raises Http404."""
    post = _whole(Post.objects.filter(editable_posts(actor), chapter=chapter, year=year, slug=slug)).first()
    if post is None:
        raise Http404
    return post


def newest_called(chapter: Chapter | None, slug: str) -> Post:
    """Give the newest published post with this slug, whatever its year. Raises Http404."""
    found = Post.objects.filter(visible_posts(VISITOR), chapter=chapter, slug__in=[slug, slug.lower()])
    post = found.select_related("chapter").order_by("-day", "-id").first()
    if post is None:
        raise Http404
    return post


def tag_for(slug: str) -> Tag:
    """Give a tag by its address. Raises Http404."""
    tag = Tag.objects.filter(slug=slug).first()
    if tag is None:
        raise Http404
    return tag


def tags_in_use(chapter: Chapter | None, limit: int | None = None) -> QuerySet[Tag]:
    """Give the tags of published posts, each with `posts_count`; the most used first where there is a limit."""
    published = Q(posts__state=PostState.PUBLISHED)
    if chapter is not None:
        published &= Q(posts__chapter=chapter)
    tags = Tag.objects.annotate(posts_count=Count("posts", filter=published)).filter(posts_count__gt=0)
    return tags.order_by("-posts_count", "key")[:limit] if limit else tags.order_by("key")


def posts_by_uid(uids: list[UUID]) -> dict[UUID, Post]:
    """Give posts by their uids, with everything their text is made of."""
    return {post.uid: post for post in _whole(Post.objects.filter(uid__in=uids))}


def last_change(chapter: Chapter | None) -> Any:
    """Give the instant of the last change to a published post of the blog, or None."""
    return posts_of(chapter).order_by().aggregate(last=Max("updated_at"))["last"]


def _whole(posts: QuerySet[Post]) -> QuerySet[Post]:
    return posts.select_related("chapter", "person").prefetch_related(
        "bylines", Prefetch("post_tags", PostTag.objects.select_related("tag"))
    )


def signed_by(person: Person) -> QuerySet[Post]:
    """Give what a person wrote or signed, newest first."""
    hers = Q(bylines__person=person) | Q(person=person)
    return Post.objects.filter(hers).select_related("chapter").distinct().order_by("-day", "-id")


def streams_signed_by(person: Person) -> list[str]:
    """Give the streams whose pages show a person as an author."""
    return sorted({stream for post in signed_by(person) for stream in (post.stream, NETWORK)})
