"""The organisers' pages through HTTP: series with a preview, one or all that follow, skip, move, cancel, places."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.models import Capacity, Event, EventRole, EventState, Rsvp, Series
from tests import make

pytestmark = pytest.mark.django_db


def next_wednesday() -> date:
    today = timezone.now().date() + timedelta(days=2)
    return today + timedelta(days=(2 - today.weekday()) % 7)


@pytest.fixture
def chapter() -> Chapter:
    return make.chapter(now=timezone.now() - timedelta(days=100))


@pytest.fixture
def organiser(chapter: Chapter) -> Client:
    return make.sign_in(Client(), make.organiser(chapter))


@pytest.fixture
def series(chapter: Chapter) -> Series:
    return make.series(chapter, now=timezone.now(), starts_on=next_wednesday(), place="The Library", places=5)


def plan(**changed: Any) -> dict[str, Any]:
    return {
        "title": "Homework night",
        "description": "We **learn**.",
        "wall_date": next_wednesday().isoformat(),
        "wall_time": "19:00",
        "minutes": "120",
        "time_zone": "America/Los_Angeles",
        "where": "in_person",
        "place": "The Library",
        "guests_allowed": "0",
        **changed,
    }


def as_planned(event: Event, **changed: Any) -> dict[str, Any]:
    """Give what the edit form holds about an event."""
    return plan(
        title=event.title,
        description=event.description,
        wall_date=event.wall_date.isoformat(),
        wall_time=event.wall_time.strftime("%H:%M"),
        place=event.place,
        **changed,
    )


def url(event: Event, end: str = "") -> str:
    return f"/{event.chapter.slug}/organise/events/{event.short_id}/{end}"


def dates_of(series: Series) -> list[Event]:
    return list(Event.objects.filter(series=series).order_by("starts_at"))


def seen_in(html: str) -> str:
    return html.split('name="seen" value="')[1].split('"')[0]


def test_a_series_is_shown_as_dates_before_it_is_published(chapter: Chapter, organiser: Client) -> None:
    path = f"/{chapter.slug}/organise/series/new/"
    assert organiser.get(path).status_code == 200
    values = plan(repeats="weekly", learner_places="12")
    shown = organiser.post(path, values)
    html = shown.content.decode()
    assert "These will be your meetings" in html
    assert not Series.objects.exists()
    # What was not seen is not published: another time than the one shown is shown first.
    sneaky = {**values, "wall_time": "20:00", "publish": "yes", "seen": seen_in(html)}
    assert "These will be your meetings" in organiser.post(path, sneaky).content.decode()
    assert not Series.objects.exists()
    answer = organiser.post(path, {**values, "publish": "yes", "seen": seen_in(html)}, follow=True)
    series = Series.objects.get()
    assert answer.redirect_chain == [(f"/{chapter.slug}/organise/series/{series.uid}/", 302)]
    assert "every Wednesday, 19:00" in answer.content.decode()
    events = dates_of(series)
    assert len(events) >= 11
    assert {event.state for event in events} == {EventState.PUBLISHED}
    assert Capacity.objects.filter(event=events[0]).get(kind="learner").places == 12


def test_the_preview_warns_of_clocks_that_change(chapter: Chapter, organiser: Client) -> None:
    path = f"/{chapter.slug}/organise/series/new/"
    year = timezone.now().year + 1
    march = date(year, 3, 1)
    second_sunday = march + timedelta(days=(6 - march.weekday()) % 7 + 7)
    skipped = plan(repeats="weekly", wall_date=(second_sunday - timedelta(days=7)).isoformat(), wall_time="02:30")
    html = organiser.post(path, skipped).content.decode()
    assert "The clocks go forward that night and skip this time" in html
    evening = {**skipped, "wall_time": "19:00"}
    html = organiser.post(path, evening).content.decode()
    assert "The meeting stays at the same time on the wall." in html
    assert html.count(", 19:00</p>") == 8


def test_a_series_without_a_date_is_explained(chapter: Chapter, organiser: Client) -> None:
    first = next_wednesday() - timedelta(days=700)
    values = plan(repeats="weekly", wall_date=first.isoformat(), ends_on=(first + timedelta(days=1)).isoformat())
    path = f"/{chapter.slug}/organise/series/new/"
    html = organiser.post(path, values).content.decode()
    answer = organiser.post(path, {**values, "publish": "yes", "seen": seen_in(html)})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Olympus"},
        {"repeats": "hourly"},
        {"wall_date": "9999-12-31"},
        {"wall_date": "2026-02-31"},
        {"title": ""},
        {"title": "x" * 5000},
        {"link": "javascript:alert(1)", "where": "online"},
        {"description": "x" * 1_000_000},
        {"learner_places": "1e9"},
        {"ends_on": "0000-00-00"},
        {},
    ],
    ids=str,
)
def test_a_wrong_plan_is_shown_again_with_what_was_typed(
    chapter: Chapter, organiser: Client, wrong: dict[str, str]
) -> None:
    values = {**plan(repeats="weekly", publish="yes"), **wrong} if wrong else {}
    for path in ("series/new/", "events/new/"):
        if path == "events/new/" and wrong.keys() & {"repeats", "ends_on"}:
            continue
        answer = organiser.post(f"/{chapter.slug}/organise/{path}", values)
        assert answer.status_code == 422
        assert "Please look at this again" in answer.content.decode()
    assert not Event.objects.exists()


def test_a_single_meeting_is_a_draft_or_published(chapter: Chapter, organiser: Client) -> None:
    path = f"/{chapter.slug}/organise/events/new/"
    assert organiser.get(path).status_code == 200
    organiser.post(path, plan(draft="yes"))
    draft = Event.objects.get()
    assert draft.state == EventState.DRAFT
    organiser.post(url(draft, "publish/"))
    draft.refresh_from_db()
    assert draft.state == EventState.PUBLISHED
    organiser.post(path, plan(title="Picnic", publish="yes"))
    assert Event.objects.get(title="Picnic").state == EventState.PUBLISHED


def test_a_doubled_time_is_asked_about_and_kept(chapter: Chapter, organiser: Client) -> None:
    path = f"/{chapter.slug}/organise/events/new/"
    november = date(timezone.now().year + 1, 11, 1)
    first_sunday = november + timedelta(days=(6 - november.weekday()) % 7)
    values = plan(wall_date=first_sunday.isoformat(), wall_time="01:30", publish="yes")
    asked = organiser.post(path, values)
    assert asked.status_code == 422
    assert "Which one do you mean?" in asked.content.decode()
    assert 'name="fold"' in asked.content.decode()
    organiser.post(path, {**values, "fold": "1"})
    event = Event.objects.get()
    assert event.starts_at == datetime(first_sunday.year, 11, first_sunday.day, 9, 30, tzinfo=UTC)


def test_a_skipped_time_is_moved_forward_and_said(chapter: Chapter, organiser: Client) -> None:
    march = date(timezone.now().year + 1, 3, 1)
    sunday = march + timedelta(days=(6 - march.weekday()) % 7 + 7)
    values = plan(wall_date=sunday.isoformat(), wall_time="02:30", publish="yes")
    answer = organiser.post(f"/{chapter.slug}/organise/events/new/", values, follow=True)
    assert "The clocks go forward that night" in answer.content.decode()


def test_only_this_meeting_is_edited(series: Series, organiser: Client) -> None:
    events = dates_of(series)
    assert "Only this meeting" in organiser.get(url(events[1], "edit/")).content.decode()
    organiser.post(url(events[1], "edit/"), as_planned(events[1], scope="one") | {"title": "Demo night"})
    after = dates_of(series)
    assert [event.title for event in after[:3]] == ["Weekly homework night", "Demo night", "Weekly homework night"]
    assert after[1].edited_fields == ["title"]


def test_this_and_all_that_follow_are_edited_and_keep_who_comes(series: Series, organiser: Client) -> None:
    events = dates_of(series)
    make.going(events[3], make.member(series.chapter), now=timezone.now())
    values = as_planned(events[2], scope="following") | {"wall_time": "18:30"}
    assert organiser.post(url(events[2], "edit/"), values).status_code == 302
    after = {event.pk: event for event in Event.objects.all()}
    hours = [after[event.pk].wall_time.strftime("%H:%M") for event in events[:5]]
    assert hours == ["19:00", "19:00", "18:30", "18:30", "18:30"]
    assert Rsvp.objects.get().event_id == events[3].pk


def test_another_weekday_for_all_that_follow(series: Series, organiser: Client) -> None:
    events = dates_of(series)
    thursday = events[2].wall_date + timedelta(days=1)
    values = as_planned(events[2], scope="following") | {"wall_date": thursday.isoformat()}
    assert organiser.post(url(events[2], "edit/"), values).status_code == 302
    following = Event.objects.filter(starts_at__gt=events[1].starts_at, state=EventState.PUBLISHED)
    assert {event.wall_date.weekday() for event in following} == {3}


def test_an_edit_without_a_change_does_nothing(series: Series, organiser: Client) -> None:
    event = dates_of(series)[0]
    assert organiser.post(url(event, "edit/"), as_planned(event, scope="one")).status_code == 302
    assert Event.objects.get(pk=event.pk).changed_at == event.changed_at


def test_a_wrong_edit_is_shown_again(series: Series, organiser: Client) -> None:
    event = dates_of(series)[0]
    for wrong in ({"title": ""}, {"scope": "everything"}, {"time_zone": "Mars"}):
        answer = organiser.post(url(event, "edit/"), {**as_planned(event, scope="one"), **wrong})
        assert answer.status_code == 422
    assert Event.objects.get(pk=event.pk).title == event.title


def test_a_meeting_moves(series: Series, organiser: Client) -> None:
    event = dates_of(series)[0]
    assert organiser.get(url(event, "move/")).status_code == 200
    day = event.wall_date + timedelta(days=1)
    values = {"wall_date": day.isoformat(), "wall_time": "18:00", "minutes": "120", "time_zone": "America/Los_Angeles"}
    organiser.post(url(event, "move/"), values)
    moved = Event.objects.get(pk=event.pk)
    assert (moved.wall_date, moved.wall_time.hour) == (day, 18)
    assert organiser.post(url(event, "move/"), {**values, "wall_date": "x"}).status_code == 422


def test_a_date_is_left_out_after_asking_and_comes_back(series: Series, organiser: Client) -> None:
    event = dates_of(series)[0]
    asked = organiser.post(url(event, "skip/"))
    assert "Leave this date out?" in asked.content.decode()
    assert Event.objects.get(pk=event.pk).state == EventState.PUBLISHED
    organiser.post(url(event, "skip/"), {"confirmed": "yes"})
    assert Event.objects.get(pk=event.pk).state == EventState.SKIPPED
    assert "It takes place after all" in organiser.get(url(event)).content.decode()
    organiser.post(url(event, "restore/"))
    assert Event.objects.get(pk=event.pk).state == EventState.PUBLISHED


def test_a_holiday_months_ahead_is_left_out(series: Series, organiser: Client) -> None:
    path = f"/{series.chapter.slug}/organise/series/{series.uid}/skip/"
    assert organiser.get(path).status_code == 200
    day = next_wednesday() + timedelta(weeks=20)
    organiser.post(path, {"day": day.isoformat()})
    assert Event.objects.get(series=series, original_date=day).state == EventState.SKIPPED
    assert organiser.post(path, {"day": (day + timedelta(days=1)).isoformat()}).status_code == 409
    assert organiser.post(path, {"day": "Christmas"}).status_code == 422


def test_a_series_ends(series: Series, organiser: Client) -> None:
    path = f"/{series.chapter.slug}/organise/series/{series.uid}/end/"
    assert organiser.get(path).status_code == 200
    last = next_wednesday() + timedelta(weeks=2)
    organiser.post(path, {"day": last.isoformat()})
    states = [event.state for event in dates_of(series)]
    assert states[:3] == [EventState.PUBLISHED] * 3
    assert set(states[3:]) == {EventState.SKIPPED}
    assert organiser.post(path, {"day": ""}).status_code == 422


def test_a_meeting_is_cancelled_with_a_reason(series: Series, organiser: Client) -> None:
    event = dates_of(series)[0]
    assert organiser.get(url(event, "cancel/")).status_code == 200
    assert organiser.post(url(event, "cancel/"), {"reason": "x" * 301}).status_code == 422
    organiser.post(url(event, "cancel/"), {"reason": "Snow.\r\nBcc: all"})
    cancelled = Event.objects.get(pk=event.pk)
    assert (cancelled.state, cancelled.cancel_reason) == (EventState.CANCELLED, "Snow. Bcc: all")
    page = Client().get(f"/{series.chapter.slug}/events/{event.short_id}/")
    assert page.status_code == 200
    assert "Snow." in page.content.decode()


def test_fewer_places_than_people_are_asked_about_by_name(series: Series, organiser: Client) -> None:
    event, now = dates_of(series)[0], timezone.now()
    people = [make.member(series.chapter, name) for name in ("Ada", "Bea", "Cleo")]
    for person in people:
        make.going(event, person, now=now)
    asked = organiser.post(url(event, "places/"), {"places": "1", "scope": "one"})
    assert asked.status_code == 409
    html = asked.content.decode()
    assert "Bea, Cleo" in html
    assert Rsvp.objects.filter(event=event, state="going").count() == 3
    organiser.post(url(event, "places/"), {"places": "1", "scope": "one", "confirmed": "yes"})
    assert Rsvp.objects.filter(event=event, state="going").get().person == people[0]
    organiser.post(url(event, "places/"), {"places": "", "scope": "one"})
    assert Rsvp.objects.filter(event=event, state="going").count() == 3
    for wrong in ("-1", "many", "9" * 400):
        assert organiser.post(url(event, "places/"), {"places": wrong, "scope": "one"}).status_code == 422


def test_places_of_all_that_follow(series: Series, organiser: Client) -> None:
    event = dates_of(series)[1]
    assert organiser.get(url(event, "places/")).status_code == 200
    organiser.post(url(event, "places/"), {"places": "8", "scope": "following"})
    numbers = Capacity.objects.filter(kind="learner").order_by("event__starts_at").values_list("places", flat=True)
    assert list(numbers)[:3] == [5, 8, 8]


def test_somebody_is_taken_off_the_list_after_asking(series: Series, organiser: Client) -> None:
    event = dates_of(series)[0]
    row = make.going(event, make.member(series.chapter, "Ada"), now=timezone.now())
    asked = organiser.post(url(event, "people/remove/"), {"rsvp": str(row.uid)})
    assert "Take Ada off the list?" in asked.content.decode()
    assert Rsvp.objects.get().state == "going"
    organiser.post(url(event, "people/remove/"), {"rsvp": str(row.uid), "confirmed": "yes"})
    assert (Rsvp.objects.get().state, Rsvp.objects.get().reason) == ("cancelled", "organiser")
    assert organiser.post(url(event, "people/remove/"), {"rsvp": "x"}).status_code == 302
    other = make.going(dates_of(series)[1], make.member(series.chapter, "Bea"), now=timezone.now())
    assert organiser.post(url(event, "people/remove/"), {"rsvp": str(other.uid)}).status_code == 404


def test_a_host_looks_after_her_meeting_and_nothing_else(series: Series, organiser: Client) -> None:
    event, other = dates_of(series)[:2]
    hana = make.member(series.chapter, "Hana")
    assert organiser.get(url(event, "hosts/")).status_code == 200
    values = {"person": str(hana.uid), "name": "host", "scope": "event"}
    organiser.post(url(event, "hosts/"), values)
    host = make.sign_in(Client(), hana)
    assert host.get(url(event)).status_code == 200
    assert host.get(url(other)).status_code == 404
    assert host.get(f"/{series.chapter.slug}/organise/events/").status_code == 404
    assert "Only this meeting" not in host.get(url(event, "edit/")).content.decode()
    role = EventRole.objects.get()
    organiser.post(url(event, "hosts/end/"), {"role": role.pk})
    assert host.get(url(event)).status_code == 404
    for wrong in ("x", "0", "9" * 400, ""):
        assert organiser.post(url(event, "hosts/end/"), {"role": wrong}).status_code == 302
    assert organiser.post(url(event, "hosts/"), {**values, "person": "x"}).status_code == 422


def test_the_preview_of_a_text_is_safe(chapter: Chapter, organiser: Client) -> None:
    path = f"/{chapter.slug}/organise/events/preview/"
    answer = organiser.post(path, {"text": "**hello** <script>alert(1)</script> [x](javascript:alert(1))"})
    assert b"<strong>hello</strong>" in answer.content
    assert b"<script" not in answer.content
    assert b'href="javascript' not in answer.content
    assert organiser.post(path, {"text": "[" * 100_000}).status_code == 200
    assert organiser.get(path).status_code == 405


def pages_of(series: Series) -> dict[str, dict[str, Any]]:
    event, chapter = dates_of(series)[0], series.chapter
    one = ("", "edit/", "move/", "cancel/", "places/", "hosts/")
    acts = ("publish/", "skip/", "restore/", "people/remove/", "hosts/end/")
    whole = (f"series/{series.uid}/", f"series/{series.uid}/skip/", f"series/{series.uid}/end/")
    general = ("events/", "events/new/", "series/new/", *whole)
    pages: dict[str, dict[str, Any]] = {url(event, end): {"get": True} for end in one}
    pages |= {url(event, end): {"get": False} for end in acts}
    return pages | {f"/{chapter.slug}/organise/{end}": {"get": True} for end in general}


def test_members_and_other_chapters_organisers_find_nothing_here(series: Series) -> None:
    berlin = make.chapter("berlin")
    for person in (make.member(series.chapter), make.organiser(berlin)):
        client = make.sign_in(Client(), person)
        for path, kind in pages_of(series).items():
            if kind["get"]:
                assert client.get(path).status_code == 404, path
            assert client.post(path, {"confirmed": "yes"}).status_code in (404, 405), path
    event = dates_of(series)[0]
    # An organiser of Berlin does not reach Portland's meeting by Berlin's address either.
    client = make.sign_in(Client(), make.organiser(berlin, "Olga"))
    assert client.get(f"/berlin/organise/events/{event.short_id}/").status_code == 404
    assert client.get(f"/berlin/organise/series/{series.uid}/").status_code == 404


def test_visitors_are_led_to_the_door(series: Series) -> None:
    for path, kind in pages_of(series).items():
        answer = Client().get(path) if kind["get"] else Client().post(path)
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/enter/?next="), path


def test_no_get_and_no_post_without_a_token_changes_anything(series: Series) -> None:
    keeper = make.organiser(series.chapter)
    before = list(Event.objects.order_by("pk").values())
    plain, strict = make.sign_in(Client(), keeper), make.sign_in(Client(enforce_csrf_checks=True), keeper)
    for path, kind in pages_of(series).items():
        answer = plain.get(path, {"confirmed": "yes", "reason": "x", "day": "2026-12-02", "places": "1"})
        assert answer.status_code == (200 if kind["get"] else 405), path
        answer = strict.post(path, {"confirmed": "yes", "reason": "x", "places": "1"})
        assert answer.status_code in (403, 405), path
    assert list(Event.objects.order_by("pk").values()) == before


def test_pages_cost_at_most_twelve_queries(series: Series) -> None:
    client = make.sign_in(Client(), make.organiser(series.chapter))
    for path, kind in pages_of(series).items():
        if kind["get"]:
            with CaptureQueriesContext(connection) as caught:
                client.get(path)
            assert len(caught) <= 12, path
