"""Pages of what is mine."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from chapterhouse.people.models import Account, Person, PersonKind
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    make.network()
    return make.person("Ada Byron")


@pytest.fixture
def hers(client: Client, ada: Person) -> Client:
    return make.sign_in(client, ada)


@pytest.mark.parametrize("path", ["/me/", "/me/profile/", "/me/about-me.json", "/me/erase/"])
def test_visitors_are_asked_to_sign_in_and_come_back(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == "/enter/?next=" + path.replace("/", "%2F")


def test_she_changes_what_she_says_about_herself(hers: Client, ada: Person) -> None:
    assert "Ada Byron" in hers.get("/me/profile/").content.decode()
    values = {"name": "Ada Lovelace", "pronouns": "she/her", "about": "I\r\ncount", "time_zone": "Europe/London"}
    assert hers.post("/me/profile/", values)["Location"] == "/me/"
    ada.refresh_from_db()
    assert (ada.name, ada.about, ada.time_zone) == ("Ada Lovelace", "I\ncount", "Europe/London")
    assert "Ada Lovelace" in hers.get("/me/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 81), ("time_zone", "Mars/Olympus"), ("language", "xx"), ("about", "x" * 2001),
     ("name", "\x00"), ("about", "a\x00b"), ("name", "x" * 5_000_000)],
)  # fmt: skip
def test_hostile_values_are_shown_back_with_the_reason(hers: Client, ada: Person, field: str, value: str) -> None:
    answer = hers.post("/me/profile/", {"name": "Eve", field: value})
    assert answer.status_code == 422
    assert "field-errors" in answer.content.decode()
    ada.refresh_from_db()
    assert ada.name == "Ada Byron"


def test_markup_in_a_name_stays_text(hers: Client) -> None:
    hers.post("/me/profile/", {"name": "<script>alert(1)</script>"})
    text = hers.get("/me/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_she_takes_everything_with_her(hers: Client, ada: Person) -> None:
    chapter = make.chapter()
    make.join(chapter, ada)
    answer = hers.get("/me/about-me.json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    kept = json.loads(answer.content)
    assert kept["person"]["name"] == "Ada Byron"
    assert kept["account"]["email"] == make.address_of(ada)
    assert kept["chapters"]["memberships"][0]["chapter"] == chapter.name


def test_she_is_erased_only_after_she_is_sure(hers: Client, ada: Person) -> None:
    assert hers.get("/me/erase/").status_code == 200
    assert hers.post("/me/erase/", {}).status_code == 422
    assert Account.objects.filter(person=ada).exists()
    assert hers.post("/me/erase/", {"sure": "on"})["Location"] == "/"
    ada.refresh_from_db()
    assert ada.kind == PersonKind.ERASED
    assert hers.get("/me/").status_code == 302


def test_the_last_lead_is_told_why_she_cannot_be_erased_yet(client: Client) -> None:
    lead = make.chapter(leads=1).roles.get().person
    answer = make.sign_in(client, lead).post("/me/erase/", {"sure": "on"})
    assert answer.status_code == 422
    assert "last lead" in answer.content.decode()
    assert Account.objects.filter(person=lead).exists()


def test_forms_are_refused_without_their_token(ada: Person) -> None:
    client = make.sign_in(Client(enforce_csrf_checks=True), ada)
    for path in ("/me/profile/", "/me/erase/"):
        assert client.post(path, {"name": "Eve", "sure": "on"}).status_code == 403
    ada.refresh_from_db()
    assert ada.name == "Ada Byron"


def test_her_page_costs_the_same_with_one_and_with_many_chapters(
    hers: Client, ada: Person, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        hers.get("/me/")
    for number in range(20):
        make.join(make.chapter(f"town-{number}", leads=1), ada)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert hers.get("/me/").content.decode().count("Member since") == 20
