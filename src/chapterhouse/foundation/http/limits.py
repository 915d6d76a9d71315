"""Limits on how often somebody may do something, counted by all processes together."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def within_limit(request: HttpRequest, name: str, rates: str, *, key: str | None = None) -> bool:
    """Say whether this POST is still within the limits, and count it.

    `rates` such as "20/m/ip,60/h/ip" (s, m, h, d; for each network address), or "5/h/key" for each `key`.
    """
    counted = ratelimit.consume(request, app="chapterhouse", action=name, config={name: rates}, key=key)
    return counted is not None
