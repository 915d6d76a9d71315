"""Pages of the network and its chapters."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.models import Chapter, ContactMessage, Membership, Network, Role, RoleName, Steward, Venue
from chapterhouse.chapters.queries import RESERVED
from chapterhouse.foundation.actors import SYSTEM
from tests import cast, make
from tests.cast import Cast
from tests.make import NOW

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
NULL, LONG, TURNED = "a\x00b", "x" * 2_000_000, "\u202eabc"


@pytest.fixture
def people() -> Cast:
    return cast.assemble()


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def as_(people: Cast, name: str, **values: Any) -> Client:
    return make.sign_in(Client(**values), people.person(name))


# --- The chapter's page ---


def test_a_visitor_sees_who_the_chapter_is_and_no_token(client: Client, people: Cast) -> None:
    chapters.edit_chapter(
        actor=SYSTEM,
        chapter=people.chapter,
        changes={"about": "We **love** games.</script><script>alert(1)</script>", "tagline": "</script><b>"},
        now=NOW,
    )
    page = client.get("/portland/")
    text = text_of(page)
    assert people.lead.name in text
    assert "<strong>love</strong>" in text
    assert "<script>alert" not in text
    assert "</script><b>" not in text
    assert "csrfmiddlewaretoken" not in text
    assert not page.cookies
    found = re.search(r'ld\+json">(.*?)</script>', text)
    assert found
    assert json.loads(found[1])["@type"] == "Organization"
    assert 'property="og:title"' in text


def test_a_kept_page_shows_a_change_at_once(client: Client, people: Cast) -> None:
    for _ in range(3):
        assert "Brand new" not in text_of(client.get("/portland/"))
    chapters.edit_chapter(actor=SYSTEM, chapter=people.chapter, changes={"tagline": "Brand new"}, now=NOW)
    assert "Brand new" in text_of(client.get("/portland/"))
    chapters.edit_network(actor=SYSTEM, changes={"name": "Renamed network"}, now=NOW)
    assert "Renamed network" in text_of(client.get("/portland/"))


def test_no_members_name_and_no_address_is_on_the_public_page(client: Client, people: Cast) -> None:
    text = text_of(client.get("/portland/")) + text_of(client.get("/chapters/")) + text_of(client.get("/chapters.json"))
    assert "@" not in re.sub(r'"@(context|type)"', "", text)
    assert people.regular.name not in text


def test_each_state_says_what_to_do(client: Client) -> None:
    make.listed("lisbon", website="https://lisbon.example.org/")
    text = text_of(client.get("/lisbon/"))
    assert "not here yet" in text
    assert 'href="https://lisbon.example.org/"' in text
    assert "/lisbon/join/" not in text
    resting = make.chapter("rome")
    chapters.rest_chapter(actor=SYSTEM, chapter=resting, now=NOW)
    assert "taking a break" in text_of(client.get("/rome/"))
    moved = make.chapter("oslo")
    chapters.move_chapter(actor=SYSTEM, chapter=moved, moved_to="https://oslo.example.org/", now=NOW)
    assert client.get("/oslo/")["Location"] == "https://oslo.example.org/"


def test_old_addresses_lead_to_the_same_page_of_today(client: Client, people: Cast) -> None:
    chapters.change_slug(actor=SYSTEM, chapter=people.chapter, slug="pdx", now=NOW)
    for old, new in (("/portland/", "/pdx/"), ("/portland/write/?a=%20b", "/pdx/write/?a=%20b"), ("/PDX/", "/pdx/")):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, new)
    assert client.post("/portland/write/").status_code == 404
    assert client.get("/nowhere/").status_code == 404


# --- Joining and leaving ---


def test_a_visitors_join_button_leads_through_the_door_and_back(client: Client, people: Cast) -> None:
    assert 'href="/portland/join/"' in text_of(client.get("/portland/"))
    assert client.get("/portland/join/")["Location"] == "/enter/?next=%2Fportland%2Fjoin%2F"


def test_joining_needs_the_code_of_conduct_and_goes_on_where_she_was_heading(people: Cast) -> None:
    client = as_(people, "outsider")
    assert make.CONDUCT[:7] in text_of(client.get("/portland/join/"))
    assert client.post("/portland/join/", {}).status_code == 422
    answer = client.post("/portland/join/", {"accept_conduct": "yes", "next": "/portland/members/"})
    assert answer["Location"] == "/portland/members/"
    assert Membership.objects.filter(chapter=people.chapter, person=people.outsider, left_at=None).exists()
    assert client.get("/portland/join/")["Location"] == "/portland/"


def test_joining_never_leads_to_another_site(people: Cast) -> None:
    answer = as_(people, "outsider").post("/portland/join/", {"accept_conduct": "yes", "next": "//evil.example/"})
    assert answer["Location"] == "/portland/"


def test_leaving_asks_first_and_the_last_lead_is_told_why_not(people: Cast) -> None:
    client = as_(people, "regular")
    assert client.get("/portland/leave/").status_code == 200
    assert Membership.objects.filter(person=people.regular, left_at=None).exists()
    assert client.post("/portland/leave/", {"confirmed": "yes"})["Location"] == "/me/"
    assert not Membership.objects.filter(person=people.regular, left_at=None).exists()
    as_(people, "second_lead").post("/portland/leave/", {"confirmed": "yes"})
    answer = as_(people, "lead").post("/portland/leave/", {"confirmed": "yes"})
    assert answer.status_code == 409
    assert "last lead" in text_of(answer)


# --- Who may open what ---


@pytest.mark.parametrize("name", ["visitor", *Cast.NAMES])
def test_screens_open_for_those_they_are_for(people: Cast, name: str) -> None:
    client = Client() if name == "visitor" else as_(people, name)
    allowed = {
        SCREENS: ("lead", "second_lead", "organiser", "steward"),
        LEADS_SCREENS: ("lead", "second_lead", "steward"),
        STEWARDS_SCREENS: ("steward",),
        ("/portland/members/",): tuple(set(Cast.NAMES) - {"outsider"}),
    }
    for paths, names in allowed.items():
        for path in paths:
            expected = 200 if name in names else 302 if name == "visitor" else 403
            assert client.get(path).status_code == expected, path


def test_looking_never_changes_anything_and_forms_need_their_token(people: Cast) -> None:
    client = as_(people, "steward", enforce_csrf_checks=True)
    for path in (*SCREENS[1:2], *LEADS_SCREENS, *STEWARDS_SCREENS[1:], "/portland/join/", "/portland/write/"):
        assert client.post(path, {"confirmed": "yes", "name": "X", "slug": "x"}).status_code == 403, path
    assert Chapter.objects.get(pk=people.chapter.pk).name == people.chapter.name


def test_members_see_names_and_never_addresses(people: Cast) -> None:
    text = text_of(as_(people, "new_member").get("/portland/members/"))
    assert people.regular.name in text
    assert "@" not in text


# --- Organisers' screens ---


def chapter_values(**changes: str) -> dict[str, str]:
    return {
        "name": "PyLadies Portland",
        "time_zone": "America/Los_Angeles",
        "language": "en",
        "statistics_for": "public",
        "attendees_for": "members",
        "country": "us",
        "links": "Our code https://example.org/code\nhttps://example.org/photos",
        **changes,
    }


def test_organisers_change_what_the_chapter_says(people: Cast) -> None:
    client = as_(people, "organiser")
    values = chapter_values(tagline="Games!", colour=Network.objects.get().colour, statistics_for="organisers")
    answer = client.post("/portland/organise/settings/", values)
    assert answer.status_code == 302, text_of(answer)
    chapter = Chapter.objects.get(pk=people.chapter.pk)
    assert (chapter.tagline, chapter.country, chapter.statistics_for) == ("Games!", "US", "organisers")
    # The palette shows the network's colour where the chapter has none; that is not a choice.
    assert chapter.colour == ""
    assert chapter.links[1] == {"name": "example.org", "url": "https://example.org/photos"}
    assert "Our code https://example.org/code" in text_of(client.get("/portland/organise/settings/"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", NULL),
        ("name", LONG),
        ("about", LONG),
        ("time_zone", "Mars/Olympus"),
        ("language", "klingon"),
        ("country", "Germany"),
        ("country", "1;"),
        ("latitude", "north"),
        ("latitude", "nan"),
        ("latitude", "45"),
        ("longitude", "1e400"),
        ("colour", "red"),
        ("colour", "#12345;"),
        ("contact_address", "a@example.org\nBcc: b@example.org"),
        ("website", "javascript:alert(1)"),
        ("links", "evil javascript:alert(1)"),
        ("links", "evil javascript://x"),
        ("links", "\n".join(["a https://example.org"] * 13)),
        ("statistics_for", "friends"),
        ("founded_on", "2012-13-45"),
    ],
)
def test_hostile_settings_are_shown_back_with_the_reason(people: Cast, field: str, value: str) -> None:
    answer = as_(people, "lead").post(
        "/portland/organise/settings/", chapter_values(**{"tagline": "Kept", field: value})
    )
    assert answer.status_code == 422
    assert "error-summary" in text_of(answer)
    assert "Kept" in text_of(answer)
    assert Chapter.objects.get(pk=people.chapter.pk).tagline == ""


def test_a_chapter_never_takes_an_address_of_the_site(people: Cast) -> None:
    client = as_(people, "lead")
    for slug in ("chapters", "me", "berlin", "../x", NULL, "", "x" * 100):
        assert client.post("/portland/organise/address/", {"slug": slug}).status_code == 422, slug
    assert client.post("/portland/organise/address/", {"slug": "pdx"})["Location"] == "/pdx/organise/"


def test_places_are_added_and_changed_and_those_of_others_are_not_there(people: Cast) -> None:
    client = as_(people, "organiser")
    assert client.post("/portland/organise/venues/new/", {"name": "Library", "access": "Ring"}).status_code == 302
    place = Venue.objects.get()
    assert client.post(f"/portland/organise/venues/{place.uid}/", {"name": "City library"}).status_code == 302
    assert "City library" in text_of(client.get("/portland/organise/venues/"))
    other = make.venue(people.elsewhere)
    assert client.post(f"/portland/organise/venues/{other.uid}/", {"name": "Mine"}).status_code == 404
    for values in ({"name": ""}, {"name": LONG}, {"name": "x", "latitude": "5"}, {"name": "x", "access": NULL}):
        assert client.post("/portland/organise/venues/new/", values).status_code == 422


def test_leads_give_renew_and_end_roles(people: Cast) -> None:
    client = as_(people, "lead")
    values = {"person": str(people.regular.uid), "name": "organiser", "term_ends_on": "2000-01-01"}
    path = "/portland/organise/people/give/"
    for wrong in (
        {},
        {"person": str(people.outsider.uid)},
        {"person": "x"},
        {"name": "queen"},
        {"term_ends_on": "soon"},
    ):
        assert client.post(path, {**values, **wrong}).status_code == 422, wrong
    form = client.get(path).context["form"]
    values["term_ends_on"] = form.initial["term_ends_on"].isoformat()
    assert client.post(path, values)["Location"] == "/portland/organise/people/"
    role = Role.objects.get(person=people.regular, ended_at=None)
    renewing = f"/portland/organise/people/{role.uid}/renew/"
    assert client.get(renewing).status_code == 200
    assert client.post(renewing, {"term_ends_on": "9999-12-31"}).status_code == 422
    assert client.post(renewing, {"term_ends_on": values["term_ends_on"]}).status_code == 302
    ending = f"/portland/organise/people/{role.uid}/end/"
    assert as_(people, "new_member").post(ending, {}).status_code == 403
    hers = as_(people, "regular")
    assert hers.get(ending).status_code == 200
    assert hers.post(ending, {"farewell": "I am moving to Austin"})["Location"] == "/portland/"
    assert "I am moving to Austin" in text_of(client.get("/portland/organise/people/"))
    assert client.post(ending, {}).status_code == 404


def test_the_last_lead_is_told_why_her_role_does_not_end(people: Cast) -> None:
    client = as_(people, "lead")
    roles = {one.person_id: one for one in Role.objects.filter(chapter=people.chapter, name=RoleName.LEAD)}
    second = roles[people.second_lead.pk]
    assert client.post(f"/portland/organise/people/{second.uid}/end/", {}).status_code == 302
    own = roles[people.lead.pk]
    answer = client.post(f"/portland/organise/people/{own.uid}/end/", {})
    assert answer.status_code == 422
    assert "last lead" in text_of(answer)
    assert "One lead is a start" in text_of(client.get("/portland/organise/"))


def test_a_chapter_rests_only_after_it_was_asked(people: Cast) -> None:
    client = as_(people, "lead")
    client.post("/portland/organise/rest/", {})
    assert Chapter.objects.get(pk=people.chapter.pk).state == "active"
    client.post("/portland/organise/rest/", {"confirmed": "yes"})
    assert Chapter.objects.get(pk=people.chapter.pk).state == "resting"
    client.post("/portland/organise/rest/", {"confirmed": "yes"})
    assert Chapter.objects.get(pk=people.chapter.pk).state == "active"


# --- Stewards' screens ---


def test_stewards_change_the_network_and_open_chapters(people: Cast) -> None:
    client = as_(people, "steward")
    values = {"name": "New name", "colour": "#aa0055", "conduct": "Be good."}
    assert client.post("/stewards/network/", values).status_code == 302
    assert Network.objects.get().name == "New name"
    for wrong in ({"name": ""}, {"colour": "x"}, {"conduct": LONG}, {"name": NULL}):
        assert client.post("/stewards/network/", {**values, **wrong}).status_code == 422
    listing = {"name": "PyLadies Lima", "slug": "lima", "time_zone": "America/Lima", "country": "PE"}
    for wrong in ({"slug": "blog"}, {"slug": "portland"}, {"time_zone": "x"}, {"name": ""}):
        assert client.post("/stewards/new-chapter/", {**listing, **wrong}).status_code == 422
    assert client.post("/stewards/new-chapter/", listing)["Location"] == "/lima/"
    assert client.post("/lima/organise/open/", {"address": "nobody@example.org"}).status_code == 422
    lead = {"address": make.address_of(people.outsider).upper()}
    assert client.post("/lima/organise/open/", lead)["Location"] == "/lima/"
    assert Chapter.objects.get(slug="lima").state == "starting"
    assert client.post("/lima/organise/open/", lead).status_code == 422
    assert as_(people, "lead").get("/lima/organise/open/").status_code == 403


def test_stewards_appoint_and_release_each_other(people: Cast) -> None:
    client = as_(people, "steward")
    ending = f"/stewards/{people.steward.uid}/end/"
    assert client.post(ending, {"confirmed": "yes"}).status_code == 409
    assert client.post("/stewards/appoint/", {"address": make.address_of(people.lead)}).status_code == 302
    assert people.lead.name in text_of(client.get("/stewards/"))
    assert client.get(ending).status_code == 200
    assert Steward.objects.filter(ended_at=None).count() == 2
    assert client.post(ending, {"confirmed": "yes"})["Location"] == "/me/"
    assert Steward.objects.filter(ended_at=None).get().person == people.lead


# --- Writing to a chapter ---

MESSAGE = {"name": "Ann", "address": "ann@example.org", "text": "May I come?\nI am new."}


def test_anybody_writes_to_a_chapter(client: Client, people: Cast) -> None:
    assert client.get("/portland/write/").status_code == 200
    assert client.post("/portland/write/", MESSAGE)["Location"] == "/portland/"
    assert ContactMessage.objects.get().text == MESSAGE["text"]


def test_programs_that_fill_in_everything_write_to_nobody(client: Client, people: Cast) -> None:
    assert client.post("/portland/write/", {**MESSAGE, "homepage": "https://spam.example/"}).status_code == 302
    assert not ContactMessage.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("name", NULL),
        ("address", "ann"),
        ("address", "ann@example.org\r\nBcc: all@example.org"),
        ("address", "ann@example.org, all@example.org"),
        ("text", "  "),
        ("text", LONG),
        ("text", NULL),
    ],
)
def test_hostile_messages_are_shown_back_with_the_reason(client: Client, people: Cast, field: str, value: str) -> None:
    answer = client.post("/portland/write/", {**MESSAGE, field: value})
    assert answer.status_code == 422
    assert "error-summary" in text_of(answer)
    assert not ContactMessage.objects.exists()


def test_a_name_cannot_start_a_mail_header(client: Client, people: Cast) -> None:
    client.post("/portland/write/", {**MESSAGE, "name": "Ann\r\nBcc: all@example.org\u202e"})
    assert ContactMessage.objects.get().name == "Ann Bcc: all@example.org"


def test_one_place_writes_a_few_messages_in_an_hour(client: Client, people: Cast) -> None:
    for number in range(10):
        assert client.post("/portland/write/", {**MESSAGE, "address": f"a{number}@example.org"}).status_code == 302
    answer = client.post("/portland/write/", {**MESSAGE, "address": "b@example.org"})
    assert answer.status_code == 422
    assert "wait an hour" in text_of(answer)


# --- The directory ---


@pytest.fixture
def world() -> None:
    make.listed("berlin", country="DE", latitude=52.52, longitude=13.4)
    make.listed("sao-paulo", name="PyLadies São Paulo", country="BR", latitude=-23.55, longitude=-46.63)
    make.listed("nowhere-yet")


@pytest.mark.usefixtures("world")
def test_programs_find_chapters_by_name_country_and_distance(client: Client) -> None:
    def slugs(**query: str) -> list[str]:
        answer = client.get("/chapters.json", query)
        assert answer.status_code == 200, answer.content
        return [one["slug"] for one in answer.json()["chapters"]]

    assert slugs() == ["berlin", "nowhere-yet", "sao-paulo"]
    assert slugs(q="SAO paulo") == ["sao-paulo"]
    assert slugs(country="de") == slugs(country="Germany") == ["berlin"]
    assert slugs(near="-34.6,-58.4") == ["sao-paulo", "berlin", "nowhere-yet"]
    first = client.get("/chapters.json", {"near": "52.5,13.4"}).json()["chapters"][0]
    assert first["distance_km"] == pytest.approx(2.2, abs=0.2)
    assert first["state"] == "listed"
    assert first["url"].endswith("/berlin/")
    assert "distance_km" not in client.get("/chapters.json").json()["chapters"][0]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "query",
    [
        {"near": "abc"},
        {"near": "1,2,3"},
        {"near": "91,0"},
        {"near": "nan,0"},
        {"near": "inf,inf"},
        {"near": NULL},
        {"near": "1" * 5000},
        {"country": "Atlantis"},
        {"q": "x" * 5000},
        {"q": NULL},
    ],
)
def test_questions_that_mean_nothing_get_a_clear_answer(client: Client, query: dict[str, str]) -> None:
    answer = client.get("/chapters.json", query)
    assert answer.status_code == 400
    assert answer.json()["message"]
    page = client.get("/chapters/", query)
    assert page.status_code == 422
    assert "error-summary" in text_of(page)


@pytest.mark.usefixtures("world")
def test_an_unknown_city_and_odd_pages_are_no_errors_of_ours(client: Client) -> None:
    page = client.get("/chapters/", {"city": "Xyzzyville"})
    assert page.status_code == 422
    for number in ("0", "-1", "abc", "99999999999999999999"):
        assert client.get("/chapters/", {"page": number}).status_code == 200


@pytest.mark.usefixtures("world")
def test_a_search_without_an_answer_says_what_to_do(client: Client) -> None:
    assert "Show all chapters" in text_of(client.get("/chapters/", {"q": "nothing like it"}))


def test_an_empty_network_says_so(client: Client) -> None:
    make.network()
    assert "no chapters yet" in text_of(client.get("/chapters/"))


# --- Promises about all of it ---


@pytest.mark.parametrize("path", ["/portland/", "/chapters/", "/chapters.json", "/portland/members/"])
@pytest.mark.parametrize("name", ["visitor", "lead"])
def test_a_page_costs_the_same_with_one_and_with_thirty(
    people: Cast, path: str, name: str, django_assert_max_num_queries: Any
) -> None:
    client = Client() if name == "visitor" else as_(people, name)
    # Addresses that were not asked for before, so that neither is a kept page; what is alike for many is kept.
    client.get(path)
    with django_assert_max_num_queries(12) as few:
        client.get(path + "?with=1")
    for number in range(30):
        make.member(people.chapter, f"Member {number}")
        make.listed(f"town-{number}", country="US")
    client.get(path)
    with django_assert_max_num_queries(12) as many:
        client.get(path + "?with=30")
    assert len(many) <= len(few)


def test_no_page_of_the_site_can_become_a_chapters_address() -> None:
    def first_parts(patterns: list[Any], before: str = "") -> set[str]:
        found: set[str] = set()
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                found |= first_parts(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                found.add(route.split("/")[0])
        return found

    words = {part for part in first_parts(get_resolver().url_patterns) if re.fullmatch(r"[a-z0-9-]+", part)}
    assert {"chapters", "me", "enter", "stewards"} <= words
    assert words - RESERVED == set()
