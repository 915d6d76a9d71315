"""The network's colours as a style sheet, and the page that shows every component."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chapterhouse.foundation.http.declares import anyone, declares
from chapterhouse.lib.colour import NotAColour, theme_css
from chapterhouse.look.queries import samples


@declares(anyone)
def theme(request: HttpRequest, colour: str) -> HttpResponse:
    """Give the shades of a colour as a style sheet; the same for ever, so browsers keep it."""
    try:
        text = theme_css(colour)
    except NotAColour:
        raise Http404 from None
    answer = HttpResponse(text, content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@declares(anyone)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component with short, long and missing content; for developers and the demo only."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "look/styleguide.html", samples())
