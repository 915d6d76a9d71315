"""Writing to a chapter by its form."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.actions.checking import NotUnderstood, check
from chapterhouse.chapters.facts import ChapterWrittenTo
from chapterhouse.chapters.models import Chapter, ChapterState, ContactMessage
from chapterhouse.chapters.policies import can_write_to
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal

LONGEST = 5000  # characters
MOST_FROM_ONE = 5  # in an hour
MOST_IN_ALL = 40  # in an hour, to one chapter: more is not people


class TooManyMessages(Refusal):
    """More messages than people write."""

    status = 429
    code = "too_many_messages"
    message = _("That is a lot of messages in a short time. Please wait an hour and try again.")


class NobodyToWriteTo(Refusal):
    """A chapter that has gone elsewhere reads no mail here."""

    code = "nobody_to_write_to"
    message = _("This chapter has moved and reads no messages here. Its page says where to find it.")


@transaction.atomic
def write_to_chapter(
    *, actor: Actor, chapter: Chapter, name: str, address: str, text: str, now: datetime
) -> ContactMessage:
    """Send the organisers a message (the stewards, where a chapter has none yet); they answer to `address`."""
    require(can_write_to(actor, chapter), actor)
    chapter = lock(chapter)
    if chapter.state == ChapterState.MOVED:
        raise NobodyToWriteTo
    recent = ContactMessage.objects.filter(written_at__gt=now - timedelta(hours=1))
    if (
        recent.filter(address__iexact=address).count() >= MOST_FROM_ONE
        or recent.filter(chapter=chapter).count() >= MOST_IN_ALL
    ):
        raise TooManyMessages
    if not text.strip() or len(text) > LONGEST:
        raise NotUnderstood(_("Write something, up to 5,000 characters."), field="text")
    message = ContactMessage(
        chapter=chapter, person_id=actor.person_id, name=name, address=address, text=text, written_at=now
    )
    check(message)
    message.save(force_insert=True)
    announce(ChapterWrittenTo(chapter=chapter.uid, message=message.uid), actor=actor, stream=chapter.stream, now=now)
    return message
