"""Joining and signing in by a code from a mail."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from chapterhouse.foundation.models import Letter
from chapterhouse.people.models import Account, Person
from tests import make

pytestmark = pytest.mark.django_db


def newest_code() -> str:
    text = Letter.objects.filter(kind="login_code").order_by("-pk")[0].text
    found = re.search(r"\b([A-Z]{3}-[A-Z]{3})\b", text)
    assert found, text
    return found[1]


def ask(client: Client, address: str = "new@example.org", **values: str) -> str:
    answer = client.post("/enter/", {"email": address, **values})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_a_stranger_comes_in_with_a_code_and_says_her_name(client: Client) -> None:
    make.network()
    page = ask(client, next="/portland/")
    assert page == "/enter/code/?next=%2Fportland%2F"
    shown = client.get(page).content.decode()
    assert "new@example.org" in shown
    assert 'autocomplete="one-time-code"' in shown
    answer = client.post("/enter/code/", {"code": newest_code().lower().replace("-", " "), "next": "/portland/"})
    assert answer["Location"] == "/enter/welcome/?next=%2Fportland%2F"
    assert "Be kind" in client.get(answer["Location"]).content.decode()
    answer = client.post(
        "/enter/welcome/", {"name": "Ada  Byron", "accept_conduct": "on", "next": "/portland/", "pronouns": ""}
    )
    assert answer["Location"] == "/portland/"
    person = Person.objects.get(name="Ada Byron")
    assert person.conduct_accepted_at is not None
    assert Account.objects.get(person=person).email == "new@example.org"
    assert "Ada Byron" in client.get("/me/").content.decode()
