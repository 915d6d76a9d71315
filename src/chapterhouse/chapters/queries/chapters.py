"""Reading chapters: the doors to them, who belongs to them, who does what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from chapterhouse.chapters.models import Chapter, ContactMessage, Membership, OldSlug, Role, RoleName, Venue
from chapterhouse.chapters.policies import can_lead, can_organise, can_see_members, visible_chapters
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.permissions import require
from chapterhouse.people.models import Person

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# First parts of the site's own addresses, those to come included; a test compares it with the URLconf.
_SITE_WORDS = """
about account accounts actor actors admin api archive assets blog calendar chapter chapters classes coach coaches
conduct contact courses demo docs embed enter event events everyone export favicon feed feeds follow git hangout
hangouts health healthz help home import imports inbox index irc join language legal live login logout look mail
materials me media members messages network nodeinfo notices oauth organise organisers outbox pages people person post
posts privacy program programs readyz register repost reports rest reviews robots run runner safety search security
server servers sign-in sign-out sign-up signin signup sitemap sponsors static stats steward stewards studio support
task tasks terms theme topics users webhooks welcome well-known write ws www you
"""
RESERVED = frozenset(_SITE_WORDS.split())


class OldAddress(Http404):
    """The address is an earlier one of a chapter; `slug` is the present one."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


@dataclass(frozen=True)
class Tab:
    """One tab of a chapter's pages: what it is called, where it leads, the name by which a page says it is open."""

    label: str
    url: str
    name: str


def chapter_for(actor: Actor, slug: str) -> Chapter:
    """Give the chapter of an address: the door to everything in it.

    Raises OldAddress (a kind of 404 that the middleware turns into a redirect) for one it had before.
    """
    chapter = Chapter.objects.filter(visible_chapters(actor), slug=slug).first()
    if chapter is not None:
        return chapter
    folded = slug.lower()
    old = OldSlug.objects.filter(slug=folded).values_list("chapter__slug", flat=True).first()
    if old:
        raise OldAddress(old)
    if folded != slug and Chapter.objects.filter(visible_chapters(actor), slug=folded).exists():
        raise OldAddress(folded)
    raise Http404


def organised_chapter_for(actor: Actor, slug: str) -> Chapter:
    """Give the chapter to those who organise it; others are told that they may not, visitors to sign in."""
    chapter = chapter_for(actor, slug)
    require(can_organise(actor, chapter), actor)
    return chapter


def led_chapter_for(actor: Actor, slug: str) -> Chapter:
    """Give the chapter to those who lead it; others are told that they may not, visitors to sign in."""
    chapter = chapter_for(actor, slug)
    require(can_lead(actor, chapter), actor)
    return chapter


def chapter_with_members_for(actor: Actor, slug: str) -> Chapter:
    """Give the chapter to those who may see its members; others are told that they may not, visitors to sign in."""
    chapter = chapter_for(actor, slug)
    require(can_see_members(actor, chapter), actor)
    return chapter


def open_roles(chapter: Chapter) -> list[Role]:
    """Give who does what for the chapter now, leads first, then the longest serving; with their persons."""
    roles = Role.objects.filter(chapter=chapter, ended_at=None).select_related("person").order_by("since", "pk")
    return sorted(roles, key=lambda role: role.name != RoleName.LEAD)


def past_roles(chapter: Chapter) -> QuerySet[Role]:
    """Give who did what before, latest first."""
    return Role.objects.filter(chapter=chapter, ended_at__isnull=False).select_related("person").order_by("-ended_at")


def members_of(chapter: Chapter) -> QuerySet[Membership]:
    """Give the memberships of today with their persons, by name."""
    return (
        Membership.objects.filter(chapter=chapter, left_at=None).select_related("person").order_by("person__name", "pk")
    )


def chapters_of(person: Person) -> QuerySet[Membership]:
    """Give a person's memberships of today with their chapters, by name."""
    return Membership.objects.filter(person=person, left_at=None).select_related("chapter").order_by("chapter__name")


def venues_of(chapter: Chapter) -> QuerySet[Venue]:
    """Give the places where the chapter meets, by name."""
    return Venue.objects.filter(chapter=chapter).order_by("name", "pk")


def streams_showing(*, person: Person) -> list[str]:
    """Give the streams of the chapters whose public page names the person: where she has or had a role."""
    uids = Role.objects.filter(person=person).values_list("chapter__uid", flat=True).distinct()
    return [f"chapter:{uid}" for uid in uids]


def role_for(actor: Actor, chapter: Chapter, uid: UUID) -> Role:
    """Give a present role of the chapter to its leads, and her own to everybody."""
    role = Role.objects.filter(chapter=chapter, uid=uid, ended_at=None).select_related("person", "chapter").first()
    if role is None:
        raise Http404
    require(can_lead(actor, chapter) or actor.person_id == role.person_id, actor)
    return role


def venue_for(chapter: Chapter, uid: UUID) -> Venue:
    """Give a place where the chapter meets, of which the caller holds the door."""
    venue = Venue.objects.filter(chapter=chapter, uid=uid).first()
    if venue is None:
        raise Http404
    return venue


def membership_of(chapter: Chapter, person_id: int | None) -> Membership | None:
    """Give a person's present membership in the chapter, or None."""
    return Membership.objects.filter(chapter=chapter, person_id=person_id or 0, left_at=None).first()


def exported(*, person: Person) -> tuple[str, Any]:
    """Give what the chapters keep about a person, for her download."""
    memberships = Membership.objects.filter(person=person).select_related("chapter").order_by("joined_at")
    roles = Role.objects.filter(person=person).select_related("chapter").order_by("since")
    messages = ContactMessage.objects.filter(person=person).select_related("chapter").order_by("written_at")
    return "chapters", {
        "memberships": [
            {
                "chapter": one.chapter.name,
                "joined_at": one.joined_at,
                "left_at": one.left_at,
                "conduct_accepted_at": one.conduct_accepted_at,
            }
            for one in memberships
        ],
        "roles": [
            {
                "chapter": one.chapter.name,
                "role": one.name,
                "since": one.since,
                "term_ends_on": one.term_ends_on,
                "ended_at": one.ended_at,
                "farewell": one.farewell,
            }
            for one in roles
        ],
        "messages_written": [
            {
                "chapter": one.chapter.name,
                "name": one.name,
                "address": one.address,
                "text": one.text,
                "written_at": one.written_at,
            }
            for one in messages
        ],
    }
