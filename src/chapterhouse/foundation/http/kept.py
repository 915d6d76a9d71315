"""Kept pages: a signed-out page is made once and given again until a fact, or an instant, changes what it shows.

Before a page is made, the versions of the streams it shows are read; it is kept with them. Each later
request reads the same versions in one query and gives the kept page only where none rose. So it is never
stale: a change that commits while a page is made raises a version, and the page is made anew.
The first time, which streams a page shows is only known afterwards: that answer is not kept.

A view may let its page be kept for a signed-in reader too (`mine`): then for her session alone, as long as it lives,
and with her own stream beside those of the page.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TypeVar

from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe
from django.utils.translation import get_language_from_request

from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.models import Stream

V = TypeVar("V")
Key = tuple[str, ...]
PAGES = 600  # per process
LARGEST = 512 * 1024  # bytes
ROOM = 16 * 1024 * 1024  # bytes for all kept pages of a process: addresses with odd queries must not fill the memory
MOST_STREAMS = 2000  # of one page
STREAM_ROOM = 150  # bytes that the name of a stream takes beside a page, roughly
Versions = dict[str, int]
# Where this cookie comes along, a message waits to be shown once.
MESSAGES = "messages"


@dataclass(frozen=True)
class Kept:
    """One page as it was made."""

    versions: Versions
    until: datetime | None
    plain: bytes
    packed: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def room(self) -> int:
        """Give about how many bytes it takes."""
        return len(self.plain) + len(self.packed) + STREAM_ROOM * len(self.versions)


@dataclass(frozen=True)
class Wish:
    """A view's wish that its page be kept: what it shows, until when, and whether also for a signed-in reader."""

    streams: frozenset[str]
    until: datetime | None
    mine: bool


def keep(request: HttpRequest, streams: Iterable[str], *, until: datetime | None = None, mine: bool = False) -> None:
    """Let the answer to this request be kept for signed-out readers.

    `streams`: all whose facts the page shows; the network's, whose name and colours stand on every page, is always
    among them. `until`: the next instant at which it would show something else. `mine`: also for a signed-in reader,
    because whatever the page shows of her is told in these streams or in her own.
    """
    request.wish = Wish(frozenset({NETWORK, *streams}), until, mine)  # type: ignore[attr-defined]


def also_shows(request: HttpRequest, streams: Iterable[str], *, until: datetime | None = None) -> None:
    """Say what a part of the page shows besides; does nothing where the page is not to be kept."""
    wish: Wish | None = getattr(request, "wish", None)
    if wish is None:
        return
    ends = [instant for instant in (wish.until, until) if instant is not None]
    keep(request, wish.streams | frozenset(streams), until=min(ends) if ends else None, mine=wish.mine)


def versions_of(streams: Iterable[str]) -> Versions:
    """Give the versions of streams now (0 for one without facts); one query."""
    names = list(streams)
    found = dict(Stream.objects.filter(name__in=names).values_list("name", "version"))
    return {name: found.get(name, 0) for name in names}


class KeptPages:
    """The outermost middleware: answers from kept pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[Key, Kept] = OrderedDict()
        self.streams: OrderedDict[Key, frozenset[str]] = OrderedDict()
        self.room = 0
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the kept page where it is still true, else make it, and keep it where its view wishes so.

        Who has this very answer already, by its ETag or its date, is told only that (304).
        """
        return _unless_known(request, self._respond(request))

    def _respond(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or MESSAGES in request.COOKIES:
            return self.get_response(request)
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        token = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "") if session else ""
        language = get_language_from_request(request)
        key = (session, token, request.get_host(), request.get_full_path(), language)
        streams = self.streams.get(key)
        before = versions_of(streams) if streams is not None else None
        kept = self.pages.get(key)
        true = kept and kept.versions == before and (kept.until is None or kept.until > timezone.now())
        if kept and true and (not session or _lives(session)):
            return _answer(request, kept)
        response = self.get_response(request)
        self._keep(key, request, response, before)
        return response

    def _keep(self, key: Key, request: HttpRequest, response: HttpResponse, before: Versions | None) -> None:
        streams = _streams_of(request, session=key[0])
        if not streams or response.status_code != 200 or response.streaming or response.cookies:
            return
        with self.lock:
            _put(self.streams, key, streams)
            if before is None or set(before) != set(streams):
                return
            plain, packed = _bodies(response)
            # A form's token is somebody's own: such a page is kept for her session, and never for all.
            if len(plain) <= LARGEST and (key[0] or b"csrfmiddlewaretoken" not in plain):
                headers = tuple(
                    (name, value)
                    for name, value in response.items()
                    if name not in ("Content-Encoding", "Content-Length")
                )
                wish: Wish = request.wish  # type: ignore[attr-defined]
                self._shelve(key, Kept(before, wish.until, plain, packed, headers))

    def _shelve(self, key: Key, page: Kept) -> None:
        """Keep the page, and let go of those that nobody asked for longest where there is no room."""
        known = self.pages.pop(key, None)
        self.pages[key] = page
        self.room += page.room - (known.room if known else 0)
        while len(self.pages) > PAGES or self.room > ROOM:
            self.room -= self.pages.popitem(last=False)[1].room


def _streams_of(request: HttpRequest, *, session: str) -> frozenset[str]:
    """Give the streams that the answer shows, or none where it is not to be kept for this reader."""
    wish: Wish | None = getattr(request, "wish", None)
    if wish is None or len(wish.streams) > MOST_STREAMS:
        return frozenset()
    if not session:
        return wish.streams
    actor = getattr(request, "actor", None)
    if not wish.mine or actor is None or not actor.is_person:
        return frozenset()
    return wish.streams | {f"person:{actor.person_uid}"}


def _lives(session: str) -> bool:
    """Say whether a session still stands: signing out, or being erased, ends it at once."""
    return Session.objects.filter(session_key=session, expire_date__gt=timezone.now()).exists()


def _put(shelf: OrderedDict[Key, V], key: Key, value: V) -> None:
    shelf[key] = value
    shelf.move_to_end(key)
    while len(shelf) > PAGES:
        shelf.popitem(last=False)


def _bodies(response: HttpResponse) -> tuple[bytes, bytes]:
    if response.headers.get("Content-Encoding") == "gzip":
        return gzip.decompress(response.content), response.content
    return response.content, gzip.compress(response.content, 6, mtime=0)


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    etag, dated = response.headers.get("ETag"), response.headers.get("Last-Modified")
    if response.status_code != 200 or response.streaming or not (etag or dated):
        return response
    # GZip makes other bytes of the same answer, so a view's ETag is weak by the time it comes here.
    known = get_conditional_response(request, etag, parse_http_date_safe(dated) if dated else None, response)
    return known or response


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(kept.packed if packed else kept.plain)
    for name, value in kept.headers:
        response.headers[name] = value
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    if settings.DEBUG:
        response.headers["X-Kept"] = "yes"
    return response
