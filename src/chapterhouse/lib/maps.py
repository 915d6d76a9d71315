"""Places on the globe: their spot on our world map, how far apart they are, what lies around one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 960.0, 467.0
EARTH_RADIUS_KM = 6371.0088

# Equal Earth (Šavrič, Patterson, Jenny 2018): no continent looks larger than it is.
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_MOST_X = 2 * math.sqrt(3) * math.pi / (3 * _A1)
_MOST_Y = 1.3173627591574133

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_TRIES = 400


@dataclass(frozen=True)
class Box:
    """A part of the globe between two latitudes and two longitudes, west never above east."""

    south: float
    west: float
    north: float
    east: float


def is_place(lat: float, lon: float) -> bool:
    """Say whether these are a latitude and a longitude at all."""
    # Written so that a NaN is none.
    return -90 <= lat <= 90 and -180 <= lon <= 180


def project(lat: float, lon: float) -> tuple[float, float]:
    """Give the spot of a place on a map of 960 by 467, north up, Greenwich in the middle.

    Raises ValueError for what is no place.
    """
    if not is_place(lat, lon):
        raise ValueError(f"no place has latitude {lat} and longitude {lon}")
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    squared = theta * theta
    sixth = squared**3
    slope = _A1 + 3 * _A2 * squared + sixth * (7 * _A3 + 9 * _A4 * squared)
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(theta) / (3 * slope)
    y = theta * (_A1 + _A2 * squared + sixth * (_A3 + _A4 * squared))
    return (1 + x / _MOST_X) * WIDTH / 2, (1 - y / _MOST_Y) * HEIGHT / 2


def spread(spots: Sequence[tuple[float, float]], apart: float = 7.0) -> list[tuple[float, float]]:
    """Give the spots with those moved a little that lie closer than `apart` to an earlier one.

    Earlier spots keep their place; the same spots always give the same answer. Where a city is so
    crowded that no room is near, spots do overlap.
    """
    taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
    placed: list[tuple[float, float]] = []
    for spot in spots:
        free = _free_spot(spot, taken, apart)
        taken.setdefault(_cell(free, apart), []).append(free)
        placed.append(free)
    return placed


def _free_spot(
    spot: tuple[float, float], taken: dict[tuple[int, int], list[tuple[float, float]]], apart: float
) -> tuple[float, float]:
    # Seeds of a sunflower: each try a little further out, never twice in the same direction.
    for step in range(_TRIES):
        radius, angle = apart * 0.5 * math.sqrt(step), step * _GOLDEN_ANGLE
        x = min(max(spot[0] + radius * math.cos(angle), 0.0), WIDTH)
        y = min(max(spot[1] + radius * math.sin(angle), 0.0), HEIGHT)
        column, row = _cell((x, y), apart)
        near = (
            other
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for other in taken.get((column + across, row + down), ())
        )
        if all(math.hypot(other[0] - x, other[1] - y) >= apart for other in near):
            return x, y
    return spot


def _cell(spot: tuple[float, float], apart: float) -> tuple[int, int]:
    return int(spot[0] // apart), int(spot[1] // apart)


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Give the distance between two places over the surface, in kilometres (great circle)."""
    first, second = math.radians(lat), math.radians(other_lat)
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def boxes_around(lat: float, lon: float, km: float) -> tuple[Box, ...]:
    """Give one box, or two across the date line, that hold every place within `km` of this one.

    For a first, quick choice by an index; `distance_km` decides. Raises ValueError for what is no place.
    """
    if not is_place(lat, lon):
        raise ValueError(f"no place has latitude {lat} and longitude {lon}")
    # A hair wider, so that rounding loses nobody at the very edge.
    angle = km / EARTH_RADIUS_KM * 1.000001
    south, north = lat - math.degrees(angle), lat + math.degrees(angle)
    if south <= -90 or north >= 90:
        return (Box(max(south, -90.0), -180.0, min(north, 90.0), 180.0),)
    reach = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(lat)))))
    west, east = lon - reach, lon + reach
    if west < -180:
        return (Box(south, west + 360, north, 180.0), Box(south, -180.0, north, east))
    if east > 180:
        return (Box(south, west, north, 180.0), Box(south, -180.0, north, east - 360))
    return (Box(south, west, north, east),)
