"""Reading the blog: lists, tags, posts."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from chapterhouse.blog.models import Post, Tag
from chapterhouse.blog.policies import can_edit_post, can_write_posts
from chapterhouse.blog.queries import (
    ON_PAGE,
    drafts_of,
    newest_called,
    post_for,
    posts_of,
    tag_for,
    tags_in_use,
)
from chapterhouse.blog.views.showing import (
    absolute,
    address,
    blog_of,
    cards,
    layout_of,
    post_address,
    safe,
    tag_chips,
)
from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.queries import network
from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.foundation.http.kept import keep

MOST_TAGS_BESIDE = 24
# What would let a script end early, or a page, inside of `<script type="application/ld+json">`.
_JSON_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@declares(anyone)
def posts(request: ActorRequest, chapter: str = "") -> HttpResponse:
    """Show the posts of a chapter, or of the network and all its chapters, newest first."""
    of = blog_of(request.actor, chapter)
    return _list(request, of, None)


@declares(anyone)
def tagged(request: ActorRequest, tag: str, chapter: str = "") -> HttpResponse:
    """Show the posts with a tag."""
    of = blog_of(request.actor, chapter)
    return _list(request, of, tag_for(tag))


def _list(request: ActorRequest, chapter: Chapter | None, tag: Tag | None) -> HttpResponse:
    page = Paginator(posts_of(chapter, tag=tag), ON_PAGE).get_page(request.GET.get("page"))
    may_write = can_write_posts(request.actor, chapter)
    context = {
        **layout_of(chapter),
        "tag": tag,
        "page": page,
        "cards": cards(page, with_chapter=chapter is None),
        "tags": tag_chips(tags_in_use(chapter, MOST_TAGS_BESIDE), chapter, tag),
        "all_tags_url": address("tags", chapter),
        "feed_url": address("tag-feed", chapter, tag=tag.slug) if tag else address("feed", chapter),
        "write_url": address("write", chapter) if may_write else "",
        "drafts": cards(drafts_of(request.actor, chapter), with_chapter=False) if may_write and not tag else [],
        "canonical": absolute(request.get_full_path() if page.number > 1 else request.path),
    }
    keep(request, _streams(chapter))
    return render(request, "blog/posts.html", context)


@declares(anyone)
def tags(request: ActorRequest, chapter: str = "") -> HttpResponse:
    """Show all tags of the blog with how many posts have each."""
    of = blog_of(request.actor, chapter)
    used = tags_in_use(of)
    rows = [(tag.name, address("tag", of, tag=tag.slug), tag.posts_count) for tag in used]  # type: ignore[attr-defined]
    keep(request, _streams(of))
    return render(request, "blog/tags.html", {**layout_of(of), "rows": rows})


@declares(anyone)
def by_slug(request: ActorRequest, slug: str, chapter: str = "", older: str = "") -> HttpResponse:
    """Lead from an address without a year, as the sites before this one had them, to the newest post of that name."""
    post = newest_called(blog_of(request.actor, chapter), slug)
    return HttpResponsePermanentRedirect(post_address(post))


@declares(anyone)
def post(request: ActorRequest, year: int, slug: str, chapter: str = "") -> HttpResponse:
    """Show one post: its text, who wrote it, and for a repost where it comes from."""
    of = blog_of(request.actor, chapter)
    found = post_for(request.actor, of, year, slug)
    url = absolute(post_address(found))
    context = {
        **layout_of(of),
        "post": found,
        "html": safe(found.html),
        "tags": tag_chips([one.tag for one in found.post_tags.all()], of),
        "url": url,
        "canonical": found.original_url or url,
        "original_host": urlsplit(found.original_url).hostname or "",
        "json_ld": safe(_json_ld(found, url)),
        "feed_url": address("feed", of),
        "may_edit": can_edit_post(request.actor, found),
        "edit_url": post_address(found, "edit"),
        "publish_url": post_address(found, "publish"),
        "unpublish_url": post_address(found, "unpublish"),
    }
    if found.is_published:
        keep(request, _streams(of))
    return render(request, "blog/post.html", context)


def _streams(chapter: Chapter | None) -> list[str]:
    return [NETWORK, chapter.stream] if chapter else [NETWORK]


def _json_ld(post: Post, url: str) -> str:
    """Give the post as schema.org's BlogPosting, safe inside of a script element."""
    speaker = {"@type": "Organization", "name": _speaker(post)}
    authors = [
        {"@type": "Person", "name": byline.name, **({"url": byline.url} if byline.url else {})}
        for byline in post.bylines.all()
    ]
    if not authors and post.original_author:
        authors = [{"@type": "Person", "name": post.original_author}]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title[:110],
        "description": post.excerpt,
        "inLanguage": post.language,
        "datePublished": post.day.isoformat(),
        "dateModified": post.updated_at.isoformat(timespec="seconds"),
        "mainEntityOfPage": post.original_url or url,
        "url": url,
        "author": authors or [speaker],
        "publisher": speaker,
        "keywords": [one.spelling for one in post.post_tags.all()],
    }
    if post.original_url:
        data["isBasedOn"] = post.original_url
    return json.dumps(data, ensure_ascii=False).translate(_JSON_ESCAPES)


def _speaker(post: Post) -> str:
    if post.chapter:
        return post.chapter.name
    found = network()
    return found.name if found else _("The network")
