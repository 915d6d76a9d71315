"""Writing, editing, publishing and taking back posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chapterhouse.blog.actions import (
    PostRefused,
    PublishedPost,
    SomebodyElseSaved,
    discard_post,
    edit_post,
    publish_post,
    unpublish_post,
    write_post,
)
from chapterhouse.blog.models import Post, PostTag, Tag
from chapterhouse.blog.queries import PostText, text_of
from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.actors import SYSTEM, VISITOR
from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.models import Fact, Stream
from chapterhouse.foundation.refusals import Forbidden
from chapterhouse.people.actions import erase_person
from chapterhouse.people.queries import kept_about
from tests import make
from tests.cast import assemble

pytestmark = pytest.mark.django_db
NOW = make.NOW
TEXT = PostText(
    title="We met again", body="Twelve people, *one* table.", tags=("Recap",), bylines=(("Ora Organiser", ""),)
)


def post(text: PostText = TEXT, *, chapter: Chapter | None = None, now: datetime = NOW, published: bool = True) -> Post:
    made = write_post(actor=SYSTEM, chapter=chapter, text=text, now=now)
    return publish_post(actor=SYSTEM, post=made, now=now) if published else made


def test_a_post_is_a_draft_until_it_is_published_and_keeps_its_address_when_taken_back() -> None:
    made = post(published=False)
    assert not made.is_published
    published = publish_post(actor=SYSTEM, post=made, now=NOW)
    taken_back = unpublish_post(actor=SYSTEM, post=published, now=NOW + timedelta(hours=1))
    assert not taken_back.is_published
    again = publish_post(actor=SYSTEM, post=taken_back, now=NOW + timedelta(days=400))

    assert (again.year, again.slug, again.day) == (2026, "we-met-again", date(2026, 3, 4))
    kinds = list(Fact.objects.filter(kind__startswith="post.").order_by("id").values_list("kind", flat=True))
    assert kinds == ["post.written", "post.published", "post.unpublished", "post.published"]


def test_publishing_twice_is_like_once() -> None:
    made = post()
    publish_post(actor=SYSTEM, post=made, now=NOW)
    assert Fact.objects.filter(kind="post.published").count() == 1


def test_a_draft_published_next_year_moves_to_that_year() -> None:
    first = post(now=datetime(2026, 1, 5, tzinfo=UTC))
    late = post(published=False, now=datetime(2025, 12, 30, tzinfo=UTC))
    assert (late.year, late.slug) == (2025, "we-met-again")
    late = publish_post(actor=SYSTEM, post=late, now=datetime(2026, 1, 6, tzinfo=UTC))
    assert (first.slug, late.year, late.slug) == ("we-met-again", 2026, "we-met-again-2")


def test_the_day_on_a_post_is_the_day_in_the_chapters_zone() -> None:
    portland = make.chapter("portland", leads=1)
    made = post(chapter=portland, now=datetime(2026, 1, 1, 3, tzinfo=UTC))
    assert (made.day, made.year) == (date(2025, 12, 31), 2025)


def test_the_same_slug_lives_in_two_years_and_in_two_blogs() -> None:
    portland = make.chapter("portland", leads=1)
    years = [post(now=datetime(year, 5, 1, tzinfo=UTC)).slug for year in (2024, 2025)]
    assert [*years, post(chapter=portland).slug] == ["we-met-again"] * 3


def test_only_organisers_write_for_a_chapter_and_only_stewards_for_the_network() -> None:
    cast = assemble()
    may = {name: [_may_write(actor, cast.chapter), _may_write(actor, None)] for name, actor in cast.actors().items()}
    assert may == {
        "new_member": [False, False],
        "regular": [False, False],
        "host": [False, False],
        "organiser": [True, False],
        "lead": [True, False],
        "second_lead": [True, False],
        "steward": [True, True],
        "outsider": [False, False],
        "visitor": [False, False],
        "system": [True, True],
    }


def _may_write(actor: object, chapter: Chapter | None) -> bool:
    try:
        write_post(actor=actor, chapter=chapter, text=TEXT, now=NOW)  # type: ignore[arg-type]
    except Forbidden:
        return False
    return True


def test_a_visitor_cannot_publish_or_discard() -> None:
    made = post(published=False)
    with pytest.raises(Forbidden):
        publish_post(actor=VISITOR, post=made, now=NOW)
    with pytest.raises(Forbidden):
        discard_post(actor=VISITOR, post=made, now=NOW)


def test_who_saves_over_somebody_elses_change_is_told_and_nothing_is_lost() -> None:
    made = post()
    theirs = edit_post(actor=SYSTEM, post=made, text=replace(TEXT, body="Theirs"), version=1, now=NOW)
    with pytest.raises(SomebodyElseSaved) as refused:
        edit_post(actor=SYSTEM, post=made, text=replace(TEXT, body="Mine"), version=1, now=NOW)
    assert refused.value.post.body == "Theirs"
    assert Post.objects.get().body == "Theirs"
    edit_post(actor=SYSTEM, post=made, text=replace(TEXT, body="Both"), version=theirs.version, now=NOW)
    assert "Both" in Post.objects.get().html


def test_saving_without_a_change_changes_nothing() -> None:
    made = post()
    again = edit_post(actor=SYSTEM, post=made, text=text_of(made), version=1, now=NOW + timedelta(days=1))
    assert (again.version, again.updated_at) == (1, NOW)
    assert not Fact.objects.filter(kind="post.edited").exists()


def test_a_draft_follows_its_title_and_a_published_post_keeps_its_address() -> None:
    made = post(published=False)
    made = edit_post(actor=SYSTEM, post=made, text=replace(TEXT, title="We met at last"), version=1, now=NOW)
    assert made.slug == "we-met-at-last"
    made = publish_post(actor=SYSTEM, post=made, now=NOW)
    made = edit_post(actor=SYSTEM, post=made, text=replace(TEXT, title="Other"), version=made.version, now=NOW)
    assert (made.title, made.slug) == ("Other", "we-met-at-last")


def test_tags_ignore_case_and_are_called_as_most_posts_spell_them() -> None:
    for spelling in ("pycon", "PyCon", "PYCON ", "PyCon"):
        post(replace(TEXT, tags=(spelling, "Ｐycon")))
    tag = Tag.objects.get()
    assert (tag.key, tag.name, tag.slug) == ("pycon", "PyCon", "pycon")
    assert list(PostTag.objects.order_by("id").values_list("spelling", flat=True))[:2] == ["pycon", "PyCon"]


def test_tags_of_one_address_get_addresses_of_their_own() -> None:
    post(replace(TEXT, tags=("C", "C++", "C#", "外展", "🎉")))
    slugs = list(Tag.objects.order_by("id").values_list("slug", flat=True))
    assert slugs[:4] == ["c", "c-2", "c-3", "外展"]
    assert slugs[4].startswith("tag-")


def test_a_repost_needs_its_author_its_address_and_the_permission() -> None:
    whole = replace(
        TEXT, original_author="Ada", original_url="https://ada.example/why", permission="Ada said yes on 4 March."
    )
    for lack in ("original_author", "original_url", "permission"):
        with pytest.raises(PostRefused):
            post(replace(whole, **{lack: ""}))  # type: ignore[arg-type]
    assert post(whole).is_repost


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " \x00 "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"body": "x" * 200_001}, "body"),
        ({"tags": ("x" * 61,)}, "tags"),
        ({"tags": tuple(f"tag {number}" for number in range(21))}, "tags"),
        ({"language": "<script>"}, "language"),
        ({"bylines": (("Ada", "javascript:alert(1)"),)}, "bylines"),
        ({"original_url": "https://user:secret@x.example/", "original_author": "A", "permission": "B"}, "original_url"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(PostRefused) as refused:
        post(replace(TEXT, **change))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Post.objects.exists()


def test_characters_that_no_database_keeps_are_taken_out() -> None:
    made = post(replace(TEXT, title="A\x00 b\r\nc", body="one\x00\r\ntwo\ud800", summary="\x07x"))
    made.refresh_from_db()
    assert (made.title, made.body, made.summary) == ("A b c", "one\ntwo", "x")


def test_html_is_shown_as_typed_but_for_imported_bodies_whose_harmless_part_stays() -> None:
    hostile = '<b>bold</b><script>alert(1)</script><img src=x onerror="alert(1)">[x](javascript:alert(1))'
    typed = post(replace(TEXT, body=hostile)).html
    imported = post(replace(TEXT, body=hostile, allows_html=True)).html
    assert "&lt;script&gt;" in typed
    assert "<b>bold</b>" in imported
    assert "<script" not in typed + imported
    assert "onerror" not in imported
    assert "href" not in imported


def test_a_published_post_must_be_taken_back_before_it_is_thrown_away() -> None:
    made = post()
    with pytest.raises(PublishedPost):
        discard_post(actor=SYSTEM, post=made, now=NOW)
    discard_post(actor=SYSTEM, post=unpublish_post(actor=SYSTEM, post=made, now=NOW), now=NOW)
    assert not Post.objects.exists()


def test_publishing_in_a_chapter_makes_the_home_page_anew_and_a_draft_does_not() -> None:
    portland = make.chapter("portland", leads=1)
    before = Stream.objects.get(name=NETWORK).version
    made = post(chapter=portland, published=False)
    assert Stream.objects.get(name=NETWORK).version == before
    publish_post(actor=SYSTEM, post=made, now=NOW)
    after = Stream.objects.get(name=NETWORK).version
    assert after > before
    unpublish_post(actor=SYSTEM, post=made, now=NOW)
    assert Stream.objects.get(name=NETWORK).version > after


def test_erasing_a_person_takes_her_name_off_her_posts_and_keeps_the_text() -> None:
    portland = make.chapter("portland")
    ora = make.organiser(portland, "Ora Organiser")
    made = write_post(actor=make.actor(ora), chapter=portland, text=TEXT, now=NOW)
    assert [part["title"] for part in kept_about(ora)["posts"]] == ["We met again"]
    erase_person(actor=make.actor(ora), person=ora, now=NOW)
    made = Post.objects.get(pk=made.pk)
    assert (made.person, made.bylines.count(), made.body) == (None, 0, TEXT.body)


def test_a_picture_that_browsers_refuse_becomes_a_link_to_it() -> None:
    body = (
        "![The *team*](http://a.example/t.png) [![in link](http://a.example/u.png)](https://b.example) "
        "![ok](https://a.example/v.png)"
    )
    html = post(replace(TEXT, body=body)).html
    assert '<a href="http://a.example/t.png" rel="nofollow noopener">The team</a>' in html
    assert '<a href="https://b.example" rel="nofollow noopener">in link</a>' in html
    assert html.count("<img") == 1
