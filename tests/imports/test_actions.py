"""Importing the invented site: everything accounted for, nothing twice, nothing over what was edited here."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

import chapterhouse
from chapterhouse.blog.actions import discard_post, edit_post, unpublish_post, write_post
from chapterhouse.blog.models import Post, Tag
from chapterhouse.blog.queries import PostText, text_of
from chapterhouse.chapters.actions import edit_chapter
from chapterhouse.chapters.models import Chapter, ChapterState
from chapterhouse.foundation.actors import SYSTEM, VISITOR
from chapterhouse.foundation.models import Fact, Origin, Stream
from chapterhouse.foundation.refusals import Forbidden
from chapterhouse.imports.actions import import_site
from chapterhouse.imports.jobs import import_pyladies_site
from chapterhouse.imports.models import ImportedObject
from chapterhouse.lib.import_report import Line, Report
from chapterhouse.lib.pyladies_site.reading import read_site
from tests import make

pytestmark = pytest.mark.django_db
SITE = Path(chapterhouse.__file__).parent / "demo" / "site"
NOW = make.NOW


def run(folder: Path = SITE, *, dry_run: bool = False, now: datetime = NOW) -> Report:
    return import_pyladies_site(folder, now=now, dry_run=dry_run)


def line(report: Report, name: str) -> Line:
    return next(line for line in report.lines if name in line.key)


def outcomes(report: Report) -> dict[str, dict[str, int]]:
    return {kind: {name: count for name, count in counts.items() if count} for kind, counts in report.totals().items()}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SITE, tmp_path / "site"))


def changed(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))


def test_every_row_is_accounted_for() -> None:
    report = run()
    assert report.complete
    assert outcomes(report) == {
        "chapter": {"read": 12, "created": 12},
        "post": {"read": 11, "created": 10, "skipped": 1},
    }
    assert Chapter.objects.filter(state=ChapterState.LISTED).count() == 12
    assert Post.objects.count() == 10


def test_a_dry_run_says_the_same_and_changes_nothing() -> None:
    dry = run(dry_run=True)
    counts = (Chapter.objects.count(), Post.objects.count(), Tag.objects.count(), ImportedObject.objects.count())
    assert counts == (0, 0, 0, 0)
    assert not Fact.objects.exists()
    assert not Stream.objects.exists()
    assert dry.lines == run().lines


def test_a_second_run_changes_nothing() -> None:
    run()
    facts, rows = Fact.objects.count(), list(ImportedObject.objects.order_by("id").values())
    again = run(now=NOW + timedelta(days=1))
    assert outcomes(again) == {
        "chapter": {"read": 12, "unchanged": 12},
        "post": {"read": 11, "unchanged": 10, "skipped": 1},
    }
    assert Fact.objects.count() == facts
    assert list(ImportedObject.objects.order_by("id").values()) == rows


def test_posts_carry_their_own_day_and_imported_facts_reach_nobody() -> None:
    run()
    post = Post.objects.get(slug="why-lanterns")
    assert (post.day, post.published_at) == (date(2024, 2, 23), datetime(2024, 2, 23, 12, tzinfo=UTC))
    assert post.is_repost
    assert {post.slug for post in Post.objects.filter(state="draft")} == {"broken", "undated"}
    assert set(Fact.objects.values_list("origin", flat=True)) == {Origin.IMPORT}


def test_tags_that_differ_in_case_are_one() -> None:
    run()
    assert Tag.objects.filter(key="pycon").count() == 1
    assert Tag.objects.get(key="pycon").name == "PyCon"
    assert Tag.objects.get(key="prize").posts.count() == 2


def test_raw_html_is_made_safe_and_no_address_reaches_a_reader(client: Client) -> None:
    make.network()
    run()
    pages = [f"/blog/{post.year}/{post.slug}/" for post in Post.objects.filter(state="published")]
    for page in [*pages, "/blog/", "/blog/feed.atom", "/blog/tags/"]:
        shown = client.get(page).content.decode()
        assert "@lanterns" not in shown
        assert "onerror" not in shown
        assert "alert(" not in shown
        assert "get_asset('images/prize" not in shown


def test_what_was_edited_here_is_never_overwritten(copied: Path) -> None:
    run(copied)
    porto = Chapter.objects.get(slug="porto")
    edit_chapter(actor=SYSTEM, chapter=porto, changes={"website": "https://porto.example/"}, now=NOW)
    post = Post.objects.get(slug="why-lanterns")
    edit_post(actor=SYSTEM, post=post, text=replace(text_of(post), body="Ours"), version=post.version, now=NOW)
    taken_back = Post.objects.get(slug="kit-es")
    unpublish_post(actor=SYSTEM, post=taken_back, now=NOW)
    gone = unpublish_post(actor=SYSTEM, post=Post.objects.get(slug="how-we-learn"), now=NOW)
    discard_post(actor=SYSTEM, post=gone, now=NOW)

    assert line(run(copied), "porto").reason == "it was edited here"
    changed(copied, "config.yml", "github: lanterns-porto", "github: porto-lanterns")
    changed(copied, "_posts/2024/2024-02-23-Why-Lanterns.md", "sixty", "ninety")
    changed(copied, "_posts/2026-01-15-kit-es.md", "Escríbenos", "Escribidnos")
    report = run(copied)
    assert {name: line(report, name).outcome for name in ("porto", "Why", "kit-es", "how-we-learn")} == {
        "porto": "kept",
        "Why": "kept",
        "kit-es": "kept",
        "how-we-learn": "kept",
    }
    assert Chapter.objects.get(slug="porto").website == "https://porto.example/"
    assert Post.objects.get(slug="why-lanterns").body == "Ours"
    assert not Post.objects.get(slug="kit-es").is_published
    assert report.complete


def test_what_changed_there_is_brought_up_to_date_once(copied: Path) -> None:
    run(copied)
    changed(copied, "config.yml", "github: lanterns-porto", "github: porto-lanterns")
    changed(copied, "_posts/2024/2024-02-23-Why-Lanterns.md", "sixty", "ninety")
    changed(copied, "_posts/2025/2025-01-10-broken.md", "tags: [PYCON, broken", "tags: [PYCON, mended]")
    changed(copied, "_posts/2025/2025-01-10-broken.md", "Two colons: a story", "Two colons, a story")
    changed(copied, "config.yml", "image: lantern_porto.png", "image: other.png")
    report = run(copied, now=NOW + timedelta(days=1))
    assert outcomes(report)["chapter"] == {"read": 12, "updated": 1, "unchanged": 11}
    assert outcomes(report)["post"] == {"read": 11, "updated": 2, "unchanged": 8, "skipped": 1}
    porto = Chapter.objects.get(slug="porto")
    assert {"name": "GitHub", "url": "https://github.com/porto-lanterns"} in porto.links
    assert "ninety" in Post.objects.get(slug="why-lanterns").html
    mended = Post.objects.get(slug="broken")
    assert (mended.title, mended.is_published) == ("Two colons, a story", True)
    assert outcomes(run(copied))["chapter"] == {"read": 12, "unchanged": 12}


def test_a_post_that_moved_to_another_folder_is_the_same_post(copied: Path) -> None:
    run(copied)
    shutil.move(copied / "_posts" / "2026-01-15-kit-es.md", copied / "_posts" / "2026" / "2026-01-15-kit-es.md")
    assert line(run(copied), "kit-es").outcome == "unchanged"


def test_a_chapter_that_lives_here_already_is_linked_and_left_as_it_is() -> None:
    porto = make.chapter("porto", name="Porto Coders", leads=1, country="PT", time_zone="Europe/Lisbon")
    namesake = make.chapter("eugene", name="Eugene", leads=1, country="AU", city="Eugene")
    report = run()
    assert line(report, "porto").outcome == "kept"
    assert Chapter.objects.get(pk=porto.pk).name == "Porto Coders"
    assert Chapter.objects.filter(city="Porto").count() == 1
    assert line(report, "eugene").outcome == "created"
    assert Chapter.objects.exclude(pk=namesake.pk).get(city="Eugene").slug == "eugene-or"
    assert line(run(), "porto").outcome == "kept"


def test_addresses_of_chapters_are_free_and_never_the_sites_own(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(
        "chapters:\n- name: Blog, Germany\n- name: Halle, Germany\n- name: Halle, Belgium\n"
        "- name: Halle\n- name: 東京\n"
    )
    report = run(tmp_path)
    assert [line.outcome for line in report.lines] == ["created"] * 5
    assert list(Chapter.objects.order_by("id").values_list("slug", flat=True)) == [
        "blog-germany",
        "halle",
        "halle-belgium",
        "halle-2",
        "chapter-2",
    ]


def test_a_post_of_this_title_that_was_here_before_is_left_as_it_is() -> None:
    then = datetime(2024, 2, 23, tzinfo=UTC)
    write_post(actor=SYSTEM, chapter=None, text=PostText(title="Why lanterns?", slug="why-lanterns"), now=then)
    assert line(run(), "Why").outcome == "kept"
    assert Post.objects.filter(title="Why lanterns?").count() == 1


def test_a_row_that_cannot_be_kept_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("chapters:\n- name: " + "x" * 81 + "\n- name: Porto\n")
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts" / "2024-01-01-long.md").write_text("---\ntitle: Long\n---\n" + "word " * 50_000)
    (tmp_path / "_posts" / "2024-01-02-fine.md").write_text("---\ntitle: Fine\n---\nbody")
    report = run(tmp_path)
    assert [line.outcome for line in report.lines] == ["skipped", "created", "skipped", "created"]
    assert "too long" in line(report, "long.md").reason
    assert report.complete


def test_only_stewards_and_the_installation_itself_import() -> None:
    make.network()
    site = read_site(SITE)
    for actor in (VISITOR, make.actor(make.person())):
        with pytest.raises(Forbidden):
            import_site(actor=actor, site=site, dry_run=False, now=NOW)
    assert not ImportedObject.objects.exists()
    assert import_site(actor=make.actor(make.steward()), site=read_site(SITE), dry_run=False, now=NOW).complete
