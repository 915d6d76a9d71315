"""The directory: chapters by name, country and distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from django.db.models.functions import Lower

from chapterhouse.chapters.models import Chapter, ChapterState
from chapterhouse.chapters.policies import visible_chapters
from chapterhouse.foundation.actors import Actor
from chapterhouse.lib.geodata import fold
from chapterhouse.lib.maps import distance_km, project, spread

_FIELDS = (
    "uid", "slug", "name", "city", "region", "country", "latitude", "longitude", "state", "tagline", "website"
)  # fmt: skip


@dataclass(frozen=True)
class Search:
    """What somebody looks for: words, a country (two letters), a spot to measure from."""

    words: str = ""
    country: str = ""
    near: tuple[float, float] | None = None


@dataclass(frozen=True)
class Found:
    """One chapter of the directory; the distance is in kilometres, None where no spot is asked for or known."""

    uid: UUID
    slug: str
    name: str
    city: str
    region: str
    country: str
    latitude: float | None
    longitude: float | None
    state: str
    tagline: str
    website: str
    distance: float | None = None


def directory(actor: Actor, search: Search | None = None) -> list[Found]:
    """Give the chapters that are looked for: by distance where a spot is given, else those that meet here first."""
    search = search or Search()
    rows = Chapter.objects.filter(visible_chapters(actor)).exclude(state=ChapterState.MOVED)
    if search.country:
        rows = rows.filter(country=search.country.upper())
    # A network has hundreds of chapters, not millions: folding accents here is the same on every database.
    found = [Found(*values) for values in rows.order_by(Lower("name"), "pk").values_list(*_FIELDS)]
    wanted = _folded(search.words).split()
    if wanted:
        found = [one for one in found if all(word in _text(one) for word in wanted)]
    if search.near is None:
        return sorted(found, key=lambda one: one.state == ChapterState.LISTED)
    lat, lon = search.near
    measured = [replace(one, distance=_distance(one, lat, lon)) for one in found]
    return sorted(measured, key=lambda one: (one.distance is None, one.distance or 0.0))


def dots(found: Sequence[Found]) -> list[tuple[float, float] | None]:
    """Give where each chapter is on the world map, None for those nobody knows of; crowded ones are spread."""
    spots = tuple((one.latitude, one.longitude) if _has_spot(one) else None for one in found)
    return list(_projected(spots))


@lru_cache(maxsize=16)
def _projected(spots: tuple[tuple[float, float] | None, ...]) -> tuple[tuple[float, float] | None, ...]:
    known = spread([project(*spot) for spot in spots if spot])
    placed = iter(known)
    return tuple(next(placed) if spot else None for spot in spots)


_folded = lru_cache(maxsize=8192)(fold)


def _has_spot(one: Found) -> bool:
    return one.latitude is not None and one.longitude is not None


def _distance(one: Found, lat: float, lon: float) -> float | None:
    if one.latitude is None or one.longitude is None:
        return None
    return distance_km(lat, lon, one.latitude, one.longitude)


def _text(one: Found) -> str:
    return _folded(f"{one.name} {one.city} {one.region} {one.slug}")
