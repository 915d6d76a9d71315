"""Signing up: going, with how many guests, not going after all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from chapterhouse.events.actions.holding import NotAMember, NotValid, hold, hold_person, is_member
from chapterhouse.events.actions.places import capacity_of, enter, fits, give_back, promote, release, take
from chapterhouse.events.facts import RsvpGuestsChanged, RsvpNotGoing
from chapterhouse.events.models import Event, PlaceKind, Rsvp, RsvpReason, RsvpState
from chapterhouse.events.policies import can_answer_for, can_withdraw
from chapterhouse.events.queries.sign_up import SignUp, is_host, sign_up_of
from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.facts.announcing import announce
from chapterhouse.foundation.permissions import require
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.models import Person

ANSWERED = (RsvpState.GOING, RsvpState.WAITING, RsvpState.OFFERED)


class CannotSignUp(Refusal):
    """Sign-up is not possible now; subclasses say why."""

    code = "cannot_sign_up"
    message = _("Signing up is not possible now.")


class EventIsDraft(CannotSignUp):
    """The event is not published."""

    code = "event_is_draft"
    message = _("This meeting is still being planned. Signing up opens when it is published.")


class EventIsCancelled(CannotSignUp):
    """The event does not happen (cancelled, or a skipped date)."""

    code = "event_is_cancelled"
    message = _("This meeting does not take place. Please look at the next one.")


class SignUpNotOpen(CannotSignUp):
    """Sign-up opens later."""

    code = "sign_up_not_open"
    message = _("Signing up for this meeting is not open yet. Its page says when it opens.")


class SignUpClosed(CannotSignUp):
    """Sign-up has closed."""

    code = "sign_up_closed"
    message = _("Signing up for this meeting has closed. Ask the hosts, or come to the next one.")


class EventHasBegun(CannotSignUp):
    """The event has begun: the door decides now."""

    code = "event_has_begun"
    message = _("This meeting has begun. Just come in: the people at the door will tell you whether there is room.")


class EventIsOver(CannotSignUp):
    """The event is in the past."""

    code = "event_is_over"
    message = _("This meeting is over. We would love to see you at the next one.")


class TooManyGuests(Refusal):
    """The event allows fewer guests for each person."""

    code = "too_many_guests"
    field = "guests"

    def __init__(self, allowed: int) -> None:
        self.allowed = allowed
        if allowed:
            message = ngettext_lazy(
                "You can bring one guest to this meeting.", "You can bring up to %(count)d guests.", allowed
            )
            super().__init__(message % {"count": allowed})
        else:
            super().__init__(_("This meeting is for members only, without guests."))


class GuestsDoNotFit(Refusal):
    """There are not enough free places for more guests; she keeps what she has. `free`: how many there are."""

    code = "guests_do_not_fit"
    field = "guests"

    def __init__(self, free: int) -> None:
        self.free = free
        if free:
            message = ngettext_lazy("Only one place is left.", "Only %(count)d places are left.", free)
            super().__init__(message % {"count": free})
        else:
            super().__init__(_("There is no place left for another guest. Your own place stays yours."))


class HostNeedsNoPlace(Refusal):
    """Hosts come without an RSVP."""

    code = "host_needs_no_place"
    message = _("You host this meeting: you are expected, and take nobody's place.")


class NotSignedUp(Refusal):
    """There is no RSVP to change."""

    code = "not_signed_up"
    message = _("You have not signed up for this meeting.")


_WHY_NOT: dict[SignUp, type[CannotSignUp]] = {
    SignUp.DRAFT: EventIsDraft,
    SignUp.CANCELLED: EventIsCancelled,
    SignUp.SKIPPED: EventIsCancelled,
    SignUp.NOT_YET: SignUpNotOpen,
    SignUp.CLOSED: SignUpClosed,
    SignUp.BEGUN: EventHasBegun,
    SignUp.OVER: EventIsOver,
}
# What the windows refuse a person, a host may still do for her.
_WINDOWS = (SignUp.NOT_YET, SignUp.CLOSED)


@transaction.atomic
def rsvp(
    *,
    actor: Actor,
    event: Event,
    now: datetime,
    guests: int | None = None,
    kind: str = PlaceKind.LEARNER,
    person: Person | None = None,
) -> Rsvp:
    """Give the person a place at the event, or the next one on its waitlist. Again: changes nothing.

    `guests` None: as it is (none at first). `person`: another member, signed up by a host.
    Raises a CannotSignUp, TooManyGuests, GuestsDoNotFit, HostNeedsNoPlace, NotAMember or PersonIsGone.
    """
    person_id = _whom(actor, person)
    require(can_answer_for(actor, event, person_id), actor)
    person = hold_person(person_id)
    event = hold(event)
    row = _answer_of(event, person_id)
    if row is not None and row.state in ANSWERED and row.kind == kind:
        if guests is None or guests == row.guests:
            return row
        return _bring(event=event, row=row, guests=guests, actor=actor, now=now)
    _refuse_unless_open(event, now, windows=person_id == actor.person_id)
    if person_id != actor.person_id and not (actor.is_system or is_member(event.chapter_id, person_id)):
        raise NotAMember
    if is_host(event, person_id):
        raise HostNeedsNoPlace
    _check_guests(event, guests or 0)
    if kind not in PlaceKind.values:
        raise NotValid(_("There are places for learners and for coaches."), field="kind")
    if row is None:
        row = Rsvp(event=event, person=person)
    elif row.state in ANSWERED:  # as another kind: that place is free for others now
        release(event=event, row=row, reason=RsvpReason.SELF, actor=actor, now=now)
    row.kind, row.guests = kind, guests or 0
    return enter(event=event, row=row, actor=actor, now=now)


@transaction.atomic
def change_guests(*, actor: Actor, event: Event, guests: int, now: datetime, person: Person | None = None) -> Rsvp:
    """Bring more or fewer guests; a waiting entry keeps its position.

    Raises NotSignedUp, TooManyGuests, and GuestsDoNotFit for somebody going, who keeps what she has.
    """
    person_id = _whom(actor, person)
    require(can_answer_for(actor, event, person_id), actor)
    event = hold(event)
    row = _answer_of(event, person_id)
    if row is None or row.state not in ANSWERED:
        raise NotSignedUp
    if guests == row.guests:
        return row
    return _bring(event=event, row=row, guests=guests, actor=actor, now=now)


def _bring(*, event: Event, row: Rsvp, guests: int, actor: Actor, now: datetime) -> Rsvp:
    _refuse_unless_open(event, now, windows=row.person_id == actor.person_id and guests > row.guests)
    _check_guests(event, guests, before=row.guests)
    more = guests - row.guests
    if row.state != RsvpState.WAITING:
        capacity = capacity_of(event, row.kind)
        if more < 0:
            give_back(capacity, -more)
        elif not (fits(capacity, more) and take(capacity, more)):
            raise GuestsDoNotFit(max(0, (capacity.places or 0) - capacity.taken))
    row.guests, row.changed_at = guests, now
    row.save(update_fields=["guests", "changed_at"])
    body = RsvpGuestsChanged(event=event.uid, person=row.person.uid, rsvp=row.uid, guests=guests)
    announce(body, actor=actor, stream=event.chapter.stream, now=now)
    if more < 0:
        promote(event=event, kind=row.kind, actor=actor, now=now)
        row.refresh_from_db()
    return row


@transaction.atomic
def cancel_rsvp(*, actor: Actor, event: Event, now: datetime, person: Person | None = None) -> Rsvp:
    """Give a place, or the waiting, back; somebody waiting takes it at once. Again: changes nothing.

    Raises NotSignedUp, EventHasBegun, EventIsOver.
    """
    person_id = _whom(actor, person)
    require(can_withdraw(actor, event, person_id), actor)
    event = hold(event)
    row = _answer_of(event, person_id)
    if row is None:
        raise NotSignedUp
    reason = RsvpReason.SELF if person_id == actor.person_id else RsvpReason.ORGANISER
    if row.state in ANSWERED:
        _refuse_once_begun(event, now)
        return release(event=event, row=row, reason=reason, actor=actor, now=now)
    if row.state == RsvpState.CANCELLED and row.reason == RsvpReason.EVENT:
        # The event was called off; should it happen after all, she does not come back with it.
        row.reason, row.changed_at = reason, now
        row.save(update_fields=["reason", "changed_at"])
        body = RsvpNotGoing(event=event.uid, person=row.person.uid, rsvp=row.uid)
        announce(body, actor=actor, stream=event.chapter.stream, now=now)
    return row


@transaction.atomic
def decline(*, actor: Actor, event: Event, now: datetime) -> Rsvp:
    """Say that she does not come; frees her place where she has one. Again: changes nothing. Raises PersonIsGone."""
    require(can_answer_for(actor, event, actor.person_id), actor)
    person = hold_person(_whom(actor, None))
    event = hold(event)
    row = _answer_of(event, person.pk)
    if row is not None and row.state not in ANSWERED:
        return row
    _refuse_unless_open(event, now, windows=False)
    if row is not None:
        return release(event=event, row=row, reason=RsvpReason.SELF, actor=actor, now=now)
    row = Rsvp(event=event, person=person, queued_at=now, changed_at=now, state=RsvpState.NOT_GOING)
    row.save()
    body = RsvpNotGoing(event=event.uid, person=person.uid, rsvp=row.uid)
    announce(body, actor=actor, stream=event.chapter.stream, now=now)
    return row


def _whom(actor: Actor, person: Person | None) -> int:
    """Give the id of who is meant: the person named, else the actor herself."""
    if person is not None:
        return person.pk
    require(actor.person_id is not None, actor)
    return actor.person_id or 0


def _answer_of(event: Event, person_id: int) -> Rsvp | None:
    return Rsvp.objects.select_related("person").filter(event=event, person_id=person_id).first()


def _refuse_unless_open(event: Event, now: datetime, *, windows: bool) -> None:
    """Refuse with the reason; a host, and whoever gives something back, is not held to the windows."""
    state = sign_up_of(event, now)
    if state in _WHY_NOT and (windows or state not in _WINDOWS):
        raise _WHY_NOT[state]


def _refuse_once_begun(event: Event, now: datetime) -> None:
    if now >= event.ends_at:
        raise EventIsOver
    if now >= event.starts_at:
        raise EventHasBegun(_("This meeting has begun, so nobody can take your place any more."))


def _check_guests(event: Event, guests: int, *, before: int = 0) -> None:
    """Refuse more guests than the event allows; fewer than before is always possible."""
    if guests < 0:
        raise NotValid(_("Please give the number of your guests."), field="guests")
    if guests > max(event.guests_allowed, before):
        raise TooManyGuests(event.guests_allowed)
