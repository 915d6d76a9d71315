"""Coming for the first time: join the chapter and sign up, in one step that happens wholly or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from chapterhouse.chapters.actions import join_chapter
from chapterhouse.chapters.policies import is_member
from chapterhouse.events.actions.holding import hold, hold_person
from chapterhouse.events.actions.signing_up import rsvp
from chapterhouse.events.models import Event, Rsvp
from chapterhouse.foundation.actors import Actor, Grant


@transaction.atomic
def join_and_rsvp(
    *, actor: Actor, event: Event, accept_conduct: bool, now: datetime, guests: int | None = None
) -> Rsvp:
    """Make the actor a member of the event's chapter, if she is not yet, and give her a place or her turn to wait.

    Raises what `join_chapter` and `rsvp` raise; then nothing of it has happened.
    """
    if actor.person_id is not None:
        hold_person(actor.person_id)
    event = hold(event)  # before the chapter's stream, which joining holds: always in this order
    if not is_member(actor, event.chapter):
        join_chapter(actor=actor, chapter=event.chapter, accept_conduct=accept_conduct, now=now)
        actor = replace(actor, grants=actor.grants | {Grant("chapter", event.chapter.uid, "member")})
    return rsvp(actor=actor, event=event, now=now, guests=guests)
