import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_colour_becomes_a_style_sheet_that_browsers_keep(client: Client) -> None:
    answer = client.get("/look/theme/7a3cff.css")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert "--brand: light-dark(#7a3cff" in answer.content.decode()
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("colour", ["red", "7a3cf", "zzzzzz", "7a3cff-x"])
def test_what_is_no_colour_is_not_found(client: Client, colour: str) -> None:
    assert client.get(f"/look/theme/{colour}.css").status_code == 404


@pytest.mark.django_db
def test_the_page_of_all_components_is_for_developers_and_the_demo(client: Client, settings) -> None:
    assert client.get("/look/").status_code == 404
    settings.DEMO = True
    answer = client.get("/look/")
    assert answer.status_code == 200
    assert "Homework night" in answer.content.decode()
