"""Writing notices: a letter to one reader, in her language, once for each cause."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.queries import network
from chapterhouse.foundation.mail.letters import Draft, write
from chapterhouse.notices.queries.readers import Reader
from chapterhouse.notices.queries.wording import Words


@transaction.atomic
def write_notice(
    *,
    to: Reader,
    chapter: Chapter,
    key: str,
    kind: str,
    words: Words,
    now: datetime,
    reply_to: str = "",
    useless_after: datetime | None = None,
) -> bool:
    """Put a notice on its way; say False where it was written before (the key is the cause and the reader)."""
    with translation.override(to.language):
        context = {
            "words": words,
            "subject": words.subject,
            "sender": chapter.name,
            "network": network(),
            "greeting": _("Hello %(name)s,") % {"name": to.person.name},
        }
        text = render_to_string("look/mail.txt", context)
        html = render_to_string("look/mail.html", context)
    draft = Draft(words.subject, text, html, {"Reply-To": reply_to} if reply_to else {})
    return write(key=key, kind=kind, address=to.address, draft=draft, now=now, useless_after=useless_after)
