"""The bar on top of every page of the demo: be anybody with one click."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chapterhouse.chapters.queries import network
from chapterhouse.demo.cast import CAST, account_of, part_of
from chapterhouse.foundation.http.declares import anyone, declares
from chapterhouse.foundation.refusals import Forbidden


def demo_is_on(request: HttpRequest) -> bool:
    """Say whether this is the demo: the setting says so, and so does the database."""
    if not settings.DEMO:
        return False
    ours = getattr(request, "network", None) or network()
    return ours is not None and ours.is_demo


def bar(request: HttpRequest) -> SafeString | None:
    """Give the bar for the top of a page, in demo mode only. It holds no token: signed-out pages are kept."""
    if not demo_is_on(request):
        return None
    actor = getattr(request, "actor", None)
    playing = "visitor"
    if actor is not None and actor.is_person:
        address = request.user.email  # type: ignore[union-attr]
        playing = next((part.key for part in CAST if part.address == address), "")
    html = render_to_string("demo/bar.html", {"cast": CAST, "playing": playing, "here": request.get_full_path()})
    return mark_safe(html)  # noqa: S308 -- our own template


@csrf_exempt  # the bar stands on kept pages, which hold no token; `_from_here` looks at where the click came from
@require_POST
@declares(anyone)
def be(request: Any, key: str) -> HttpResponse:
    """Log in as one of the cast, and stay on the page."""
    part = part_of(key)
    if not demo_is_on(request) or part is None:
        raise Http404
    if not _from_here(request):
        raise Forbidden
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    logout(request)
    account = account_of(part)
    if account is not None:
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    elif part.address:
        raise Http404
    return HttpResponseRedirect(back)


def _from_here(request: HttpRequest) -> bool:
    """Say whether a page of this site sent the form."""
    origin = request.headers.get("Origin")
    if origin:
        return urlsplit(origin).netloc == request.get_host()
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
