"""Which city and country a name or a pair of coordinates means, and whether the two agree.

Names decide nothing alone: there are Portlands in many places, and CA is a country and a state. Whoever
needs to be sure asks `locate`, which hears both witnesses.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pycountry

from chapterhouse.lib.geodata import CITY, COUNT, POINT_SIZE, RING, fold, looked_up, opened
from chapterhouse.lib.html_text import unescape_entities
from chapterhouse.lib.maps import boxes_around, distance_km, is_place

# Within this distance of a city a place off the drawn coast belongs to the city's country.
NEAR_CITY_KM = 60.0
# So near to a city the outline of the country, which is a few kilometres out, is not asked.
_IN_CITY_KM = 5.0
# A chapter further from the city of its name than this was put in the wrong place.
FAR_AWAY_KM = 60.0

_KOSOVO = "XK"
# What people write and the standard does not.
_ALIASES = {
    "usa": "US", "us": "US", "america": "US", "united states of america": "US", "uk": "GB", "england": "GB",
    "great britain": "GB", "britain": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "uae": "AE",
    "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "turkey": "TR", "kosovo": _KOSOVO,
    "kosova": _KOSOVO, "south korea": "KR", "north korea": "KP", "republic of china": "TW", "bih": "BA", "bosnia": "BA",
    "macedonia": "MK", "ivory coast": "CI", "dr congo": "CD", "burma": "MM", "swaziland": "SZ", "cape verde": "CV",
    "palestine": "PS", "russia": "RU", "brasil": "BR", "espana": "ES", "the gambia": "GM", "the bahamas": "BS",
    "the philippines": "PH", "ksa": "SA", "rsa": "ZA", "prc": "CN", "nz": "NZ",
}  # fmt: skip
_AMBIGUOUS = {"korea": ("KR", "KP"), "congo": ("CG", "CD"), "guinea": ("GN",), "georgia": ("GE", "US")}
# Where a chapter is that meets nowhere.
_NOWHERE = {"remote", "online", "everywhere", "anywhere", "worldwide", "global", "virtual", "internet"}


@dataclass(frozen=True)
class City:
    """A city of at least 15,000 people; `region` is the state's code in the United States."""

    name: str
    country: str
    region: str
    lat: float
    lon: float
    population: int
    zone: str = ""  # of its clocks, as IANA names it


Problem = Literal["", "nowhere", "no coordinates", "unknown name", "countries differ", "far away"]


@dataclass(frozen=True)
class Located:
    """What a name and coordinates say together about a place.

    `country` is set only where both agree. `named` are the countries that the name allows, `at` the one in
    which the coordinates lie. `city` is the city of that name, `distance_km` how far it is from the
    coordinates. `problem` says what is wrong: "far away" may well be the right country.
    """

    country: str | None
    problem: Problem
    named: frozenset[str]
    at: str | None
    city: City | None
    distance_km: float | None


def locate(name: str, lat: float | None = None, lon: float | None = None) -> Located:
    """Hear both witnesses, a name such as "Portland, OR" and coordinates, on where a place is.

    Raises GeographyMissing.
    """
    cities, named = _meaning(name)
    if lat is None or lon is None or not is_place(lat, lon):
        city = _largest(cities)
        nowhere = not named and bool(_NOWHERE & set(fold(name).split()))
        return Located(None, "nowhere" if nowhere else "no coordinates", named, None, city, None)
    at = country_at(lat, lon)
    near = [one for one in cities if distance_km(lat, lon, one.lat, one.lon) <= FAR_AWAY_KM]
    city = _largest(near) or _largest(cities)
    if not near and city and at in named and _is_rather_region(name, city, at):
        city = None
    distance = distance_km(lat, lon, city.lat, city.lon) if city else None
    if not named:
        return Located(None, "unknown name", named, at, city, distance)
    if at not in named:
        return Located(None, "countries differ", named, at, city, distance)
    far = distance is not None and distance > FAR_AWAY_KM
    return Located(at, "far away" if far else "", named, at, city, distance)


def _is_rather_region(name: str, city: City, country: str | None) -> bool:
    """Whether a name means a part of the country: João Pessoa was once called Paraíba, as now the state is."""
    keys = [fold(part) for part in name.split(",")]
    return fold(city.name) not in keys and any(one[:2] == country for key in keys for one in _regions(key))


def find_city(typed: str, country: str | None = None) -> City | None:
    """Give the city that somebody means who types "Portland, OR", "münchen" or "São Paulo, Brazil".

    The largest of those that fit; `country` (two letters) narrows it further. Raises GeographyMissing.
    """
    cities, _countries = _meaning(typed)
    return _largest(one for one in cities if country is None or one.country == country.upper())


def country_at(lat: float, lon: float) -> str | None:
    """Give the country in which a place lies, as two letters, or None at sea. Raises GeographyMissing."""
    if not is_place(lat, lon):
        return None
    inside = _country_around(lat, lon)
    nearest = nearest_city(lat, lon)
    if nearest is None:
        return inside
    limit = NEAR_CITY_KM if inside is None else _IN_CITY_KM
    return nearest.country if distance_km(lat, lon, nearest.lat, nearest.lon) <= limit else inside


def country_named(text: str) -> str | None:
    """Give the one country that a text names, as two letters: Peru, PERU, MDG, Deutschland, OR (a state).

    None where it names none, or several (CA is Canada and California). Raises GeographyMissing.
    """
    key = fold(text)
    certain = _country_of_name(key)
    if certain:
        return certain
    meant = _AMBIGUOUS.get(key) or _countries_of_code(key)
    return meant[0] if len(meant) == 1 else None


def countries_meant(text: str, *, with_codes: bool = True) -> frozenset[str]:
    """Give all countries that a text may mean: by name, code, or a part such as a state or province.

    Codes of parts (SP, RJ) are many and short, so without a city they prove little: `with_codes` False
    leaves them out, but for those of the United States. Raises GeographyMissing.
    """
    key = fold(text)
    certain = _country_of_name(key)
    if certain:
        return frozenset({certain})
    found = {*_AMBIGUOUS.get(key, ()), *_countries_of_code(key)}
    if with_codes or len(key) > 3:
        found.update(one[:2] for one in _regions(key))
    return frozenset(found)


@lru_cache(maxsize=512)
def country_name(code: str, language: str = "en") -> str:
    """Give the name of a country in a language ("en", "pt-br"), in English where nobody translated it.

    A code that nobody has comes back as it is.
    """
    if code == _KOSOVO:
        return "Kosovo"
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        return code
    base, _, region = language.replace("-", "_").partition("_")
    languages = [f"{base}_{region.upper()}", base] if region else [base]
    translated = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages, fallback=True)
    # "Taiwan" and "Bolivia", where the standard says more than people do.
    return translated.gettext(str(getattr(country, "common_name", country.name)))


def nearest_city(lat: float, lon: float, within_km: float = NEAR_CITY_KM) -> City | None:
    """Give the city nearest to a place, or None if there is none so near. Raises GeographyMissing."""
    records = opened("cities.bin")
    best, best_km = None, within_km
    for box in boxes_around(lat, lon, within_km):
        number = _first_from(round(box.south * 10_000))
        for start in range(number * CITY.size, len(records), CITY.size):
            south, east = CITY.unpack_from(records, start)[:2]
            if south > box.north * 10_000:
                break
            if box.west * 10_000 <= east <= box.east * 10_000:
                km = distance_km(lat, lon, south / 10_000, east / 10_000)
                if km <= best_km:
                    best, best_km = start // CITY.size, km
    return None if best is None else _city(best)


def _first_from(latitude: int) -> int:
    """Give the number of the southernmost city that is not south of a latitude."""
    records = opened("cities.bin")
    low, high = 0, len(records) // CITY.size
    while low < high:
        middle = (low + high) // 2
        if CITY.unpack_from(records, middle * CITY.size)[0] < latitude:
            low = middle + 1
        else:
            high = middle
    return low


def _city(number: int) -> City:
    lat, lon, people, country, region, start, length, zone = CITY.unpack_from(opened("cities.bin"), number * CITY.size)
    name = opened("labels.txt")[start : start + length].decode()
    where = (lat / 10_000, lon / 10_000)
    return City(name, country.decode(), region.rstrip(b"\0").decode(), *where, people, _zones()[zone])


@lru_cache(maxsize=1)
def _zones() -> list[str]:
    return opened("zones.txt")[:].decode().split("\n")


def _largest(cities: Iterable[City]) -> City | None:
    return max(cities, key=lambda one: one.population, default=None)


def _meaning(typed: str) -> tuple[list[City], frozenset[str]]:
    """Give the cities that a typed name may mean, and the countries that it allows."""
    parts = [part for part in unescape_entities(typed[:200]).split(",") if fold(part)]
    for first, name in enumerate(parts):
        # "Ethiopia, Addis Ababa": the city may stand last.
        rest = parts[:first] + parts[first + 1 :]
        is_country = _is_country(fold(name))
        if is_country and rest:
            continue
        # Alone, "India" is no town of Serbia, but "Singapore" is both.
        cities = _narrowed(_cities_called(name), [name] if is_country else rest)
        if cities:
            return cities, frozenset(one.country for one in cities)
    for part in reversed(parts):
        meant = countries_meant(part, with_codes=False) or _country_at_the_end(part)
        if meant:
            return [], meant
    return [], frozenset()


def _cities_called(name: str) -> list[City]:
    """Give the cities of a name."""
    key = fold(name)
    listed = (looked_up("names.txt", key) or "").split()
    if not listed and "-" in name:
        # Twin cities: "Raleigh-Durham".
        return [city for half in name.split("-") for city in _cities_called(half)]
    usual = [_city(int(one[:-1])) for one in listed if one.endswith("*")]
    return usual + [_city(int(one)) for one in listed if not one.endswith("*")]


def _narrowed(cities: list[City], rest: list[str]) -> list[City]:
    """Give those of the cities that all the other words of a name allow."""
    for part in rest:
        key = fold(part)
        if key in _NOWHERE:
            return []
        states = {one[3:] for one in _regions(key) if one.startswith("US-")}
        meant = countries_meant(part)
        if meant:
            cities = [one for one in cities if _allows(one, states, meant)]
    return cities


def _allows(city: City, states: set[str], meant: frozenset[str]) -> bool:
    # Of the United States we know which city lies in which state, of other countries we do not.
    if city.country == "US" and states:
        return city.region in states
    return city.country in meant


def _regions(key: str) -> list[str]:
    """Give the countries that have a part called so; of the United States, which state."""
    return (looked_up("regions.txt", key) or "").split()


def _is_country(key: str) -> bool:
    """Whether this is a country's name in English, where other languages' names are often cities too."""
    return key in _ALIASES or (key in _standard_names() and key not in _AMBIGUOUS)


def _country_of_name(key: str) -> str | None:
    if key in _AMBIGUOUS:
        return None
    return _ALIASES.get(key) or _standard_names().get(key) or looked_up("countries.txt", key)


@lru_cache(maxsize=1)
def _standard_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for attribute in ("official_name", "name", "common_name", "alpha_3"):
            name = getattr(country, attribute, None)
            if name:
                found[fold(name)] = country.alpha_2
    return found


def _countries_of_code(key: str) -> tuple[str, ...]:
    """Give the countries of a two-letter code: the country's own, and the United States for its states."""
    if len(key) != 2:
        return ()
    country = pycountry.countries.get(alpha_2=key.upper())
    found = [country.alpha_2] if country else [_KOSOVO] if key == "xk" else []
    is_state = any(one.startswith("US-") for one in _regions(key))
    return (*found, "US") if is_state and "US" not in found else tuple(found)


def _country_at_the_end(text: str) -> frozenset[str]:
    """Give the country whose name ends a text of several words: "PyLadies Uruguay"."""
    words = fold(text).split()
    for first in range(1, len(words)):
        country = _country_of_name(" ".join(words[first:])) if len(words[-1]) > 3 else None
        if country:
            return frozenset({country})
    return frozenset()


@lru_cache(maxsize=1)
def _rings() -> tuple[tuple[str, int, int, int, int, int, int], ...]:
    borders = opened("borders.bin")
    (count,) = COUNT.unpack_from(borders, 0)
    index = borders[COUNT.size : COUNT.size + count * RING.size]
    return tuple((code.decode(), *numbers) for code, *numbers in RING.iter_unpack(index))


def _country_around(lat: float, lon: float) -> str | None:
    """Give the country whose outline goes round a place an odd number of times (holes are rings too)."""
    x, y = lon * 100, lat * 100
    inside: set[str] = set()
    for code, south, west, north, east, first, count in _rings():
        if south <= y <= north and west <= x <= east and _is_within(x, y, first, count):
            inside ^= {code}
    return min(inside, default=None)


def _is_within(x: float, y: float, first: int, count: int) -> bool:
    within = False
    before_x, before_y = 0, 0
    for place, (here_x, here_y) in enumerate(_points(first, count)):
        # A ring ends where it begins, so every side of it comes by.
        crosses = place and (here_y > y) != (before_y > y)
        if crosses and x < (before_x - here_x) * (y - here_y) / (before_y - here_y) + here_x:
            within = not within
        before_x, before_y = here_x, here_y
    return within


def _points(first: int, count: int) -> Iterator[tuple[int, int]]:
    borders = opened("borders.bin")
    start = COUNT.size + len(_rings()) * RING.size + first * POINT_SIZE
    numbers = memoryview(borders)[start : start + count * POINT_SIZE].cast("h")
    return zip(numbers[::2], numbers[1::2], strict=True)
