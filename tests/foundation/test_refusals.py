"""Refusals are answers: a page for people, JSON for programs, the way in for visitors."""

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db


def test_an_address_that_only_a_button_uses_says_so(client: Client) -> None:
    chapter = make.chapter("portland")
    event = make.event(chapter)
    make.sign_in(client, make.member(chapter))
    answer = client.get(f"/portland/events/{event.short_id}/not-going/")
    assert answer.status_code == 405
    assert "works only by its button" in answer.content.decode()
    assert "POST" in answer["Allow"]


def test_programs_get_their_refusals_as_json(client: Client) -> None:
    make.chapter("portland")
    answer = client.get("/portland/organise/", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in_needed"


def test_visitors_are_led_to_the_way_in_and_back(client: Client) -> None:
    make.chapter("portland")
    answer = client.get("/portland/organise/")
    assert answer.status_code == 302
    assert answer["Location"] == "/enter/?next=%2Fportland%2Forganise%2F"
