"""Choosing the language of the pages: for the next year by a cookie, for members in their profile too."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.people.actions import change_profile
from chapterhouse.people.forms import LanguageForm
from chapterhouse.people.queries import own_person
from chapterhouse.people.views.entering import next_page, speak


@declares(anyone)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: ActorRequest) -> HttpResponse:
    """Let anybody choose the language of the pages, and go back to where she was."""
    form = LanguageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["language"]
        if request.actor.is_person:
            person = own_person(request.actor)
            change_profile(actor=request.actor, person=person, changes={"language": chosen}, now=timezone.now())
        answer = redirect(next_page(request) or "/")
        speak(answer, chosen)
        return answer
    context = {"title": _("Choose your language"), "next": next_page(request), "languages": _languages()}
    return render(request, "people/language.html", context, status=422 if form.errors else 200)


def footer(request: HttpRequest, **_values: Any) -> SafeString:
    """Give the way to the languages, named in those that the reader does not see now (slot `footer.nav`)."""
    here = request.path if request.method in ("GET", "HEAD") and request.path not in ("/", "/language/") else ""
    others = [one for one in _languages() if not one["now"]]
    return render_to_string("people/parts/language.html", {"here": here, "others": others})


def _languages() -> list[dict[str, Any]]:
    """List the languages of the pages, each by its own name."""
    now = get_language()
    return [
        {"code": code, "name": info["name_local"], "rtl": info["bidi"], "now": code == now}
        for code, _name in settings.LANGUAGES
        if (info := get_language_info(code))
    ]
