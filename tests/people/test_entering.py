"""Joining and signing in by a code from a mail."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from chapterhouse.foundation.models import Letter
from chapterhouse.people.models import Account, Person
from tests import make

pytestmark = pytest.mark.django_db
ADDRESS = "new@example.org"


def newest_code(address: str = ADDRESS) -> str:
    text = Letter.objects.filter(kind="login_code", address=address).order_by("-pk")[0].text
    found = re.search(r"\b([A-Z]{3}-[A-Z]{3})\b", text)
    assert found, text
    return found[1]


def ask(client: Client, address: str = ADDRESS, **values: str) -> str:
    answer = client.post("/enter/", {"email": address, **values})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_a_stranger_comes_in_with_a_code_and_says_her_name(client: Client) -> None:
    make.network()
    page = ask(client, next="/portland/")
    assert page == "/enter/code/?next=%2Fportland%2F"
    shown = client.get(page).content.decode()
    assert ADDRESS in shown
    assert 'autocomplete="one-time-code"' in shown
    # As people type it: small, with a space.
    answer = client.post("/enter/code/", {"code": newest_code().lower().replace("-", " "), "next": "/portland/"})
    assert answer["Location"] == "/enter/welcome/?next=%2Fportland%2F"
    assert "Be kind" in client.get(answer["Location"]).content.decode()
    answer = client.post("/enter/welcome/", {"name": "Ada  Byron", "accept_conduct": "on", "next": "/portland/"})
    assert answer["Location"] == "/portland/"
    person = Person.objects.get(name="Ada Byron")
    assert person.conduct_accepted_at is not None
    assert Account.objects.get(person=person).email == ADDRESS
    assert "Ada Byron" in client.get("/me/").content.decode()


def test_a_member_comes_in_with_a_code_and_goes_on_at_once(client: Client) -> None:
    ada = make.person("Ada", email=ADDRESS)
    ask(client, "NEW@Example.ORG", next="/me/profile/")
    answer = client.post("/enter/code/", {"code": newest_code(), "next": "/me/profile/"})
    assert answer["Location"] == "/enter/welcome/?next=%2Fme%2Fprofile%2F"
    answer = client.get(answer["Location"])
    assert answer["Location"] == "/me/profile/"
    assert Account.objects.get(person=ada).last_login is not None
    assert Account.objects.count() == 1


def test_known_and_unknown_addresses_look_the_same() -> None:
    make.person("Ada", email="known@example.org")
    pages = []
    for address in ("known@example.org", "unknown@example.org"):
        client = Client()
        where = ask(client, address)
        page = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", client.get(where).content.decode())
        pages.append((where, page.replace(address, "ADDRESS")))
        assert newest_code(address)
    assert pages[0] == pages[1]


def test_wrong_codes_are_explained_and_the_fifth_ends_it(client: Client) -> None:
    ask(client)
    code = newest_code()
    for _ in range(4):
        answer = client.post("/enter/code/", {"code": "XXX-XXX"})
        assert answer.status_code == 422
        assert "This is not the code" in answer.content.decode()
    answer = client.post("/enter/code/", {"code": "XXX-XXX"})
    assert answer["Location"] == "/enter/"
    assert "too many wrong codes" in client.get("/enter/").content.decode()
    assert client.post("/enter/code/", {"code": code})["Location"] == "/enter/"
    assert "_auth_user_id" not in client.session


def test_a_code_works_once_and_only_in_the_browser_that_asked(client: Client) -> None:
    make.person("Ada", email=ADDRESS)
    ask(client)
    code = newest_code()
    other = Client()
    assert other.post("/enter/code/", {"code": code})["Location"] == "/enter/"
    assert client.post("/enter/code/", {"code": code}).status_code == 302
    assert "_auth_user_id" in client.session
    client.post("/enter/sign-out/")
    assert "_auth_user_id" not in client.session
    answer = client.post("/enter/code/", {"code": code})
    assert answer["Location"] == "/enter/"
    assert "used or is too old" in client.get("/enter/").content.decode()


def test_an_old_code_is_refused_with_the_way_to_a_new_one(client: Client) -> None:
    ask(client)
    session = client.session
    login = session["account_login"]
    login["state"]["stages"]["login_by_code"]["data"]["at"] -= 16 * 60
    session["account_login"] = login
    session.save()
    answer = client.post("/enter/code/", {"code": newest_code()})
    assert answer["Location"] == "/enter/"
    assert "_auth_user_id" not in client.session


def test_a_new_code_replaces_the_one_before(client: Client) -> None:
    make.person("Ada", email=ADDRESS)
    ask(client)
    first = newest_code()
    answer = client.post("/enter/code/", {"action": "resend", "next": "/chapters/"})
    assert answer["Location"] == "/enter/code/?next=%2Fchapters%2F"
    second = newest_code()
    assert first != second
    assert client.post("/enter/code/", {"code": first}).status_code == 422
    assert client.post("/enter/code/", {"code": second}).status_code == 302


def test_one_address_gets_few_codes_in_a_short_time() -> None:
    for _ in range(3):
        ask(Client())
    answer = Client().post("/enter/", {"email": ADDRESS})
    assert answer.status_code == 422
    assert "wait a few minutes" in answer.content.decode()
    assert Letter.objects.count() == 3
    ask(Client(), "somebody.else@example.org")


def test_a_blocked_account_gets_no_code_and_learns_nothing(client: Client) -> None:
    make.person("Ada", email=ADDRESS)
    Account.objects.update(is_active=False)
    assert ask(client) == "/enter/code/"
    assert not Letter.objects.exists()
    assert client.post("/enter/code/", {"code": ""}).status_code == 422


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil",
        "\x00/",
        "/" + "x" * 3000,
    ],
)
def test_the_way_on_never_leads_elsewhere(client: Client, elsewhere: str) -> None:
    make.person("Ada", email=ADDRESS)
    assert ask(client, next=elsewhere) == "/enter/code/"
    answer = client.post("/enter/code/", {"code": newest_code(), "next": elsewhere})
    assert answer["Location"] == "/enter/welcome/"
    assert client.get("/enter/welcome/", {"next": elsewhere})["Location"] == "/me/"


@pytest.mark.parametrize(
    "hostile",
    ["", "no-address", "a@b", "x" * 300 + "@example.org", "a\x00@example.org", "a@example.org\nBcc: b@example.org",
     "'; DROP TABLE account; --", "ä@ö.example\u202e", "A" * 1_000_000],
)  # fmt: skip
def test_hostile_addresses_get_a_clear_answer(client: Client, hostile: str) -> None:
    answer = client.post("/enter/", {"email": hostile})
    assert answer.status_code == 422
    assert "field-errors" in answer.content.decode()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("hostile", ["", "ä" * 6, "\x00", "A" * 1_000_000, "' OR 1=1 --", "🦄"])
def test_hostile_codes_get_a_clear_answer(client: Client, hostile: str) -> None:
    ask(client)
    assert client.post("/enter/code/", {"code": hostile}).status_code == 422


@pytest.mark.parametrize(
    "values",
    [{"name": ""}, {"name": "Ada"}, {"name": "x" * 81, "accept_conduct": "on"},
     {"name": "\x00", "accept_conduct": "on"},
     {"name": "\u202e\u2066 ", "accept_conduct": "on"}, {"name": "Ada", "pronouns": "x" * 41, "accept_conduct": "on"}],
)  # fmt: skip
def test_a_welcome_that_is_not_complete_says_so_and_makes_nobody(client: Client, values: dict[str, str]) -> None:
    make.network()
    ask(client)
    client.post("/enter/code/", {"code": newest_code()})
    assert client.post("/enter/welcome/", values).status_code == 422
    assert not Person.objects.exists()
    # She finishes another time: every page that needs a person brings her back here.
    assert client.get("/me/")["Location"].startswith("/enter/")
    assert client.get("/enter/?next=/me/")["Location"] == "/enter/welcome/?next=%2Fme%2F"


def test_forms_are_refused_without_their_token() -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("/enter/", "/enter/code/", "/enter/welcome/", "/enter/sign-out/"):
        assert client.post(path, {"email": ADDRESS}).status_code == 403, path
    assert not Letter.objects.exists()


def test_looking_at_the_sign_out_page_signs_nobody_out(client: Client) -> None:
    make.sign_in(client, make.person("Ada"))
    assert client.get("/enter/sign-out/").status_code == 200
    assert client.get("/me/").status_code == 200
    assert client.post("/enter/sign-out/")["Location"] == "/"
    assert client.get("/me/").status_code == 302


def test_pages_speak_her_language_after_signing_in(client: Client) -> None:
    make.person("Ada", email=ADDRESS, language="ar")
    ask(client)
    answer = client.post("/enter/code/", {"code": newest_code()})
    assert answer.cookies["django_language"].value == "ar"
