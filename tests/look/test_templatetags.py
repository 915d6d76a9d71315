import re

import pytest

from chapterhouse.look.templatetags.look import avatar, initials, seats, shade, theme_url


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("Ottilie", "O"),
        ("  maría  josé  de la cruz ", "MC"),
        ("Đặng Thị Ngọc Hân", "ĐH"),
        ("ليلى حداد", "لح"),
        ("", "·"),
        ("(!)", "·"),
        ("<b>", "·"),
    ],
)
def test_initials_stand_for_a_name(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_person_keeps_her_colour() -> None:
    assert avatar("Ada") == avatar("Ada")
    hues = {re.findall(r"hue-\d", avatar(f"Person {number}"))[0] for number in range(60)}
    assert hues == {f"hue-{number}" for number in range(8)}


def test_a_name_or_picture_cannot_break_out() -> None:
    assert "<script" not in avatar("<script> x")
    assert '" onerror' not in avatar("Ada", picture='x" onerror="y')


@pytest.mark.parametrize(
    ("taken", "places", "waiting", "dots"),
    [(14, 20, 3, 23), (0, 5, 0, 5), (7, None, 0, 7), (20, 10, 0, 20), (0, None, 0, 0), (100, 150, 0, 0)],
)
def test_each_place_is_a_dot_until_there_are_too_many(taken: int, places: int | None, waiting: int, dots: int) -> None:
    assert seats(taken, places, waiting).count("h0") == dots


def test_the_usual_colour_needs_no_second_style_sheet() -> None:
    assert theme_url("#0b6e55") == ""
    assert theme_url(None) == ""
    assert theme_url("red;}") == ""
    assert theme_url("#7A3cff") == "/look/theme/7a3cff.css"


def test_a_letter_gets_a_shade_whatever_the_colour_is() -> None:
    assert shade("#7a3cff", "brand") == "#7a3cff"
    assert shade(None, "brand") == "#0b6e55"
