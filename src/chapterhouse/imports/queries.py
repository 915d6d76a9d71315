"""Reading what was imported, and what it is now."""

from __future__ import annotations

from typing import Any

from chapterhouse.blog.models import Post
from chapterhouse.blog.queries import text_of
from chapterhouse.chapters.models import Chapter, OldSlug
from chapterhouse.chapters.queries import RESERVED
from chapterhouse.imports.models import ImportedKind, ImportedObject
from chapterhouse.lib.pyladies_site.rows import digest_of, fold

PYLADIES_SITE = "pyladies-site"
# What the importer writes of a chapter, and compares.
CHAPTER_FIELDS = (
    "name",
    "city",
    "region",
    "country",
    "latitude",
    "longitude",
    "time_zone",
    "contact_address",
    "website",
    "links",
)


def imported(kind: ImportedKind, key: str) -> ImportedObject | None:
    """Give what is known of a row of the site from an import before."""
    return ImportedObject.objects.filter(source=PYLADIES_SITE, kind=kind, source_key=key).first()


def chapter_digest(chapter: Chapter) -> str:
    """Give a digest that changes when somebody edits what the importer wrote."""
    return digest_of({name: getattr(chapter, name) for name in CHAPTER_FIELDS})


def post_digest(post: Post) -> str:
    """Give a digest that changes when somebody edits, publishes or takes back what the importer wrote."""
    text: dict[str, Any] = dict(text_of(post).__dict__)
    return digest_of({**text, "state": post.state})


def chapter_called(name: str, city: str, country: str) -> Chapter | None:
    """Give the chapter that lives here already under this name or in this city, and did not come by an import."""
    words = {_plain(name), _plain(city)}
    mine = ImportedObject.objects.filter(kind=ImportedKind.CHAPTER).exclude(written_digest="").values("uid")
    for chapter in Chapter.objects.exclude(uid__in=mine):
        called = {_plain(chapter.name), _plain(chapter.city)} - {""}
        if called & words and (not country or not chapter.country or chapter.country == country):
            return chapter
    return None


def _plain(name: str) -> str:
    return " ".join(fold(name).replace("pyladies", " ").split())


def taken_slugs() -> set[str]:
    """Give the slugs that no new chapter can have."""
    slugs = set(Chapter.objects.values_list("slug", flat=True))
    return slugs | set(OldSlug.objects.values_list("slug", flat=True)) | RESERVED


def post_titled(title: str, year: int, slug: str) -> Post | None:
    """Give the network's post of this year, name and title that lives here already and did not come by an import."""
    mine = ImportedObject.objects.filter(kind=ImportedKind.POST).values("uid")
    found = Post.objects.filter(chapter=None, year=year, slug=slug, title=title)
    return found.exclude(uid__in=mine).first()
