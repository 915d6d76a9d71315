"""Countries and cities as people write them, in the reader's language."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.queries import Found
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib import geography
from chapterhouse.lib.geodata import GeographyMissing


class NoGazetteer(Refusal):
    """This installation has not built its list of cities."""

    status = 400
    code = "no_gazetteer"
    message = _("Cities cannot be looked up here just now. Choose a country, or look at the map.")
    field = "city"


def country_name(letters: str) -> str:
    """Give a country's name in the reader's language, nothing for none."""
    return _country_name(letters, get_language() or "en") if letters else ""


@lru_cache(maxsize=1000)
def _country_name(letters: str, language: str) -> str:
    return geography.country_name(letters, language)


def two_letters(typed: str) -> str:
    """Give the two letters of a country that somebody typed or chose, nothing where there is none."""
    typed = typed.strip()
    if len(typed) == 2 and geography.country_name(typed.upper()) != typed.upper():
        return typed.upper()
    try:
        return geography.country_named(typed) or ""
    except GeographyMissing:
        return ""


def spot_of_city(typed: str, country: str) -> tuple[float, float] | None:
    """Give where a city is, None where nobody knows it. Raises NoGazetteer."""
    try:
        city = geography.find_city(typed, country or None)
    except GeographyMissing as error:
        raise NoGazetteer from error
    return (city.lat, city.lon) if city else None


def countries_for_choice(found: list[Found]) -> list[tuple[str, str]]:
    """Give the countries in which there are chapters, by name, to choose from."""
    letters = {one.country for one in found if one.country}
    return sorted(((one, country_name(one)) for one in letters), key=lambda pair: pair[1])
