"""Stewards' screens: the network's words, new chapters, who looks after the network."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chapterhouse.chapters import queries
from chapterhouse.chapters.actions import appoint_steward, edit_network, list_chapter, open_chapter, release_steward
from chapterhouse.chapters.forms import ListForm, NetworkForm, PersonForm
from chapterhouse.chapters.policies import can_steward
from chapterhouse.chapters.views.organising import put_refusal
from chapterhouse.foundation.http.declares import ActorRequest, declares
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.look.forms import Form
from chapterhouse.people.models import Person


def _show_form(request: ActorRequest, form: Form, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "back_url": reverse("chapters:stewards"), **more}
    return render(request, "look/narrow.html", context, status=422 if form.errors else 200)


def _person(form: PersonForm) -> Person | None:
    """Give the person whose address was typed; None, with an error in the form, where there is nobody."""
    person = queries.person_with_address(form.cleaned_data["address"])
    if person is None:
        form.add_error("address", _("Nobody signs in here with this address yet. Ask her to join first."))
    return person


@declares(can_steward)
@never_cache
@require_safe
def stewards(request: ActorRequest) -> HttpResponse:
    """Show stewards what they can do, and who they are."""
    context = {"title": _("The network"), "stewards": queries.stewards()}
    return render(request, "chapters/stewards.html", context)


@declares(can_steward)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def network_settings(request: ActorRequest) -> HttpResponse:
    """Let stewards change the network's words, colour and code of conduct."""
    network = queries.network()
    if network is None:
        raise Http404
    initial = {name: getattr(network, name) for name in NetworkForm.base_fields}
    form = NetworkForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            edit_network(actor=request.actor, changes=form.cleaned_data, now=timezone.now())
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. Every page shows it already."))
            return redirect("chapters:stewards")
    return _show_form(request, form, _("The network's own words"))


@declares(can_steward)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_chapter(request: ActorRequest) -> HttpResponse:
    """Let stewards put a chapter into the directory."""
    form = ListForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            chapter = list_chapter(actor=request.actor, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The chapter is in the directory. Open it as soon as it has a lead."))
            return redirect("chapters:chapter", slug=chapter.slug)
    return _show_form(request, form, _("A new chapter"), submit=_("Put it into the directory"))


@declares(can_steward)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_listed(request: ActorRequest, slug: str) -> HttpResponse:
    """Let stewards open a listed chapter with its first lead."""
    chapter = queries.chapter_for(request.actor, slug)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (lead := _person(form)):
        try:
            open_chapter(actor=request.actor, chapter=chapter, lead=lead, now=timezone.now())
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("%(chapter)s is open.") % {"chapter": chapter.name})
            return redirect("chapters:chapter", slug=chapter.slug)
    title = _("Who leads %(chapter)s first?") % {"chapter": chapter.name}
    back_url = reverse("chapters:chapter", args=[chapter.slug])
    return _show_form(request, form, title, submit=_("Open the chapter"), back_url=back_url)


@declares(can_steward)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: ActorRequest) -> HttpResponse:
    """Let stewards appoint another one."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (person := _person(form)):
        appoint_steward(actor=request.actor, person=person, now=timezone.now())
        messages.success(request, _("%(name)s is a steward from now on.") % {"name": person.name})
        return redirect("chapters:stewards")
    return _show_form(request, form, _("Appoint a steward"), submit=_("Appoint her"))


@declares(can_steward)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: ActorRequest, uid: UUID) -> HttpResponse:
    """Let stewards end a stewardship, their own too, after they were asked."""
    steward = next((one for one in queries.stewards() if one.person.uid == uid), None)
    if steward is None:
        raise Http404
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        release_steward(actor=request.actor, person=steward.person, now=timezone.now())
        messages.success(request, _("Done. Thank you for looking after the network."))
        return redirect("chapters:stewards" if steward.person_id != request.actor.person_id else "people:me")
    context = {
        "title": _("End the stewardship of %(name)s?") % {"name": steward.person.name},
        "yes": _("End it"),
        "back_url": reverse("chapters:stewards"),
    }
    return render(request, "look/confirm.html", context)
