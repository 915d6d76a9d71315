"""Pages of the network and its chapters."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import get_resolver

from chapterhouse.chapters.models import Audience, Chapter, ContactMessage, Membership, Role
from chapterhouse.chapters.queries import RESERVED
from tests import cast, make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SCREENS = (
    "/portland/organise/",
    "/portland/organise/settings/",
    "/portland/organise/venues/",
    "/portland/organise/venues/new/",
    "/portland/organise/people/",
)
LEADS_SCREENS = ("/portland/organise/address/", "/portland/organise/rest/", "/portland/organise/people/give/")
STEWARDS_SCREENS = ("/stewards/", "/stewards/network/", "/stewards/new-chapter/", "/stewards/appoint/")


@pytest.fixture
def people() -> Cast:
    return cast.assemble()


def text_of(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def test_a_visitor_sees_who_the_chapter_is(client: Client, people: Cast) -> None:
    page = client.get("/portland/")
    assert page.status_code == 200
    text = text_of(page)
    assert "PyLadies Portland" in text
    assert people.lead.name in text
    assert "csrfmiddlewaretoken" not in text
    assert not page.cookies
    linked = json.loads(re.search(r'ld\+json">(.*?)</script>', text)[1])  # type: ignore[index]
    assert linked["@type"] == "Organization"


@pytest.mark.parametrize("path", [*SCREENS, *LEADS_SCREENS, *STEWARDS_SCREENS, "/portland/members/"])
def test_screens_open_for_those_they_are_for(people: Cast, path: str) -> None:
    for name in ("visitor", *Cast.NAMES):
        client = Client()
        if name != "visitor":
            make.sign_in(client, people.person(name))
        status = client.get(path).status_code
        if path in STEWARDS_SCREENS:
            allowed = name == "steward"
        elif path in LEADS_SCREENS:
            allowed = name in ("lead", "second_lead", "steward")
        elif path in SCREENS:
            allowed = name in ("lead", "second_lead", "organiser", "steward")
        else:
            allowed = name not in ("visitor", "outsider")
        expected = 200 if allowed else 302 if name == "visitor" else 403
        assert status == expected, (name, path)
