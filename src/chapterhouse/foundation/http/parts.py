"""Kept parts: what a page shows to several people alike, made once until a fact or an instant changes it.

As with kept pages (`kept.py`) the versions of the streams are read before a part is made, so it is never stale.
Whatever decides what somebody may see belongs into the key.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar, cast

from chapterhouse.foundation.http.kept import Versions, versions_of

V = TypeVar("V")
PARTS = 500  # per process


@dataclass(frozen=True)
class Part:
    """A part as it was made."""

    versions: Versions
    until: datetime
    value: Any


_parts: OrderedDict[Hashable, Part] = OrderedDict()
_lock = Lock()


def kept_part(key: Hashable, streams: Iterable[str], *, until: datetime, now: datetime, make: Callable[[], V]) -> V:
    """Give a part of a page: the kept one where it is still true, else what `make` makes. One query besides.

    `key`: which part, for whom, in which language. `streams`: all whose facts it shows. `until`: the next
    instant at which it would show something else.
    """
    versions = versions_of(streams)
    part = _parts.get(key)
    if part is not None and part.versions == versions and now < part.until:
        return cast(V, part.value)
    value = make()
    with _lock:
        _parts[key] = Part(versions, until, value)
        _parts.move_to_end(key)
        while len(_parts) > PARTS:
            _parts.popitem(last=False)
    return value
