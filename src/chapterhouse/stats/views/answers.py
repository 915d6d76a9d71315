"""How programs are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from chapterhouse.foundation.http.declares import View
from chapterhouse.foundation.refusals import Refusal


def says_json(view: View) -> Callable[..., HttpResponse]:
    """Answer the refusals of a view for programs as JSON, whatever they say that they accept."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=refusal.status)

    return answered
