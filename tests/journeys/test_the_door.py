"""At the door: one tap each, also when the network drops, then closing the meeting in one screen."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from chapterhouse.events.models import Attendance, CheckIn, Event, Presence
from tests import make
from tests.journeys.browser import Visits, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ("Ada Byron", "Bea Smith", "Cleo Jones", "Dora Green", "Eve Black")


def tonight() -> Event:
    """Give a meeting that began half an hour ago, with five who are going."""
    start = timezone.now() - timedelta(minutes=30)
    before = start - timedelta(days=2)
    chapter = make.chapter("portland", now=before - timedelta(days=30))
    plan = {"time_zone": "UTC", "wall_date": start.date(), "at": start.time().replace(second=0, microsecond=0)}
    event = make.event(chapter, now=before, minutes=60 * 24 * 2, **plan)
    for name in NAMES:
        make.going(event, make.member(chapter, name, now=before), now=before)
    return event


def came() -> set[str]:
    rows = Attendance.objects.filter(presence=Presence.CAME).select_related("person")
    return {one.person.name if one.person else one.name for one in rows}


def wait_until_sent(page: Page) -> None:
    # Not `wait_for_function`: it would have the page evaluate a text, which the site's policy forbids.
    for _ in range(200):
        if page.evaluate("localStorage.length") == 0:
            return
        page.wait_for_timeout(50)
    pytest.fail("Something is still kept on the phone.")


def test_one_tap_each_also_without_network_and_closing_in_one_screen(visits: Visits) -> None:
    event = tonight()
    page = visits.open(make.organiser(event.chapter))
    page.goto(f"/portland/events/{event.short_id}/check-in/")
    assert_accessible(page)
    page.get_by_role("button", name="Ada Byron is here").click()
    wait_until_sent(page)
    assert came() == {"Ada Byron"}

    page.context.set_offline(True)
    page.get_by_role("button", name="Bea Smith is here").click()
    page.get_by_role("button", name="Cleo Jones is here").click()
    page.get_by_label("Name").fill("Zoë from the street")
    page.get_by_role("button", name="Is here", exact=True).click()
    page.get_by_role("button", name="Eve Black is here").click()
    page.get_by_role("button", name="Undo: Eve Black is not here").click()
    expect(page.get_by_text("5 taps are kept on this phone")).to_be_visible()
    expect(page.locator("li", has_text="Zoë from the street")).to_be_visible()
    assert came() == {"Ada Byron"}
    assert_accessible(page)

    page.context.set_offline(False)
    wait_until_sent(page)
    assert came() == {"Ada Byron", "Bea Smith", "Cleo Jones", "Zoë from the street"}
    assert CheckIn.objects.count() == 6
    expect(page.get_by_text("4 are here")).to_be_visible()

    page.reload()
    expect(page.get_by_text("4 are here")).to_be_visible()
    page.get_by_role("link", name="Close the meeting").click()
    assert_accessible(page)
    page.get_by_label("Dora Green").check()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("This meeting is closed. Thank you!")).to_be_visible()
    assert_accessible(page)
    assert came() == {"Ada Byron", "Bea Smith", "Cleo Jones", "Zoë from the street", "Dora Green"}
    assert Attendance.objects.get(presence=Presence.ABSENT).person.name == "Eve Black"  # type: ignore[union-attr]


def test_the_list_works_without_javascript(visits: Visits) -> None:
    event = tonight()
    page = visits.open(make.organiser(event.chapter), java_script_enabled=False)
    page.goto(f"/portland/events/{event.short_id}/check-in/")
    page.get_by_role("button", name="Ada Byron is here").click()
    expect(page.get_by_text("1 is here")).to_be_visible()
    page.get_by_role("button", name="Undo: Ada Byron is not here").click()
    expect(page.get_by_text("0 are here")).to_be_visible()
    page.get_by_label("Name").fill("Zoë")
    page.get_by_role("button", name="Is here", exact=True).click()
    expect(page.get_by_text("1 walked in")).to_be_visible()
    page.get_by_label("Find somebody").fill("bea")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator(".door-list li")).to_have_count(1)


def test_typing_narrows_the_list(visits: Visits) -> None:
    event = tonight()
    page = visits.open(make.organiser(event.chapter))
    page.goto(f"/portland/events/{event.short_id}/check-in/")
    page.get_by_label("Find somebody").press_sequentially("cle")
    expect(page.locator(".door-list li:visible")).to_have_count(1)
    box = page.get_by_role("button", name="Cleo Jones is here").bounding_box()
    assert box
    assert min(box["height"], box["width"]) >= 44
