"""What the chapters put into pages of lower rooms, and the first and last tabs of their own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from chapterhouse.chapters.models import Chapter, ChapterState
from chapterhouse.chapters.policies import can_organise, can_see_members, can_steward
from chapterhouse.chapters.queries import Tab, chapters_of, directory
from chapterhouse.chapters.views.directory import map_dots
from chapterhouse.foundation.actors import VISITOR, Actor
from chapterhouse.people.models import Person


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", VISITOR)
    return actor


def home_tab(_request: HttpRequest, chapter: Chapter) -> Tab:
    """Give the tab of the chapter's own page."""
    return Tab(_("Chapter"), reverse("chapters:chapter", args=[chapter.slug]), "chapter")


def members_tab(request: HttpRequest, chapter: Chapter) -> Tab | None:
    """Give members the tab of who belongs to the chapter."""
    if not can_see_members(_actor(request), chapter):
        return None
    return Tab(_("Members"), reverse("chapters:members", args=[chapter.slug]), "members")


def organise_tab(request: HttpRequest, chapter: Chapter) -> Tab | None:
    """Give organisers the tab of what they can do."""
    if not can_organise(_actor(request), chapter) or chapter.state == ChapterState.LISTED:
        return None
    return Tab(_("Organise"), reverse("chapters:organise", args=[chapter.slug]), "organise")


def write_tab(_request: HttpRequest, chapter: Chapter) -> Tab:
    """Give the tab of the form by which anybody writes to the organisers."""
    return Tab(_("Write to us"), reverse("chapters:write", args=[chapter.slug]), "write")


def navigation(_request: HttpRequest, **_values: Any) -> SafeString:
    """Give the link to the directory in the header of every page."""
    return render_to_string("chapters/parts/navigation.html")


def my_chapters(request: HttpRequest, person: Person, **_values: Any) -> SafeString:
    """Give a person's chapters for her own page, with the way out of each."""
    context = {"memberships": list(chapters_of(person)), "stewards": can_steward(_actor(request))}
    return render_to_string("chapters/parts/my_chapters.html", context)


def map_at_home(request: HttpRequest) -> SafeString | None:
    """Show the world map of chapters on the network's home page; nothing before there is a chapter."""
    found = directory(_actor(request))
    if not found:
        return None
    countries = {one.country for one in found if one.country}
    return render_to_string(
        "chapters/parts/map.html", {"dots": map_dots(found), "chapters": len(found), "countries": len(countries)}
    )
