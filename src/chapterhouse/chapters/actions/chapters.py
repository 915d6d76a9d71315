"""Changes to a chapter as a whole: listed, opened, edited, at rest, gone elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.actions.checking import (
    NotUnderstood,
    check,
    check_colour,
    check_links,
    check_spot,
    check_words,
    check_zone,
)
from chapterhouse.chapters.actions.roles import begin_role, leads_of, set_state
from chapterhouse.chapters.facts import ChapterEdited, ChapterListed, ChapterOpened
from chapterhouse.chapters.models import Chapter, ChapterState, OldSlug, RoleName
from chapterhouse.chapters.policies import can_lead, can_organise, can_steward
from chapterhouse.chapters.queries import RESERVED, SLUG
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import NETWORK, announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.models import Person

EDITABLE = (
    "name",
    "tagline",
    "about",
    "city",
    "region",
    "country",
    "latitude",
    "longitude",
    "time_zone",
    "language",
    "colour",
    "contact_address",
    "website",
    "links",
    "statistics_for",
    "attendees_for",
    "founded_on",
)


class SlugTaken(Refusal):
    """Another chapter has this address, or had it before."""

    code = "slug_taken"
    message = _("This address belongs to another chapter. Please choose another one.")
    field = "slug"


class SlugRefused(Refusal):
    """This address cannot be a chapter's."""

    status = 400
    code = "slug_refused"
    message = _("An address has small letters, digits and hyphens, and must not be a word that the site itself uses.")
    field = "slug"


class AlreadyOpen(Refusal):
    """The chapter has a lead already."""

    code = "already_open"
    message = _("This chapter is open already. Its leads can give you a role.")


class NotThere(Refusal):
    """The chapter cannot do this in its state."""

    code = "wrong_state"
    message = _("The chapter is not in a state where that is possible.")


@transaction.atomic
def list_chapter(*, actor: Actor, slug: str, name: str, now: datetime, **fields: Any) -> Chapter:
    """Give a new chapter of the directory: no members yet, can be claimed. `fields` as in EDITABLE."""
    require(can_steward(actor), actor)
    _check_slug(slug)
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"a chapter has no {sorted(unknown)}")
    chapter = Chapter(slug=slug, created_at=now, **{**fields, "name": name})
    _check(chapter)
    chapter.save(force_insert=True)
    announce(ChapterListed(chapter=chapter.uid), actor=actor, stream=chapter.stream, now=now, touches=(NETWORK,))
    return chapter


@transaction.atomic
def open_chapter(
    *, actor: Actor, chapter: Chapter, lead: Person, now: datetime, term_ends_on: date | None = None
) -> Chapter:
    """Open a listed chapter with its first lead, who becomes a member too; give the chapter, now starting."""
    require(can_steward(actor), actor)
    chapter = lock(chapter)
    if chapter.state != ChapterState.LISTED:
        raise AlreadyOpen
    begin_role(actor=actor, chapter=chapter, person=lead, name=RoleName.LEAD, term_ends_on=term_ends_on, now=now)
    chapter.state = ChapterState.STARTING
    chapter.save(update_fields=["state"])
    announce(
        ChapterOpened(chapter=chapter.uid, lead=lead.uid),
        actor=actor,
        stream=chapter.stream,
        now=now,
        touches=(NETWORK,),
    )
    return chapter


@transaction.atomic
def edit_chapter(*, actor: Actor, chapter: Chapter, changes: Mapping[str, Any], now: datetime) -> Chapter:
    """Change what a chapter says about itself; `changes` names fields of EDITABLE."""
    require(can_organise(actor, chapter), actor)
    chapter = lock(chapter)
    changed = tuple(name for name in EDITABLE if name in changes and getattr(chapter, name) != changes[name])
    if not changed:
        return chapter
    for name in changed:
        setattr(chapter, name, changes[name])
    _check(chapter)
    chapter.save(update_fields=changed)
    announce(
        ChapterEdited(chapter=chapter.uid, fields=changed),
        actor=actor,
        stream=chapter.stream,
        now=now,
        touches=(NETWORK,),
    )
    return chapter


@transaction.atomic
def change_slug(*, actor: Actor, chapter: Chapter, slug: str, now: datetime) -> Chapter:
    """Give the chapter another address; the old one leads here for ever."""
    require(can_lead(actor, chapter), actor)
    chapter = lock(chapter)
    if chapter.slug == slug:
        return chapter
    _check_slug(slug, owner=chapter)
    OldSlug.objects.filter(slug=slug, chapter=chapter).delete()
    OldSlug.objects.get_or_create(slug=chapter.slug, chapter=chapter)
    chapter.slug = slug
    chapter.save(update_fields=["slug"])
    announce(
        ChapterEdited(chapter=chapter.uid, fields=("slug",)),
        actor=actor,
        stream=chapter.stream,
        now=now,
        touches=(NETWORK,),
    )
    return chapter


@transaction.atomic
def rest_chapter(*, actor: Actor, chapter: Chapter, now: datetime) -> Chapter:
    """Let a chapter rest: it keeps everything and meets no more for a while."""
    require(can_lead(actor, chapter), actor)
    chapter = lock(chapter)
    if chapter.state not in (ChapterState.STARTING, ChapterState.ACTIVE):
        raise NotThere
    return set_state(actor=actor, chapter=chapter, state=ChapterState.RESTING, now=now)


@transaction.atomic
def wake_chapter(*, actor: Actor, chapter: Chapter, now: datetime) -> Chapter:
    """Let a resting chapter meet again: active with two leads, else starting."""
    require(can_lead(actor, chapter), actor)
    chapter = lock(chapter)
    leads = leads_of(chapter)
    if chapter.state != ChapterState.RESTING or not leads:
        raise NotThere
    state = ChapterState.ACTIVE if len(leads) > 1 else ChapterState.STARTING
    return set_state(actor=actor, chapter=chapter, state=state, now=now)


@transaction.atomic
def move_chapter(*, actor: Actor, chapter: Chapter, moved_to: str, now: datetime) -> Chapter:
    """Point a chapter that left to its new place on the web; its page leads there from now on."""
    require(can_lead(actor, chapter), actor)
    chapter = lock(chapter)
    try:
        URLValidator(schemes=["http", "https"])(moved_to)
    except ValidationError as error:
        raise NotUnderstood(_("Give a full web address, like https://example.org/."), field="moved_to") from error
    chapter.moved_to = moved_to
    check(chapter)
    chapter.save(update_fields=["moved_to"])
    return set_state(actor=actor, chapter=chapter, state=ChapterState.MOVED, now=now)


def _check(chapter: Chapter) -> None:
    chapter.colour = check_colour(chapter.colour)
    check(chapter)
    check_zone(chapter.time_zone)
    check_spot(chapter.latitude, chapter.longitude)
    check_links(chapter.links)
    check_words(chapter.about, "about")


def _check_slug(slug: str, owner: Chapter | None = None) -> None:
    if not SLUG.fullmatch(slug) or slug in RESERVED:
        raise SlugRefused
    if Chapter.objects.filter(slug=slug).exists() or OldSlug.objects.filter(slug=slug).exclude(chapter=owner).exists():
        raise SlugTaken
