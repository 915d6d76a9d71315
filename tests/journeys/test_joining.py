"""A stranger joins Portland with an e-mail code, and later leaves and is forgotten."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from chapterhouse.chapters.models import Membership
from chapterhouse.foundation.mail.letters import send_due
from chapterhouse.people.models import Person, PersonKind
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_stranger_joins_portland_with_an_e_mail_code(client: Client) -> None:
    chapter = make.chapter("portland")
    page = client.get("/portland/").content.decode()
    join = re.search(r'href="(/portland/join/)"', page)
    assert join
    door = client.get(join[1])["Location"]
    assert "Your e-mail address" in client.get(door).content.decode()

    code_page = client.post(door, {"email": "grace@example.org"})["Location"]
    assert send_due(now=timezone.now()) == 1
    letter = mail.outbox[0]
    assert letter.to == ["grace@example.org"]
    code = re.search(r"[A-Z]{3}-[A-Z]{3}", str(letter.body))
    assert code
    welcome = client.post(code_page, {"code": code[0]})["Location"]
    back = client.post(welcome, {"name": "Grace", "accept_conduct": "on"})["Location"]
    assert back == "/portland/join/"
    home = client.post(back, {"accept_conduct": "yes"})["Location"]
    page = client.get(home).content.decode()
    assert "You are a member" in page
    assert "Welcome to" in page
    grace = Person.objects.get(name="Grace")
    membership = Membership.objects.get(chapter=chapter, person=grace)
    assert membership.conduct_accepted_at is not None

    client.post("/portland/leave/", {"confirmed": "yes"})
    assert "You are in no chapter yet" in client.get("/me/").content.decode()
    client.post("/me/erase/", {"sure": "on"})
    grace.refresh_from_db()
    assert grace.kind == PersonKind.ERASED
    assert client.get("/me/").status_code == 302
