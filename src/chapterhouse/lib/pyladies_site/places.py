"""Where a chapter is: what its name and its coordinates say together, and nothing that only one of them says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chapterhouse.lib.geography import Located, country_name, country_named, locate, nearest_city
from chapterhouse.lib.pyladies_site.rows import ChapterRow, fold

# Further from every city than this, the zone of the nearest one says too little.
_ZONE_WITHIN_KM = 150.0


@dataclass(frozen=True)
class Place:
    """What is known for sure; empty and None where nothing is."""

    city: str
    region: str
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str = "UTC"


def place_of(row: ChapterRow) -> Place:
    """Give the chapter's place, with a note on the row for whatever was not taken over.

    A country only where name and coordinates agree; coordinates only where nothing contradicts them.
    """
    found = locate(row.name, row.latitude, row.longitude)
    trusted = _trusted(row, found)
    city, region = _names(row, found)
    latitude, longitude = (row.latitude, row.longitude) if trusted else (None, None)
    return Place(
        city=city,
        region=region,
        country=found.country or "",
        latitude=latitude,
        longitude=longitude,
        time_zone=_zone(row, found, latitude, longitude),
    )


def _trusted(row: ChapterRow, found: Located) -> bool:
    """Say whether the coordinates are taken over, and note why not."""
    if row.latitude is None or row.longitude is None:
        row.note("no_country", "without coordinates its country is not certain and was left out")
        return False
    where = f"{row.latitude}, {row.longitude}"
    if found.problem == "countries differ":
        named = " or ".join(sorted(country_name(code) for code in found.named))
        at = f"in {country_name(found.at)}" if found.at else "in no country"
        row.note("countries_differ", f"its name says {named}, its coordinates ({where}) lie {at}: neither is used")
        return False
    if found.problem == "unknown name":
        row.note("unknown_name", "its name names no place that we know; its country was left out")
        return True
    if found.problem == "far away" and _is_named_so(row, found):
        row.note(
            "coordinates_elsewhere",
            f"its coordinates ({where}) are {found.distance_km:.0f} km from {found.city.name if found.city else '?'}"
            ": not used",
        )
        return False
    return True


def _is_named_so(row: ChapterRow, found: Located) -> bool:
    """Say whether the city that was found bears the name that stands there, and not as a nickname."""
    if found.city is None:
        return False
    return fold(found.city.name) in {fold(part) for part in re.split(r"[,-]", row.name)} or _alike(row, found)


def _alike(row: ChapterRow, found: Located) -> bool:
    """Compare names without what people leave out on plain keyboards: ı, ş, ø."""
    letters = str.maketrans({"ı": "i", "ø": "o", "ł": "l"})
    name = fold(found.city.name).translate(letters) if found.city else ""
    return bool(name) and name in fold(row.name).translate(letters)


def _names(row: ChapterRow, found: Located) -> tuple[str, str]:
    """Give city and region; a country's name is neither."""
    city, last = row.city, row.country_text
    several = "," in row.name
    if not several:
        is_country = country_named(city) is not None and found.city is None
        return ("" if is_country else city), ""
    if found.problem == "nowhere":
        return city, ""
    if found.city is not None and country_named(city) is not None and fold(found.city.name) == fold(last):
        return last, ""  # "Ethiopia, Addis Ababa"
    is_state = found.country == "US" and len(last) == 2 and last.upper() not in ("US", "UK")
    named = country_named(last)
    # MG is Madagascar, but behind a city in Brazil it is Minas Gerais.
    is_country = named is not None and named == (found.country or named)
    if found.country and len(last) > 3 and fold(last) in fold(country_name(found.country)):
        is_country = True  # Korea
    region = last if is_state or not is_country else ""
    return city, ", ".join(part for part in (row.region, region) if part)[:80]


def _zone(row: ChapterRow, found: Located, latitude: float | None, longitude: float | None) -> str:
    near = None
    if latitude is not None and longitude is not None:
        near = nearest_city(latitude, longitude, _ZONE_WITHIN_KM)
    if near is not None and near.zone:
        if country_named(row.city) and found.city is None:
            row.note(
                "zone_of_country", f"it is of a whole country; its time zone is where its coordinates are: {near.zone}"
            )
        return near.zone
    if found.country and found.city is not None and found.city.zone and _is_named_so(row, found):
        row.note("zone_by_name", f"its time zone is that of {found.city.name}: {found.city.zone}")
        return found.city.zone
    row.note("zone_unknown", "its time zone is not known: UTC until somebody sets it")
    return "UTC"
