"""Writing letters, sending them, forgetting them."""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction

from chapterhouse.foundation.models import Letter, LetterState

log = logging.getLogger(__name__)
TRIES = 30  # with pauses up to an hour: more than a day of a mail server that is down
SENDING = timedelta(minutes=2)
KEPT = timedelta(days=90)
# What a letter that ended no longer holds.
_FORGOTTEN: dict[str, Any] = {"address": "", "subject": "", "text": "", "html": "", "headers": {}}


@dataclass(frozen=True)
class Draft:
    """The words of a letter."""

    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def write(
    *, key: str, kind: str, address: str, draft: Draft, now: datetime, useless_after: datetime | None = None
) -> bool:
    """Put a letter on its way, in the caller's transaction; say False where this key was written before.

    `useless_after`: the instant from which it need not be sent any more (a code that expired).
    """
    _, new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "address": one_line(address),
            "subject": one_line(draft.subject)[:300],
            "text": draft.text,
            "html": draft.html,
            "headers": {name: one_line(value) for name, value in draft.headers.items()},
            "next_at": now,
            "written_at": now,
            "useless_after": useless_after,
        },
    )
    return new


def one_line(text: str) -> str:
    """Give the text on one line: nothing that a person typed can start a mail header."""
    return " ".join(text.split())


def send_due(*, now: datetime, limit: int = 50) -> int:
    """Send the letters that are due; give how many left. One that fails waits and is tried again."""
    sent = 0
    for _ in range(limit):
        letter = _take(now)
        if letter is None:
            break
        if not _send(letter, now):
            continue
        sent += 1
    return sent


def _take(now: datetime) -> Letter | None:
    due = Letter.objects.filter(state=LetterState.WAITING, next_at__lte=now)
    if not due.exists():  # a look costs no turn at writing
        return None
    with transaction.atomic():
        letter = (
            due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
            .order_by("next_at", "id")
            .first()
        )
        if letter is None:
            return None
        letter.attempts += 1
        letter.next_at = now + SENDING
        letter.save(update_fields=["attempts", "next_at"])
        return letter


def _send(letter: Letter, now: datetime) -> bool:
    if letter.useless_after and letter.useless_after < now:
        _close(letter, LetterState.FAILED, now, "too late to be of use")
        return False
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.address],
        # The same id at every try, so that a mailbox shows a repeated one once.
        headers={"Message-ID": f"<{letter.uid}@{settings.MAIL_DOMAIN}>", **letter.headers},
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    try:
        get_connection().send_messages([message])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError) as error:
        if getattr(error, "smtp_code", 550) < 500:
            return _later(letter, now, error)
        _close(letter, LetterState.FAILED, now, _reason(error))
        return False
    except (OSError, smtplib.SMTPException) as error:
        return _later(letter, now, error)
    _close(letter, LetterState.SENT, now, "")
    return True


def _later(letter: Letter, now: datetime, error: Exception) -> bool:
    if letter.attempts >= TRIES:
        _close(letter, LetterState.FAILED, now, _reason(error))
        return False
    pause = timedelta(seconds=min(10 * 2**letter.attempts, 3600))
    Letter.objects.filter(pk=letter.pk).update(next_at=now + pause, error=_reason(error))
    log.warning("letter %s waits %s: %s", letter.uid, pause, type(error).__name__)
    return False


def _reason(error: Exception) -> str:
    """Give what kind of failure it was, without the address that servers like to repeat."""
    return f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()


def _close(letter: Letter, state: LetterState, now: datetime, error: str) -> None:
    """End a letter and forget to whom it went and its words: they hold codes, links and names.

    What stays says that it was written once (its key) and how it went.
    """
    Letter.objects.filter(pk=letter.pk).update(
        state=state,
        sent_at=now if state == LetterState.SENT else None,
        error=error,
        **_FORGOTTEN,
    )


def forget(*, address: str) -> int:
    """Let no letter to an address leave any more, in the caller's transaction; give how many were waiting.

    For somebody who has herself erased: nothing here says afterwards that there was such an address.
    """
    hers = Letter.objects.filter(address__iexact=address)
    waiting, _ = hers.filter(state=LetterState.WAITING).delete()
    hers.update(**_FORGOTTEN)
    return waiting


def prune(*, now: datetime) -> int:
    """Delete the letters that ended more than KEPT ago; give how many. A key is not needed for longer.

    A fact is told within minutes, a letter is tried for hours: nobody comes back to write one of months ago.
    """
    gone, _ = Letter.objects.exclude(state=LetterState.WAITING).filter(written_at__lt=now - KEPT).delete()
    return gone
