"""Closing a meeting in one step: who came after all, and then everybody else who had a place was absent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chapterhouse.events.actions.at_the_door import close_event, correct_attendance
from chapterhouse.events.models import Event, Presence
from chapterhouse.foundation.actors import Actor
from chapterhouse.people.models import Person


@transaction.atomic
def close_with(
    *, actor: Actor, event: Event, also_came: Sequence[Person], now: datetime, nobody_came: bool = False
) -> Event:
    """Close the event after writing down who came without having been checked in.

    Raises what `correct_attendance` and `close_event` raise; then nothing of it has happened.
    """
    for person in also_came:
        correct_attendance(actor=actor, event=event, person=person, presence=Presence.CAME, now=now)
    return close_event(actor=actor, event=event, now=now, nobody_came=nobody_came)
