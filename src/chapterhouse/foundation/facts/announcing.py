"""Announcing a fact: the fourth step of every act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection
from django.utils import timezone

from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.facts.kinds import FactBody, to_payload
from chapterhouse.foundation.models import Fact, Origin

NETWORK = "network"
# A reader of facts takes this lock alone, a writer shares it: so a reader never passes a fact that
# got its number earlier but is committed later (PostgreSQL only; SQLite writes one after the other).
ORDER_LOCK = 0x436861707465  # any number that is ours

_origin: ContextVar[str] = ContextVar("origin", default=Origin.LIVE)


@contextmanager
def facts_of(origin: Origin) -> Iterator[None]:
    """Mark everything announced inside as of another origin (demo or import)."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


def announce(body: FactBody, *, actor: Actor, stream: str, now: datetime, touches: tuple[str, ...] = ()) -> Fact:
    """Write down what happened, in the transaction that made it happen.

    `stream` is what it belongs to (a chapter, a person, the network); its number in the stream is given
    under the stream's lock. `touches` names further streams whose kept pages show the change.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a fact belongs in the transaction of its change")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ORDER_LOCK])
    seq = _raise(stream, facts=1)
    for other in sorted(set(touches)):  # chapters before the network, in every act: nobody waits in a circle
        touch(other)
    return Fact.objects.create(
        stream=stream,
        seq=seq,
        kind=body.kind,
        effective_at=now,
        recorded_at=timezone.now(),
        origin=_origin.get(),
        actor_uid=actor.person_uid,
        payload=to_payload(body),
    )


def touch(stream: str) -> None:
    """Make pages kept for a stream be made anew, without a fact of its own."""
    _raise(stream, facts=0)


def _raise(stream: str, *, facts: int) -> int:
    """Raise a stream's version, count so many facts more in it, and give the number of the last; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stream (name, last_seq, version) VALUES (%s, %s, 1) ON CONFLICT (name) DO UPDATE "
            "SET last_seq = stream.last_seq + %s, version = stream.version + 1 RETURNING last_seq",
            [stream, facts, facts],
        )
        return int(cursor.fetchone()[0])
