"""The door through HTTP: one tap each, the same tap twice once, and closing in one screen."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chapterhouse.chapters.models import Chapter
from chapterhouse.events import actions
from chapterhouse.events.models import Attendance, CheckIn, Event
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db
AS_JSON = {"Accept": "application/json"}


@pytest.fixture
def chapter() -> Chapter:
    return make.chapter(now=timezone.now() - timedelta(days=100))


@pytest.fixture
def event(chapter: Chapter) -> Event:
    """An event that began an hour ago."""
    start = timezone.now() - timedelta(hours=1)
    plan = {"time_zone": "UTC", "wall_date": start.date(), "at": start.time().replace(second=0, microsecond=0)}
    # Long, so that the door does not close at midnight while the test runs.
    return make.event(chapter, now=start - timedelta(days=2), minutes=60 * 24 * 2, **plan)


@pytest.fixture
def ada(event: Event) -> Person:
    person = make.member(event.chapter, "Ada Byron")
    make.going(event, person, now=event.starts_at - timedelta(days=1))
    return person


@pytest.fixture
def door(event: Event) -> Client:
    keeper = make.member(event.chapter, "Dora Door")
    actions.give_event_role(actor=SYSTEM, event=event, person=keeper, name="door", now=timezone.now())
    return make.sign_in(Client(), keeper)


@pytest.fixture
def organiser(event: Event) -> Client:
    return make.sign_in(Client(), make.organiser(event.chapter))


def url(event: Event, end: str = "") -> str:
    return f"/{event.chapter.slug}/events/{event.short_id}/check-in/{end}"


def tap(person: Person | None = None, **more: Any) -> dict[str, Any]:
    return {"uuid": str(uuid4()), **({"person": str(person.uid)} if person else {}), **more}


def presences() -> dict[str, str]:
    rows = Attendance.objects.select_related("person")
    return {row.person.name if row.person else row.name: row.presence for row in rows}


def test_one_tap_checks_somebody_in_without_javascript(event: Event, ada: Person, door: Client) -> None:
    assert "Ada Byron" in door.get(url(event)).content.decode()
    answer = door.post(url(event, "came/"), tap(ada), follow=True)
    assert "1 is here" in answer.content.decode()
    assert presences() == {"Ada Byron": "came"}


def test_the_same_tap_sent_again_changes_nothing(event: Event, ada: Person, door: Client) -> None:
    once = tap(ada, at="2026-03-04T19:01:02.123Z")
    answers = [door.post(url(event, "came/"), once, headers=AS_JSON) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["count"] == "1 is here"
    assert CheckIn.objects.count() == 1


def test_a_tap_of_the_future_counts_as_now(event: Event, ada: Person, door: Client) -> None:
    door.post(url(event, "came/"), tap(ada, at="2190-01-01T00:00:00Z"), headers=AS_JSON)
    assert CheckIn.objects.get().tapped_at <= timezone.now()


def test_a_mistake_is_undone(event: Event, ada: Person, door: Client) -> None:
    door.post(url(event, "came/"), tap(ada))
    answer = door.post(url(event, "undo/"), tap(ada), headers=AS_JSON)
    assert answer.status_code == 200
    assert presences() == {"Ada Byron": "unknown"}
    door.post(url(event, "came/"), tap(name="Zoë"))
    walk_in = Attendance.objects.get(name="Zoë")
    assert door.post(url(event, "undo/"), tap(attendance=str(walk_in.uid))).status_code == 302
    assert "Zoë" not in presences() or presences()["Zoë"] == "unknown"


def test_a_walk_in_needs_a_name_only(event: Event, door: Client) -> None:
    door.post(url(event, "came/"), tap(name="  Zoë\tfrom the street "))
    assert presences() == {"Zoë from the street": "came"}
    answer = door.post(url(event, "came/"), tap(name="  "))
    assert answer.status_code == 422
    assert "Write the name of who came." in answer.content.decode()


def test_a_member_who_did_not_sign_up_is_found_by_name(event: Event, door: Client) -> None:
    mo = make.member(event.chapter, "Mo Member")
    make.member(make.chapter("berlin"), "Mo Elsewhere")
    html = door.get(url(event) + "?q=mo").content.decode()
    assert "Mo Member" in html
    assert "Mo Elsewhere" not in html
    door.post(url(event, "came/"), tap(mo))
    assert presences() == {"Mo Member": "came"}


@pytest.mark.parametrize("searched", ["%", "\x00", "' OR 1=1 --", "x" * 5000, "🎉"])
def test_odd_searches_find_nobody(event: Event, door: Client, searched: str) -> None:
    make.member(event.chapter, "Mo Member")
    answer = door.get(url(event), {"q": searched})
    assert answer.status_code == 200
    assert "Mo Member" not in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{}, {"uuid": "1"}, {"person": "x"}, {"name": "y" * 81}, {"name": "Zoë", "at": "tomorrow"}, {"uuid": "\x00"}],
)
def test_taps_that_make_no_sense_are_refused(event: Event, door: Client, wrong: dict[str, str]) -> None:
    for end in ("came/", "undo/"):
        values = {**tap(), **wrong} if wrong else {}
        answer = door.post(url(event, end), values, headers=AS_JSON)
        assert answer.status_code == 422
        assert answer.json()["message"]
        assert door.post(url(event, end), values).status_code == 422
    assert not Attendance.objects.exists()


def test_nobody_of_another_chapter_is_tapped_in(event: Event, door: Client) -> None:
    stranger = make.member(make.chapter("berlin"), "Otto")
    for end in ("came/", "undo/"):
        assert door.post(url(event, end), tap(stranger), headers=AS_JSON).status_code == 404
    assert door.post(url(event, "undo/"), tap(attendance=str(uuid4()))).status_code == 404


def test_before_the_door_opens_a_tap_is_refused_with_a_reason(chapter: Chapter) -> None:
    later = make.event(chapter, now=timezone.now())
    mo = make.member(chapter)
    make.going(later, mo, now=timezone.now())
    client = make.sign_in(Client(), make.organiser(chapter))
    assert "The list opens two hours before the start" in client.get(url(later)).content.decode()
    answer = client.post(url(later, "came/"), tap(mo), headers=AS_JSON)
    assert answer.status_code == 409
    assert answer.json()["message"]
    html = client.post(url(later, "came/"), tap(mo))
    assert html.status_code == 409
    assert 'role="alert"' in html.content.decode()


def test_closing_takes_one_screen(event: Event, ada: Person, organiser: Client) -> None:
    bea, cleo = (make.member(event.chapter, name) for name in ("Bea", "Cleo"))
    for person in (bea, cleo):
        make.going(event, person, now=event.starts_at - timedelta(days=1))
    organiser.post(url(event, "came/"), tap(ada))
    html = organiser.get(url(event, "close/")).content.decode()
    assert "Ada Byron" not in html
    assert "Bea" in html
    answer = organiser.post(url(event, "close/"), {"came": [str(bea.uid)]}, follow=True)
    assert "This meeting is closed." in answer.content.decode()
    assert presences() == {"Ada Byron": "came", "Bea": "came", "Cleo": "absent"}


def test_nobody_is_marked_absent_by_an_empty_list_without_asking(event: Event, ada: Person, organiser: Client) -> None:
    answer = organiser.post(url(event, "close/"), {})
    assert answer.status_code == 409
    assert "Nobody came this time." in answer.content.decode()
    assert presences().get("Ada Byron") != "absent"
    organiser.post(url(event, "close/"), {"nobody": "on"})
    assert presences() == {"Ada Byron": "absent"}


def test_a_closed_meeting_can_be_corrected_and_opened_again(event: Event, ada: Person, organiser: Client) -> None:
    organiser.post(url(event, "close/"), {"nobody": "on"})
    values = {"person": str(ada.uid), "presence": "came"}
    assert organiser.post(url(event, "correct/"), values).status_code == 302
    assert presences() == {"Ada Byron": "came"}
    for wrong in ({"presence": "perhaps"}, {"person": ""}, {"person": "x"}):
        assert organiser.post(url(event, "correct/"), {**values, **wrong}).status_code == 422
    organiser.post(url(event, "reopen/"))
    event.refresh_from_db()
    assert event.closed_at is None


def test_the_door_is_for_those_who_keep_it(event: Event, ada: Person, door: Client) -> None:
    member = make.sign_in(Client(), make.member(event.chapter))
    outsider = make.sign_in(Client(), make.organiser(make.chapter("berlin")))
    posts = {"came/": tap(ada), "undo/": tap(ada), "correct/": {"person": str(ada.uid), "presence": "came"}}
    for client in (member, outsider):
        assert client.get(url(event)).status_code == 404
        for end, values in {**posts, "close/": {}, "reopen/": {}}.items():
            assert client.post(url(event, end), values, headers=AS_JSON).status_code == 404
    # Who keeps the door only does not close the meeting, nor correct it afterwards.
    for end in ("close/", "reopen/", "correct/"):
        assert door.post(url(event, end), posts.get(end, {})).status_code == 404
    assert Client().post(url(event, "came/"), tap(ada), headers=AS_JSON).status_code == 401
    assert not Attendance.objects.exists()


def test_get_and_posts_without_a_token_change_nothing(event: Event, ada: Person) -> None:
    keeper = make.organiser(event.chapter)
    plain = make.sign_in(Client(), keeper)
    for end in ("came/", "undo/", "reopen/", "correct/"):
        assert plain.get(url(event, end), tap(ada)).status_code == 405
    plain.get(url(event, "close/"), {"nobody": "on"})
    strict = make.sign_in(Client(enforce_csrf_checks=True), keeper)
    for end in ("came/", "undo/", "close/", "reopen/", "correct/"):
        assert strict.post(url(event, end), tap(ada)).status_code == 403
    event.refresh_from_db()
    assert event.closed_at is None
    assert not Attendance.objects.exists()


def test_the_list_costs_the_same_with_one_and_with_thirty(event: Event, organiser: Client) -> None:
    from_one = _cost(event, organiser)
    for number in range(30):
        person = make.member(event.chapter, f"Member {number}")
        make.going(event, person, now=event.starts_at - timedelta(days=1))
    assert _cost(event, organiser) == from_one <= 12


def _cost(event: Event, client: Client) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url(event)).status_code == 200
    return len(caught)
