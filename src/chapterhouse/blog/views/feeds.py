"""The blog as Atom feeds: of the network, of a chapter, of a tag."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from chapterhouse.blog.models import Post, Tag
from chapterhouse.blog.queries import IN_FEED, posts_of, tag_for
from chapterhouse.blog.views.showing import absolute, address, blog_of, post_address
from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.queries import network
from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.http.dated import date_by_facts
from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.foundation.http.kept import versions_of
from chapterhouse.lib import atom

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# Addresses of this site inside of cleaned HTML, whose attributes are all in double quotes.
_OURS = re.compile(r' (href|src)="(/(?!/)[^"]*|#[^"]*)"')


@declares(anyone)
def feed(request: ActorRequest, chapter: str = "") -> HttpResponse:
    """Give the newest posts of a chapter, or of the network and all its chapters."""
    return _answer(request, blog_of(request.actor, chapter), None)


@declares(anyone)
def tag_feed(request: ActorRequest, tag: str, chapter: str = "") -> HttpResponse:
    """Give the newest posts with a tag."""
    return _answer(request, blog_of(request.actor, chapter), tag_for(tag))


def _answer(request: HttpRequest, chapter: Chapter | None, tag: Tag | None) -> HttpResponse:
    """Give the feed, or 304 where the reader has it: it is as new as the streams that it shows."""
    streams = [NETWORK, chapter.stream] if chapter else [NETWORK]
    versions = sorted(versions_of(streams).items())
    etag = quote_etag(hashlib.blake2s(repr((versions, tag and tag.slug, 1)).encode(), digest_size=12).hexdigest())
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    posts = list(posts_of(chapter, tag=tag)[:IN_FEED])
    made = _feed(chapter, tag, posts)
    response = HttpResponse(atom.feed(made), content_type=atom.CONTENT_TYPE)
    response["ETag"] = etag
    date_by_facts(response, now=timezone.now())
    response["Cache-Control"] = "no-cache"  # ask each time, and mostly hear 304
    return response


def _feed(chapter: Chapter | None, tag: Tag | None, posts: list[Post]) -> atom.Feed:
    of = network()
    uid, name, born = (of.uid, of.name, of.created_at) if of else (UUID(int=0), "Chapterhouse", _LONG_AGO)
    if chapter:
        uid, name, born = chapter.uid, chapter.name, chapter.created_at
    if tag:
        uid = uuid5(uid, str(tag.uid))
    page = address("tag", chapter, tag=tag.slug) if tag else address("posts", chapter)
    own = address("tag-feed", chapter, tag=tag.slug) if tag else address("feed", chapter)
    return atom.Feed(
        uid=uid,
        title=f"{name} · {tag.name}" if tag else name,
        url=absolute(page),
        feed_url=absolute(own),
        author=atom.Author(name),
        entries=[_entry(post) for post in posts],
        updated=born,
    )


def _entry(post: Post) -> atom.Entry:
    url = absolute(post_address(post))
    authors = [atom.Author(byline.name, byline.url) for byline in post.bylines.all()]
    if not authors and post.original_author:
        authors = [atom.Author(post.original_author)]
    if not authors and post.chapter:
        authors = [atom.Author(post.chapter.name)]
    return atom.Entry(
        uid=post.uid,
        title=post.title,
        url=url,
        published=post.published_at or post.created_at,
        updated=post.updated_at,
        authors=authors,
        html=_OURS.sub(
            lambda found: f' {found[1]}="{url if found[2][0] == "#" else absolute("")}{found[2]}"', post.html
        ),
        summary=post.excerpt,
        tags=[(one.tag.slug, one.tag.name) for one in post.post_tags.all()],
        language=post.language,
        original=post.original_url,
    )
