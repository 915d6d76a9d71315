"""Reading the invented site, which has one of everything that is odd about real ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

import chapterhouse
from chapterhouse.lib.pyladies_site.places import Place, place_of
from chapterhouse.lib.pyladies_site.reading import read_site
from chapterhouse.lib.pyladies_site.rows import ChapterRow, PostRow, SiteUnreadable
from chapterhouse.lib.pyladies_site.template_code import replace_template_code

SITE = Path(chapterhouse.__file__).parent / "demo" / "site"


def chapter(name: str) -> ChapterRow:
    return next(row for row in read_site(SITE).chapters if row.name.startswith(name))


def post(name: str) -> PostRow:
    return next(row for row in read_site(SITE).posts if name in row.key)


def codes(row: ChapterRow | PostRow) -> list[str]:
    return [note.code for note in row.notes]


def site_of(
    folder: Path, config: str = "chapters: []\n", posts: Mapping[str, str | bytes] = MappingProxyType({})
) -> Path:
    (folder / "config.yml").write_text(config)
    (folder / "_posts").mkdir()
    for name, text in posts.items():
        path = folder / "_posts" / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_nothing_is_left_out() -> None:
    site = read_site(SITE)
    assert len(site.chapters) == 12
    assert len(site.posts) == sum(1 for path in (SITE / "_posts").rglob("*") if path.is_file()) == 11
    assert any("byte-order mark" in note.text for note in site.notes)
    assert site.unread == ["README.md: not a part that is imported", "locations: not a part that is imported"]


def test_entities_in_names_are_undone_and_told() -> None:
    assert chapter("Oaxaca").name == "Oaxaca, México"
    assert "entities" in codes(chapter("Oaxaca"))


def test_handles_become_addresses_however_they_are_written() -> None:
    assert [link["url"] for link in chapter("Oaxaca").links] == [
        "https://twitter.com/lanterns_oax",
        "https://www.facebook.com/lanternsoaxaca",
    ]
    assert chapter("Nairobi").links == [{"name": "WhatsApp", "url": "https://bit.ly/lanternsnairobi"}]
    assert "facebook_unused" in codes(chapter("Belo Horizonte"))
    assert chapter("Belo Horizonte").left_over["facebook"] == "Lanterns Minas Gerais"


def test_a_website_is_resolved_where_the_site_says_to_what_else_told() -> None:
    assert chapter("Porto").website == "https://lanterns.example/locations/porto/"
    assert chapter("Asheville").website == "http://asheville.lanterns.example"
    assert chapter("Eugene").website == "https://eugene.lanterns.example/"
    assert "website_scheme" in codes(chapter("Eugene"))
    for name in ("Galway", "Belo Horizonte"):
        assert chapter(name).website == ""
        assert "website_unused" in codes(chapter(name))
        assert "website" in chapter(name).left_over


def test_what_several_chapters_share_is_told() -> None:
    shared = [note.text for note in chapter("Eugene").notes if note.code == "shared"]
    assert shared == [
        "it has the same meetup_id 4663500001 as Porto, Portugal, Asheville, NC",
        "it has the same contact address as Asheville, NC",
        "it has the same coordinates as Asheville, NC",
        "it has the same meetup lanterns-avl as Asheville, NC",
    ]


def test_a_contact_address_is_folded_or_left_out() -> None:
    assert chapter("Oaxaca").contact_address == "oaxaca@lanterns.example"
    assert "contact_capitals" in codes(chapter("Oaxaca"))
    assert chapter("Kobe").contact_address == ""
    assert "contact_unusable" in codes(chapter("Kobe"))
    assert "no_contact" in codes(chapter("Nairobi"))


def test_odd_keys_and_empty_values_are_told() -> None:
    assert "key_typo" in codes(chapter("Galway"))
    assert codes(chapter("Nairobi")).count("empty_value") == 3
    mascot = [note.text for note in chapter("Kobe").notes if note.code == "unknown_key"]
    assert mascot == ["mascot 'a paper lantern, write to (address hidden)' is not used: there is no place for it"]
    assert "closed_service" in codes(chapter("Kobe"))


@pytest.mark.parametrize(
    ("name", "place", "told"),
    [
        ("Porto", Place("Porto", "", "PT", 41.1496, -8.611, "Europe/Lisbon"), None),
        ("Asheville", Place("Asheville", "NC", "US", 35.5951, -82.5515, "America/New_York"), None),
        ("Belo", Place("Belo Horizonte", "MG", "BR", -19.92, -43.94, "America/Sao_Paulo"), None),
        ("Nairobi", Place("Nairobi", "", "KE", -1.2864, 36.8172, "Africa/Nairobi"), None),
        ("Eugene", Place("Eugene", "OR", "US", None, None, "America/Los_Angeles"), "coordinates_elsewhere"),
        ("Valpara", Place("Valparaíso", "", "", None, None, "UTC"), "countries_differ"),
        ("Galway", Place("Galway", "", "", None, None, "UTC"), "no_country"),
        ("Remote", Place("Remote", "", "", None, None, "UTC"), "no_country"),
        ("Lantern", Place("Lantern Makers", "", "", 52.37, 4.89, "Europe/Amsterdam"), "unknown_name"),
    ],
)
def test_a_place_is_only_what_name_and_coordinates_agree_on(name: str, place: Place, told: str | None) -> None:
    row = chapter(name)
    assert place_of(row) == place
    assert (told in codes(row)) if told else not {"countries_differ", "unknown_name"} & set(codes(row))


def test_the_day_comes_from_the_file_name_and_the_name_is_an_address() -> None:
    assert (post("Why-Lanterns").slug, post("Why-Lanterns").day) == ("why-lanterns", date(2024, 2, 23))
    assert [row.day for row in read_site(SITE).posts if row.slug == "lantern-prize"] == [
        date(2023, 5, 28),
        date(2024, 5, 28),
    ]
    assert post("no-such-day").day == date(2025, 3, 2)
    assert not post("undated").complete


def test_a_repost_says_whose_it_is() -> None:
    row = post("Why-Lanterns")
    assert (row.original_author, row.original_url) == ("Marta Reis", "https://marta.example/2024/02/20/why-lanterns/")
    assert row.original_published_on == date(2024, 2, 20)
    assert "with her permission" in row.permission
    assert "](" not in row.permission


def test_template_code_goes_and_code_that_is_shown_stays() -> None:
    row = post("2024-05-28")
    assert "Three people with a paper lantern" in row.body
    assert "The cups, washed" in row.body
    assert "<https://lanterns.example/gallery>" in row.body
    assert "[here](/blog/2024/how-we-learn/)" in row.body
    assert "get_asset('images/stays.png')" in row.body
    assert "`{{ this_stays }}`" in row.body
    assert row.body.count("{{") == 2
    assert "{%" not in row.body
    assert codes(row).count("picture") == 3
    assert "{{ indented_code_stays }}" in post("how-we-learn").body
    assert "[the guide]" not in post("how-we-learn").body


def test_mail_addresses_are_masked_and_counted_but_never_told() -> None:
    for name in ("2024-05-28", "kit-es"):
        row = post(name)
        assert "@lanterns" not in row.body
        assert "(dot)" not in row.body
        assert "address_masked" in codes(row)
        assert not any("@" in note.text for note in row.notes)
    assert "to Wilma" in post("2024-05-28").body


def test_broken_front_matter_keeps_the_words_as_a_draft() -> None:
    row = post("broken")
    assert (row.title, row.tags, row.bylines) == ("Two colons: a story", ("PYCON", "broken"), (("Nadia Neri", ""),))
    assert row.body == "The YAML above is wrong, the words are fine.\n"
    assert not row.complete
    assert "front matter, line 3" in row.notes[0].text


def test_authors_tags_titles_and_languages_are_taken_however_they_are_written() -> None:
    learn = post("how-we-learn")
    assert learn.title == "How we learn & teach"
    assert learn.tags == ("computer science", "PyCon", "résumé")
    assert learn.bylines == (("Wilma Weber", ""), ("Marta Reis", ""))
    assert post("Why-Lanterns").bylines == (("Marta Reis", "https://marta.example/"),)
    assert post("empty").bylines == (("A Lantern", ""),)
    assert post("no-such-day").tags == ("PyCon",)
    assert post("2024-05-28").front_matter == {"category": ["news", "prizes"]}
    assert post("kit-es").language == "es"
    bare = post("no-front-matter")
    assert (bare.title, bare.complete) == ("No front matter", True)
    assert "café" in bare.body
    assert {"encoding", "front_matter_missing", "title", "author"} == set(codes(bare))
    assert "empty" in codes(post("empty"))
    assert post("notes.txt").refused == "it is not Markdown (.txt)"


@pytest.mark.parametrize(
    ("files", "reason"),
    [({}, "no config.yml"), ({"config.yml": "a: [\n"}, "line"), ({"config.yml": "- a\n"}, "holds no settings")],
)
def test_what_is_no_site_is_refused_with_a_reason(tmp_path: Path, files: dict[str, str], reason: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(SiteUnreadable, match=reason):
        read_site(tmp_path)
    with pytest.raises(SiteUnreadable):
        read_site(tmp_path / "nowhere")


def test_rows_that_are_no_chapters_are_refused_one_by_one(tmp_path: Path) -> None:
    config = "chapters:\n- null\n- just words\n- {email: x@y.example}\n- {name: Porto}\n- {name: Porto}\n"
    rows = read_site(site_of(tmp_path, config)).chapters
    assert [bool(row.refused) for row in rows] == [True, True, True, False, False]
    assert len({row.key for row in rows}) == 5
    assert "name_repeated" in codes(rows[4])


@pytest.mark.parametrize(
    "location",
    ["[1, 2]", "{latitude: a, longitude: b}", "{latitude: 91, longitude: 0}", "{latitude: nan, longitude: 1}", "7"],
)
def test_coordinates_that_are_none_are_told(tmp_path: Path, location: str) -> None:
    (row,) = read_site(site_of(tmp_path, f"chapters:\n- name: Porto, Portugal\n  location: {location}\n")).chapters
    assert row.latitude is None
    assert "no_coordinates" in codes(row)


def test_hostile_values_never_become_links(tmp_path: Path) -> None:
    values = "website: 'javascript://x/%0aalert(1)'\n  github: 'https://evil.example/github.com'\n  facebook: '../../x'"
    (row,) = read_site(site_of(tmp_path, f"chapters:\n- name: Porto\n  {values}\n")).chapters
    assert (row.website, row.links) == ("", [])
    assert {"website", "github", "facebook"} <= set(row.left_over)


def test_odd_files_never_stop_the_others(tmp_path: Path) -> None:
    folder = site_of(
        tmp_path,
        posts={
            "2024-01-01-utf16.md": "---\ntitle: Wide\n---\nÜ".encode("utf-16"),
            "2024-01-02-zeros.md": b"---\ntitle: Zero\x00\n---\nbody\x00",
            "2024-01-03-open.md": "---\ntitle: Never closed\n",
            "2024-01-04-huge.md": b"x" * 2_100_000,
            "2024-01-05-list.md": "---\n- a\n---\nbody",
            "2024-01-06-twice.md": "---\ntitle: One\ntitle: Two\n---\nbody",
            "2024-01-07-bomb.md": "---\na: &a [1,1,1,1,1,1,1,1,1]\n"
            + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True))
            + "---\nbody",
            "2024-01-08-types.md": "---\ntitle: [1, {a: b}]\ntags: {a: b}\nauthor: 3\nsummary: true\n---\nbody",
            "2024-01-09-fine.md": "---\ntitle: Fine\n---\nbody",
        },
    )
    (folder / "_posts" / "2024-01-10-link.md").symlink_to("/etc/hostname")
    rows = {row.key[11:-3]: row for row in read_site(folder).posts}
    assert rows["utf16"].title == "Wide"
    assert "huge" in rows
    assert rows["huge"].refused
    assert rows["link"].refused
    assert [name for name, row in rows.items() if not row.refused and not row.complete] == [
        "zeros",
        "open",
        "list",
        "twice",
        "bomb",
    ]
    assert (rows["fine"].title, codes(rows["fine"])) == ("Fine", ["author"])


def test_template_code_that_never_ends_costs_no_time() -> None:
    body = "{{ " * 20_000 + "![" * 5_000 + "<img " * 5_000 + "`" * 5_000
    assert replace_template_code(body, lambda path: ("", False))[0]
