"""The directory and the world map of chapters, for people and for programs."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from chapterhouse.chapters.forms import SearchForm
from chapterhouse.chapters.models import ChapterState
from chapterhouse.chapters.queries import Found, Search, directory, dots
from chapterhouse.chapters.views.linked_data import absolute
from chapterhouse.chapters.views.places import (
    NoGazetteer,
    countries_for_choice,
    country_name,
    spot_of_city,
    two_letters,
)
from chapterhouse.foundation.facts.announcing import NETWORK
from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.foundation.http.kept import keep
from chapterhouse.look.models import ChapterCard, Chip, Dot, listed

ON_A_PAGE = 24
MOST_DOTS = 400


def searched(form: SearchForm) -> Search | None:
    """Give what a form asks for; None, with errors in the form, where it cannot be understood."""
    if not form.is_valid():
        return None
    values = form.cleaned_data
    country = ""
    if values["country"].strip():
        country = two_letters(values["country"])
        if not country:
            form.add_error("country", _("We do not know this country. Write its name or its two letters."))
    near = values["near"]
    if values["city"] and near is None:
        try:
            near = spot_of_city(values["city"], country)
        except NoGazetteer as refusal:
            form.add_error("city", str(refusal))
        else:
            if near is None:
                form.add_error("city", _("We do not know this city. Try a bigger one nearby."))
    return None if form.errors else Search(words=values["q"], country=country, near=near)


@declares(anyone)
@require_safe
def chapter_list(request: ActorRequest) -> HttpResponse:
    """Show all chapters on a map and as cards; by name, country or distance where somebody looks for one."""
    form = SearchForm(request.GET)
    search = searched(form)
    everything = directory(request.actor)
    found = directory(request.actor, search) if search not in (None, Search()) else everything
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    if set(request.GET) <= {"page"}:
        # What somebody typed is not kept: there is no end to what people type.
        keep(request, [NETWORK], mine=True)
    context = {
        "form": form,
        "searching": search != Search(),
        "countries": countries_for_choice(everything),
        "country": search.country if search else "",
        "page": page,
        "cards": [card(one) for one in page],
        "dots": map_dots(found),
        "total": len(everything),
        "number": len(found),
        "canonical": absolute(reverse("chapters:directory")),
    }
    return render(request, "chapters/directory.html", context, status=422 if form.errors else 200)


@declares(anyone)
@require_safe
def chapter_list_json(request: ActorRequest) -> HttpResponse:
    """Give the same to programs: an object with `chapters`, a list; 400 with a message for what is no question."""
    form = SearchForm(request.GET)
    search = searched(form)
    if search is None:
        field, errors = next(iter(form.errors.items()))
        body = {"code": "not_understood", "field": field, "message": str(errors[0])}
        return JsonResponse(body, status=400)
    if not request.GET:
        keep(request, [NETWORK])
    found = directory(request.actor, search)
    answer = JsonResponse(
        {"chapters": [_plain(one, search) for one in found]}, json_dumps_params={"ensure_ascii": False}
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def card(one: Found) -> ChapterCard:
    """Give a chapter as a card of the directory."""
    place = listed((one.city, country_name(one.country)))
    if one.distance is not None:
        place = " · ".join(part for part in (place, distance_words(one.distance)) if part)
    chips = {
        ChapterState.LISTED: [Chip(_("not here yet"))],
        ChapterState.STARTING: [Chip(_("just starting"), "good")],
        ChapterState.RESTING: [Chip(_("resting"), "warn")],
    }
    return ChapterCard(
        url=f"/{one.slug}/",
        name=one.name,
        where=place,
        text=one.tagline,
        chips=chips.get(ChapterState(one.state), []),
    )


def distance_words(kilometres: float) -> str:
    """Give a distance as people say it."""
    if kilometres < 1:
        return _("less than 1 km away")
    whole = round(kilometres)
    return ngettext("%(km)d km away", "%(km)d km away", whole) % {"km": whole}


def map_dots(found: list[Found]) -> list[Dot]:
    """Give the chapters as dots of the world map."""
    shown = found[:MOST_DOTS]
    return [
        Dot(
            id=one.slug,
            name=one.name,
            url=f"/{one.slug}/",
            x=round(spot[0], 1) if spot else None,
            y=round(spot[1], 1) if spot else None,
            quiet=one.state in (ChapterState.LISTED, ChapterState.RESTING),
        )
        for one, spot in zip(shown, dots(shown), strict=True)
    ]


def _plain(one: Found, search: Search) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "uid": str(one.uid),
        "slug": one.slug,
        "name": one.name,
        "city": one.city,
        "region": one.region,
        "country": one.country,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "state": one.state,
        "website": one.website,
        "url": absolute(f"/{one.slug}/"),
    }
    if search.near is not None:
        plain["distance_km"] = None if one.distance is None else round(one.distance, 1)
    return plain
