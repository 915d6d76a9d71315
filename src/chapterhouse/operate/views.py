"""Answers for machines that watch the installation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from chapterhouse.foundation.http.declares import anyone, declares
from chapterhouse.operate.health import readiness


@declares(anyone)
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether the database and the worker are there: 200, or 503 with the one that is not."""
    lines = readiness(now=timezone.now())
    ready = all(line.good for line in lines)
    text = "".join(f"{line.subject}: {line.found}\n" for line in lines)
    response = HttpResponse(text, status=200 if ready else 503, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    # Whoever watches asks every few seconds; Django would write each "not ready" into the log as a failure.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
