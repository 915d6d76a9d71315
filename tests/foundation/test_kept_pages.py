"""A kept page is given again only while it is true, and never to somebody signed in."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from chapterhouse.foundation.actors import VISITOR
from chapterhouse.foundation.facts.announcing import NETWORK, touch
from chapterhouse.foundation.http.kept import ROOM, KeptPages, keep
from chapterhouse.people import actions as people
from chapterhouse.people.models import Person
from tests import make

pytestmark = [pytest.mark.both, pytest.mark.django_db]


class Page:
    """A page that counts how often it is made."""

    def __init__(self) -> None:
        self.made = 0
        self.until = None
        self.cookie = False
        self.words = ""
        self.during = lambda: None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        answer = HttpResponse(f"{self.words}made {self.made}")
        self.during()
        keep(request, ["test:a"], until=self.until)
        if self.cookie:
            answer.set_cookie("x", "y")
        return answer


@pytest.fixture
def page() -> Page:
    return Page()


def ask(site: KeptPages, path: str = "/", **headers: str) -> str:
    request = RequestFactory().get(path, headers=headers)
    if "cookie" in headers:
        name, _, value = headers["cookie"].partition("=")
        request.COOKIES[name] = value
    return site(request).content.decode()


def bump() -> None:
    with transaction.atomic():
        touch("test:a")


def test_it_is_made_once_and_given_again(page: Page) -> None:
    site = KeptPages(page)
    answers = [ask(site) for _ in range(5)]
    assert answers == ["made 1", "made 2", "made 2", "made 2", "made 2"]


def test_a_fact_makes_it_anew(page: Page) -> None:
    site = KeptPages(page)
    for _ in range(3):
        ask(site)
    bump()
    assert [ask(site), ask(site)] == ["made 3", "made 3"]


def test_a_fact_that_commits_while_it_is_made_makes_it_anew(page: Page) -> None:
    site = KeptPages(page)
    ask(site)
    page.during = bump
    assert ask(site) == "made 2"
    page.during = lambda: None
    assert [ask(site), ask(site)] == ["made 3", "made 3"]


def test_an_instant_that_changes_it_makes_it_anew(page: Page) -> None:
    site = KeptPages(page)
    page.until = timezone.now() - timedelta(seconds=1)
    assert [ask(site) for _ in range(3)] == ["made 1", "made 2", "made 3"]


@pytest.mark.parametrize("cookie", ["sessionid=abc", "messages=abc"])
def test_somebody_who_may_be_signed_in_never_gets_a_kept_page(page: Page, cookie: str) -> None:
    site = KeptPages(page)
    for _ in range(3):
        ask(site)
    assert ask(site, cookie=cookie) == "made 3"
    assert ask(site) == "made 2"


def test_a_page_that_sets_a_cookie_is_not_kept(page: Page) -> None:
    site = KeptPages(page)
    page.cookie = True
    assert [ask(site) for _ in range(3)] == ["made 1", "made 2", "made 3"]


def test_a_change_of_the_network_makes_every_page_anew(page: Page) -> None:
    site = KeptPages(page)
    for _ in range(3):
        ask(site)
    with transaction.atomic():
        touch(NETWORK)
    assert ask(site) == "made 3"


def test_a_page_with_a_form_of_somebody_is_not_kept(page: Page) -> None:
    page.words = '<input name="csrfmiddlewaretoken" value="hers">'
    site = KeptPages(page)
    assert [ask(site)[-1] for _ in range(3)] == ["1", "2", "3"]


def test_pages_are_let_go_where_there_is_no_room_for_all(page: Page) -> None:
    page.words = "x" * 400_000
    site = KeptPages(page)
    for number in range(60):
        for _ in range(2):
            ask(site, f"/?page={number}")
    assert 20 < len(site.pages) <= ROOM // 400_000
    assert site.room == sum(one.room for one in site.pages.values())
    before = page.made
    ask(site, "/?page=59")
    assert page.made == before, "the newest are kept"


def test_addresses_and_languages_are_kept_apart(page: Page) -> None:
    site = KeptPages(page)
    for _ in range(2):
        ask(site, "/?a=1")
    assert ask(site, "/?a=2") == "made 3"
    assert ask(site, "/?a=1", **{"accept-language": "ar"}) == "made 4"
    assert ask(site, "/?a=1") == "made 2"


def test_who_has_this_very_answer_is_told_only_that(page: Page) -> None:
    def dated(request: HttpRequest) -> HttpResponse:
        answer = page(request)
        answer.headers["ETag"] = 'W/"one"'
        return answer

    site = KeptPages(dated)
    for _ in range(3):  # made, made and kept, given again
        known = site(RequestFactory().get("/", headers={"if-none-match": 'W/"one"'}))
        assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", 'W/"one"')
        other = site(RequestFactory().get("/", headers={"if-none-match": 'W/"two"'}))
        assert other.status_code == 200
        assert other.content


class Mine(Page):
    """A page that shows something of its reader's own, with a form and its token."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = super().__call__(request)
        answer.content += b' for <input name="csrfmiddlewaretoken">' + str(request.actor.person_uid).encode()  # type: ignore[attr-defined]
        keep(request, ["test:a"], until=self.until, mine=True)
        return answer


def reader(name: str) -> tuple[Person, str]:
    """Give a person and the key of her session."""
    person, client = make.person(name), Client()
    make.sign_in(client, person)
    return person, str(client.session.session_key)


def ask_as(site: KeptPages, person: Person, session: str) -> str:
    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = session
    request.actor = make.actor(person)  # type: ignore[attr-defined]
    return site(request).content.decode()


def test_a_page_may_be_kept_for_her_session_alone() -> None:
    site = KeptPages(Mine())
    ada, hers = reader("Ada")
    bea, others = reader("Bea")
    for _ in range(2):
        ask_as(site, ada, hers)
        ask_as(site, bea, others)
    assert ask_as(site, ada, hers) == ask_as(site, ada, hers)
    assert ask_as(site, ada, hers).endswith(str(ada.uid))
    assert ask_as(site, bea, others).endswith(str(bea.uid))
    assert ask_as(site, bea, others).startswith("made 4")


def test_what_changes_about_her_makes_her_page_anew() -> None:
    site = KeptPages(Mine())
    ada, hers = reader("Ada")
    kept = [ask_as(site, ada, hers) for _ in range(3)][-1]
    people.change_profile(actor=make.actor(ada), person=ada, changes={"name": "Ada B."}, now=make.NOW)
    assert ask_as(site, ada, hers) != kept


def test_a_session_that_ended_gets_no_kept_page() -> None:
    site = KeptPages(Mine())
    ada, hers = reader("Ada")
    kept = [ask_as(site, ada, hers) for _ in range(3)][-1]
    Session.objects.filter(session_key=hers).delete()
    assert ask_as(site, ada, hers) != kept


def test_a_page_that_does_not_say_so_is_never_kept_for_a_session(page: Page) -> None:
    site = KeptPages(page)
    ada, hers = reader("Ada")
    assert [ask_as(site, ada, hers) for _ in range(3)] == ["made 1", "made 2", "made 3"]


def test_a_page_with_a_token_is_never_kept_for_all() -> None:
    site = KeptPages(Mine())
    answers = set()
    for _ in range(3):
        request = RequestFactory().get("/")
        request.actor = VISITOR  # type: ignore[attr-defined]
        answers.add(site(request).content.decode())
    assert len(answers) == 3
