from datetime import date

import pytest

from chapterhouse.lib.front_matter import BrokenFrontMatter, load_yaml, split_front_matter


def test_a_post_parts_into_its_values_and_its_body() -> None:
    text = "---\nlayout: post.html\ntitle: Our first night\ntags: [Events, PyCon]\n---\n\nHello\n---\nrest\n"
    assert split_front_matter(text) == (
        {"layout": "post.html", "title": "Our first night", "tags": ["Events", "PyCon"]},
        "Hello\n---\nrest\n",
    )


def test_a_byte_order_mark_and_line_ends_of_other_systems_do_not_matter() -> None:
    assert split_front_matter("\ufeff---\r\na: b\r\n---\r\none\r\ntwo") == ({"a": "b"}, "one\ntwo")
    assert split_front_matter("---\ra: b\r---\rone") == ({"a": "b"}, "one")


@pytest.mark.parametrize("text", ["", "Hello", "----\nHello", "# Title\n---\n", " ---\na: b\n---\n"])
def test_a_text_without_front_matter_is_all_body(text: str) -> None:
    assert split_front_matter(text) == ({}, text)


def test_empty_front_matter_has_no_values() -> None:
    assert split_front_matter("---\n---\nHello") == ({}, "Hello")
    assert split_front_matter("---\n# nothing yet\n---\nHello") == ({}, "Hello")


def test_values_mean_what_people_mean() -> None:
    head = "country: NO\nstarts: 19:00\nversion: 1.10\nzip: 01234\nyear: 2012\nday: 2012-09-05\ndraft: true\nend:\n"
    assert split_front_matter(f"---\n{head}---\n")[0] == {
        "country": "NO",
        "starts": "19:00",
        "version": "1.10",
        "zip": "01234",
        "year": 2012,
        "day": date(2012, 9, 5),
        "draft": True,
        "end": None,
    }


def test_data_has_fractions() -> None:
    assert load_yaml("\ufefflat: -37.7689913\nlon: 35.6870") == {"lat": -37.7689913, "lon": 35.687}


def test_aliases_of_ordinary_data_are_read() -> None:
    assert load_yaml("a: &place {city: Brno}\nb: *place") == {"a": {"city": "Brno"}, "b": {"city": "Brno"}}


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("title: a: b", 2),
        ("title: fine\ntags: [one", 3),
        ("title: fine\n\ntitle: again", 4),
        ("- a list", 2),
        ("only words", 2),
        ("a: *nothing", 2),
        ("a: &a [*a]", 2),
        (BOMB, 2),
        ("a: " + "[" * 10_000, 2),
        ("a: " + "{a: " * 10_000, 2),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", 3),
        ("a: !!bool maybe", 2),
        ("a: !!timestamp then", 2),
        ("a: !!set {x}", 2),
        ("day: 2014-02-30", 2),
        ("[a]: b", 2),
        ("a: 1\nb: \x00", 3),
        ('a: "\\0"', 2),
        ('a: "\\uD800"', 2),
        ("a: \ud800", 2),
        ("%YAML 9", 2),
        ("a: " + "x" * 70_000, 1),
    ],
)
def test_broken_front_matter_names_its_line_and_reason(head: str, line: int) -> None:
    with pytest.raises(BrokenFrontMatter) as refused:
        split_front_matter(f"---\n{head}\n---\nHello")
    assert refused.value.line == line
    assert 0 < len(refused.value.reason) < 300


@pytest.mark.parametrize("text", ["---", "---\n", "---\ntitle: Hello\n\nNo closing line"])
def test_front_matter_that_never_ends_is_broken(text: str) -> None:
    with pytest.raises(BrokenFrontMatter, match="closing line"):
        split_front_matter(text)


def test_a_file_beyond_all_size_is_refused_before_it_is_read() -> None:
    with pytest.raises(BrokenFrontMatter, match="longer"):
        load_yaml("a" * 4_000_001)
