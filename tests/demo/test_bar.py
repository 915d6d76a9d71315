"""The demo's bar: be anybody with one click, in the demo and nowhere else."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from chapterhouse.chapters.models import Network
from chapterhouse.demo.cast import CAST
from chapterhouse.demo.loading import INVENTED_SITE, STEWARD
from chapterhouse.people.models import Account
from tests import make

pytestmark = pytest.mark.django_db
HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True
    make.network(is_demo=True)
    for part in CAST:
        if part.address:
            make.person(part.key.title(), email=part.address)


def be(client: Client, key: str, **more: str) -> int:
    headers = {**HERE, **more}
    return client.post(f"/demo/be/{key}/", {"next": "/chapters/"}, **headers).status_code  # type: ignore[arg-type]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("part", [one for one in CAST if one.address], ids=lambda one: one.key)
def test_one_click_logs_in_and_stays_on_the_page(client: Client, part: object) -> None:
    answer = client.post(f"/demo/be/{part.key}/", {"next": "/chapters/"}, **HERE)  # type: ignore[attr-defined,arg-type]
    assert answer.status_code == 302
    assert answer["Location"] == "/chapters/"
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    assert account.email == part.address  # type: ignore[attr-defined]


@pytest.mark.usefixtures("demo")
def test_being_a_visitor_signs_out(client: Client) -> None:
    be(client, "lead")
    assert be(client, "visitor") == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo")
def test_the_bar_is_on_every_page_and_holds_no_token(client: Client) -> None:
    page = client.get("/chapters/").content.decode()
    assert page.count("/demo/be/") == len(CAST)
    assert "csrfmiddlewaretoken" not in page


@pytest.mark.usefixtures("demo")
def test_the_bar_calls_nobody_a_visitor_who_signed_in_as_herself(client: Client) -> None:
    assert 'aria-pressed="true"' in client.get("/chapters/").content.decode()
    make.sign_in(client, make.person("Una", email="una@example.org"))
    assert 'aria-pressed="true"' not in client.get("/chapters/").content.decode()


@pytest.mark.usefixtures("demo")
def test_it_leads_to_no_other_site(client: Client) -> None:
    answer = client.post("/demo/be/lead/", {"next": "https://evil.example/"}, **HERE)  # type: ignore[arg-type]
    assert answer["Location"] == "/"


@pytest.mark.usefixtures("demo")
def test_another_site_cannot_log_somebody_in(client: Client) -> None:
    assert be(client, "lead", HTTP_ORIGIN="https://evil.example") == 403
    assert client.post("/demo/be/lead/", HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo")
def test_nobody_unknown_can_be_played(client: Client) -> None:
    assert be(client, "queen") == 404


def test_a_real_network_has_no_bar_even_where_the_setting_is_on(client: Client, settings: Any) -> None:
    settings.DEMO = True
    make.network()
    make.person("Lead", email=next(part.address for part in CAST if part.key == "lead"))
    assert be(client, "lead") == 404
    assert "/demo/be/" not in client.get("/chapters/").content.decode()


def test_a_demo_network_has_no_bar_where_the_setting_is_off(client: Client) -> None:
    make.network(is_demo=True)
    assert be(client, "lead") == 404
    assert Network.objects.get().is_demo


def test_the_cast_is_of_invented_addresses_and_the_invented_site_is_there() -> None:
    assert all(part.address.endswith("@people.example") for part in CAST if part.address)
    assert STEWARD[1] in {part.address for part in CAST}
    assert (Path(INVENTED_SITE) / "config.yml").exists()
