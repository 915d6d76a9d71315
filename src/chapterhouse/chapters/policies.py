"""Who may see and do what in a network and its chapters; each rule with the filter that is its twin."""

from __future__ import annotations

from django.db.models import Q

from chapterhouse.chapters.models import Audience, Chapter, ChapterState, RoleName
from chapterhouse.foundation.actors import Actor

NOBODY = Q(pk__in=[])


def can_steward(actor: Actor) -> bool:
    """Say whether the actor looks after the network: founds, lists and opens chapters, appoints stewards."""
    return actor.is_system or actor.has("network", None, "steward")


def can_view_chapter(actor: Actor, chapter: Chapter) -> bool:
    """Say whether the actor may open the chapter's page: everybody may."""
    return True


def visible_chapters(actor: Actor) -> Q:
    """Filter the chapters whose page the actor may open; the twin of `can_view_chapter`."""
    return Q()


def is_member(actor: Actor, chapter: Chapter) -> bool:
    """Say whether the actor belongs to the chapter."""
    return actor.has("chapter", chapter.uid, "member")


def can_organise(actor: Actor, chapter: Chapter) -> bool:
    """Say whether the actor may do an organiser's work: everything but roles and leaving the network."""
    return can_steward(actor) or actor.has("chapter", chapter.uid, RoleName.LEAD, RoleName.ORGANISER)


def organised_by(actor: Actor) -> Q:
    """Filter the chapters in which the actor may do an organiser's work; the twin of `can_organise`."""
    return Q() if can_steward(actor) else Q(uid__in=actor.uids("chapter", RoleName.LEAD, RoleName.ORGANISER))


def can_lead(actor: Actor, chapter: Chapter) -> bool:
    """Say whether the actor may do a lead's work: give and end roles, change the address."""
    return can_steward(actor) or actor.has("chapter", chapter.uid, RoleName.LEAD)


def led_by(actor: Actor) -> Q:
    """Filter the chapters in which the actor may do a lead's work; the twin of `can_lead`."""
    return Q() if can_steward(actor) else Q(uid__in=actor.uids("chapter", RoleName.LEAD))


def can_see_members(actor: Actor, chapter: Chapter) -> bool:
    """Say whether the actor may see who belongs to the chapter: its members and organisers may."""
    return is_member(actor, chapter) or can_organise(actor, chapter)


def members_shown_to(actor: Actor) -> Q:
    """Filter the chapters whose members the actor may see; the twin of `can_see_members`."""
    if can_steward(actor):
        return Q()
    return Q(uid__in=actor.uids("chapter", "member", RoleName.LEAD, RoleName.ORGANISER))


def in_audience(actor: Actor, chapter: Chapter, audience: str) -> bool:
    """Say whether the actor belongs to those to whom the chapter shows something (statistics, who is coming)."""
    if audience == Audience.PUBLIC:
        return True
    return can_see_members(actor, chapter) if audience == Audience.MEMBERS else can_organise(actor, chapter)


def audience_of(actor: Actor, field: str) -> Q:
    """Filter the chapters that show the actor what their `field` (e.g. `statistics_for`) guards."""
    return (
        Q(**{field: Audience.PUBLIC})
        | (Q(**{field: Audience.MEMBERS}) & members_shown_to(actor))
        | (Q(**{field: Audience.ORGANISERS}) & organised_by(actor))
    )


def can_join(actor: Actor, chapter: Chapter) -> bool:
    """Say whether the actor may join: every known person may; whether the chapter takes members is its state."""
    return actor.is_system or actor.is_person


def can_write_to(actor: Actor, chapter: Chapter) -> bool:
    """Say whether the actor may write to the chapter by its form: everybody may."""
    return True


def takes_members(chapter: Chapter) -> bool:
    """Say whether people can join the chapter here: it has come here and has not gone elsewhere."""
    return chapter.state in (ChapterState.STARTING, ChapterState.ACTIVE, ChapterState.RESTING)


def can_save_topic(actor: Actor) -> bool:
    """Say whether the actor may name what people learn: stewards and organisers of any chapter may."""
    return can_steward(actor) or bool(actor.uids("chapter", RoleName.LEAD, RoleName.ORGANISER))
