"""Changes to the network itself: its founding, its words, its stewards, the topics people learn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.actions.checking import NotUnderstood, check, check_colour, check_words
from chapterhouse.chapters.facts import NetworkEdited, NetworkFounded, StewardAppointed, StewardReleased
from chapterhouse.chapters.models import Network, Steward, Topic
from chapterhouse.chapters.policies import can_save_topic, can_steward
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import NETWORK, announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.colour import DEFAULT
from chapterhouse.people.models import Person

EDITABLE = ("name", "tagline", "about", "conduct", "colour")


class AlreadyFounded(Refusal):
    """There is one network in an installation."""

    code = "already_founded"
    message = _("This network exists already.")


class LastSteward(Refusal):
    """Somebody must be able to look after the network."""

    code = "last_steward"
    message = _("You are the last steward. Appoint another one first, so that somebody can open chapters and help.")


@transaction.atomic
def found_network(
    *,
    actor: Actor,
    name: str,
    now: datetime,
    tagline: str = "",
    colour: str = DEFAULT,
    about: str = "",
    conduct: str = "",
    is_demo: bool = False,
) -> Network:
    """Give the one network of this installation, founded now."""
    require(actor.is_system, actor)
    if Network.objects.exists():
        raise AlreadyFounded
    network = Network(
        name=name,
        tagline=tagline,
        about=about,
        conduct=conduct,
        colour=check_colour(colour) or DEFAULT,
        is_demo=is_demo,
        created_at=now,
    )
    check(network)
    network.save(force_insert=True)
    announce(NetworkFounded(network=network.uid), actor=actor, stream=NETWORK, now=now)
    return network


@transaction.atomic
def edit_network(*, actor: Actor, changes: Mapping[str, Any], now: datetime) -> Network:
    """Change the network's name, words, colour or code of conduct; `changes` names fields of EDITABLE."""
    require(can_steward(actor), actor)
    network = lock(Network.objects.get())
    wanted = dict(changes)
    if "colour" in wanted:
        wanted["colour"] = check_colour(wanted["colour"]) or DEFAULT
    changed = [name for name in EDITABLE if name in wanted and getattr(network, name) != wanted[name]]
    if not changed:
        return network
    for name in changed:
        setattr(network, name, wanted[name])
    check(network)
    check_words(network.about, "about")
    check_words(network.conduct, "conduct")
    network.save(update_fields=changed)
    announce(NetworkEdited(network=network.uid), actor=actor, stream=NETWORK, now=now)
    return network


@transaction.atomic
def appoint_steward(*, actor: Actor, person: Person, now: datetime) -> Steward:
    """Make somebody a steward; appointing her twice changes nothing."""
    require(can_steward(actor), actor)
    person = lock(person)
    steward, new = Steward.objects.get_or_create(person=person, ended_at=None, defaults={"since": now})
    if new:
        announce(StewardAppointed(person=person.uid), actor=actor, stream=NETWORK, now=now)
    return steward


@transaction.atomic
def release_steward(*, actor: Actor, person: Person, now: datetime) -> None:
    """End somebody's stewardship; the last steward stays."""
    require(can_steward(actor), actor)
    stewards = list(Steward.objects.select_for_update().filter(ended_at=None).order_by("pk"))
    hers = [steward for steward in stewards if steward.person_id == person.pk]
    if not hers:
        return
    if len(stewards) == 1:
        raise LastSteward
    Steward.objects.filter(pk=hers[0].pk).update(ended_at=now)
    announce(StewardReleased(person=person.uid), actor=actor, stream=NETWORK, now=now)


@transaction.atomic
def save_topic(*, actor: Actor, name: str, now: datetime, slug: str = "") -> Topic:
    """Give the topic of this name, made now if nobody named it before."""
    require(can_save_topic(actor), actor)
    name = " ".join(name.split())
    key = slug or slugify(name)[:60]
    if not key:
        raise NotUnderstood(_("Give the topic a name with letters."), field="name")
    topic = Topic.objects.filter(slug=key).first()
    if topic is None:
        topic = Topic(slug=key, name=name)
        check(topic)
        topic, _new = Topic.objects.get_or_create(slug=key, defaults={"name": name})
    return topic
