"""Listeners: cursors over facts. Each is idempotent; a fact that fails eight times is parked in sight."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from chapterhouse.foundation.facts.announcing import ORDER_LOCK
from chapterhouse.foundation.models import Cursor, Fact, Origin, ParkedFact

log = logging.getLogger(__name__)
Handler = Callable[[Fact, datetime], None]
PATIENCE = 8  # DATA.md, Facts: after eight failures a fact is parked
LIVE_ONLY = (Origin.LIVE,)


@dataclass(frozen=True)
class Listener:
    """A named reader of some kinds of facts."""

    name: str
    kinds: tuple[str, ...]
    origins: tuple[Origin, ...]
    handle: Handler


_listeners: dict[str, Listener] = {}


def listens(*kinds: str, origins: tuple[Origin, ...] = LIVE_ONLY) -> Callable[[Handler], Handler]:
    """Declare a listener: `@listens("event.rsvp_made") def confirm(fact, now)`. Live facts only by default."""

    def declare(handler: Handler) -> Handler:
        name = f"{handler.__module__.removeprefix('chapterhouse.')}.{handler.__name__}"
        _listeners[name] = Listener(name, kinds, origins, handler)
        return handler

    return declare


def listeners() -> list[Listener]:
    """Give every declared listener."""
    return list(_listeners.values())


def last_readable_fact() -> int:
    """Give the id up to which every fact is committed, so that no reader passes one by."""
    if connection.vendor != "postgresql":
        return _last_fact()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ORDER_LOCK])
        return _last_fact()


def _last_fact() -> int:
    return Fact.objects.aggregate(last=Max("id"))["last"] or 0


def read_on(listener: Listener, *, now: datetime, upto: int | None = None, limit: int = 200) -> int:
    """Let a listener handle the next facts; give how many it handled or parked.

    `upto`: the last fact that may be read, where the caller knows it.
    """
    cursor, _ = Cursor.objects.get_or_create(name=listener.name)
    if cursor.retry_at and cursor.retry_at > now:
        return 0
    upto = last_readable_fact() if upto is None else upto
    facts = Fact.objects.filter(
        id__gt=cursor.fact_id, id__lte=upto, kind__in=listener.kinds, origin__in=listener.origins
    ).order_by("id")[:limit]
    done = 0
    for fact in facts:
        if not _handle(listener, fact, now):
            return done
        done += 1
    if done < limit and upto > cursor.fact_id:
        Cursor.objects.filter(name=listener.name, fact_id__lt=upto).update(fact_id=upto, failures=0, retry_at=None)
    return done


def _handle(listener: Listener, fact: Fact, now: datetime) -> bool:
    """Handle one fact and move the cursor in the same transaction; say whether to go on."""
    try:
        with transaction.atomic():
            cursor = Cursor.objects.select_for_update().get(name=listener.name)
            if cursor.fact_id >= fact.id:
                return True
            listener.handle(fact, now)
            Cursor.objects.filter(name=listener.name).update(fact_id=fact.id, failures=0, retry_at=None)
    except Exception as error:  # noqa: BLE001 -- whatever a listener raises, the others must go on
        return _failed(listener, fact, now, error)
    return True


def _failed(listener: Listener, fact: Fact, now: datetime, error: Exception) -> bool:
    log.warning("listener %s failed at fact %s: %r", listener.name, fact.uid, error)
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get(name=listener.name)
        failures = cursor.failures + 1
        if failures < PATIENCE:
            retry_at = now + timedelta(seconds=min(2**failures, 300))
            Cursor.objects.filter(name=listener.name).update(failures=failures, retry_at=retry_at)
            return False
        ParkedFact.objects.get_or_create(
            listener=listener.name, fact=fact, defaults={"error": repr(error)[:2000], "parked_at": now}
        )
        Cursor.objects.filter(name=listener.name).update(fact_id=fact.id, failures=0, retry_at=None)
        return True


def read_all(*, now: datetime) -> int:
    """Let every listener read on once; give how many facts were handled. Two small reads where nothing is new."""
    read = dict(Cursor.objects.values_list("name", "fact_id"))
    last = _last_fact()
    if all(read.get(listener.name, -1) >= last for listener in listeners()):
        return 0
    upto = last_readable_fact()
    return sum(read_on(listener, now=now, upto=upto) for listener in listeners() if read.get(listener.name, -1) < upto)
