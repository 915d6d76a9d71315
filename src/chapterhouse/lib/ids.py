"""Names for things: ids that sort by time, short ids for addresses, secrets for links."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import datetime
from uuid import UUID

# No vowels (no accidental words), none of 0 o 1 l i u v y: they are misread or misheard.
SHORT_ALPHABET = "23456789bcdfghjkmnpqrstwxz"

_MILLISECOND_BITS = 48
_COUNTER_TOP = 1 << 12


class _Clock:
    """The last id's time and counter, so that ids of one process only ever rise."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.millisecond = 0
        self.counter = 0

    def next(self) -> tuple[int, int]:
        """Give a pair of millisecond and counter that is above every pair given before."""
        now = time.time_ns() // 1_000_000
        with self.lock:
            if now > self.millisecond:
                self.millisecond = now
                # Start low so that many ids fit into the millisecond before it overflows.
                self.counter = secrets.randbits(10)
            else:
                # Same millisecond, or the wall clock was set back: stay where we are and count on.
                self.counter += 1
                if self.counter == _COUNTER_TOP:
                    self.millisecond += 1
                    self.counter = 0
            return self.millisecond, self.counter


_clock = _Clock()


def uuid7() -> UUID:
    """Give a new UUID version 7 (RFC 9562) that sorts after every one this process gave before."""
    millisecond, counter = _clock.next()
    return _assemble(millisecond, counter)


def uuid7_at(instant: datetime) -> UUID:
    """Give a UUID version 7 as if made at `instant`, for history that is imported or invented.

    Two of the same millisecond come in no particular order. Raises ValueError for a naive instant or
    one before 1970.
    """
    if instant.tzinfo is None:
        raise ValueError("an id is made at an instant; this one has no zone")
    # Whole milliseconds by integers: floats would round some instants up into the next one.
    since = instant - datetime.fromtimestamp(0, tz=instant.tzinfo)
    millisecond = (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000
    if millisecond < 0:
        raise ValueError("ids begin in 1970")
    return _assemble(millisecond, secrets.randbits(12))


def _assemble(millisecond: int, counter: int) -> UUID:
    value = (millisecond & ((1 << _MILLISECOND_BITS) - 1)) << 80
    value |= 0x7 << 76
    value |= counter << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return UUID(int=value)


def short_id(length: int = 8) -> str:
    """Give a random id for an address: easy to read aloud, 26 possibilities for each character."""
    return "".join(secrets.choice(SHORT_ALPHABET) for _ in range(length))


def token() -> str:
    """Give a secret for a link: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)
