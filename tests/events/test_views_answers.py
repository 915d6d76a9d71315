"""Saying whether one comes, through HTTP: only POST changes anything, and what is refused says why."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.queries import members_of
from chapterhouse.events import actions
from chapterhouse.events.models import Event, Rsvp
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter() -> Chapter:
    return make.chapter(now=timezone.now() - timedelta(days=100))


@pytest.fixture
def event(chapter: Chapter) -> Event:
    return make.event(chapter, now=timezone.now(), places=1, guests_allowed=2)


@pytest.fixture
def member(chapter: Chapter) -> Person:
    return make.member(chapter, "Ada Byron")


def url(event: Event, end: str = "") -> str:
    return f"/{event.chapter.slug}/events/{event.short_id}/{end}"


def signed_in(person: Person, **options: bool) -> Client:
    return make.sign_in(Client(**options), person)


def state(event: Event, person: Person) -> str:
    row = Rsvp.objects.filter(event=event, person=person).first()
    return row.state if row else ""


def test_a_member_presses_once_and_reads_what_happens_next(event: Event, member: Person) -> None:
    answer = signed_in(member).post(url(event, "going/"), follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(url(event) + "#you", 302)]
    assert state(event, member) == "going"
    assert "You are going" in html
    assert f'href="{url(event)[:-1]}.ics"' in html


def test_pressing_twice_changes_nothing(event: Event, member: Person) -> None:
    client = signed_in(member)
    client.post(url(event, "going/"))
    before = Rsvp.objects.values().get()
    client.post(url(event, "going/"))
    assert Rsvp.objects.values().get() == before


def test_a_visitor_is_led_through_the_door_and_back(event: Event) -> None:
    answer = Client().get(url(event, "going/"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/enter/?next={url(event, 'going/').replace('/', '%2F')}"
    assert Client().post(url(event, "going/")).status_code == 302
    assert not Rsvp.objects.exists()


def test_a_stranger_joins_and_signs_up_in_one_step(event: Event) -> None:
    stranger = make.person("Otto")
    client = signed_in(stranger)
    page = client.get(url(event, "going/")).content.decode()
    assert "You join PyLadies Portland with this." in page
    client.post(url(event, "going/"), {"guests": "0"})
    assert state(event, stranger) == "going"
    assert members_of(event.chapter).filter(person=stranger).count() == 1


def test_who_has_not_accepted_the_code_of_conduct_is_asked_and_nothing_happens_before(event: Event) -> None:
    stranger = make.person("Otto")
    Person.objects.filter(pk=stranger.pk).update(conduct_accepted_at=None)
    client = signed_in(stranger)
    assert make.CONDUCT in client.get(url(event, "going/")).content.decode()
    answer = client.post(url(event, "going/"), {})
    assert answer.status_code == 422
    assert "Please accept the code of conduct" in answer.content.decode()
    assert not Rsvp.objects.exists()
    assert not members_of(event.chapter).filter(person=stranger).exists()
    client.post(url(event, "going/"), {"conduct": "on"})
    assert state(event, stranger) == "going"


def test_nobody_joins_by_an_event_that_refuses_her(event: Event) -> None:
    stranger = make.person("Otto")
    actions.cancel_event(actor=SYSTEM, event=event, reason="Snow.", now=timezone.now())
    answer = signed_in(stranger).post(url(event, "going/"), {"guests": "0"})
    assert answer.status_code == 409
    assert "Snow." in answer.content.decode()
    assert not members_of(event.chapter).filter(person=stranger).exists()


def test_a_full_meeting_gives_her_a_turn_and_tells_which(event: Event, chapter: Chapter) -> None:
    people = [make.member(chapter, f"Member {number}") for number in range(4)]
    for person in people:
        signed_in(person).post(url(event, "going/"))
    html = signed_in(people[3]).get(url(event)).content.decode()
    assert "You are third on the waitlist." in html
    assert "We will mail you when a place is free, latest" in html
    signed_in(people[0]).post(url(event, "not-going/"))
    assert state(event, people[1]) == "going"
    assert "You are second on the waitlist." in signed_in(people[3]).get(url(event)).content.decode()


def test_coming_back_is_possible_at_the_end_of_the_queue(event: Event, chapter: Chapter, member: Person) -> None:
    client, other = signed_in(member), make.member(chapter, "Bea")
    client.post(url(event, "going/"))
    signed_in(other).post(url(event, "going/"))
    client.post(url(event, "not-going/"))
    assert "You said that you cannot come" in client.get(url(event)).content.decode()
    client.post(url(event, "going/"))
    assert (state(event, other), state(event, member)) == ("going", "waiting")


def test_saying_beforehand_that_one_cannot_come(event: Event, member: Person) -> None:
    signed_in(member).post(url(event, "not-going/"))
    assert state(event, member) == "not_going"


def test_guests_that_do_not_fit_are_explained(event: Event, member: Person) -> None:
    client = signed_in(member)
    client.post(url(event, "going/"))
    answer = client.post(url(event, "guests/"), {"guests": "2"})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert Rsvp.objects.get().guests == 0
    actions.change_capacity(actor=SYSTEM, event=event, kind="learner", places=3, now=timezone.now())
    assert client.post(url(event, "guests/"), {"guests": "2"}).status_code == 302
    assert Rsvp.objects.get().guests == 2


@pytest.mark.parametrize("guests", ["3", "-1", "many", "9" * 300, "\x00"])
def test_guests_that_make_no_sense_are_refused(event: Event, member: Person, guests: str) -> None:
    client = signed_in(member)
    assert client.post(url(event, "going/"), {"guests": guests}).status_code == 422
    assert not Rsvp.objects.exists()
    client.post(url(event, "going/"))
    assert client.post(url(event, "guests/"), {"guests": guests}).status_code == 422


def test_refusals_say_why_where_she_pressed(chapter: Chapter, member: Person) -> None:
    now, client = timezone.now(), signed_in(member)
    over = make.event(chapter, now=now - timedelta(days=20), days=10)
    closed = make.event(chapter, now=now, days=3, closes_before=60 * 24 * 30)
    early = make.event(chapter, now=now, days=30, opens_before=60)
    skipped = make.series(chapter, now=now, starts_on=(now + timedelta(days=2)).date()).events.order_by("starts_at")[0]
    actions.skip_event(actor=SYSTEM, event=skipped, now=now)
    for event, words in [
        (over, "This meeting is over."),
        (closed, "Sign-up has closed"),
        (early, "Sign-up is not open yet"),
        (skipped, "There is no meeting on this day."),
    ]:
        answer = client.post(url(event, "going/"))
        assert answer.status_code == 409, words
        assert words in answer.content.decode()
        assert 'role="alert"' in answer.content.decode()
        # A GET leads to the page, which says the same.
        assert words in client.get(url(event, "going/"), follow=True).content.decode()
    assert not Rsvp.objects.exists()


def test_programs_get_json(event: Event, member: Person) -> None:
    client, as_json = signed_in(member), {"Accept": "application/json"}
    make.going(event, make.member(event.chapter, "Bea"), now=timezone.now())
    answer = client.post(url(event, "going/"), {"guests": "0"}, headers=as_json)
    assert answer.json() == {"state": "waiting", "guests": 0, "position": 1}
    actions.cancel_event(actor=SYSTEM, event=event, reason="", now=timezone.now())
    refused = client.post(url(event, "going/"), headers=as_json)
    assert refused.status_code == 409
    assert refused.json()["message"]


def test_no_get_changes_anything(event: Event, member: Person) -> None:
    client = signed_in(member)
    for end in ("going/", "not-going/", "guests/"):
        for _ in range(2):
            client.get(url(event, end))
            client.head(url(event, end))
    assert not Rsvp.objects.exists()
    assert client.get(url(event, "not-going/")).status_code == 405
    assert client.get(url(event, "guests/")).status_code == 405


def test_no_post_without_its_token_changes_anything(event: Event, member: Person) -> None:
    client = signed_in(member, enforce_csrf_checks=True)
    for end in ("going/", "not-going/", "guests/"):
        assert client.post(url(event, end), {"guests": "0"}).status_code == 403
    assert not Rsvp.objects.exists()


def test_a_form_of_ten_megabytes_is_refused_not_an_error(event: Event, member: Person) -> None:
    answer = signed_in(member).post(url(event, "going/"), {"guests": "1" * 10_000_000})
    assert answer.status_code in (400, 413, 422)
    assert not Rsvp.objects.exists()


def test_one_cannot_sign_up_for_an_event_under_another_chapters_address(event: Event, member: Person) -> None:
    make.chapter("berlin")
    for end in ("going/", "not-going/", "guests/"):
        assert signed_in(member).post(f"/berlin/events/{event.short_id}/{end}").status_code == 404
    assert not Rsvp.objects.exists()


def test_my_page_shows_what_i_signed_up_for(event: Event, member: Person) -> None:
    client = signed_in(member)
    client.post(url(event, "going/"))
    html = client.get("/me/").content.decode()
    assert event.title in html
    assert "You are going" in html


def test_my_page_leads_me_to_the_meetings_that_i_host(event: Event, member: Person) -> None:
    actions.give_event_role(actor=SYSTEM, event=event, person=member, name="host", now=timezone.now())
    html = signed_in(member).get("/me/").content.decode()
    assert event.title in html
    assert "You host this meeting" in html


def test_where_i_was_does_not_say_that_i_am_going(event: Event, member: Person) -> None:
    past = make.event(event.chapter, "Last week", days=3, now=timezone.now() - timedelta(days=10))
    make.going(past, member, now=timezone.now() - timedelta(days=9))
    html = signed_in(member).get("/me/").content.decode()
    assert "Last week" in html
    assert "You are going" not in html
