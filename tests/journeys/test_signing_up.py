"""From a link to "I am going": one mail code for a stranger, one tap for a member, and a place that becomes free."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from chapterhouse.events.models import Event, Rsvp
from chapterhouse.foundation.models import Letter
from tests import make
from tests.journeys.browser import Visits, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def wednesday(places: int | None = None) -> Event:
    long_ago = timezone.now() - timedelta(days=60)
    chapter = make.chapter("portland", now=long_ago)
    text = "We test each other's **homework**.\n\n- hello\n- pairs\n- pie"
    venue = make.venue(chapter, "The Library", address="801 SW 10th Avenue", access="Ring twice.")
    return make.event(chapter, now=timezone.now(), places=places, description=text, venue=venue, guests_allowed=1)


def address(event: Event) -> str:
    return f"/{event.chapter.slug}/events/{event.short_id}/"


def code_for(email: str) -> str:
    text = Letter.objects.filter(kind="login_code", address=email).latest("pk").text
    found = re.search(r"\b([A-Z]{3}-[A-Z]{3})\b", text)
    assert found
    return found[1]


def test_a_stranger_needs_one_code_and_is_going(browser_page: Page) -> None:
    event, page = wednesday(places=3), browser_page
    page.goto(address(event))
    assert_accessible(page)
    page.get_by_role("link", name="I’m going").click()

    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.locator("main form button").first.click()
    page.get_by_label("Code from the mail").fill(code_for("ada@example.org"))
    page.locator("main form button").first.click()
    page.get_by_label("What shall we call you?").fill("Ada Byron")
    page.get_by_label("I have read the code of conduct").check()
    page.locator("main form button").first.click()

    expect(page.get_by_role("heading", name="Homework night")).to_be_visible()
    assert_accessible(page)
    assert not Rsvp.objects.exists()
    page.get_by_role("button", name="I’m going").click()
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()
    expect(page.get_by_role("link", name="Add to my calendar")).to_be_visible()
    assert Rsvp.objects.get().person.name == "Ada Byron"
    assert_accessible(page)


def test_a_member_taps_once_by_keyboard_and_without_javascript(visits: Visits) -> None:
    event = wednesday()
    member = make.member(event.chapter, "Ada Byron")
    page = visits.open(member, java_script_enabled=False)
    page.goto(address(event))
    page.get_by_role("button", name="I’m going").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()
    page.get_by_role("button", name="I cannot come after all").click()
    expect(page.get_by_role("heading", name="You said that you cannot come")).to_be_visible()
    page.get_by_role("button", name="I’m going").click()
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()


def test_it_fills_up_and_whoever_waits_gets_the_place_that_becomes_free(visits: Visits) -> None:
    event = wednesday(places=1)
    ada, bea = (make.member(event.chapter, name) for name in ("Ada Byron", "Bea Smith"))
    first, second = visits.open(ada), visits.open(bea)
    for page in (first, second):
        page.goto(address(event))
    first.get_by_role("button", name="I’m going").click()
    expect(first.get_by_role("heading", name="You are going")).to_be_visible()
    # Bea's page is older than that: what she presses is still answered truly.
    second.get_by_role("button", name="I’m going").click()
    expect(second.get_by_role("heading", name="You are first on the waitlist.")).to_be_visible()
    expect(second.get_by_text("We will mail you when a place is free, latest")).to_be_visible()
    assert_accessible(second)

    visitor = visits.open()
    visitor.goto(address(event))
    expect(visitor.get_by_role("heading", name="Every chair is taken")).to_be_visible()
    expect(visitor.get_by_text("Bea Smith")).to_have_count(0)

    first.get_by_role("button", name="I cannot come after all").click()
    second.reload()
    expect(second.get_by_role("heading", name="You are going")).to_be_visible()


def test_the_readers_own_time_stands_beside_the_events(visits: Visits) -> None:
    event = wednesday()
    page = visits.open()
    page.goto(address(event))
    expect(page.locator("local-time .yours")).to_have_count(0)
    context = visits.browser.new_context(timezone_id="Asia/Tokyo", locale="en-GB")
    visits.contexts.append(context)
    elsewhere = context.new_page()
    elsewhere.goto(visits.address + address(event))
    expect(elsewhere.locator("local-time .yours").first).to_contain_text("your time")
