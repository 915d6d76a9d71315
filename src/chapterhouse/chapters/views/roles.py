"""Who does what for a chapter: giving, renewing and handing over roles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chapterhouse.chapters import queries
from chapterhouse.chapters.actions import end_role, give_role, renew_role
from chapterhouse.chapters.forms import FarewellForm, GiveRoleForm, RenewForm
from chapterhouse.chapters.models import ChapterState
from chapterhouse.chapters.policies import can_lead
from chapterhouse.chapters.views.organising import put_refusal, show_form
from chapterhouse.chapters.views.pages import role_words
from chapterhouse.foundation.http.declares import ActorRequest, declares, signed_in
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.moments import day_of

MOST_PEOPLE = 2000


def _a_year_on(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28))


@declares(signed_in)
@never_cache
@require_safe
def roles(request: ActorRequest, slug: str) -> HttpResponse:
    """Show organisers who does what until when, and who did before."""
    chapter = queries.organised_chapter_for(request.actor, slug)
    today = day_of(timezone.now(), chapter.time_zone)
    leads = can_lead(request.actor, chapter)
    rows = [
        {
            "role": role,
            "words": role_words(role.name),
            "over": role.term_ends_on < today,
            "can_end": leads or role.person_id == request.actor.person_id,
        }
        for role in queries.open_roles(chapter)
    ]
    past = [{"role": role, "words": role_words(role.name)} for role in queries.past_roles(chapter)[:50]]
    context = {
        "chapter": chapter,
        "tab": "organise",
        "title": _("People and roles"),
        "rows": rows,
        "past": past,
        "leads": leads,
        "alone": chapter.state == ChapterState.STARTING,
    }
    return render(request, "chapters/roles.html", context)


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: ActorRequest, slug: str) -> HttpResponse:
    """Let leads give a member a role."""
    chapter = queries.led_chapter_for(request.actor, slug)
    people = {str(one.person.uid): one.person for one in queries.members_of(chapter)[:MOST_PEOPLE]}
    until = _a_year_on(day_of(timezone.now(), chapter.time_zone))
    form = GiveRoleForm(
        request.POST if request.method == "POST" else None,
        people=[(uid, person.name) for uid, person in people.items()],
        initial={"term_ends_on": until},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            give_role(
                actor=request.actor,
                chapter=chapter,
                person=people[values["person"]],
                name=values["name"],
                term_ends_on=values["term_ends_on"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Done. She can see the organisers' screens from now on."))
            return redirect("chapters:roles", slug=chapter.slug)
    back_url = reverse("chapters:roles", args=[chapter.slug])
    return show_form(request, chapter, form, _("Give somebody a role"), submit=_("Give the role"), back_url=back_url)


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: ActorRequest, slug: str, uid: UUID) -> HttpResponse:
    """Let leads renew a term."""
    chapter = queries.led_chapter_for(request.actor, slug)
    role = queries.role_for(request.actor, chapter, uid)
    until = _a_year_on(day_of(timezone.now(), chapter.time_zone))
    form = RenewForm(request.POST if request.method == "POST" else None, initial={"term_ends_on": until})
    if request.method == "POST" and form.is_valid():
        try:
            renew_role(
                actor=request.actor, role=role, term_ends_on=form.cleaned_data["term_ends_on"], now=timezone.now()
            )
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Renewed."))
            return redirect("chapters:roles", slug=chapter.slug)
    title = _("Renew the term of %(name)s") % {"name": role.person.name}
    back_url = reverse("chapters:roles", args=[chapter.slug])
    return show_form(request, chapter, form, title, submit=_("Renew"), back_url=back_url)


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ActorRequest, slug: str, uid: UUID) -> HttpResponse:
    """Let a person hand her role over, or a lead end it, with a word of farewell."""
    chapter = queries.chapter_for(request.actor, slug)
    role = queries.role_for(request.actor, chapter, uid)
    form = FarewellForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            end_role(actor=request.actor, role=role, farewell=form.cleaned_data["farewell"], now=timezone.now())
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The role has ended. Thank you for all of it."))
            if role.person_id == request.actor.person_id:
                return redirect("chapters:chapter", slug=chapter.slug)
            return redirect("chapters:roles", slug=chapter.slug)
    own = role.person_id == request.actor.person_id
    title = _("Hand your role over") if own else _("End the role of %(name)s") % {"name": role.person.name}
    back_url = reverse("chapters:chapter", args=[chapter.slug])
    return show_form(request, chapter, form, title, submit=_("End the role"), back_url=back_url)
