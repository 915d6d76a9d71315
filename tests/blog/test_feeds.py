"""The blog's Atom feeds hold what RFC 4287 asks for, whoever reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db.models import F
from django.test import Client

from chapterhouse.blog.actions import edit_post, publish_post, unpublish_post, write_post
from chapterhouse.blog.models import Post
from chapterhouse.blog.queries import PostText
from chapterhouse.chapters.actions import edit_network
from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.models import Fact
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
ATOM = "{http://www.w3.org/2005/Atom}"
TEXT = PostText(
    title="A < B & “C”\x0b",
    body='See [the first](/blog/2026/x/) and [below](#t-now) <img src="/media/a.png">\n\n# Now\n\n]]> &amp; <b>x</b>',
    tags=("PyCon", "C & A"),
    language="es",
    allows_html=True,
)


def published(text: PostText = TEXT, chapter: Chapter | None = None) -> Post:
    return publish_post(actor=SYSTEM, post=write_post(actor=SYSTEM, chapter=chapter, text=text, now=NOW), now=NOW)


def entries(client: Client, address: str) -> list[ElementTree.Element]:
    return feed(client, address).findall(f"{ATOM}entry")


def feed(client: Client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def text(element: ElementTree.Element, name: str) -> str:
    found = element.find(f"{ATOM}{name}")
    assert found is not None
    return found.text or ""


def test_a_feed_has_ids_dates_authors_and_whole_addresses(client: Client) -> None:
    make.network()
    post = published()
    root = feed(client, "/blog/feed.atom")
    assert text(root, "id").startswith("urn:uuid:")
    assert text(root, "updated") == "2026-03-04T12:00:00Z"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert str(links["self"]).endswith("/blog/feed.atom")
    assert str(links["self"]).startswith("http")
    (entry,) = root.findall(f"{ATOM}entry")
    assert text(entry, "id") == f"urn:uuid:{post.uid}"
    assert text(entry, "title") == "A < B & “C”"
    assert text(entry, "published") == "2026-03-04T12:00:00Z"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    author = entry.find(f"{ATOM}author")
    assert author is not None
    assert text(author, "name") == "Ladies of the Snake"
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    html = content.text or ""
    assert 'href="http://' in html
    assert 'href="/' not in html
    assert 'src="/' not in html
    assert 'href="#' not in html
    assert [(one.get("term"), one.get("label")) for one in entry.findall(f"{ATOM}category")] == [
        ("pycon", "PyCon"),
        ("c-a", "C & A"),
    ]


def test_each_feed_holds_its_own_posts_under_its_own_id(client: Client) -> None:
    make.network()
    portland = make.chapter("portland", leads=1)
    published(replace(TEXT, title="Network"))
    published(replace(TEXT, title="Portland", tags=("Other",)), portland)
    titles = {
        address: [text(entry, "title") for entry in entries(client, address)]
        for address in (
            "/blog/feed.atom",
            "/portland/blog/feed.atom",
            "/blog/tags/pycon/feed.atom",
            "/portland/blog/tags/pycon/feed.atom",
        )
    }
    assert list(titles.values()) == [["Portland", "Network"], ["Portland"], ["Network"], []]
    assert len({text(feed(client, address), "id") for address in titles}) == len(titles)
    assert client.get("/nowhere/blog/feed.atom").status_code == 404
    assert client.get("/blog/tags/nothing/feed.atom").status_code == 404


def test_who_has_the_feed_hears_304_until_something_changes(client: Client) -> None:
    make.network()
    post = published()
    etag = client.get("/blog/feed.atom").headers["ETag"]
    assert client.get("/blog/feed.atom", headers={"If-None-Match": etag}).status_code == 304
    later = NOW + timedelta(days=2)
    edit_post(actor=SYSTEM, post=post, text=replace(TEXT, body="New"), version=1, now=later)
    changed = client.get("/blog/feed.atom", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert b"<updated>2026-03-06T12:00:00Z</updated>" in changed.content
    unpublish_post(actor=SYSTEM, post=Post.objects.get(), now=later)
    assert client.get("/blog/feed.atom", headers={"If-None-Match": changed.headers["ETag"]}).status_code == 200
    assert entries(client, "/blog/feed.atom") == []
    gone = client.get("/blog/feed.atom").headers["ETag"]
    edit_network(actor=SYSTEM, changes={"name": "New name"}, now=later)
    assert client.get("/blog/feed.atom", headers={"If-None-Match": gone}).status_code == 200


def test_who_asks_by_date_hears_of_a_post_that_was_taken_back(client: Client) -> None:
    make.network()
    published()
    post = published(replace(TEXT, title="Too early"), make.chapter())
    Fact.objects.update(recorded_at=F("recorded_at") - timedelta(hours=1))
    known = {"If-Modified-Since": client.get("/blog/feed.atom").headers["Last-Modified"]}
    assert client.get("/blog/feed.atom", headers=known).status_code == 304
    unpublish_post(actor=SYSTEM, post=post, now=NOW)
    assert b"Too early" not in client.get("/blog/feed.atom", headers=known).content
    assert client.get("/blog/feed.atom", headers=known).status_code == 200


def test_a_repost_names_its_author_and_where_it_comes_from(client: Client) -> None:
    make.network()
    published(
        replace(TEXT, original_author="Ada", original_url="https://ada.example/a?b=1&c=2", permission="She said yes.")
    )
    (entry,) = entries(client, "/blog/feed.atom")
    author = entry.find(f"{ATOM}author")
    assert author is not None
    assert text(author, "name") == "Ada"
    via = [link.get("href") for link in entry.findall(f"{ATOM}link") if link.get("rel") == "via"]
    assert via == ["https://ada.example/a?b=1&c=2"]
