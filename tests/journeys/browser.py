"""A person with a browser: pages that are signed in, and the look at a page that axe takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from chapterhouse.people.models import Person
from tests import make

PATIENCE = 15_000  # milliseconds; a busy machine may be slow
LAY_OUT_ANEW = (
    "() => { const page = document.documentElement; page.hidden = true; page.offsetTop; page.hidden = false; }"
)
PHONE: dict[str, Any] = {"width": 390, "height": 800}


@dataclass
class Visits:
    """Opens pages for persons and visitors, each with cookies of their own, and remembers what browsers complain of."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, person: Person | None = None, **options: Any) -> Page:
        """Give a new page on a phone, of a visitor or of a person who is signed in; addresses are of this site."""
        options.setdefault("viewport", PHONE)
        context = self.browser.new_context(
            base_url=self.address, locale="en-GB", timezone_id="America/Los_Angeles", **options
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if person is not None:
            cookie = make.sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        # A refused form is an answer (409, 422), and a phone without network is one of the stories.
        if message.type == "error" and not ("status of 4" in message.text or "ERR_INTERNET_DISC" in message.text):
            self.complaints.append(message.text)

    def close(self) -> None:
        """Close everything that was opened."""
        for context in self.contexts:
            context.close()


Open = Callable[..., Page]


def assert_accessible(page: Page) -> None:
    """Fail unless axe finds nothing on the page as it is now, in light and in dark, and nothing sticks out sideways."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        # Chromium leaves some inherited colours as they were until the page is laid out anew.
        page.evaluate(LAY_OUT_ANEW)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}, {scheme}:\n{found.generate_report()}"
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} is {wider} pixels too wide"
