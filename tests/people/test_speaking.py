"""Choosing the language of the pages."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from chapterhouse.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db
ARABIC, ENGLISH = '<html lang="ar" dir="rtl">', '<html lang="en" dir="ltr">'


@pytest.fixture
def ada() -> Person:
    make.network()
    return make.person("Ada Byron")


def test_every_page_names_the_languages_that_it_is_not_in(client: Client) -> None:
    make.network()
    page = client.get("/chapters/").content.decode()
    assert 'href="/language/?next=/chapters/"' in page.replace("%2F", "/")
    assert '<span lang="ar" dir="rtl">العربيّة</span>' in page
    in_arabic = client.get("/chapters/", headers={"Accept-Language": "ar"}).content.decode()
    assert '<span lang="en" dir="ltr">English</span>' in in_arabic


def test_a_visitor_chooses_and_goes_on_reading_where_she_was(client: Client) -> None:
    make.network()
    for _again in range(3):  # the page is kept by now, in the language before
        assert ENGLISH in client.get("/chapters/").content.decode()
    assert 'value="ar"' in client.get("/language/?next=/chapters/").content.decode()
    answer = client.post("/language/", {"language": "ar", "next": "/chapters/"})
    assert answer["Location"] == "/chapters/"
    for _again in range(3):
        assert ARABIC in client.get("/chapters/").content.decode()
    client.post("/language/", {"language": ""})
    assert ENGLISH in client.get("/chapters/").content.decode()


def test_what_is_no_language_of_ours_changes_nothing_and_nobody_is_led_away(client: Client) -> None:
    make.network()
    answer = client.post("/language/", {"language": "tlh", "next": "/chapters/"})
    assert answer.status_code == 422
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert client.post("/language/", {"language": "ar", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_a_member_finds_her_language_in_every_browser(client: Client, ada: Person) -> None:
    make.sign_in(client, ada).post("/language/", {"language": "ar"})
    ada.refresh_from_db()
    assert ada.language == "ar"
    elsewhere = make.sign_in(Client(), ada)
    assert ARABIC in elsewhere.get("/me/", headers={"Accept-Language": "en"}).content.decode()


def test_a_language_that_we_do_not_have_yet_leaves_it_to_the_browser(client: Client, ada: Person) -> None:
    Person.objects.filter(pk=ada.pk).update(language="pt")
    hers = make.sign_in(client, ada)
    assert ARABIC in hers.get("/me/", headers={"Accept-Language": "ar"}).content.decode()
