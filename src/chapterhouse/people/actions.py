"""Every change to people: coming in, saying who one is, being forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chapterhouse.foundation.actors import Actor, ActorKind
from chapterhouse.foundation.database.locks import lock
from chapterhouse.foundation.facts.announcing import NETWORK, announce, touch
from chapterhouse.foundation.mail import letters
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.foundation.slots import collect
from chapterhouse.lib.ids import uuid7
from chapterhouse.lib.moments import UnknownZone, zone
from chapterhouse.people.facts import PersonChanged, PersonErased, PersonWelcomed
from chapterhouse.people.models import Account, Person, PersonAlias, PersonKind
from chapterhouse.people.policies import can_make_person, can_see_own

PROFILE = ("name", "pronouns", "about", "language", "time_zone")
# An address that was typed but never confirmed is forgotten after this,
UNCONFIRMED = timedelta(days=2)
# and one that was confirmed by somebody who never said her name after this.
NAMELESS = timedelta(days=30)


class ConductNotAccepted(Refusal):
    """Somebody wants to come in without accepting the code of conduct."""

    status = 400
    code = "conduct_not_accepted"
    message = _("Please read and accept the code of conduct; it is what makes this a place for everybody.")
    field = "accept_conduct"


class NotUnderstood(Refusal):
    """A value cannot be what it should be."""

    status = 400
    code = "not_understood"


@transaction.atomic
def open_account(*, address: str, now: datetime) -> Account:
    """Give the account of an e-mail address, made now if there was none; it stays empty until a code confirms it.

    Known and unknown addresses take the same way from here on, so that nobody learns who is a member.
    """
    known = Account.objects.filter(email__iexact=address).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return Account.objects.create_user(address, created_at=now)
    except IntegrityError:  # typed twice at the same moment
        return Account.objects.get(email__iexact=address)


@transaction.atomic
def prune_accounts(*, now: datetime) -> int:
    """Forget addresses that were typed but never confirmed, or that never got a name; give how many."""
    unconfirmed = Q(last_login=None, created_at__lt=now - UNCONFIRMED)
    nameless = Q(last_login__lt=now - NAMELESS)
    return Account.objects.filter(unconfirmed | nameless, person=None).delete()[1].get(Account._meta.label, 0)


@transaction.atomic
def send_code(*, address: str, code: str, now: datetime) -> None:
    """Put a letter with a code to sign in on its way; after the code's time it is not sent any more.

    A blocked account gets none, and the page does not tell.
    """
    if Account.objects.filter(email__iexact=address, is_active=False).exists():
        return
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    text = gettext(
        "Your code is\n\n    %(code)s\n\n"
        "Type or paste it on the page where you asked for it. It works once, for %(minutes)d minutes.\n\n"
        "If you did not ask for it, you need not do anything: without the code nobody gets in."
    )
    letters.write(
        key=f"login_code:{uuid7()}",
        kind="login_code",
        address=address,
        draft=letters.Draft(
            subject=gettext("%(code)s is your code to sign in") % {"code": code},
            text=text % {"code": code, "minutes": minutes},
        ),
        now=now,
        useless_after=now + timedelta(minutes=minutes),
    )


@transaction.atomic
def welcome(
    *,
    account: Account,
    name: str,
    accept_conduct: bool,
    now: datetime,
    pronouns: str = "",
    language: str = "",
    time_zone: str = "",
) -> Person:
    """Give the person behind a confirmed account, who says her name and accepts the code of conduct."""
    if not accept_conduct:
        raise ConductNotAccepted
    account = lock(account)
    if account.person is not None:
        return account.person  # pressed twice
    person = Person(
        pronouns=pronouns,
        name=name,
        language=language,
        time_zone=time_zone,
        conduct_accepted_at=now,
        created_at=now,
    )
    _check(person)
    person.save(force_insert=True)
    account.person = person
    account.save(update_fields=["person"])
    announce(PersonWelcomed(person=person.uid), actor=_herself(person), stream=person.stream, now=now)
    return person


@transaction.atomic
def make_person(
    *,
    actor: Actor,
    name: str,
    now: datetime,
    email: str | None = None,
    kind: PersonKind = PersonKind.LOCAL,
    pronouns: str = "",
    about: str = "",
    language: str = "",
    time_zone: str = "",
) -> Person:
    """Give a new person who did not come in herself (imported, or of the demo); with `email` she can sign in."""
    require(can_make_person(actor), actor)
    person = Person(
        name=name,
        kind=kind,
        pronouns=pronouns,
        about=about,
        language=language,
        time_zone=time_zone,
        conduct_accepted_at=now if kind == PersonKind.LOCAL else None,
        created_at=now,
    )
    _check(person)
    person.save(force_insert=True)
    if email:
        account = Account.objects.create_user(email, person=person)
        Account.objects.filter(pk=account.pk).update(created_at=now)
    announce(PersonWelcomed(person=person.uid), actor=actor, stream=person.stream, now=now)
    return person


@transaction.atomic
def change_profile(*, actor: Actor, person: Person, changes: Mapping[str, Any], now: datetime) -> Person:
    """Change what a person says about herself; `changes` names fields of PROFILE."""
    require(can_see_own(actor, person), actor)
    person = lock(person)
    changed = [name for name in PROFILE if name in changes and getattr(person, name) != changes[name]]
    if not changed:
        return person
    for name in changed:
        setattr(person, name, changes[name])
    _check(person)
    person.save(update_fields=changed)
    announce(
        PersonChanged(person=person.uid), actor=actor, stream=person.stream, now=now, touches=_streams_showing(person)
    )
    return person


@transaction.atomic
def erase_person(*, actor: Actor, person: Person, now: datetime) -> Person:
    """Forget a person: her account and words go, the counts stay.

    Every room takes part by the slots `people.hold` (`filler(person=, now=) -> list[str]`: holds its rows, gives the
    streams that will hear) and `people.erase` (`filler(actor=, person=, now=)`), and may refuse with a reason: a
    chapter's last lead hands over first.
    """
    require(can_see_own(actor, person), actor)
    person = lock(person)
    if person.kind == PersonKind.ERASED:
        return person
    # What is to be changed is held first, in an order that is the same in every act, and the streams last of all.
    held = collect("people.hold", person=person, now=now)
    touches = tuple({*_streams_showing(person), *(stream for streams in held for stream in streams), NETWORK})
    for stream in sorted(touches):
        touch(stream)
    collect("people.erase", actor=actor, person=person, now=now)
    for account in Account.objects.filter(person=person):
        letters.forget(address=account.email)
        account.delete()
    PersonAlias.objects.filter(person=person).delete()
    person.kind = PersonKind.ERASED
    # Every page shows an erased person by its own translated word.
    person.name, person.pronouns, person.about = "Erased", "", ""
    person.language, person.time_zone = "", ""
    person.conduct_accepted_at = None
    person.save()
    announce(PersonErased(person=person.uid), actor=actor, stream=person.stream, now=now, touches=touches)
    return person


def _check(person: Person) -> None:
    """Refuse what cannot stand in a person's row, naming the field."""
    try:
        person.clean_fields(exclude=["id", "uid", "conduct_accepted_at"])
        if person.time_zone:
            zone(person.time_zone)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise NotUnderstood(messages[0], field=field) from error
    except UnknownZone as error:
        raise NotUnderstood(_("This time zone does not exist."), field="time_zone") from error


def _herself(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person_id=person.pk, person_uid=person.uid)


def _streams_showing(person: Person) -> tuple[str, ...]:
    """Give the streams whose kept pages show her name (slot `people.shown`: `filler(person=) -> list[str]`)."""
    return tuple({stream for streams in collect("people.shown", person=person) for stream in streams})
