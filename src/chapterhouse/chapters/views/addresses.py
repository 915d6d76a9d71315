"""Old addresses of chapters lead to the present ones, whatever page under them is asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from chapterhouse.chapters.queries import OldAddress

Answer = Callable[[HttpRequest], HttpResponse]


class OldAddresses:
    """The middleware that answers OldAddress (which a door raised) with a redirect to the same page of today."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as usual; old addresses come through `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Give the redirect, or nothing where it is another kind of error or a form was sent."""
        if not isinstance(error, OldAddress) or request.method not in ("GET", "HEAD"):
            return None
        # /old/events/x/?page=2 and /blog/… alike: the first part that is the old slug is put right.
        _empty, _old, rest = request.get_full_path().split("/", 2)
        return HttpResponsePermanentRedirect(f"/{error.slug}/{rest}")
