"""How posts are shown: their addresses, cards and dates, ready for the templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from chapterhouse.blog.models import Post, Tag
from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.queries import chapter_for
from chapterhouse.foundation.actors import Actor
from chapterhouse.look.models import Chip, listed


@dataclass(frozen=True, slots=True)
class PostCard:
    """One post in a list (`blog/post_card.html`)."""

    url: str
    title: str
    meta: str
    text: str
    language: str
    kicker: str = ""
    chips: tuple[Chip, ...] = ()


def blog_of(actor: Actor, slug: str) -> Chapter | None:
    """Give the chapter whose blog it is; None for the network's. Raises Http404."""
    return chapter_for(actor, slug) if slug else None


def address(name: str, chapter: Chapter | None, **parts: Any) -> str:
    """Give the address of one of the blog's pages, the network's or the chapter's."""
    return reverse(f"blog:{name}", kwargs={**parts, "chapter": chapter.slug} if chapter else parts)


def post_address(post: Post, name: str = "post") -> str:
    """Give the address of a post's page, or of its editor (`edit`)."""
    return address(name, post.chapter, year=post.year, slug=post.slug)


def absolute(path: str) -> str:
    """Give the address with the site's own in front."""
    return settings.ADDRESS.rstrip("/") + path


def layout_of(chapter: Chapter | None) -> dict[str, Any]:
    """Give the page around the blog: the chapter's, with its tabs, or the network's."""
    if chapter is None:
        return {"layout": "blog/network_page.html", "blog_url": address("posts", None)}
    return {
        "layout": "blog/in_chapter.html",
        "chapter": chapter,
        "tab": "blog",
        "blog_url": address("posts", chapter),
    }


def cards(posts: Iterable[Post], *, with_chapter: bool) -> list[PostCard]:
    """Give the cards of posts; where a list mixes chapters each card names its own."""
    return [_card(post, with_chapter) for post in posts]


def _card(post: Post, with_chapter: bool) -> PostCard:
    authors = listed(byline.name for byline in post.bylines.all()) or post.original_author
    chips = [Chip(one.tag.name, href=address("tag", None, tag=one.tag.slug)) for one in post.post_tags.all()]
    return PostCard(
        url=post_address(post) if post.is_published else post_address(post, "edit"),
        title=post.title,
        meta=" · ".join(part for part in (day_of(post), authors) if part),
        text=post.excerpt,
        language=post.language,
        kicker=post.chapter.name if with_chapter and post.chapter else "",
        chips=tuple(chips[:4]),
    )


def day_of(post: Post) -> str:
    """Give the day on the post in the reader's language; for a draft that it is one."""
    return date_format(post.day) if post.is_published else _("Draft")


def tag_chips(tags: Iterable[Tag], chapter: Chapter | None, current: Tag | None = None) -> list[Chip]:
    """Give tags as links to their pages."""
    return [
        Chip(tag.name, kind="brand" if tag == current else "", href=address("tag", chapter, tag=tag.slug))
        for tag in tags
    ]


def safe(markup: str) -> SafeString:
    """Give HTML that was made safe when it was stored."""
    return mark_safe(markup)  # noqa: S308 - it comes from lib.markdown only
