"""What reviews put into lower rooms' pages: on a chapter's page, below an event, among a chapter's tabs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.policies import can_organise
from chapterhouse.chapters.queries import Tab
from chapterhouse.events.models import Event
from chapterhouse.reviews import queries
from chapterhouse.reviews.views.cards import card_of

ON_CHAPTER = 3
ON_EVENT = 10


def tab(request: HttpRequest, chapter: Chapter) -> Tab:
    """Give the tab that leads to all reviews (slot `chapter.tabs`)."""
    return Tab(_("Reviews"), reverse("reviews:all", args=[chapter.slug]), "reviews")


def on_chapter(request: HttpRequest, chapter: Chapter) -> SafeString | None:
    """Give the latest public words and the average for a chapter's page; nothing where nobody answered yet."""
    summary = queries.summary_of(chapter=chapter)
    if not summary.answers:
        return None
    cards = [card_of(review) for review in queries.public_words_of(chapter=chapter)[:ON_CHAPTER]]
    if not cards and summary.average is None:
        return None
    return _part(request, "reviews/on_chapter.html", {"chapter": chapter, "summary": summary, "cards": cards})


def on_event(request: HttpRequest, event: Event, **values: Any) -> SafeString | None:
    """Give an event's average and its public words, once enough people answered (slot `event.after`)."""
    if event.ends_at > timezone.now():
        return None
    summary = queries.summary_of(event=event)
    if not summary.answers:
        return None
    cards = [card_of(one, with_event=False) for one in queries.public_words_of(event=event)[:ON_EVENT]]
    if not cards and summary.average is None:
        return None
    return _part(request, "reviews/on_event.html", {"event": event, "summary": summary, "cards": cards})


def for_organisers(request: HttpRequest, chapter: Chapter) -> SafeString | None:
    """Give the way to what people said, for those who organise the chapter (slot `chapter.organise`)."""
    if not can_organise(request.actor, chapter):  # type: ignore[attr-defined]
        return None
    return _part(request, "reviews/for_organisers.html", {"chapter": chapter})


def _part(request: HttpRequest, template: str, context: dict[str, Any]) -> SafeString:
    # Without the request's context processors: a part of a page needs nothing of them.
    return SafeString(render_to_string(template, context))
