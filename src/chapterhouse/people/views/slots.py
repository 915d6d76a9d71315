"""What people put into every page: the way in, or the way to what is mine."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from chapterhouse.foundation.actors import VISITOR


def header_end(request: HttpRequest, **_values: Any) -> SafeString:
    """Give the link to join or sign in, or the person's own menu."""
    actor = getattr(request, "actor", VISITOR)
    if actor.is_person:
        user = request.user
        return render_to_string("people/parts/menu.html", {"me": getattr(user, "person", None)})
    if request.path.startswith("/enter/"):
        return SafeString("")
    here = request.path if request.method in ("GET", "HEAD") and request.path != "/" else ""
    return render_to_string("people/parts/sign_in.html", {"here": here})
