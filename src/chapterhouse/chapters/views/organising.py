"""Organisers' screens: the chapter's settings, its places, its address."""

from __future__ import annotations

from typing import Any
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
from chapterhouse.chapters.actions import change_slug, edit_chapter, rest_chapter, save_venue, wake_chapter
from chapterhouse.chapters.forms import AddressForm, ChapterForm, VenueForm
from chapterhouse.chapters.models import Chapter, ChapterState, Venue
from chapterhouse.chapters.policies import can_lead
from chapterhouse.foundation.http.declares import ActorRequest, declares, signed_in
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.look.forms import Form

FORM_PAGE = "chapters/organise_form.html"


def show_form(request: ActorRequest, chapter: Chapter, form: Form, title: str, **more: Any) -> HttpResponse:
    """Give a page with one form inside the chapter; 422 where something in it must be looked at again."""
    context = {
        "chapter": chapter,
        "tab": "organise",
        "form": form,
        "title": title,
        "back_url": reverse("chapters:organise", args=[chapter.slug]),
        **more,
    }
    return render(request, FORM_PAGE, context, status=422 if form.errors else 200)


def put_refusal(form: Form, refusal: Refusal) -> None:
    """Put the reason of a refusal at the field that it concerns."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@declares(signed_in)
@never_cache
@require_safe
def organise(request: ActorRequest, slug: str) -> HttpResponse:
    """Show organisers everything that they can do; rooms add theirs by the slot `chapter.organise`."""
    chapter = queries.organised_chapter_for(request.actor, slug)
    context = {
        "chapter": chapter,
        "tab": "organise",
        "title": _("Organise"),
        "leads": can_lead(request.actor, chapter),
        "roles": queries.open_roles(chapter),
        "can_rest": chapter.state in (ChapterState.STARTING, ChapterState.ACTIVE),
        "rests": chapter.state == ChapterState.RESTING,
        "alone": chapter.state == ChapterState.STARTING,
    }
    return render(request, "chapters/organise.html", context)


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: ActorRequest, slug: str) -> HttpResponse:
    """Let organisers change what the chapter says about itself."""
    chapter = queries.organised_chapter_for(request.actor, slug)
    network = queries.network()
    # A browser's palette knows no "none": the network's colour stands for it.
    usual = network.colour if network else ""
    initial = {name: getattr(chapter, name) for name in ChapterForm.base_fields} | {"colour": chapter.colour or usual}
    form = ChapterForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        if changes["colour"] == usual:
            changes["colour"] = ""
        try:
            edit_chapter(actor=request.actor, chapter=chapter, changes=changes, now=timezone.now())
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. The page shows it already."))
            return redirect("chapters:organise", slug=chapter.slug)
    return show_form(request, chapter, form, _("What the chapter says about itself"))


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: ActorRequest, slug: str) -> HttpResponse:
    """Let leads change the chapter's address; the old one goes on leading here."""
    chapter = queries.led_chapter_for(request.actor, slug)
    form = AddressForm(request.POST if request.method == "POST" else None, initial={"slug": chapter.slug})
    if request.method == "POST" and form.is_valid():
        try:
            chapter = change_slug(
                actor=request.actor, chapter=chapter, slug=form.cleaned_data["slug"], now=timezone.now()
            )
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The new address works from now on, and the old one leads there."))
            return redirect("chapters:organise", slug=chapter.slug)
    return show_form(request, chapter, form, _("Another address"))


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rest(request: ActorRequest, slug: str) -> HttpResponse:
    """Let leads put the chapter to rest, or wake it, after they were asked."""
    chapter = queries.led_chapter_for(request.actor, slug)
    wakes = chapter.state == ChapterState.RESTING
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        act = wake_chapter if wakes else rest_chapter
        act(actor=request.actor, chapter=chapter, now=timezone.now())
        messages.success(request, _("The chapter is awake again.") if wakes else _("The chapter rests now."))
        return redirect("chapters:organise", slug=chapter.slug)
    context = {
        "title": _("Wake the chapter?") if wakes else _("Let the chapter rest?"),
        "lede": _("People see that you meet again.")
        if wakes
        else _("Everything stays, and the page says that you take a break. You can wake it whenever you like."),
        "yes": _("Wake it") if wakes else _("Let it rest"),
        "back_url": reverse("chapters:organise", args=[chapter.slug]),
    }
    return render(request, "look/confirm.html", context)


@declares(signed_in)
@never_cache
@require_safe
def venues(request: ActorRequest, slug: str) -> HttpResponse:
    """Show organisers the places where the chapter meets."""
    chapter = queries.organised_chapter_for(request.actor, slug)
    context = {"chapter": chapter, "tab": "organise", "title": _("Places"), "venues": queries.venues_of(chapter)}
    return render(request, "chapters/venues.html", context)


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def venue(request: ActorRequest, slug: str, uid: UUID | None = None) -> HttpResponse:
    """Let organisers add a place, or change one."""
    chapter = queries.organised_chapter_for(request.actor, slug)
    present: Venue | None = queries.venue_for(chapter, uid) if uid else None
    initial = {name: getattr(present, name) for name in VenueForm.base_fields} if present else {}
    form = VenueForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_venue(actor=request.actor, chapter=chapter, venue=present, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("chapters:venues", slug=chapter.slug)
    title = present.name if present else _("A new place")
    return show_form(request, chapter, form, title, back_url=reverse("chapters:venues", args=[chapter.slug]))
