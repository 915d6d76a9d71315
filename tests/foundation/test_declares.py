"""What every view is held to before it is asked."""

import pytest
from django.test import Client

from tests import make

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.mark.parametrize(
    "address",
    [
        "/blog/a%00b/",
        "/blog/2020/a%00b/",
        "/blog/tags/a%00b/feed.atom",
        "/portland/events/a%00b/",
        "/portland/events/a%00b.ics",
        "/reviews/a%00b/",
    ],
)
def test_an_address_with_a_character_that_nothing_has_is_not_found(address: str) -> None:
    make.chapter("portland")
    assert Client().get(address).status_code == 404
