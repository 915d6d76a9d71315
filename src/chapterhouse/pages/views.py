"""The network's home page, composed of what the rooms show there."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.foundation.http.kept import keep
from chapterhouse.pages.forms import HereForm


@declares(anyone)
@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """Show what this network is: its next meetings near and online, the map, its numbers, the latest posts."""
    if not request.network:
        return render(request, "pages/empty.html", status=503)
    form = HereForm(request.GET)
    near = form.cleaned_data["near"] if form.is_valid() else None
    if not request.GET:  # where somebody is, is hers alone
        keep(request, [NETWORK])
    return render(request, "pages/home.html", {"near": near, "canonical": f"{settings.ADDRESS}/"})
