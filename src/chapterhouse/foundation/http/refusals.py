"""Refusals as answers: a page for people, JSON for programs, the log-in page for visitors."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from chapterhouse.foundation.refusals import Refusal, SignInNeeded


class OnlyByButton(Refusal):
    """The address does something, and is not for looking at."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = "only_by_button"
    message = _("This address works only by its button. Nothing has happened. Go back and press it there.")


class RefusalMiddleware:
    """Turns a Refusal that a view lets through into its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as usual; refusals come through `process_exception`.

        Who opens an address that only a button uses (a page that was reloaded or shared) reads so, not an empty page.
        """
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content or wants_json(request):
            return response
        page = render(request, "look/refused.html", {"refusal": OnlyByButton()}, status=response.status_code)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Give the answer to a refusal, or nothing where it is another kind of error."""
        if not isinstance(error, Refusal):
            return None
        if wants_json(request):
            return JsonResponse({"code": error.code, "message": str(error)}, status=error.status)
        if isinstance(error, SignInNeeded):
            back = (
                request.get_full_path() if request.method in ("GET", "HEAD") else request.META.get("HTTP_REFERER", "/")
            )
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': back})}")
        return render(request, "look/refused.html", {"refusal": error}, status=error.status)


def wants_json(request: HttpRequest) -> bool:
    """Say whether a program asks, not a person."""
    return request.headers.get("Accept", "").split(",")[0].strip() in (
        "application/json",
        "application/problem+json",
    )
