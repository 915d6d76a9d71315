"""A running site and a real browser, for stories that need one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.journeys.browser import Visits

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def built_front_end() -> None:
    """Make sure that styles and scripts are built and up to date."""
    build = [sys.executable, "scripts/build_front_end.py"]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give Debian's Chromium, without a window."""
    # Playwright runs a loop in this thread, and Django then takes every query for one inside of it.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visits(chromium: Browser, live_server: LiveServer, built_front_end: None) -> Iterator[Visits]:
    """Give what opens pages: `visits.open(person)`; fails if a browser complained of a script or of the policy."""
    made = Visits(chromium, live_server.url)
    yield made
    made.close()
    assert made.complaints == []


@pytest.fixture
def browser_page(visits: Visits) -> Page:
    """Give a visitor's page on a phone."""
    return visits.open()
