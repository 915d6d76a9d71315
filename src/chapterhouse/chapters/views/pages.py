"""The chapter's own page, joining and leaving it, writing to it, who belongs to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chapterhouse.chapters import queries
from chapterhouse.chapters.actions import join_chapter, leave_chapter, write_to_chapter
from chapterhouse.chapters.forms import WriteForm
from chapterhouse.chapters.models import Chapter, ChapterState, RoleName
from chapterhouse.chapters.policies import can_organise, can_see_members, can_steward, is_member, takes_members
from chapterhouse.chapters.views.linked_data import absolute, linked_chapter
from chapterhouse.chapters.views.places import country_name
from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares, signed_in
from chapterhouse.foundation.http.kept import keep
from chapterhouse.foundation.http.limits import within_limit
from chapterhouse.foundation.http.parts import kept_part
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.foundation.slots import collect, render_slot
from chapterhouse.lib.markdown import plain
from chapterhouse.lib.moments import day_of, end_of_day
from chapterhouse.look.models import listed
from chapterhouse.people.queries import own_person
from chapterhouse.people.views.entering import next_page

MEMBERS_ON_A_PAGE = 60
WRITING = "10/h/ip"
# Slots of the chapter's page that show nothing of the reader's own (`chapter.next` may: "you are going").
ALIKE = ("numbers", "reviews", "past", "posts")


@declares(anyone)
@require_safe
def chapter_page(request: ActorRequest, slug: str) -> HttpResponse:
    """Show who the chapter is, its organisers, and what the rooms above know of it (slots `chapter.…`)."""
    actor, now = request.actor, timezone.now()
    chapter = queries.chapter_for(actor, slug)
    if chapter.state == ChapterState.MOVED:
        return HttpResponseRedirect(chapter.moved_to)
    until = _changes_at(chapter, now)
    keep(request, [chapter.stream, NETWORK], until=until, mine=True)
    known = _known(request, chapter, now=now, until=until)
    url = absolute(f"/{chapter.slug}/")
    summary = chapter.tagline or plain(chapter.about, 200)
    roles = queries.open_roles(chapter)
    context = {
        "chapter": chapter,
        "tab": "chapter",
        "where": listed((chapter.city, chapter.region, country_name(chapter.country))),
        "organisers": [
            {"name": role.person.name, "words": role_words(role.name), "pronouns": role.person.pronouns, "role": role}
            for role in roles
        ],
        "member": is_member(actor, chapter),
        "organises": can_organise(actor, chapter),
        "sees_members": can_see_members(actor, chapter),
        "stewards": can_steward(actor),
        "takes_members": takes_members(chapter),
        "canonical": url,
        "summary": summary,
        "json_ld": linked_chapter(chapter, url=url, summary=summary),
        "known": known,
    }
    return render(request, "chapters/chapter.html", context)


def _known(request: ActorRequest, chapter: Chapter, *, now: datetime, until: datetime) -> dict[str, SafeString]:
    """Give what the rooms above show of the chapter to everybody who may see the same."""

    def make() -> dict[str, SafeString]:
        return {name: render_slot(f"chapter.{name}", request, chapter=chapter) for name in ALIKE}

    actor = request.actor
    if not actor.is_person:
        return make()  # the whole page is kept
    # What somebody may see is what she holds.
    key = ("chapter", chapter.uid, get_language(), actor.kind, actor.grants)
    return kept_part(key, [chapter.stream, NETWORK], until=until, now=now, make=make)


def _changes_at(chapter: Chapter, now: datetime) -> datetime:
    """Give the next instant at which the page shows something else: its midnight, or what a room knows.

    Rooms add instants by the slot `chapter.until`: `filler(chapter=, now=) -> datetime | None`.
    """
    midnight = end_of_day(day_of(now, chapter.time_zone), chapter.time_zone)
    known: list[datetime] = collect("chapter.until", chapter=chapter, now=now)
    return min(midnight, *known) if known else midnight


def role_words(name: str) -> str:
    """Give the word for a role."""
    return _("Lead") if name == RoleName.LEAD else _("Organiser")


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: ActorRequest, slug: str) -> HttpResponse:
    """Let the person join, who accepts the code of conduct by it; then go on to where she was heading."""
    chapter = queries.chapter_for(request.actor, slug)
    after = next_page(request) or reverse("chapters:chapter", args=[chapter.slug])
    if is_member(request.actor, chapter):
        return redirect(after)
    error = ""
    if request.method == "POST":
        accepts = request.POST.get("accept_conduct") == "yes"
        try:
            join_chapter(actor=request.actor, chapter=chapter, accept_conduct=accepts, now=timezone.now())
        except Refusal as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Welcome to %(chapter)s!") % {"chapter": chapter.name})
            return redirect(after)
    context = {"chapter": chapter, "next": next_page(request), "error": error, "open": takes_members(chapter)}
    return render(request, "chapters/join.html", context, status=422 if error else 200)


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: ActorRequest, slug: str) -> HttpResponse:
    """Let the person leave, after she was asked."""
    chapter = queries.chapter_for(request.actor, slug)
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        leave_chapter(actor=request.actor, chapter=chapter, now=timezone.now())
        messages.success(
            request, _("You have left %(chapter)s. You can come back any time.") % {"chapter": chapter.name}
        )
        return redirect("people:me")
    context = {
        "title": _("Leave %(chapter)s?") % {"chapter": chapter.name},
        "lede": _("You get no more mail about its meetings. What you did there stays counted, and you can come back."),
        "yes": _("Leave"),
        "no": _("No, I stay"),
        "back_url": reverse("chapters:chapter", args=[chapter.slug]),
    }
    return render(request, "look/confirm.html", context)


@declares(anyone)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ActorRequest, slug: str) -> HttpResponse:
    """Let anybody write to the organisers; their answer goes to her address, which nobody else sees."""
    chapter = queries.chapter_for(request.actor, slug)
    form = WriteForm(request.POST if request.method == "POST" else None, initial=_who_writes(request))
    if request.method == "POST" and form.is_valid() and (form.is_from_a_program or _sent(request, chapter, form)):
        messages.success(request, _("Your message is on its way. The organisers answer to your address."))
        return redirect("chapters:chapter", slug=chapter.slug)
    context = {"chapter": chapter, "tab": "write", "form": form, "title": _("Write to %s") % chapter.name}
    return render(request, "chapters/write.html", context, status=422 if form.errors else 200)


def _sent(request: ActorRequest, chapter: Chapter, form: WriteForm) -> bool:
    if not within_limit(request, "write_to_chapter", WRITING):
        form.add_error(None, _("That is a lot of messages in a short time. Please wait an hour and try again."))
        return False
    values = form.cleaned_data
    try:
        write_to_chapter(
            actor=request.actor,
            chapter=chapter,
            name=values["name"],
            address=values["address"],
            text=values["text"],
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _who_writes(request: ActorRequest) -> dict[str, Any]:
    if not request.actor.is_person:
        return {}
    return {"name": own_person(request.actor).name, "address": getattr(request.user, "email", "")}


@declares(anyone)
@never_cache
@require_safe
def members(request: ActorRequest, slug: str) -> HttpResponse:
    """Show members and organisers who belongs to the chapter: names, never addresses."""
    chapter = queries.chapter_with_members_for(request.actor, slug)
    roles = {role.person_id: role_words(role.name) for role in queries.open_roles(chapter)}
    page = Paginator(queries.members_of(chapter), MEMBERS_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "name": one.person.name,
            "pronouns": one.person.pronouns,
            "since": one.joined_at,
            "role": roles.get(one.person_id),
        }
        for one in page
    ]
    context = {"chapter": chapter, "tab": "members", "title": _("Members"), "page": page, "rows": rows}
    return render(request, "chapters/members.html", context)
