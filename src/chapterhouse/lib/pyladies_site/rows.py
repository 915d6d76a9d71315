"""What reading a site gives: rows with everything that is known and a note for everything that is odd."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Any


class SiteUnreadable(ValueError):
    """The folder is no such site, or its configuration cannot be read at all; says why."""


@dataclass(frozen=True)
class Note:
    """Something odd about a row: a word for programs and a sentence for people."""

    code: str
    text: str


@dataclass
class Row:
    """One thing of the site. `key` is what it is known by when the site is read again; `source` is how it stands."""

    key: str
    name: str
    source: Any = None
    notes: list[Note] = field(default_factory=list)
    refused: str = ""  # why nothing can be made of it

    def note(self, code: str, text: str) -> None:
        """Add a note."""
        self.notes.append(Note(code, text))

    @property
    def digest(self) -> str:
        """Give a digest that changes when the site's own row does."""
        return digest_of(self.source)


@dataclass
class ChapterRow(Row):
    """A chapter as the site's configuration tells of it."""

    city: str = ""
    region: str = ""
    country_text: str = ""  # what the name says, not resolved
    latitude: float | None = None
    longitude: float | None = None
    contact_address: str = ""
    website: str = ""
    links: list[dict[str, str]] = field(default_factory=list)
    left_over: dict[str, Any] = field(default_factory=dict)  # what has no place with us, as it stands there


@dataclass
class PostRow(Row):
    """A post of the site, ready to be written."""

    title: str = ""
    slug: str = ""
    day: date | None = None
    body: str = ""
    tags: tuple[str, ...] = ()
    bylines: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    language: str = "en"
    original_author: str = ""
    original_url: str = ""
    original_published_on: date | None = None
    permission: str = ""
    front_matter: dict[str, Any] = field(default_factory=dict)
    complete: bool = True  # else it should stay a draft until somebody has looked at it


@dataclass
class Site:
    """All of a site. `unread` are files and settings of which nothing is made."""

    title: str = ""
    chapters: list[ChapterRow] = field(default_factory=list)
    posts: list[PostRow] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def digest_of(value: Any) -> str:
    """Give a digest of a value made of plain JSON, in which the order of keys does not count."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def fold(words: str) -> str:
    """Give words as they are compared: small letters without accents."""
    parts = unicodedata.normalize("NFKD", words)
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).casefold().split())
