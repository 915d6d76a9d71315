"""The files about the world that `make setup` writes, read in place: they cost next to no memory.

    names.txt      folded name, tab, numbers of cities called so (a star where it is the usual name); sorted
    cities.bin     one record for each city, sorted by latitude, so that a city's number is its place here
    labels.txt     the cities' names as they are written
    zones.txt      the names of time zones, one on each line
    regions.txt    folded name or code of a part of a country, tab, the countries that have one; sorted
                   (US-OR: of the United States, which state)
    countries.txt  folded name of a country in any language, tab, its code; sorted
    borders.bin    the outlines of countries as rings of points
    land.txt       the outline of all land but Antarctica on our world map, as the `d` of an SVG path

`scripts/build_geography.py` makes them from public packages. None of them is in the repository.
"""

from __future__ import annotations

import mmap
import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"

# Latitude and longitude in ten-thousandths of a degree, people, country, region, place and length of the label,
# line of the time zone.
CITY = struct.Struct("<iiI2s6sIBH")
# Country, south, west, north, east in hundredths of a degree, first point, number of points.
RING = struct.Struct("<2s4hII")
COUNT = struct.Struct("<I")
POINT_SIZE = 4

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a", "ħ": "h", "'": "",
     "’": "", "ʻ": "", "ʼ": "", "`": ""}
)  # fmt: skip


class GeographyMissing(FileNotFoundError):
    """The files about the world were not made yet."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{FOLDER / name} is missing: run `make setup` (or scripts/build_geography.py)")


def fold(name: str) -> str:
    """Give a name as it is compared: without accents, case and punctuation. `São Luís` is `sao luis`."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    kept = [letter if _is_of_word(letter) else " " for letter in apart if not unicodedata.combining(letter)]
    return " ".join("".join(kept).split())


def _is_of_word(letter: str) -> bool:
    # M: the vowels of Indian scripts are marks, not letters.
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


@lru_cache(maxsize=16)
def opened(name: str) -> mmap.mmap:
    """Give a file's bytes, left on the disk until they are read. Raises GeographyMissing."""
    try:
        with (FOLDER / name).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise GeographyMissing(name) from None


def looked_up(name: str, key: str) -> str | None:
    """Give what stands behind a key in one of the sorted files, or None. Raises GeographyMissing."""
    lines = opened(name)
    wanted = key.encode("utf-8", "replace")
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.find(b"\n", start)
        found, _, value = lines[start:end].partition(b"\t")
        if found == wanted:
            return value.decode()
        if found < wanted:
            low = end + 1
        else:
            high = start
    return None


def land_path() -> str:
    """Give the outline of all land but Antarctica on a map of 960 by 467, as the `d` of an SVG path."""
    return opened("land.txt")[:].decode().strip()
