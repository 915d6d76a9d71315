"""All reviews of a chapter, and leaving one by a link."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chapterhouse.chapters.queries import chapter_for
from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.foundation.http.kept import keep
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.reviews import queries
from chapterhouse.reviews.actions import LinkExpired, LinkUsed, leave_review
from chapterhouse.reviews.forms import ReviewForm
from chapterhouse.reviews.models import ReviewInvitation
from chapterhouse.reviews.policies import can_answer_reviews
from chapterhouse.reviews.views.cards import card_of, event_path

PER_PAGE = 20
IMPROVEMENTS = 12


@declares(anyone)
@require_safe
def all_reviews(request: ActorRequest, slug: str) -> HttpResponse:
    """Show all reviews of a chapter that everybody may read, their average, and what was done about them."""
    chapter = chapter_for(request.actor, slug)
    keep(request, [chapter.stream])
    page = Paginator(queries.public_words_of(chapter=chapter), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "chapter": chapter,
        "tab": "reviews",
        "summary": queries.summary_of(chapter=chapter),
        "gains": queries.gains_of(chapter),
        "improvements": queries.improvements_of(chapter)[:IMPROVEMENTS],
        "page": page,
        "cards": [card_of(review) for review in page],
        "can_answer": can_answer_reviews(request.actor, chapter),
    }
    return render(request, "reviews/all_reviews.html", context)


@declares(anyone)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: ActorRequest, token: str) -> HttpResponse:
    """Show the form of a one-use link, and keep what is sent by it. Opening the link uses nothing up."""
    now = timezone.now()
    try:
        invitation = queries.invitation_for(token)
        if invitation.used_at is not None:
            return _private(_thanks(request, invitation, again=request.method == "POST"))
        if invitation.expires_at <= now:
            raise LinkExpired
        return _private(_form(request, invitation, token))
    except Refusal as refusal:
        return _private(render(request, "reviews/no_link.html", {"refusal": refusal}, status=refusal.status))


def _form(request: ActorRequest, invitation: ReviewInvitation, token: str) -> HttpResponse:
    topics = list(invitation.event.topics.all())
    form = ReviewForm(request.POST if request.method == "POST" else None, topics=topics)
    if request.method == "POST" and form.is_valid():
        try:
            leave_review(token=token, answers=form.answers(), now=timezone.now())
        except LinkUsed:  # pressed twice at once
            invitation.refresh_from_db()
            return _thanks(request, invitation, again=True)
        return _thanks(request, invitation, again=False)
    event = invitation.event
    context = {
        "title": _("How was it?"),
        "form": form,
        "submit": _("Send my review"),
        "event": event,
        "chapter": event.chapter,
    }
    return render(request, "reviews/leave.html", context, status=422 if form.is_bound else 200)


def _thanks(request: ActorRequest, invitation: ReviewInvitation, *, again: bool) -> HttpResponse:
    review = queries.review_of(invitation)
    event = invitation.event
    context = {
        "review": review,
        "again": again,
        "event": event,
        "event_url": event_path(event),
        "chapter": event.chapter,
    }
    return render(request, "reviews/thanks.html", context, status=409 if again else 200)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the link to ourselves: it opens a form in somebody's name, so it travels to no other site."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
