"""What organisers read of reviews, answer and tell."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.queries import organised_chapter_for
from chapterhouse.foundation.http.declares import ActorRequest, declares, signed_in
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.look.forms import Form
from chapterhouse.reviews import actions, queries
from chapterhouse.reviews.forms import AnswerForm, ImprovementForm
from chapterhouse.reviews.views.cards import card_of

PER_PAGE = 20


@declares(signed_in)
@require_safe
def words(request: ActorRequest, slug: str) -> HttpResponse:
    """Show organisers every word that may be read, public or not, with a way to answer each."""
    return _words(request, organised_chapter_for(request.actor, slug))


@declares(signed_in)
@require_http_methods(["GET", "POST"])
def answer(request: ActorRequest, slug: str, uid: UUID) -> HttpResponse:
    """Answer one review, or change the answer."""
    chapter = organised_chapter_for(request.actor, slug)
    review = queries.words_for(request.actor, chapter, uid)
    given = getattr(review, "answer", None)
    form = AnswerForm(request.POST or None, initial={"text": given.text if given else ""})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_review(
                actor=request.actor, review=review, text=form.cleaned_data["text"], now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Your answer is there now, as public as the words it answers."))
            return redirect("reviews:organise", slug=chapter.slug)
    context = {
        "chapter": chapter,
        "tab": "reviews",
        "title": _("Answer a review"),
        "review": card_of(review),
        "is_public": review.words_public,
        "form": form,
        "submit": _("Answer"),
    }
    return render(request, "reviews/answer.html", context, status=422 if form.errors else 200)


@declares(signed_in)
@require_POST
def say_what_we_did(request: ActorRequest, slug: str) -> HttpResponse:
    """Tell everybody what was changed because people asked for it."""
    chapter = organised_chapter_for(request.actor, slug)
    form = ImprovementForm(request.POST)
    if not form.is_valid():
        return _words(request, chapter, form)
    values = form.cleaned_data
    actions.say_what_we_did(
        actor=request.actor, chapter=chapter, said=values["said"], did=values["did"], now=timezone.now()
    )
    messages.success(request, _("Everybody can read now what you did."))
    return redirect("reviews:organise", slug=chapter.slug)


@declares(signed_in)
@require_POST
def withdraw(request: ActorRequest, slug: str, uid: UUID) -> HttpResponse:
    """Take a "you said, we did" back."""
    chapter = organised_chapter_for(request.actor, slug)
    improvement = queries.improvement_for(chapter, uid)
    actions.withdraw_improvement(actor=request.actor, improvement=improvement, now=timezone.now())
    messages.success(request, _("It is taken back."))
    return redirect("reviews:organise", slug=chapter.slug)


def _words(request: ActorRequest, chapter: Chapter, form: Form | None = None) -> HttpResponse:
    page = Paginator(queries.words_of(request.actor, chapter=chapter), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "chapter": chapter,
        "tab": "reviews",
        "summary": queries.summary_of(chapter=chapter, in_full=True),
        "waiting": queries.waiting_for_words(chapter),
        "page": page,
        "rows": [(review, card_of(review)) for review in page],
        "improvements": queries.improvements_of(chapter)[:PER_PAGE],
        "form": form or ImprovementForm(),
    }
    return render(request, "reviews/organise.html", context, status=422 if form else 200)
