"""Through every address of the site, as a visitor and as others: nobody reads what is not meant for her.

An address that is new is walked too, as long as the parts in it are known here (`fillings`); else the test says so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from chapterhouse.people.models import Person
from tests import make
from tests.journeys.secrets import PUBLISHED, World, build

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Answers 404 to everybody here: for developers, and for the demo.
CLOSED = {"look:styleguide", "demo:be"}
# Lead on to another page of this list: steps of coming in, and old addresses.
ONWARD = {"people:code", "people:welcome", "blog:by-slug", "blog:by-title-and-slug"}
# What people may ask for besides: searches, pages, days.
QUESTIONS = {
    "pages:home": ["?near=45.5,-122.6"],
    "chapters:directory": ["?q=Attendee", "?q=portland", "?near=45.5,-122.6"],
    "chapters:directory_json": ["?q=Attendee", "?country=US"],
    "events:list": ["?page=2"],
    "events:door": ["?q=Attendee"],
    "blog:feed": ["?page=2"],
    "stats:json": ["?on=2026-01-01"],
    "reviews:all": ["?page=2"],
}


def routes(patterns: list[URLPattern | URLResolver], space: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give the name and the route of each address, as ("events:event", "<slug:slug>/events/<str:short_id>/")."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, pattern.namespace or space, route)
        else:
            yield f"{space}:{pattern.name}", route


def fillings(name: str, world: World) -> list[dict[str, object]]:
    """Give what stands in the place of the parts of an address: each object that has such an address."""
    room, _, view = name.partition(":")
    events = [world.coming, world.past, world.draft]
    posts = [world.post, world.chapter_post, world.draft_post]
    in_portland = {"slug": "portland", "chapter": "portland", "colour": "7a3cff", "key": "lead", "token": world.token}
    if room == "events":
        return [{**in_portland, "short_id": one.short_id, "uid": world.series.uid} for one in events]
    if room == "blog":
        tags = [{**in_portland, "tag": tag} for tag in ("recap", "hush")] if "tag" in view else []
        named = [{**in_portland, "year": one.year, "slug": one.slug, "older": "a-title"} for one in posts]
        return tags or named
    if room == "reviews":
        return [{**in_portland, "uid": world.improvement.uid if view == "withdraw" else world.review.uid}]
    uids = {"venue": world.venue.uid, "release": world.steward.uid}
    uid = uids.get(view, world.role.uid)
    return [{**in_portland, "slug": one.slug, "uid": uid} for one in (world.portland, world.berlin, world.quiet)]


def paths(world: World) -> dict[str, list[str]]:
    """Give every address of the site by its name, filled in with the objects of the world."""
    found: dict[str, set[str]] = {}
    for name, route in routes(get_resolver().url_patterns):
        for values in fillings(name, world):
            path, unknown = f"/{route}", set(re.findall(r"<(?:\w+:)?(\w+)>", route)) - set(values)
            assert not unknown, f"say in `fillings` what {unknown} of {name} can be, so that it is walked too"
            for part, value in values.items():
                path = re.sub(rf"<(?:\w+:)?{part}>", str(value), path)
            found.setdefault(name, set()).update([path, *(path + question for question in QUESTIONS.get(name, []))])
    return {name: sorted(those) for name, those in found.items()}


def read(response: HttpResponse) -> str:
    """Give all that an answer tells: status line, headers and body, with escapes undone."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    text = f"{headers}\n{content.decode()}".encode().decode("unicode_escape" if b"\\u00" in content else "utf-8")
    return unquote(html.unescape(text))


class Walk:
    """Everything that one person reads on her way through the whole site."""

    def __init__(
        self, client: Client, world: World, person: Person | None = None, *, only: tuple[str, ...] = ("",)
    ) -> None:
        """Open every address whose path, or whose name's room, begins with one of `only`."""
        self.pages: dict[str, str] = {}
        self.answers: dict[str, set[int]] = {}
        self.answered: dict[str, int] = {}
        client.logout()
        if person is not None:
            make.sign_in(client, person)
        for name, those in paths(world).items():
            for path in those:
                if not (name.startswith(only) or path.startswith(only)):
                    continue
                response = client.get(path)
                self.answers.setdefault(name, set()).add(response.status_code)
                self.answered[path] = response.status_code
                self.pages[path] = read(response)

    def where(self, words: set[str]) -> dict[str, str]:
        """Give where she reads which of these words; the address she asked for does not count."""
        found = {}
        for path, text in self.pages.items():
            for word in words:
                if word in text and word not in path:
                    found[path] = word
        return found

    def addresses(self) -> dict[str, set[str]]:
        """Give the e-mail addresses that she reads, by page."""
        pages = {path: set(ADDRESS.findall(text)) for path, text in self.pages.items()}
        return {path: seen for path, seen in pages.items() if seen}


def others(walk: Walk, *known: str) -> dict[str, set[str]]:
    """Give the addresses that are neither published nor her own."""
    allowed = {PUBLISHED, *known}
    return {path: seen - allowed for path, seen in walk.addresses().items() if seen - allowed}


def test_nobody_finds_what_is_not_meant_for_her(client: Client) -> None:
    world = build()
    # Who may read most walks first: what is kept for signed-out readers must not be hers.
    lead = Walk(client, world, world.lead)
    steward = Walk(client, world, world.steward, only=("chapters:", "people:", "pages:", "stats:"))
    member = Walk(client, world, world.member, only=("/portland/events/", "chapters:", "reviews:", "people:", "/blog/"))
    visitor = [Walk(client, world)]
    # The first time a page is made, the second time it is kept, the third time it is given again.
    public = tuple(path for path, status in visitor[0].answered.items() if status == 200)
    visitor += [Walk(client, world, only=public) for _again in range(2)]
    outsider = Walk(client, world, world.outsider)

    for walk in (*visitor, outsider):
        assert walk.where(world.names) == {}
        assert {path: word for path, word in walk.where(world.guarded).items() if path[:9] != "/reviews/"} == {}
    for walk, person in ((lead, world.lead), (member, world.member), (outsider, world.outsider)):
        assert others(walk, make.address_of(person)) == {}
    assert others(steward, make.address_of(world.steward)) == {}
    for walk in visitor:
        assert others(walk) == {}
        assert not any("csrfmiddlewaretoken" in walk.pages[path] for path in ("/", "/portland/", "/chapters/"))

    # The walk can see: those who may read it do.
    assert f"/portland/events/{world.coming.short_id}/" in member.where(world.names)
    assert "/portland/members/" in member.where(world.names)
    assert "/portland/organise/reviews/" in lead.where({"Private praise"})
    assert f"/portland/events/{world.draft.short_id}/" in lead.where({"Secret draft meeting"})
    assert any(PUBLISHED in text for text in visitor[0].pages.values())

    # What is guarded from an ordinary member of the same chapter.
    assert member.where({"Private praise", "Private wish", "Praise of too few", "Secret draft", "Secret letter"}) == {}
    assert visitor[0].answers["stats:chapter"] >= {200}
    assert "Leah Lead" in visitor[0].pages["/portland/"], "organisers are named in public"

    # Every address was really open to somebody, and no question was too much.
    everybody = (lead, steward, member, *visitor, outsider)
    answers = {name: set().union(*(walk.answers.get(name, set()) for walk in everybody)) for name in paths(world)}
    assert {name for name, seen in answers.items() if 500 in seen} == set()
    # 503: no worker runs beside this test, and /readyz says so.
    unseen = {name: seen for name, seen in answers.items() if name not in CLOSED and not seen & {200, 405, 503}}
    assert set(unseen) == ONWARD, unseen


def test_statistics_for_organisers_only_are_nobody_elses(client: Client) -> None:
    build()
    for path in ("/quiet/stats/", "/quiet/stats.json", "/quiet/stats.csv"):
        assert client.get(path).status_code in (302, 401, 403, 404), path


def test_mail_addresses_never_reach_the_log_of_the_server(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    make.chapter("portland")
    client.post("/enter/", {"email": "secret@example.org"})
    client.post("/portland/write/", {"name": "Wilma", "address": "secret@example.org", "text": "Hello, are you there?"})
    client.get("/enter/?next=//elsewhere.example/")
    assert "secret@example.org" not in caplog.text
