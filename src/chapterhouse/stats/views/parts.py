"""What statistics put into lower rooms' pages: tiles on a chapter's page and the home page, a tab, a link below."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chapterhouse.chapters.models import Chapter, ChapterState
from chapterhouse.chapters.queries import Tab
from chapterhouse.foundation.actors import VISITOR, Actor
from chapterhouse.foundation.http.kept import also_shows
from chapterhouse.foundation.http.parts import kept_part
from chapterhouse.lib.moments import day_of, end_of_day
from chapterhouse.stats.policies import can_see_statistics
from chapterhouse.stats.queries.numbers import numbers_of
from chapterhouse.stats.queries.rollup import network_numbers, streams_of_network
from chapterhouse.stats.views.network import ZONE, coverage_words
from chapterhouse.stats.views.tiles import tiles_of


def _actor(request: HttpRequest) -> Actor:
    actor = getattr(request, "actor", VISITOR)
    assert isinstance(actor, Actor)
    return actor


def tab(request: HttpRequest, chapter: Chapter) -> Tab | None:
    """Give the tab of the statistics to those who may see them (slot `chapter.tabs`)."""
    if not can_see_statistics(_actor(request), chapter):
        return None
    return Tab(_("Statistics"), reverse("stats:chapter", args=[chapter.slug]), "stats")


def on_chapter(request: HttpRequest, chapter: Chapter) -> SafeString | None:
    """Give three tiles for a chapter's page (slot `chapter.numbers`); nothing where nobody belongs to it yet."""
    if chapter.state == ChapterState.LISTED or not can_see_statistics(_actor(request), chapter):
        return None
    numbers = numbers_of(chapter, day_of(timezone.now(), chapter.time_zone).toordinal())
    if not numbers.first_day:
        return None
    return render_to_string(
        "stats/on_chapter.html",
        {
            "title": _("In numbers"),
            "more_url": reverse("stats:chapter", args=[chapter.slug]),
            "tiles": tiles_of(numbers),
        },
    )


def on_home(request: HttpRequest, **values: Any) -> SafeString | None:
    """Give the network's tiles for the home page (slot `home.numbers`), the same for everybody."""
    now = timezone.now()
    until, streams = end_of_day(day_of(now, ZONE), ZONE), streams_of_network()
    also_shows(request, streams, until=until)
    return kept_part(("home.numbers", get_language()), streams, until=until, now=now, make=_network_tiles)


def _network_tiles() -> SafeString | None:
    numbers, coverage = network_numbers(day_of(timezone.now(), ZONE).toordinal())
    if not coverage.sharing:
        return None
    return render_to_string(
        "stats/on_chapter.html",
        {
            "title": _("Together"),
            "more_url": reverse("stats:network"),
            "tiles": tiles_of(numbers),
            "coverage": coverage_words(coverage),
        },
    )


def below(request: HttpRequest, **values: Any) -> SafeString:
    """Give the link to the network's numbers at the foot of every page (slot `footer.nav`)."""
    return format_html('<a href="{}">{}</a>', reverse("stats:network"), _("Statistics"))
