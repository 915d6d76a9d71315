"""An organiser plans a series in a few screens, and changes single meetings of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from chapterhouse.events.models import Event, EventState, Series
from tests import make
from tests.journeys.browser import Visits, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def next_wednesday() -> date:
    today = timezone.now().date() + timedelta(days=3)
    return today + timedelta(days=(2 - today.weekday()) % 7)


def open_date(page: Page, event: Event) -> None:
    page.goto(f"/portland/organise/events/{event.short_id}/")


def test_an_organiser_plans_a_series_and_changes_some_of_its_meetings(visits: Visits) -> None:
    chapter = make.chapter("portland", now=timezone.now() - timedelta(days=60))
    page = visits.open(make.organiser(chapter))
    page.goto("/portland/")
    page.get_by_role("link", name="Organise", exact=True).click()
    page.get_by_role("link", name="Plan meetings").click()
    assert_accessible(page)
    page.get_by_role("link", name="New series").click()
    assert_accessible(page)
    page.get_by_label("What do you call it?").fill("Homework night")
    page.get_by_label("What will you do?").fill("We do the homework of **week 6** together.")
    page.get_by_label("First meeting on").fill(next_wednesday().isoformat())
    page.get_by_label("Starts at").fill("19:00")
    page.get_by_label("Or another place").fill("The Library, 801 SW 10th Avenue")
    page.get_by_label("How many places?").fill("12")
    page.get_by_role("button", name="Show me the dates").click()
    expect(page.get_by_role("heading", name="These will be your meetings")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Publish the series").click()
    expect(page.get_by_text("every Wednesday, 19:00")).to_be_visible()
    assert_accessible(page)
    events = list(Event.objects.order_by("starts_at"))
    assert len(events) >= 11

    page.locator(".event-card").nth(1).get_by_role("link").click()
    assert_accessible(page)
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("What do you call it?").fill("Demo night")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Demo night")).to_be_visible()

    open_date(page, events[2])
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("This meeting and all that follow").check()
    page.get_by_label("Starts at").fill("18:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("18:30").first).to_be_visible()

    open_date(page, events[3])
    page.get_by_role("button", name="Leave this date out").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_role("button", name="It takes place after all")).to_be_visible()

    open_date(page, events[4])
    page.get_by_role("link", name="Move", exact=True).click()
    page.get_by_label("Day").fill((events[4].wall_date + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("Moved. Everybody who has a place is told, and keeps it.")).to_be_visible()

    open_date(page, events[5])
    page.get_by_role("link", name="Cancel the meeting").click()
    page.get_by_label("Why?").fill("The library is closed.")
    page.get_by_role("button", name="Cancel the meeting").click()
    expect(page.get_by_text("The library is closed.")).to_be_visible()

    after = {event.pk: event for event in Event.objects.all()}
    found = [after[event.pk] for event in events[:7]]
    assert [event.title for event in found[:3]] == ["Homework night", "Demo night", "Homework night"]
    assert [event.wall_time.strftime("%H:%M") for event in found[:4]] == ["19:00", "19:00", "18:30", "18:30"]
    assert [event.state for event in found[2:6]] == [
        EventState.PUBLISHED,
        EventState.SKIPPED,
        EventState.PUBLISHED,
        EventState.CANCELLED,
    ]
    assert found[4].wall_date.weekday() == 3
    assert Series.objects.count() == 2

    visitor = visits.open()
    visitor.goto("/portland/events/")
    expect(visitor.get_by_text("Cancelled")).to_have_count(1)
    assert_accessible(visitor)


def test_lowering_the_places_asks_first(visits: Visits) -> None:
    chapter = make.chapter("portland", now=timezone.now() - timedelta(days=60))
    event = make.event(chapter, now=timezone.now(), places=3)
    for name in ("Ada", "Bea", "Cleo"):
        make.going(event, make.member(chapter, name), now=timezone.now())
    page = visits.open(make.organiser(chapter))
    page.goto(f"/portland/organise/events/{event.short_id}/places/")
    page.get_by_label("How many places?").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Cleo")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Yes, lower it").click()
    expect(page.get_by_role("heading", name="On the waitlist, in order")).to_be_visible()
    assert_accessible(page)
