"""Places: who gets one, who waits, and what happens when their number changes. Every path promotes here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chapterhouse.events.models import Capacity, Event, Rsvp
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.refusals import Refusal


class WouldUnseat(Refusal):
    """Lowering the places costs somebody hers; ask, then act again with `confirmed=True`.

    `people`: the RSVPs that would move to the head of the waitlist, in that order, persons loaded.
    """

    code = "would_unseat"

    def __init__(self, people: Sequence[Rsvp]) -> None:
        self.people = list(people)
        super().__init__()


def change_capacity(
    *, actor: Actor, event: Event, kind: str, places: int | None, now: datetime, confirmed: bool = False
) -> Capacity:
    """Give the event another number of places of a kind (None: unlimited), and promote or unseat accordingly."""
    raise NotImplementedError
