import subprocess
import sys

import pytest

from chapterhouse.lib.geodata import GeographyMissing, fold, land_path, looked_up, opened
from chapterhouse.lib.geography import (
    countries_meant,
    country_at,
    country_name,
    country_named,
    find_city,
    locate,
    nearest_city,
)


@pytest.mark.parametrize(
    ("name", "folded"),
    [("São Luís", "sao luis"), ("ŁÓDŹ", "lodz"), ("Raleigh-Durham", "raleigh durham"), ("İzmir", "izmir"),
     ("  Xi'an ", "xian"), ("Tromsø", "tromso"), ("東京", "東京"), ("Straße_1", "strasse 1"), ("?!", "")],
)  # fmt: skip
def test_names_are_compared_without_accents_case_and_punctuation(name: str, folded: str) -> None:
    assert fold(name) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("typed", "name", "country"),
    [
        ("Portland, OR", "Portland", "US"),
        ("portland", "Portland", "US"),
        ("Portland, Oregon, USA", "Portland", "US"),
        ("München", "Munich", "DE"),
        ("sao paulo", "São Paulo", "BR"),
        ("Cambridge, UK", "Cambridge", "GB"),
        ("Cambridge, MA", "Cambridge", "US"),
        ("Paris", "Paris", "FR"),
        ("Paris, Texas", "Paris", "US"),
        ("Ontario, CA", "Ontario", "US"),
        ("Vancouver, CA", "Vancouver", "CA"),
        ("London, Ontario, Canada", "London", "CA"),
        ("Tbilisi, Georgia", "Tbilisi", "GE"),
        ("Atlanta, Georgia", "Atlanta", "US"),
        ("Washington, D.C.", "Washington", "US"),
        ("New York, NY", "New York City", "US"),
        ("Sorocaba, SP", "Sorocaba", "BR"),
        ("Ethiopia, Addis Ababa", "Addis Ababa", "ET"),
        ("Cuernavaca, M&eacute;xico", "Cuernavaca", "MX"),
        ("Raleigh-Durham, NC", "Raleigh", "US"),
        ("東京", "Tokyo", "JP"),
        ("القاهرة", "Cairo", "EG"),
        ("Singapore", "Singapore", "SG"),
    ],
)
def test_a_city_is_found_as_people_type_it(typed: str, name: str, country: str) -> None:
    city = find_city(typed)
    assert city is not None
    assert (city.name, city.country) == (name, country)


@pytest.mark.parametrize(
    "typed", ["", ",,,", "Nowhereville", "Remote, Everywhere", "India", "x" * 100_000, "Portland, Japan"]
)
def test_what_is_no_city_is_none(typed: str) -> None:
    assert find_city(typed) is None


def test_a_country_narrows_the_search() -> None:
    city = find_city("Birmingham", country="us")
    assert city is not None
    assert (city.country, city.region) == ("US", "AL")
    assert find_city("Birmingham", country="FR") is None


@pytest.mark.parametrize(
    ("text", "country"),
    [("USA", "US"), ("UK", "GB"), ("PERU", "PE"), ("the Netherlands", "NL"), ("Turkey", "TR"), ("MDG", "MG"),
     ("Taiwan", "TW"), ("South Korea", "KR"), ("México", "MX"), ("Deutschland", "DE"), ("BiH", "BA"), ("OR", "US"),
     ("Czech Republic", "CZ"), ("Kosovo", "XK"), ("Scotland", "GB"), ("Remote", None), ("", None), ("CA", None),
     ("Georgia", None), ("Korea", None), ("SP", None), ("Middle-earth", None)],
)  # fmt: skip
def test_a_country_is_known_by_its_names_and_not_guessed(text: str, country: str | None) -> None:
    assert country_named(text) == country


def test_a_word_may_mean_several_countries() -> None:
    assert {"CA", "US"} <= countries_meant("CA")
    assert "BR" in countries_meant("SP")
    assert "BR" not in countries_meant("SP", with_codes=False)
    assert countries_meant("Oregon", with_codes=False) == {"US"}
    assert countries_meant("Middle-earth") == frozenset()


@pytest.mark.parametrize(
    ("lat", "lon", "country"),
    [
        (45.52, -122.68, "US"),
        (31.76, -106.49, "US"),  # El Paso, across the river from Mexico
        (47.56, 7.59, "CH"),  # Basel, where three countries meet
        (1.29, 103.85, "SG"),
        (21.3, -157.86, "US"),
        (-33.87, 151.21, "AU"),
        (42.66, 21.17, "XK"),
        (22.3, 114.17, "HK"),
        (25.03, 121.56, "TW"),
        (51.9, 4.48, "NL"),
        (-17.7, 178.0, "FJ"),
        (-29.6, 28.2, "LS"),  # a hole in South Africa
        (40.0, -100.0, "US"),  # no city anywhere near
        (36.2, -121.9, "US"),  # off the coast, near a city
        (0, -30, None),
        (91, 0, None),
        (float("nan"), 0, None),
    ],
)
def test_a_place_lies_in_a_country_or_at_sea(lat: float, lon: float, country: str | None) -> None:
    assert country_at(lat, lon) == country


def test_the_nearest_city_is_found_also_across_the_date_line_and_at_the_poles() -> None:
    city = nearest_city(45.6, -122.6)
    assert city is not None
    assert city.country == "US"
    assert nearest_city(0, -30) is None
    assert nearest_city(90, 0) is None
    taveuni = nearest_city(-16.5, -179.9, within_km=300)
    assert taveuni is not None
    assert taveuni.country == "FJ"


def test_a_name_and_coordinates_that_agree_say_where_a_chapter_is() -> None:
    place = locate("Portland, OR", 45.52, -122.68)
    assert (place.country, place.problem) == ("US", "")
    assert place.city is not None
    assert place.city.region == "OR"
    assert place.distance_km is not None
    assert place.distance_km < 10


@pytest.mark.parametrize(
    ("name", "lat", "lon", "country", "problem"),
    [
        ("Portland, OR", 35.77, -78.64, "US", "far away"),  # another city's coordinates
        ("Brno, Czech Republic", 50.08, 14.43, "CZ", "far away"),
        ("Canakkale, Turkey", 39.92, 32.83, "TR", "far away"),
        ("Maputo, Mozambique", 25.97, 32.57, None, "countries differ"),  # a sign lost
        ("Panama", 8.54, 80.78, None, "countries differ"),
        ("Shizuoka, Japan", None, None, None, "no coordinates"),
        ("Portland, OR", 145.5, -122.6, None, "no coordinates"),
        ("Remote, Everywhere", None, None, None, "nowhere"),
        ("en Espa&ntilde;ol, Everywhere", None, None, None, "nowhere"),
        ("Mavs PyLadies", 32.62, -97.15, None, "unknown name"),
        ("Barcelona, BCN", 41.39, 2.16, "ES", ""),
        ("Brazil", -10.33, -53.2, "BR", ""),
        ("PyLadies Uruguay", -34.87, -56.17, "UY", ""),
        ("Paraiba, Brazil", -7.24, -36.78, "BR", ""),  # the state, not the city that once was called so
        ("Silicon Valley, CA", 37.37, -122.03, "US", ""),
        ("Somewhere, CA", 37.0, -6.0, None, "countries differ"),  # CA is a province of Spain too, which proves nothing
        ("South Florida, USA", 26.14, -81.8, "US", ""),
        ("Seoul, Korea", 37.57, 126.98, "KR", ""),
        ("Lavras, MG", -21.25, -45.0, "BR", ""),
        ("India", 28.67, 77.21, "IN", ""),
        ("Montreal, Canada", 45.5, -73.57, "CA", ""),
    ],
)
def test_both_witnesses_are_heard(
    name: str, lat: float | None, lon: float | None, country: str | None, problem: str
) -> None:
    place = locate(name, lat, lon)
    assert (place.country, place.problem) == (country, problem)


def test_countries_have_names_in_the_reader_s_language() -> None:
    assert country_name("TW") == "Taiwan"
    assert country_name("DE", "de") == "Deutschland"
    assert country_name("BR", "pt-br") == "Brasil"
    assert country_name("BO") == "Bolivia"
    assert country_name("US", "ar") != "United States"
    assert country_name("US", "xx") == "United States"
    assert country_name("XK") == "Kosovo"
    assert country_name("ZZ") == "ZZ"


def test_every_name_in_the_files_is_found_again() -> None:
    for name in ("names.txt", "regions.txt", "countries.txt"):
        lines = opened(name)[:].decode().splitlines()
        for line in (lines[0], lines[1], lines[-1], *lines[:: len(lines) // 300]):
            key, _, value = line.partition("\t")
            assert looked_up(name, key) == value
        assert looked_up(name, "\0") is None
        assert looked_up(name, "\U0010ffff") is None


def test_the_land_is_a_path_that_fits_into_the_page_s_budget() -> None:
    path = land_path()
    assert path.startswith("M")
    assert path.endswith("z")
    assert set(path) <= set("Mlz.- 0123456789")
    assert len(path) < 40_000


def test_a_question_costs_little_memory() -> None:
    # In a fresh process: what a web process would pay for the first search.
    code = (
        "import resource\n"
        "from chapterhouse.lib import geography\n"
        "geography.country_named('Peru')\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "geography.find_city('Portland, OR'), geography.locate('Brno, Czech Republic', 49.19, 16.6)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 3_000  # KiB


def test_without_a_file_the_error_says_what_to_do() -> None:
    with pytest.raises(GeographyMissing, match="make setup"):
        opened("nothing-of-this-name.txt")
