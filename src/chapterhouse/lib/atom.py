"""Atom feeds (RFC 4287) that every reader accepts: stable ids, real dates, always an author, never an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
# What XML 1.0 cannot hold at all, escaped or not.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Author:
    """Somebody who wrote: a name, perhaps her page. There is no place for a mail address on purpose."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """One text of a feed; `html` is safe HTML with absolute addresses, `url` its page, `original` a repost's source."""

    uid: UUID
    title: str
    url: str
    published: datetime
    updated: datetime
    authors: Sequence[Author]
    html: str
    summary: str = ""
    tags: Sequence[tuple[str, str]] = ()  # key, label
    language: str = ""
    original: str = ""


@dataclass(frozen=True)
class Feed:
    """What the texts come from: its title, its page (`url`), its own address (`feed_url`), who speaks."""

    uid: UUID
    title: str
    url: str
    feed_url: str
    author: Author
    entries: Sequence[Entry]
    updated: datetime  # used where there are no entries
    subtitle: str = ""


def feed(of: Feed) -> bytes:
    """Give the feed as UTF-8 XML; it changes only when what it says does."""
    updated = max((entry.updated for entry in of.entries), default=of.updated)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
        f"<id>urn:uuid:{of.uid}</id>\n",
        _text("title", of.title),
        _text("subtitle", of.subtitle) if of.subtitle else "",
        f"<updated>{_instant(updated)}</updated>\n",
        _link("self", of.feed_url, "application/atom+xml"),
        _link("alternate", of.url, "text/html"),
        _author(of.author),
        *(_entry(entry, of.author) for entry in of.entries),
        "</feed>\n",
    ]
    return "".join(parts).encode("utf-8")


def _entry(entry: Entry, speaker: Author) -> str:
    language = f" xml:lang={quoteattr(_clean(entry.language))}" if entry.language else ""
    return "".join(
        [
            f"<entry{language}>\n<id>urn:uuid:{entry.uid}</id>\n",
            _text("title", entry.title),
            f"<published>{_instant(entry.published)}</published>\n",
            # RFC 4287 4.2.15: the last change that matters; a post made for a later day is not older than that day.
            f"<updated>{_instant(max(entry.updated, entry.published))}</updated>\n",
            _link("alternate", entry.url, "text/html"),
            _link("via", entry.original, "text/html") if entry.original else "",
            *(_author(author) for author in entry.authors or [speaker]),
            *(f"<category term={quoteattr(_clean(k))} label={quoteattr(_clean(v))}/>\n" for k, v in entry.tags),
            _text("summary", entry.summary) if entry.summary else "",
            f'<content type="html">{escape(_clean(entry.html))}</content>\n</entry>\n',
        ]
    )


def _text(name: str, words: str) -> str:
    return f"<{name}>{escape(_clean(words))}</{name}>\n"


def _link(rel: str, address: str, kind: str) -> str:
    return f'<link rel="{rel}" type="{kind}" href={quoteattr(_clean(address))}/>\n'


def _author(author: Author) -> str:
    uri = f"<uri>{escape(_clean(author.url))}</uri>" if author.url else ""
    return f"<author><name>{escape(_clean(author.name))}</name>{uri}</author>\n"


def _clean(words: str) -> str:
    return _ILLEGAL.sub("", words)


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
