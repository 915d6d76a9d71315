"""Changes to who does what for a chapter: roles have a beginning, a term and an end."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.facts import ChapterStateChanged, MemberJoined, RoleEnded, RoleGiven, RoleRenewed
from chapterhouse.chapters.models import Chapter, ChapterState, Membership, Role, RoleName
from chapterhouse.chapters.policies import can_lead
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import NETWORK, announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.models import Person

LONGEST_TERM = 366 * 2  # days; a role is renewed, never for ever


class LastLead(Refusal):
    """A chapter that meets always has a lead."""

    code = "last_lead"
    message = _("This is the chapter's last lead. Give somebody else the role first, or let the chapter rest.")


class NotAMember(Refusal):
    """Only members take on roles."""

    code = "not_a_member"
    message = _("Only members of the chapter can take on a role. Ask her to join first.")
    field = "person"


class TermRefused(Refusal):
    """A term ends on a day that is neither past nor far away."""

    status = 400
    code = "term_refused"
    message = _("A term ends at the latest in two years, and not in the past. It can be renewed.")
    field = "term_ends_on"


class RoleOver(Refusal):
    """The role has ended already."""

    code = "role_over"
    message = _("This role has ended already.")


@transaction.atomic
def give_role(
    *, actor: Actor, chapter: Chapter, person: Person, name: str, now: datetime, term_ends_on: date | None = None
) -> Role:
    """Give a member a role until the end of its term (a year where none is named); two leads make it active."""
    require(can_lead(actor, chapter), actor)
    chapter = lock(chapter)
    if not Membership.objects.filter(chapter=chapter, person=person, left_at=None).exists():
        raise NotAMember
    present = Role.objects.filter(chapter=chapter, person=person, ended_at=None).first()
    if present and present.name == name:
        return present
    if present:
        _refuse_last_lead(present, chapter)
        _end(actor=actor, chapter=chapter, role=present, farewell="", now=now)
    role = begin_role(actor=actor, chapter=chapter, person=person, name=name, term_ends_on=term_ends_on, now=now)
    follow_leads(actor=actor, chapter=chapter, now=now)
    return role


@transaction.atomic
def renew_role(*, actor: Actor, role: Role, term_ends_on: date, now: datetime) -> Role:
    """Let a role go on until another day; leads renew theirs and others'."""
    require(can_lead(actor, role.chapter), actor)
    chapter = lock(role.chapter)
    role = lock(role)
    if role.ended_at:
        raise RoleOver
    _check_term(term_ends_on, now)
    role.term_ends_on = term_ends_on
    role.save(update_fields=["term_ends_on"])
    announce(
        RoleRenewed(chapter=chapter.uid, person=role.person.uid, role=role.name),
        actor=actor,
        stream=chapter.stream,
        now=now,
    )
    return role


@transaction.atomic
def end_role(*, actor: Actor, role: Role, now: datetime, farewell: str = "") -> Role:
    """End a role with a word of farewell; a person ends her own, a lead anybody's; the last lead's does not end."""
    require(can_lead(actor, role.chapter) or actor.person_id == role.person_id, actor)
    chapter = lock(role.chapter)
    role = lock(role)
    if role.ended_at:
        return role
    _refuse_last_lead(role, chapter)
    _end(actor=actor, chapter=chapter, role=role, farewell=farewell[:300], now=now)
    follow_leads(actor=actor, chapter=chapter, now=now)
    return role


def begin_role(
    *, actor: Actor, chapter: Chapter, person: Person, name: str, term_ends_on: date | None, now: datetime
) -> Role:
    """Write a role down in the caller's transaction; whoever takes one becomes a member."""
    name = RoleName(name).value
    term = term_ends_on or _a_year_after(now)
    _check_term(term, now)
    membership, new = Membership.objects.get_or_create(
        chapter=chapter, person=person, left_at=None, defaults={"joined_at": now, "conduct_accepted_at": now}
    )
    if new:
        announce(
            MemberJoined(chapter=chapter.uid, person=person.uid, membership=membership.uid),
            actor=actor,
            stream=chapter.stream,
            now=now,
        )
    role = Role.objects.create(chapter=chapter, person=person, name=name, since=now, term_ends_on=term)
    announce(RoleGiven(chapter=chapter.uid, person=person.uid, role=name), actor=actor, stream=chapter.stream, now=now)
    return role


def end_roles_of(*, actor: Actor, chapter: Chapter, person: Person, now: datetime) -> None:
    """End whatever role a person has in the locked chapter, because she leaves it; the last lead does not leave."""
    role = Role.objects.filter(chapter=chapter, person=person, ended_at=None).first()
    if role:
        _refuse_last_lead(role, chapter)
        _end(actor=actor, chapter=chapter, role=role, farewell="", now=now)
        follow_leads(actor=actor, chapter=chapter, now=now)


def leads_of(chapter: Chapter) -> list[Role]:
    """Give the roles of the chapter's leads."""
    return list(Role.objects.filter(chapter=chapter, name=RoleName.LEAD, ended_at=None))


def follow_leads(*, actor: Actor, chapter: Chapter, now: datetime) -> None:
    """Make the locked chapter active with two leads, and starting again with one (PRODUCT.md, Succession)."""
    leads = len(leads_of(chapter))
    if chapter.state == ChapterState.STARTING and leads > 1:
        set_state(actor=actor, chapter=chapter, state=ChapterState.ACTIVE, now=now)
    elif chapter.state == ChapterState.ACTIVE and leads < 2:
        set_state(actor=actor, chapter=chapter, state=ChapterState.STARTING, now=now)


def set_state(*, actor: Actor, chapter: Chapter, state: ChapterState, now: datetime) -> Chapter:
    """Write the locked chapter's new state down, with its fact."""
    chapter.state = state
    chapter.save(update_fields=["state"])
    announce(
        ChapterStateChanged(chapter=chapter.uid, state=state.value),
        actor=actor,
        stream=chapter.stream,
        now=now,
        touches=(NETWORK,),
    )
    return chapter


def _refuse_last_lead(role: Role, chapter: Chapter) -> None:
    meets = chapter.state in (ChapterState.STARTING, ChapterState.ACTIVE)
    if meets and role.name == RoleName.LEAD and len(leads_of(chapter)) == 1:
        raise LastLead


def _end(*, actor: Actor, chapter: Chapter, role: Role, farewell: str, now: datetime) -> None:
    role.ended_at = now
    role.farewell = farewell
    role.save(update_fields=["ended_at", "farewell"])
    announce(
        RoleEnded(chapter=chapter.uid, person=role.person.uid, role=role.name),
        actor=actor,
        stream=chapter.stream,
        now=now,
    )


def _a_year_after(now: datetime) -> date:
    day = now.date()
    return date(day.year + 1, day.month, min(day.day, 28))


def _check_term(day: date, now: datetime) -> None:
    if not 0 <= (day - now.date()).days <= LONGEST_TERM:
        raise TermRefused
