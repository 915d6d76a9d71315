"""The custom elements in a real browser, with the network and without."""

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template import Context, engines
from django.test import RequestFactory
from playwright.sync_api import Browser, BrowserContext, Page, expect

from chapterhouse.look.models import Dot
from chapterhouse.look.views.styleguide import samples
from tests.look.conftest import Site

pytestmark = pytest.mark.browser

DOOR = """
<check-in-list data-event="e1" data-sent="Came" data-kept="Kept" data-failed="Not accepted"
 data-waiting="%s kept on this phone" data-sign-in="Please sign in again">
<ul class="door-list">{rows}</ul>
<form method="post" action="/walk-in"><input type="hidden" name="uuid"><input name="name"><button>Add</button></form>
<p class="door-status" role="status"></p></check-in-list>"""
ROW = """<li data-key="{key}"><span class="name">{key}</span><span class="state"></span>
<form method="post" action="/in/{key}" data-act="in"><input type="hidden" name="csrfmiddlewaretoken" value="tok">
<input type="hidden" name="uuid" value="x"><button>Check in {key}</button></form>
<form method="post" action="/undo/{key}" data-act="undo"><input type="hidden" name="uuid">
<button>Undo {key}</button></form></li>"""


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(timezone_id="Europe/Prague", locale="en-GB", viewport={"width": 390, "height": 800})
    context.set_default_timeout(5000)
    yield context
    context.close()


def shown(site: Site, context: BrowserContext, content: str) -> Page:
    frame = engines["django"].engine.get_template("look/page.html")
    html = frame.render(Context({"request": RequestFactory().get("/"), "title": "Page"}))
    site.page = html.replace("</main>", f'<div class="wrap">{content}</div></main>')
    page = context.new_page()
    page.goto(site.address)
    expect(page.locator("html")).to_have_class("js")
    return page


def all_sent(page: Page) -> None:
    """Wait until nothing is kept in the browser any more."""
    for _ in range(160):
        if page.evaluate("localStorage.length") == 0:
            return
        page.wait_for_timeout(50)
    pytest.fail("Something is still kept on the phone.")


def door(site: Site, context: BrowserContext, *names: str) -> Page:
    return shown(site, context, DOOR.format(rows="".join(ROW.format(key=name) for name in names)))


def test_a_check_in_is_one_tap_and_reaches_the_server_once(site: Site, context: BrowserContext) -> None:
    page = door(site, context, "ada", "bea")
    page.get_by_role("button", name="Check in ada").click()
    expect(page.locator("[data-key=ada]")).to_have_class("came")
    expect(page.locator("[data-key=ada] .state")).to_have_text("Came")
    expect(page.get_by_role("button", name="Undo ada")).to_be_visible()
    expect(page.get_by_role("button", name="Check in ada")).to_be_hidden()
    all_sent(page)
    ((path, posted),) = site.posted
    assert path == "/in/ada"
    assert len(posted["uuid"]) == 36
    assert posted["csrfmiddlewaretoken"] == "tok"
    assert posted["at"].endswith("Z")
    assert page.url == site.address


def test_check_ins_without_a_network_are_kept_through_a_reload_and_sent_in_order(
    site: Site, context: BrowserContext
) -> None:
    page = door(site, context, "ada", "bea", "cyd")
    context.set_offline(True)
    for name in ("ada", "bea"):
        page.get_by_role("button", name=f"Check in {name}").click()
    expect(page.locator(".door-status")).to_have_text("2 kept on this phone")
    expect(page.locator("[data-key=bea]")).to_have_class("came kept")
    assert site.posted == []
    kept = json.loads(page.evaluate("localStorage.getItem('check-ins:e1')"))
    # The phone is closed and opened again; the page comes back, the server does not yet take anything.
    site.status = 503
    context.set_offline(False)
    page.reload()
    expect(page.locator("[data-key=ada]")).to_have_class("came kept")
    site.status = 200
    page.evaluate("dispatchEvent(new Event('online'))")
    all_sent(page)
    expect(page.locator(".door-status")).to_have_text("")
    expect(page.locator("[data-key=bea]")).to_have_class("came")
    sent = list(dict.fromkeys(posted["uuid"] for _, posted in site.posted))
    assert sent == [entry["uuid"] for entry in kept]


def test_a_repeated_try_keeps_its_uuid(site: Site, context: BrowserContext) -> None:
    page = door(site, context, "ada")
    site.status = 500
    page.get_by_role("button", name="Check in ada").click()
    expect(page.locator(".door-status")).to_have_text("1 kept on this phone")
    site.status = 200
    all_sent(page)
    assert len(site.posted) >= 2
    assert len({posted["uuid"] for _, posted in site.posted}) == 1


def test_a_refused_check_in_goes_back_and_says_why_while_the_next_is_sent(site: Site, context: BrowserContext) -> None:
    page = door(site, context, "ada", "bea")
    site.status, site.answer = 409, b'{"message": "The door is closed."}'
    page.get_by_role("button", name="Check in ada").click()
    expect(page.locator("[data-key=ada] .state")).to_have_text("The door is closed.")
    expect(page.locator("[data-key=ada]")).to_have_class("failed")
    site.status, site.answer = 200, b"{}"
    page.get_by_role("button", name="Check in bea").click()
    all_sent(page)
    expect(page.locator("[data-key=bea]")).to_have_class("came")


def test_when_the_session_ended_nothing_is_lost(site: Site, context: BrowserContext) -> None:
    page = door(site, context, "ada")
    site.status = 403
    page.get_by_role("button", name="Check in ada").click()
    expect(page.locator(".door-status")).to_have_text("Please sign in again")
    assert page.evaluate("localStorage.length") == 1


def test_an_undo_and_a_walk_in_go_the_same_way(site: Site, context: BrowserContext) -> None:
    page = door(site, context, "ada")
    page.get_by_role("button", name="Check in ada").click()
    page.get_by_role("button", name="Undo ada").click()
    expect(page.locator("[data-key=ada]")).not_to_have_class("came")
    page.locator("input[name=name]").fill("Somebody new")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("input[name=name]")).to_have_value("")
    all_sent(page)
    assert [path for path, _ in site.posted] == ["/in/ada", "/undo/ada", "/walk-in"]
    assert site.posted[-1][1]["name"] == "Somebody new"


TIME = '<p id="t"><local-time data-text="%s your time"><time datetime="{}">Wed, 19:00</time></local-time></p>'


@pytest.mark.parametrize(
    ("written", "shown_text"),
    [
        ("2026-11-25T19:00:00-08:00", "Wed, 19:00 (Thursday 04:00 your time)"),
        ("2026-11-25T19:00:00+00:00", "Wed, 19:00 (20:00 your time)"),
        ("2026-11-25T19:00:00+01:00", "Wed, 19:00"),
        ("2026-11-25T19:00:00+05:30", "Wed, 19:00 (14:30 your time)"),
        ("2026-07-25T19:00:00+01:00", "Wed, 19:00 (20:00 your time)"),
        ("soon", "Wed, 19:00"),
    ],
)
def test_the_readers_own_time_stands_beside_the_events_where_it_differs(
    site: Site, context: BrowserContext, written: str, shown_text: str
) -> None:
    page = shown(site, context, TIME.format(written))
    expect(page.locator("#t")).to_have_text(shown_text)


def test_a_question_is_asked_before_an_act_and_no_is_the_first_choice(site: Site, context: BrowserContext) -> None:
    page = shown(
        site,
        context,
        '<confirm-button data-question="Cancel?" data-text="All are told." data-yes="Cancel it" data-no="Keep it">'
        '<form method="post" action="/cancel"><button name="reason" value="rain">Cancel</button></form>'
        "</confirm-button>",
    )
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert site.posted == []
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Cancel it").click()
    page.wait_for_url("**/cancel")
    assert site.posted == [("/cancel", {"reason": "rain", "confirmed": "yes"})]


def test_a_preview_shows_what_the_server_makes_of_it_and_keeps_the_text(site: Site, context: BrowserContext) -> None:
    page = shown(
        site,
        context,
        '<form method="post"><live-preview data-url="/preview" data-write="Write" data-preview="Preview"'
        ' data-failed="No"><textarea name="body" aria-label="Body">**hello**</textarea></live-preview></form>',
    )
    site.answer = b"<p><strong>hello</strong></p>"
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview-pane strong")).to_have_text("hello")
    assert site.posted[-1] == ("/preview", {"text": "**hello**"})
    site.status = 500
    page.get_by_role("button", name="Write").click()
    expect(page.locator("textarea")).to_have_value("**hello**")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview-pane")).to_have_text("No")


def test_near_me_fills_the_search_with_about_a_kilometre(site: Site, context: BrowserContext) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 45.523062, "longitude": -122.676482})
    button = engines["django"].engine.get_template("look/components/near-me.html").render(Context())
    page = shown(site, context, f'<form action="/chapters/"><input name="near" aria-label="Near">{button}</form>')
    page.get_by_role("button", name="Near me").click()
    page.wait_for_url("**/chapters/?near=45.52%2C-122.68")


def test_without_a_location_one_is_asked_to_type(site: Site, context: BrowserContext) -> None:
    button = engines["django"].engine.get_template("look/components/near-me.html").render(Context())
    page = shown(site, context, f'<form action="/chapters/"><input name="near" aria-label="Near">{button}</form>')
    page.get_by_role("button", name="Near me").click()
    expect(page.get_by_role("status")).to_contain_text("Type a city instead")
    expect(page.get_by_label("Near", exact=True)).to_be_focused()


def test_the_world_can_be_searched_and_looked_at_closer(site: Site, context: BrowserContext) -> None:
    dots = [Dot("lim", "Lima", "/lima/", 287.4, 274.1), Dot("sao", "São Paulo", "/sao/", 370.0, 300.0)]
    world = engines["django"].engine.get_template("look/components/world-map.html").render(Context({"dots": dots}))
    page = shown(site, context, world)
    page.get_by_label("Find in this list").fill("sao")
    expect(page.locator("li[data-dot=lim]")).to_be_hidden()
    expect(page.locator("li[data-dot=sao]")).to_be_visible()
    expect(page.locator("svg [data-dot=lim]")).to_be_hidden()
    expect(page.locator("[data-found]")).to_have_text("Shown: 1")
    page.get_by_role("button", name="Closer").click()
    assert page.locator("world-map svg").get_attribute("viewBox") == "260.0 106.3 460.0 212.5"
    page.get_by_role("button", name="Further away").click()
    assert page.locator("world-map svg").get_attribute("viewBox") == "30.0 0.0 920.0 425.0"


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_axe_finds_nothing_on_the_page_of_all_components(
    site: Site, chromium: Browser, scheme: str, width: int
) -> None:
    frame = engines["django"].engine.get_template("look/styleguide.html")
    page_context = Context(samples())
    page_context.request = page_context["request"] = RequestFactory().get("/look/")
    site.page = frame.render(page_context)
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Security Policy" in message.text else None)
    page.goto(site.address)
    expect(page.locator("html")).to_have_class("js")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    report = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
    found = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in report.response["violations"]]
    assert len(report.response["passes"]) > 40
    assert found == []
    assert refused == []
    context.close()
