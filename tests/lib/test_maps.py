import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapterhouse.lib.maps import HEIGHT, WIDTH, boxes_around, distance_km, project, spread

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


def test_known_places_stand_where_they_belong() -> None:
    assert project(0, 0) == pytest.approx((480, 233.5))
    assert project(0, 180)[0] == pytest.approx(960)
    assert project(90, 0)[1] == pytest.approx(0)
    assert project(-90, 0)[1] == pytest.approx(467)
    # The paper: the poles are lines, 0.59 as long as the equator; meridians cross parallels in even steps.
    assert (project(90, 180)[0] - project(90, -180)[0]) / WIDTH == pytest.approx(0.59, abs=0.005)
    assert project(45.5, 60)[0] - project(45.5, 0)[0] == pytest.approx(project(45.5, 0)[0] - project(45.5, -60)[0])


def test_areas_are_kept() -> None:
    def area(south: float, west: float, size: float) -> float:
        corners = [project(south, west), project(south, west + size), project(south + size, west + size),
                   project(south + size, west)]  # fmt: skip
        pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2

    def true_area(south: float, size: float) -> float:
        return math.sin(math.radians(south + size)) - math.sin(math.radians(south))

    ratios = [area(south, west, 1) / true_area(south, 1) for south in (-70, 0, 30, 60) for west in (-150, 0, 90)]
    assert max(ratios) / min(ratios) < 1.002


@given(latitudes, longitudes)
def test_every_place_is_on_the_map(lat: float, lon: float) -> None:
    x, y = project(lat, lon)
    assert -0.001 <= x <= WIDTH + 0.001
    assert -0.001 <= y <= HEIGHT + 0.001


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 0), (0, 181), (math.nan, 0), (0, math.inf)])
def test_what_is_no_place_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="no place"):
        project(lat, lon)
    with pytest.raises(ValueError, match="no place"):
        boxes_around(lat, lon, 10)


def test_two_chapters_of_one_city_are_both_seen_and_lone_ones_stay() -> None:
    placed = spread([(100, 100), (100, 100), (101, 100), (400, 200)], apart=7)
    assert placed[0] == (100, 100)
    assert placed[3] == (400, 200)
    for index, one in enumerate(placed):
        assert all(math.dist(one, other) >= 7 for other in placed[:index])
    assert all(math.dist(one, (100, 100)) < 20 for one in placed[:3])
    assert placed == spread([(100, 100), (100, 100), (101, 100), (400, 200)], apart=7)


@given(st.lists(st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT)), max_size=60))
def test_a_crowd_is_spread_and_stays_on_the_map(spots: list[tuple[float, float]]) -> None:
    placed = spread(spots, apart=5)
    assert len(placed) == len(spots)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in placed)
    for index, one in enumerate(placed):
        assert all(math.dist(one, other) >= 5 - 1e-9 for other in placed[:index])


def test_distances_are_those_of_the_globe() -> None:
    assert distance_km(45.52, -122.68, 35.78, -78.64) == pytest.approx(3810, rel=0.01)  # Portland to Raleigh
    assert distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.2, rel=0.01)
    assert distance_km(90, 0, -90, 0) == pytest.approx(20015, rel=0.001)
    assert distance_km(1, 2, 1, 2) == 0


@given(latitudes, longitudes, latitudes, longitudes, st.floats(1, 5000))
def test_whoever_is_near_is_in_a_box(lat: float, lon: float, other_lat: float, other_lon: float, km: float) -> None:
    boxes = boxes_around(lat, lon, km)
    assert all(box.west <= box.east and box.south <= box.north for box in boxes)
    if distance_km(lat, lon, other_lat, other_lon) <= km:
        assert any(box.south <= other_lat <= box.north and box.west <= other_lon <= box.east for box in boxes)


def test_a_box_is_not_much_larger_than_it_must_be() -> None:
    [box] = boxes_around(52.5, 13.4, 100)
    assert box.north - box.south < 1.9
    assert box.east - box.west < 3.1
    assert len(boxes_around(-18, 179.9, 100)) == 2
