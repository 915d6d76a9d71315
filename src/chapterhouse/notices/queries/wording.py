"""What each notice says. Called with the reader's language switched on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chapterhouse.chapters.models import Chapter, ContactMessage
from chapterhouse.events.models import Event, Rsvp
from chapterhouse.notices.queries.readers import Reader, address_of, when, where


@dataclass(frozen=True)
class Words:
    """What a notice says, in the order in which it is read."""

    subject: str
    paragraphs: list[str]
    button: str = ""
    link: str = ""
    details: list[tuple[str, str]] = field(default_factory=list)
    why: str = ""


def _details(event: Event, to: Reader) -> list[tuple[str, str]]:
    return [(_("When"), when(event, to.zone)), (_("Where"), where(event))]


def _why(chapter: Chapter) -> str:
    return _("You get this mail because you signed up for a meeting of %(chapter)s.") % {"chapter": chapter.name}


def _about(event: Event, to: Reader, subject: str, paragraphs: list[str], button: str = "") -> Words:
    return Words(
        subject=subject % {"event": event.title, "chapter": event.chapter.name},
        paragraphs=[one for one in paragraphs if one],
        button=button or _("Open the meeting's page"),
        link=address_of(event),
        details=_details(event, to),
        why=_why(event.chapter),
    )


def place_confirmed(event: Event, rsvp: Rsvp, to: Reader) -> Words:
    """Say that she has a place."""
    guests = (
        ngettext(
            "Your place and one for your guest are kept.",
            "Your place and %(count)s for your guests are kept.",
            rsvp.guests,
        )
        % {"count": rsvp.guests}
        if rsvp.guests
        else _("A place is kept for you.")
    )
    later = _("If you cannot come after all, please give your place back on the page, so that somebody else gets it.")
    return _about(event, to, _("You are going: %(event)s"), [guests, later], _("See the meeting or change your answer"))


def place_found(event: Event, rsvp: Rsvp, to: Reader) -> Words:
    """Say that a place became free and is hers."""
    return _about(
        event,
        to,
        _("A place for you: %(event)s"),
        [
            _("Good news: a place became free and it is yours. You are going."),
            _("If you cannot come any more, please give it back on the page, so that the next one gets it."),
        ],
        _("See the meeting or give the place back"),
    )


def waiting(event: Event, rsvp: Rsvp, to: Reader) -> Words:
    """Say that she is on the waitlist and what happens next."""
    return _about(
        event,
        to,
        _("You are on the waitlist: %(event)s"),
        [
            _(
                "The meeting is full just now. We will mail you as soon as a place is yours, "
                "at the latest when it starts."
            ),
            _("You need not do anything. Your number in the queue is on the page."),
        ],
    )


def place_lowered(event: Event, rsvp: Rsvp, to: Reader) -> Words:
    """Say that fewer people can come, so that she is first on the waitlist again."""
    return _about(
        event,
        to,
        _("Fewer places at %(event)s: you are at the head of the waitlist"),
        [
            _(
                "The meeting has fewer places than planned, and those who signed up last could not keep theirs. "
                "We are sorry."
            ),
            _("You are at the head of the waitlist: the next free place is for you, and we will mail you."),
        ],
    )


def passed_over(event: Event, rsvp: Rsvp, to: Reader) -> Words:
    """Say that somebody behind her got a place because hers with guests did not fit."""
    return _about(
        event,
        to,
        _("Still waiting for %(event)s"),
        [
            _(
                "A place became free, but not enough for you and your guests together, "
                "so it went to the next in the queue."
            ),
            _("You keep your number in the queue. If you come with fewer guests, change your answer on the page."),
        ],
        _("Change your answer"),
    )


def place_taken_back(event: Event, rsvp: Rsvp, to: Reader) -> Words:
    """Say that an organiser took her off the list."""
    return _about(
        event,
        to,
        _("You are no longer on the list: %(event)s"),
        [_("An organiser took you off the list of this meeting. If this is a mistake, please write to the chapter.")],
    )


def moved(event: Event, fields: tuple[str, ...], old_starts_at: datetime, to: Reader) -> Words:
    """Say what changed about time and place."""
    time = old_starts_at != event.starts_at
    said = _("This meeting has a new time.") if time else _("This meeting has a new place or link.")
    return _about(
        event,
        to,
        _("Changed: %(event)s"),
        [said, _("Your answer still stands. If you cannot come any more, please change it on the page.")],
        _("See the meeting or change your answer"),
    )


def called_off(event: Event, to: Reader) -> Words:
    """Say that the meeting does not happen, and why."""
    reason = _("The organisers say: %(reason)s") % {"reason": event.cancel_reason} if event.cancel_reason else ""
    return _about(
        event,
        to,
        _("Cancelled: %(event)s"),
        [_("This meeting will not happen."), reason, _("You need not do anything.")],
        _("See the chapter's next meetings"),
    )


def written_to(message: ContactMessage, chapter: Chapter) -> Words:
    """Give what somebody wrote to the chapter by its form."""
    subject = _("%(name)s writes to %(chapter)s") % {"name": message.name, "chapter": chapter.name}
    return Words(
        subject=subject,
        paragraphs=[
            _("Somebody wrote to your chapter by the form on its page. Reply to this mail to answer."),
            message.text,
        ],
        link=f"{settings.ADDRESS}/{chapter.slug}/",
        button=_("Open the chapter's page"),
        why=_("You get this mail because you are an organiser of %(chapter)s.") % {"chapter": chapter.name},
    )


def review_wanted(event: Event, link: str, to: Reader) -> Words:
    """Ask somebody who came how it was."""
    return Words(
        subject=_("How was %(event)s?") % {"event": event.title},
        paragraphs=[
            _("You came to the meeting of %(chapter)s. How was it? It takes two minutes and needs no log-in.")
            % {"chapter": event.chapter.name},
            _("What you write helps the organisers. It appears on the chapter's page only if you say so."),
        ],
        button=_("Leave a review"),
        link=link,
        details=_details(event, to),
        why=_("You get this mail once, because you were checked in at this meeting. The link works once."),
    )
