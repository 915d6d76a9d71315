import pytest

from chapterhouse.lib.html_text import HIDDEN, mask_addresses, unescape_entities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M&eacute;xico", "México"),
        ("en Espa&amp;ntilde;ol", "en Español"),
        ("&#77;&#x41;", "MA"),
        ("AT&T", "AT&T"),
        ("Q&amp;A", "Q&A"),
    ],
)
def test_entities_become_letters(text: str, expected: str) -> None:
    assert unescape_entities(text) == expected


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Write to portland@example.org.", "portland@example.org"),
        ("“Anna.B+py@mail.example.co.uk”", "Anna.B+py@mail.example.co.uk"),
        ("naïve@example.org", "naïve@example.org"),
        ("寫信至info@example.org。", "info@example.org"),
        ("a&#64;example.org", "a@example.org"),
        ("name [at] example [dot] org", "name@example.org"),
        ("name(at)example.org", "name@example.org"),
        ("name at example dot org", "name@example.org"),
        ("<info@example.org>", "info@example.org"),
        ("mailto:info@example.org?subject=Hello", "info@example.org"),
        ("info＠example.org", "info@example.org"),
    ],
)
def test_an_address_is_found_and_does_not_stay(text: str, address: str) -> None:
    masked, found = mask_addresses(text)
    assert found == [address]
    assert HIDDEN in masked
    assert "example" not in masked


def test_links_lose_the_address_and_keep_their_words() -> None:
    text = '[Mail us](mailto:a@example.org "Hi") or <a href="mailto:b@example.org?x=y">write</a>'
    masked, found = mask_addresses(text)
    assert masked == 'Mail us or <a href="#">write</a>'
    assert found == ["a@example.org", "b@example.org"]


def test_each_address_is_reported_once() -> None:
    assert mask_addresses("a@example.org, a@example.org; b@example.org")[1] == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize(
    "text",
    [
        "Look at example.org tonight",
        "logo@2x.png",
        "git@example.com:chapter/material.git",
        "Follow @name@social.example",
        "https://example.com/@some.one",
        "@app.route('/')",
        "We meet at the dot com place",
        "x@localhost",
    ],
)
def test_what_is_no_address_stays_as_it_is(text: str) -> None:
    assert mask_addresses(text) == (text, [])


@pytest.mark.parametrize("piece", ["a@", "a at ", "a.", "[](mailto:", "a [at] b ", "a at b dot ", "%40", "a-", "<a@b."])
def test_a_hostile_text_is_read_in_linear_time(piece: str) -> None:
    # A pattern that goes back and forth would take hours here, and the test run with it.
    mask_addresses((piece * 100_000)[:100_000])
