"""The blog in a browser: reading, writing, previewing, publishing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chapterhouse.blog.actions import edit_post, publish_post, write_post
from chapterhouse.blog.models import Post
from chapterhouse.blog.queries import PostText
from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.actors import SYSTEM
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
TEXT = PostText(title="We <met> again", body="Twelve *people*.\n\n## What now\n\nMore.", tags=("Recap",))


def published(text: PostText = TEXT, *, chapter: Chapter | None = None, now: datetime = NOW) -> Post:
    return publish_post(actor=SYSTEM, post=write_post(actor=SYSTEM, chapter=chapter, text=text, now=now), now=now)


@pytest.fixture
def steward(client: Client) -> Client:
    make.network()
    return make.sign_in(client, make.steward())


def fields(**changed: Any) -> dict[str, Any]:
    return {"title": "Hello", "body": "Words", "tags": "One, two", "authors": "Ada https://ada.example", **changed}


def write(client: Client, **changed: Any) -> Any:
    return client.post("/blog/write/", fields(**changed))


def test_an_empty_blog_says_what_will_be_there(client: Client) -> None:
    make.network()
    page = client.get("/blog/")
    assert page.status_code == 200
    assert "Nothing here yet" in page.content.decode()


def test_a_reader_finds_a_post_by_list_tag_and_old_addresses(client: Client) -> None:
    make.network()
    published()
    assert "We &lt;met&gt; again" in client.get("/blog/").content.decode()
    assert "/blog/2026/we-met-again/" in client.get("/blog/tags/recap/").content.decode()
    assert "/blog/tags/recap/" in client.get("/blog/tags/").content.decode()
    for old in ("/blog/we-met-again/", "/blog/We-Met-Again/", "/blog/We-Met/we-met-again/"):
        answer = client.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, "/blog/2026/we-met-again/")
    assert client.get("/blog/nothing/").status_code == 404
    assert client.get("/blog/2025/we-met-again/").status_code == 404
    assert client.get("/blog/tags/nothing/").status_code == 404


def test_a_post_says_who_wrote_it_to_people_and_to_machines(client: Client) -> None:
    make.network()
    published(replace(TEXT, bylines=(("Ada </script>", "https://ada.example/"),), language="ar"))
    page = client.get("/blog/2026/we-met-again/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert data["@type"] == "BlogPosting"
    assert data["author"] == [{"@type": "Person", "name": "Ada </script>", "url": "https://ada.example/"}]
    assert data["datePublished"] == "2026-03-04"
    assert '<link rel="canonical" href="http' in page
    assert 'property="og:type" content="article"' in page
    assert '<div class="prose e-content" lang="ar"' in page
    assert page.count("<h1") == 1
    assert "csrfmiddlewaretoken" not in page


def test_a_repost_credits_its_author_and_sends_search_engines_to_the_original(client: Client) -> None:
    make.network()
    published(
        replace(
            TEXT,
            original_author="Ada Byron",
            original_url="https://ada.example/why",
            original_published_on=date(2013, 2, 23),
            permission="Ada said yes.",
        )
    )
    page = client.get("/blog/2026/we-met-again/").content.decode()
    assert '<link rel="canonical" href="https://ada.example/why">' in page
    assert "Originally published by Ada Byron on 23 February 2013" in page
    assert "reposted with permission" in page


def test_a_draft_is_secret(client: Client, steward: Client) -> None:
    write(steward)
    assert Client().get("/blog/2026/hello/").status_code == 404
    post = Post.objects.get()
    address = f"/blog/{post.year}/{post.slug}/"
    assert steward.get(address).status_code == 200
    assert Client().get(address).status_code == 404
    assert "Hello" not in Client().get("/blog/").content.decode()


def test_a_steward_writes_previews_publishes_and_takes_back(steward: Client) -> None:
    preview = write(steward, preview="yes", body="*Lively* words")
    assert "<em>Lively</em>" in preview.content.decode()
    assert "*Lively* words" in preview.content.decode()
    assert not Post.objects.exists()

    answer = write(steward)
    post = Post.objects.get()
    assert answer.headers["Location"] == f"/blog/{post.year}/hello/"
    assert [one.spelling for one in post.post_tags.all()] == ["One", "two"]
    assert [(one.name, one.url) for one in post.bylines.all()] == [("Ada", "https://ada.example")]

    address = answer.headers["Location"]
    steward.post(address + "publish/")
    assert "Hello" in Client().get("/blog/").content.decode()
    assert "Take it back" in steward.get(address).content.decode()
    steward.post(address + "unpublish/")
    assert Client().get(address).status_code == 404
    assert steward.get(address + "discard/").status_code == 200
    assert Post.objects.exists()
    steward.post(address + "discard/", {"confirmed": "yes"})
    assert not Post.objects.exists()


def test_a_whole_document_with_front_matter_can_be_pasted(steward: Client) -> None:
    document = (
        "---\ntitle: From a file\ntags: [Alpha, beta]\nauthor: Grace\nauthor_link: https://grace.example/\n"
        "category: x\nlang: pt-BR\n---\nThe *body*.\n"
    )
    write(steward, title="", tags="", authors="", body=document)
    post = Post.objects.get()
    assert (post.title, post.body, post.language) == ("From a file", "The *body*.", "pt-br")
    assert [one.spelling for one in post.post_tags.all()] == ["Alpha", "beta"]
    assert [(one.name, one.url) for one in post.bylines.all()] == [("Grace", "https://grace.example/")]
    assert post.front_matter == {"category": "x"}


def test_broken_front_matter_is_an_error_at_its_line_and_nothing_is_lost(steward: Client) -> None:
    document = "---\ntitle: One\ntags: [open\nother: 2\n---\nMy words stay"
    answer = write(steward, body=document)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r"Line [34] of the front matter", page)
    assert "My words stay" in page
    assert not Post.objects.exists()
    preview = write(steward, body=document, preview="yes")
    assert "My words stay" in preview.content.decode()


def test_two_people_saving_at_once_see_both_texts(steward: Client) -> None:
    make.network()
    post = published()
    address = f"/blog/{post.year}/{post.slug}/edit/"
    edit_post(actor=SYSTEM, post=post, text=replace(TEXT, body="THEIR WORDS"), version=1, now=NOW)
    answer = steward.post(address, fields(body="MY WORDS", version="1"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "THEIR WORDS" in page
    assert "MY WORDS" in page
    assert Post.objects.get().body == "THEIR WORDS"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    steward.post(address, fields(body="BOTH WORDS", version=version[1]))
    assert Post.objects.get().body == "BOTH WORDS"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 500},
        {"body": "x" * 300_000},
        {"body": "---\n" + "- " * 3000 + "\n---\n"},
        {"body": "a\x00b"},
        {"authors": "Ada javascript:alert(1) https://"},
        {"language": "'; drop table post; --"},
        {"original_url": "javascript:alert(1)"},
        {"original_url": "https://ada.example/", "original_author": "Ada"},
        {"original_published_on": "2013-02-30"},
        {"tags": ", ".join(f"tag{number}" for number in range(40))},
        {"version": "9" * 40},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_bad_input_is_explained_and_kept(steward: Client, wrong: dict[str, str]) -> None:
    answer = write(steward, **wrong)
    if answer.status_code == 302:  # harmless after all: kept as it was typed
        assert Post.objects.exists()
        return
    assert answer.status_code == 422
    assert "field-errors" in answer.content.decode() or "error-summary" in answer.content.decode()
    assert not Post.objects.exists()


def test_the_preview_shows_safe_html_and_where_front_matter_is_broken(steward: Client) -> None:
    safe = steward.post("/blog/preview/", {"text": "---\ntitle: T<b>\n---\n*a* <script>alert(1)</script>"})
    assert "<h1>T&lt;b&gt;</h1>" in safe.content.decode()
    assert "<script>" not in safe.content.decode()
    broken = steward.post("/blog/preview/", {"text": "---\ntitle: [\n---\n"})
    assert "front matter cannot be read" in broken.content.decode()
    assert steward.post("/blog/preview/", {"text": "x" * 1_000_000}).status_code == 200
    assert steward.post("/blog/preview/").status_code == 200
    assert Client().post("/blog/preview/", {"text": "x"}).status_code == 302


def test_writing_needs_the_forms_own_token_and_a_steward() -> None:
    make.network()
    strict = make.sign_in(Client(enforce_csrf_checks=True), make.steward())
    assert strict.post("/blog/write/", fields()).status_code == 403
    member = make.sign_in(Client(), make.person())
    assert member.get("/blog/write/").status_code == 403
    assert member.post("/blog/write/", fields()).status_code == 403
    assert Client().get("/blog/write/").status_code == 302
    assert not Post.objects.exists()


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_cost_the_same_with_one_and_with_thirty_posts(client: Client) -> None:
    make.network()
    published(replace(TEXT, bylines=(("Ada", ""),)))
    addresses = (
        "/blog/?page=1",
        "/blog/tags/recap/?page=1",
        "/blog/tags/?x=1",
        "/blog/feed.atom",
        "/blog/2026/we-met-again/?x=1",
    )
    one = [queries_of(client, address) for address in addresses]
    for number in range(29):
        text = replace(TEXT, bylines=(("Ada", ""),), tags=("Recap", f"Tag {number}"))
        published(text, now=datetime(2026, 2, 1, tzinfo=UTC))
    many = [queries_of(client, address.replace("=1", "=2")) for address in addresses]
    assert many == one
    assert max(many) <= 12


def test_pages_are_kept_for_readers_and_made_anew_when_a_post_changes(client: Client) -> None:
    make.network()
    post = published()
    address = "/blog/2026/we-met-again/"
    for _ in range(2):
        client.get(address)
    assert queries_of(client, address) == 1
    edit_post(actor=SYSTEM, post=post, text=replace(TEXT, body="Quite NEW"), version=1, now=NOW)
    assert "Quite NEW" in client.get(address).content.decode()
