"""Everything that is mine: profile, what I am part of, what is kept about me, and being forgotten."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chapterhouse.foundation.http.declares import ActorRequest, declares, signed_in
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.actions import PROFILE, change_profile, erase_person
from chapterhouse.people.forms import EraseForm, ProfileForm
from chapterhouse.people.queries import kept_about, own_person
from chapterhouse.people.views.entering import speak


@declares(signed_in)
@never_cache
@require_safe
def me(request: ActorRequest) -> HttpResponse:
    """Show what is mine: who I am, my meetings and chapters (slot `person.home`)."""
    return render(request, "people/me.html", {"me": own_person(request.actor)})


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: ActorRequest) -> HttpResponse:
    """Let me change what I say about myself."""
    person = own_person(request.actor)
    form = ProfileForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(person, name) for name in PROFILE}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(actor=request.actor, person=person, changes=form.cleaned_data, now=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            answer = redirect("people:me")
            if form.cleaned_data["language"] != person.language:
                speak(answer, form.cleaned_data["language"])
            return answer
    context = {"form": form, "title": _("About you"), "back_url": "/me/"}
    return render(request, "look/narrow.html", context, status=422 if form.errors else 200)


@declares(signed_in)
@never_cache
@require_safe
def download(request: ActorRequest) -> HttpResponse:
    """Give everything that is kept about me as one JSON file."""
    text = json.dumps(kept_about(own_person(request.actor)), indent=2, ensure_ascii=False, default=str)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="about-me.json"'
    return answer


@declares(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: ActorRequest) -> HttpResponse:
    """Erase me, after I said that I am sure."""
    person = own_person(request.actor)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(actor=request.actor, person=person, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, _("You are erased. Thank you for having been here. You can come back any time."))
            return redirect("/")
    context = {"form": form, "title": _("Erase me")}
    return render(request, "people/erase.html", context, status=422 if form.errors else 200)
