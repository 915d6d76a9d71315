"""Finding chapters and the doors to them."""

from __future__ import annotations

import pytest
from django.http import Http404

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters import queries
from chapterhouse.chapters.queries import OldAddress, Search, chapter_for, directory
from chapterhouse.foundation.actors import SYSTEM, VISITOR
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def names(search: Search) -> list[str]:
    return [one.name for one in directory(VISITOR, search)]


def test_accents_and_capitals_do_not_matter() -> None:
    make.listed("sao-paulo", name="PyLadies São Paulo", city="São Paulo", country="BR")
    make.listed("lodz", name="PyLadies Łódź", city="Łódź", country="PL")
    assert names(Search(words="sao PAULO")) == ["PyLadies São Paulo"]
    assert names(Search(words="lodz")) == ["PyLadies Łódź"]
    assert names(Search(words="Łódź pyladies")) == ["PyLadies Łódź"]
    assert names(Search(words="%")) == names(Search())
    assert names(Search(words="nowhere")) == []


def test_a_country_narrows_and_distance_orders() -> None:
    make.listed("berlin", country="DE", latitude=52.52, longitude=13.4)
    make.listed("munich", country="DE", latitude=48.14, longitude=11.58)
    make.listed("tokyo", country="JP", latitude=35.7, longitude=139.7)
    make.listed("unknown", country="DE")
    near = Search(country="de", near=(48.2, 16.4))  # Vienna
    assert [one.slug for one in directory(VISITOR, near)] == ["munich", "berlin", "unknown"]
    assert directory(VISITOR, near)[0].distance == pytest.approx(356, abs=5)
    assert directory(VISITOR, near)[2].distance is None


def test_those_that_meet_here_come_first() -> None:
    make.listed("aachen")
    make.chapter("zagreb")
    assert [one.slug for one in directory(VISITOR)] == ["zagreb", "aachen"]


def test_a_chapter_that_moved_is_no_longer_listed() -> None:
    chapter = make.chapter()
    chapters.move_chapter(actor=SYSTEM, chapter=chapter, moved_to="https://example.org/", now=NOW)
    assert directory(VISITOR) == []


def test_dots_stand_apart_and_unknown_spots_have_none() -> None:
    for number in range(5):
        make.listed(f"town-{number}", latitude=45.0, longitude=-122.0)
    make.listed("unknown")
    spots = queries.dots(directory(VISITOR))
    assert spots.count(None) == 1
    assert len(set(spots)) == 6


def test_an_old_address_and_capitals_lead_to_the_present_one() -> None:
    chapter = make.chapter("portland")
    chapters.change_slug(actor=SYSTEM, chapter=chapter, slug="pdx", now=NOW)
    for slug in ("portland", "Portland", "PDX"):
        with pytest.raises(OldAddress) as moved:
            chapter_for(VISITOR, slug)
        assert moved.value.slug == "pdx"
    assert chapter_for(VISITOR, "pdx") == chapter
    with pytest.raises(Http404):
        chapter_for(VISITOR, "nowhere")


def test_leads_stand_first_among_the_organisers() -> None:
    chapter = make.chapter(leads=0)
    make.organiser(chapter, "Ora")
    make.lead(chapter, "Second")
    assert [role.person.name for role in queries.open_roles(chapter)] == ["First lead of portland", "Second", "Ora"]
