"""What everybody can open: lists and pages of events, what they show to whom, and what they cost."""

import json
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.models import Chapter
from chapterhouse.events import actions
from chapterhouse.events.models import Event
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.lib.moments import day_of, end_of_day
from chapterhouse.people.actions import change_profile
from tests import make

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
HOSTILE = "</script><script>alert(1)</script> & \"quotes\" 'single' <b>bold</b>"


@pytest.fixture
def chapter() -> Chapter:
    return make.chapter(now=timezone.now() - timedelta(days=100))


@pytest.fixture
def event(chapter: Chapter) -> Event:
    return make.event(chapter, now=timezone.now(), places=10, description="We **learn**.")


def url(event: Event, end: str = "") -> str:
    return f"/{event.chapter.slug}/events/{event.short_id}/{end}"


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def signed_in(person: Any) -> Client:
    return make.sign_in(Client(), person)


def past_event(chapter: Chapter) -> Event:
    return make.event(chapter, "Hello games", now=timezone.now() - timedelta(days=20), days=10)


class Scripts(HTMLParser):
    """Collects the texts of script elements, as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.kind: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.kind = dict(attrs).get("type") or ""
            self.found.append((self.kind, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.kind = None

    def handle_data(self, data: str) -> None:
        if self.kind is not None:
            self.found[-1] = (self.kind, self.found[-1][1] + data)


def linked(html: str) -> dict[str, Any]:
    scripts = Scripts(html).found
    data = [words for kind, words in scripts if kind == "application/ld+json"]
    assert len(data) == 1
    # Beside it there is only the site's own module, which has no text.
    assert all(not words for kind, words in scripts if kind != "application/ld+json")
    found = json.loads(data[0])
    assert isinstance(found, dict)
    return found


def test_a_visitor_reads_what_when_and_where_and_how_to_come(client: Client, event: Event) -> None:
    html = text(client, url(event))
    assert "Homework night" in html
    assert "We <strong>learn</strong>." in html
    assert "19:00 – 21:00" in html
    assert "Los Angeles time" in html
    assert "There are 10 places left." in html
    assert f'href="{url(event, "going/")}"' in html


def test_a_signed_out_page_holds_no_token_and_sets_no_cookie(client: Client, event: Event) -> None:
    for path in (url(event), f"/{event.chapter.slug}/events/"):
        answer = client.get(path)
        assert b"csrfmiddlewaretoken" not in answer.content
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_kept_page_is_never_stale(client: Client, event: Event) -> None:
    def said() -> bool:
        return "There are 9 places left." in text(client, url(event))

    assert [said(), said(), said()] == [False] * 3
    make.going(event, make.member(event.chapter), now=timezone.now())
    assert said()
    actions.cancel_event(actor=SYSTEM, event=event, reason="Snow.", now=timezone.now())
    assert "Snow." in text(client, url(event))
    assert "Cancelled" in text(client, f"/{event.chapter.slug}/events/")


def test_a_kept_page_shows_the_new_name_of_a_host(client: Client, event: Event) -> None:
    host = make.member(event.chapter, "Hana Old")
    actions.give_event_role(actor=SYSTEM, event=event, person=host, name="host", now=timezone.now())
    for _ in range(3):
        assert "Hana Old" in text(client, url(event))
    change_profile(actor=make.actor(host), person=host, changes={"name": "Hana New"}, now=timezone.now())
    assert "Hana New" in text(client, url(event))


def test_names_of_those_who_come_are_for_members_unless_the_chapter_says_otherwise(event: Event) -> None:
    chapter, now = event.chapter, timezone.now()
    member = make.member(chapter, "Secret Sarah")
    make.going(event, member, now=now)
    outsider = make.member(make.chapter("berlin"), "Otto")
    public = [url(event), f"/{chapter.slug}/events/", f"/{chapter.slug}/", f"/{chapter.slug}/events.ics", "/events.ics"]
    for client in (Client(), signed_in(outsider)):
        for path in public:
            assert "Secret Sarah" not in text(client, path), path
    assert "Secret Sarah" in text(signed_in(member), url(event))
    chapters.edit_chapter(actor=SYSTEM, chapter=chapter, changes={"attendees_for": "public"}, now=now)
    assert "Secret Sarah" in text(Client(), url(event))
    chapters.edit_chapter(actor=SYSTEM, chapter=chapter, changes={"attendees_for": "organisers"}, now=now)
    other = make.member(chapter, "Mo")
    assert "Secret Sarah" not in text(signed_in(other), url(event))
    assert "Secret Sarah" in text(signed_in(make.organiser(chapter)), url(event))


def test_search_engines_read_what_the_page_says(client: Client, event: Event) -> None:
    now = timezone.now()
    found = linked(text(client, url(event)))
    assert found["@type"] == "Event"
    assert found["startDate"].endswith(("-08:00", "-07:00"))
    assert found["eventStatus"].endswith("EventScheduled")
    assert found["eventAttendanceMode"].endswith("OfflineEventAttendanceMode")
    assert found["offers"]["availability"].endswith("InStock")
    assert found["url"].endswith(url(event))
    for _ in range(10):
        make.going(event, make.member(event.chapter), now=now)
    assert linked(text(client, url(event)))["offers"]["availability"].endswith("SoldOut")
    actions.cancel_event(actor=SYSTEM, event=event, reason="", now=now)
    found = linked(text(client, url(event)))
    assert found["eventStatus"].endswith("EventCancelled")
    assert found["startDate"]


def test_whatever_people_write_stays_text(client: Client, chapter: Chapter) -> None:
    venue = make.venue(chapter, "Lib </script>", address=HOSTILE[:100], access=HOSTILE)
    event = make.event(chapter, HOSTILE[:90], now=timezone.now(), description=HOSTILE, venue=venue)
    html = text(client, url(event))
    assert linked(html)["name"] == HOSTILE[:90]
    assert "<script>alert" not in html
    assert "<b>bold" not in html
    assert "<script>alert" not in text(client, f"/{chapter.slug}/events/")
    assert linked(html)["description"]


def test_a_page_says_where_it_lives_and_what_it_is(client: Client, event: Event) -> None:
    html = text(client, url(event) + "?utm_source=x")
    assert f'<link rel="canonical" href="{settings.ADDRESS}{url(event)}">' in html
    assert 'property="og:title"' in html
    for name in ("h-event", "p-name", "dt-start", "dt-end", "e-content", "u-url"):
        assert name in html


def test_the_link_is_for_those_who_come_from_an_hour_before(chapter: Chapter) -> None:
    now = timezone.now()
    wall = now.astimezone(timezone.get_fixed_timezone(0))

    def online(minutes: int) -> Event:
        start = wall + timedelta(minutes=minutes)
        plan = {"where": "online", "link": "https://example.org/room", "time_zone": "UTC", "wall_date": start.date()}
        return make.event(chapter, now=now - timedelta(days=1), at=start.time().replace(second=0), **plan)

    soon, later = online(30), online(180)
    going, other = make.member(chapter, "Ada"), make.member(chapter, "Bea")
    for event in (soon, later):
        make.going(event, going, now=now - timedelta(hours=2))
    assert "example.org/room" in text(signed_in(going), url(soon))
    assert "example.org/room" not in text(signed_in(going), url(later))
    for client in (Client(), signed_in(other)):
        assert "example.org/room" not in text(client, url(soon))
        assert "example.org/room" not in text(client, url(soon)[:-1] + ".ics")


def test_a_draft_is_for_those_who_plan_it(chapter: Chapter) -> None:
    draft = make.event(chapter, "Secret plan", now=timezone.now(), published=False)
    for client in (Client(), signed_in(make.member(chapter))):
        text(client, url(draft), 404)
        text(client, url(draft)[:-1] + ".ics", 404)
        assert "Secret plan" not in text(client, f"/{chapter.slug}/events/")
    assert "This is a draft." in text(signed_in(make.organiser(chapter)), url(draft))


def test_a_past_meeting_tells_how_many_came(client: Client, chapter: Chapter) -> None:
    event = past_event(chapter)
    for name in ("Ada", "Bea"):
        make.came(event, make.member(chapter, name, now=timezone.now() - timedelta(days=30)))
    html = text(client, url(event))
    assert "2 people came." in html
    assert "going/" not in html
    assert "2 came" in text(client, f"/{chapter.slug}/events/")


def test_a_chapter_without_meetings_says_what_to_do_first(client: Client, chapter: Chapter) -> None:
    assert "No meeting is planned just now" in text(client, f"/{chapter.slug}/events/")
    html = text(signed_in(make.organiser(chapter)), f"/{chapter.slug}/events/")
    assert "Plan the first series" in html


def test_an_old_address_of_the_chapter_still_leads_to_the_event(client: Client, event: Event) -> None:
    old = url(event)
    chapters.change_slug(actor=SYSTEM, chapter=event.chapter, slug="stumptown", now=timezone.now())
    answer = client.get(old)
    assert answer.status_code in (301, 308)
    assert answer.headers["Location"].endswith(f"/stumptown/events/{event.short_id}/")


WRONG = [
    "/portland/events/zzzzzzzz/",
    "/portland/events/%00/",
    "/portland/events/%F0%9F%8E%89/",
    "/portland/events/1 OR 1=1/",
    "/portland/events/" + "b" * 3000 + "/",
    "/nowhere/events/",
    "/portland/events/..%2f..%2fetc/",
    "/portland/events/zzzzzzzz.ics",
]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path[:40])
def test_what_does_not_exist_is_not_found(client: Client, chapter: Chapter, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 50, "%00", "2"])
def test_an_odd_page_number_still_shows_a_page(client: Client, chapter: Chapter, page: str) -> None:
    past_event(chapter)
    assert client.get(f"/{chapter.slug}/events/?page={page}").status_code == 200


def test_an_event_is_found_under_its_own_chapter_only(client: Client, event: Event) -> None:
    make.chapter("berlin")
    for end in ("", "going/", "check-in/"):
        assert client.get(f"/berlin/events/{event.short_id}/{end}").status_code in (302, 404)
    text(client, f"/berlin/events/{event.short_id}/", 404)


def test_pages_cost_the_same_with_one_row_and_with_thirty(chapter: Chapter) -> None:
    now = timezone.now()
    regular, organiser = make.member(chapter, "Rae"), make.organiser(chapter)
    event = make.event(chapter, now=now, guests_allowed=2)
    past_event(chapter)
    make.going(event, regular, now=now)
    paths = {
        f"/{chapter.slug}/events/": (None, regular, organiser),
        url(event): (None, regular, organiser),
        f"/{chapter.slug}/organise/events/": (organiser,),
        f"/{chapter.slug}/organise/events/{event.short_id}/": (organiser,),
        f"/{chapter.slug}/events.ics": (None,),
        "/events.ics": (None,),
    }

    def cost() -> dict[tuple[str, str], int]:
        found = {}
        for path, people in paths.items():
            for person in people:
                client = signed_in(person) if person else Client()
                with CaptureQueriesContext(connection) as caught:
                    assert client.get(path).status_code == 200
                found[path, person.name if person else "visitor"] = len(caught)
        return found

    with_one = cost()
    for number in range(29):
        make.event(chapter, f"Night {number}", now=now, days=8 + number)
        past_event(chapter)
        make.going(event, make.member(chapter, f"Member {number}"), now=now)
    with_thirty = cost()
    assert with_thirty == with_one
    assert max(with_thirty.values()) <= MOST_QUERIES, with_thirty


def test_a_kept_page_costs_one_query(client: Client, event: Event) -> None:
    for _ in range(2):
        client.get(url(event))
    with CaptureQueriesContext(connection) as caught:
        client.get(url(event))
    assert len(caught) == 1


def test_kept_pages_of_meetings_end_when_the_next_one_begins_and_when_it_ends(chapter: Chapter) -> None:
    now = timezone.now()
    soon = now + timedelta(minutes=1)
    make.event(chapter, now=now - timedelta(days=1), days=3)
    for days in range(10, 32):
        make.event(chapter, now=now - timedelta(days=60), days=days)
    going_on = make.event(chapter, now=now - timedelta(days=1), days=2)
    actions.move_event(
        actor=SYSTEM,
        event=going_on,
        wall_date=soon.date(),
        wall_time=soon.time(),
        time_zone="UTC",
        now=now,
    )
    going_on.refresh_from_db()

    def kept_until(path: str) -> Any:
        return Client().get(path).wsgi_request.wish.until  # type: ignore[attr-defined]

    pages = (f"/{chapter.slug}/", f"/{chapter.slug}/events/", f"/{chapter.slug}/events/?page=2")
    midnight = end_of_day(day_of(now, chapter.time_zone), chapter.time_zone)
    assert [kept_until(path) for path in pages] == [min(soon, midnight), soon, soon]
    Event.objects.filter(pk=going_on.pk).update(starts_at=now - timedelta(hours=1), ends_at=soon)
    assert [kept_until(path) for path in pages] == [min(soon, midnight), soon, soon]
