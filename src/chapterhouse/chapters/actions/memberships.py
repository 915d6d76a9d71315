"""Changes to who belongs to a chapter."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.actions.roles import end_roles_of
from chapterhouse.chapters.facts import MemberJoined, MemberLeft
from chapterhouse.chapters.models import Chapter, Membership
from chapterhouse.chapters.policies import can_join, can_organise, takes_members
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.actions import ConductNotAccepted
from chapterhouse.people.models import Person


class NotMeetingHere(Refusal):
    """The chapter is only listed, or has gone elsewhere."""

    code = "not_meeting_here"
    message = _("This chapter does not meet here yet, so there is nothing to join. Its page says where to find it.")


@transaction.atomic
def join_chapter(
    *, actor: Actor, chapter: Chapter, accept_conduct: bool, now: datetime, person: Person | None = None
) -> Membership:
    """Give the actor's membership, beginning now; joining twice changes nothing.

    `person`: whom the system lets join (importers, the demo).
    """
    require(can_join(actor, chapter) and (person is None or actor.is_system), actor)
    joining = person or Person.objects.get(pk=actor.person_id or 0)
    chapter = lock(chapter)
    present = Membership.objects.filter(chapter=chapter, person=joining, left_at=None).first()
    if present:
        return present
    if not takes_members(chapter):
        raise NotMeetingHere
    if not accept_conduct:
        raise ConductNotAccepted
    membership = Membership.objects.create(chapter=chapter, person=joining, joined_at=now, conduct_accepted_at=now)
    announce(
        MemberJoined(chapter=chapter.uid, person=joining.uid, membership=membership.uid),
        actor=actor,
        stream=chapter.stream,
        now=now,
    )
    return membership


@transaction.atomic
def leave_chapter(*, actor: Actor, chapter: Chapter, now: datetime, person: Person | None = None) -> None:
    """End a membership and the roles that came with it; the row stays. `person`: whom an organiser lets go."""
    require(actor.is_person or actor.is_system, actor)
    leaving = person or Person.objects.get(pk=actor.person_id or 0)
    require(leaving.pk == actor.person_id or can_organise(actor, chapter), actor)
    chapter = lock(chapter)
    membership = Membership.objects.filter(chapter=chapter, person=leaving, left_at=None).first()
    if membership is None:
        return
    end_roles_of(actor=actor, chapter=chapter, person=leaving, now=now)
    membership.left_at = now
    membership.save(update_fields=["left_at"])
    announce(
        MemberLeft(chapter=chapter.uid, person=leaving.uid, membership=membership.uid),
        actor=actor,
        stream=chapter.stream,
        now=now,
    )
