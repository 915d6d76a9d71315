"""A post as one text: front matter with title, tags, authors and where it comes from, then the body."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from chapterhouse.lib.front_matter import split_front_matter

# Other generators' words for what we call by the second one.
_OTHER_NAMES = {
    "tag": "tags",
    "keywords": "tags",
    "author": "authors",
    "author_url": "author_link",
    "description": "summary",
    "lang": "language",
    "canonical": "original_url",
    "canonical_url": "original_url",
    "original_date": "original_published_on",
    "date": "day",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_HOST = re.compile(r"[A-Za-z0-9\u0080-\uffff-]+(\.[A-Za-z0-9\u0080-\uffff-]+)+")


@dataclass
class Document:
    """What a post's text says about itself, and its body; `notes` tell what was there and could not be used."""

    title: str = ""
    tags: list[str] = field(default_factory=list)
    authors: list[tuple[str, str]] = field(default_factory=list)  # name, address of her page or ""
    summary: str = ""
    language: str = ""
    day: date | None = None
    original_author: str = ""
    original_url: str = ""
    original_published_on: date | None = None
    permission: str = ""
    extra: dict[str, Any] = field(default_factory=dict)  # every other key, as plain JSON values
    body: str = ""
    notes: list[str] = field(default_factory=list)


def read_document(text: str) -> Document:
    """Give what the front matter of a text says, and the body below it.

    Tags and authors may be lists or texts with commas. Nothing is lost: a key that we do not know is in
    `extra`, one whose value makes no sense is in `notes` too. Raises BrokenFrontMatter.
    """
    values, body = split_front_matter(text)
    return document_of(values, body)


def document_of(values: dict[str, Any], body: str) -> Document:
    """Give the document that these values and this body make."""
    found = Document(body=body)
    links: list[str] = []
    for key, value in values.items():
        name = _OTHER_NAMES.get(key.strip().lower(), key.strip().lower())
        if value is None:
            found.notes.append(f"{key} has no value")
        elif name == "author_link":
            links = _texts(value)
        elif name == "authors":
            found.authors = _authors(value)
        elif name == "tags":
            found.tags = _without_repeats([*found.tags, *_tags(value)])
        elif name in _READERS:
            _read_one(found, key, name, value)
        else:
            found.extra[key] = _plain(value)
    _join_links(found, links)
    return found


def _read_one(found: Document, key: str, name: str, value: Any) -> None:
    try:
        setattr(found, name, _READERS[name](value))
    except ValueError as error:
        found.notes.append(f"{key} {_plain(value)!r:.80} is not used: {error}")
        found.extra[key] = _plain(value)


def _join_links(found: Document, links: list[str]) -> None:
    """Give each author the link that stands at her place; tell of links without an author or an address."""
    for at, link in enumerate(links):
        try:
            address = web_address(link)
        except ValueError as error:
            found.notes.append(f"author_link is not used: {error}")
            continue
        if at < len(found.authors):
            name, own = found.authors[at]
            found.authors[at] = (name, own or address)
        else:
            found.notes.append("an author_link without an author is not used")
            found.extra["author_link"] = _plain(links)


def web_address(text: str) -> str:
    """Give an http or https address as it is; ValueError (with the reason) for whatever else."""
    text = text.strip()
    parts = urlsplit(text)
    if parts.scheme.lower() not in ("http", "https"):
        raise ValueError("it is no web address")
    if not parts.hostname or not _HOST.fullmatch(parts.hostname) or re.search(r"[\s<>\"'\\\x00-\x1f]", text):
        raise ValueError("it is no web address that leads anywhere")
    if parts.username or parts.password or len(text) > 500:
        raise ValueError("it is too long or holds a password")
    return text


def _text(value: Any) -> str:
    if isinstance(value, dict):
        raise ValueError("it should be a text")
    if isinstance(value, list):
        return ", ".join(_texts(value))
    if isinstance(value, bool):
        raise ValueError("it should be a text")
    return str(_plain(value)).strip()


def _texts(value: Any) -> list[str]:
    return [str(_plain(one)).strip() for one in (value if isinstance(value, list) else [value]) if one is not None]


def _tags(value: Any) -> list[str]:
    if isinstance(value, list):
        return [" ".join(text.split()) for text in _texts(value) if text.strip()]
    return [" ".join(text.split()) for text in str(_plain(value)).split(",") if text.strip()]


def _without_repeats(words: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for word in words:
        seen.setdefault(word.casefold(), word)
    return list(seen.values())


def _authors(value: Any) -> list[tuple[str, str]]:
    """Give authors from a text, a list of texts, or mappings with a name and a url. A comma may be part of a name."""
    authors = []
    for one in value if isinstance(value, list) else [value]:
        name, url = (one.get("name"), one.get("url") or one.get("link")) if isinstance(one, dict) else (one, None)
        if name is None or not str(name).strip():
            continue
        try:
            authors.append((" ".join(str(name).split()), web_address(str(url)) if url else ""))
        except ValueError:
            authors.append((" ".join(str(name).split()), ""))
    return authors


def _language(value: Any) -> str:
    text = _text(value).replace("_", "-")
    if not _LANGUAGE.fullmatch(text) or len(text) > 12:
        raise ValueError("it is no code of a language")
    return text.lower()


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        raise ValueError("it is no day such as 2013-02-23") from None


def _web_address(value: Any) -> str:
    return web_address(_text(value))


_READERS: dict[str, Callable[[Any], Any]] = {
    "title": _text,
    "summary": _text,
    "language": _language,
    "day": _day,
    "original_author": _text,
    "original_url": _web_address,
    "original_published_on": _day,
    "permission": _text,
}


def _plain(value: Any) -> Any:
    """Give a value of YAML as JSON can hold it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
