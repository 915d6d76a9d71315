"""The network's colours as a style sheet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from chapterhouse.foundation.http.declares import anyone, declares
from chapterhouse.lib.colour import NotAColour, theme_css


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
