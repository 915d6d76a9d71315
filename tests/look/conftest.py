"""The look is tested alone: what higher rooms put on its pages is theirs to test."""

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, sync_playwright

from chapterhouse.foundation import slots

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_higher_rooms() -> Iterator[None]:
    kept = dict(slots._fillings)
    slots._fillings.clear()
    yield
    slots._fillings.clear()
    slots._fillings.update(kept)


class Site(ThreadingHTTPServer):
    """A small web server: gives one page and the built files, and writes down what was posted to it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.page = ""
        self.status = 200
        self.answer = b"{}"
        self.posted: list[tuple[str, dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Answer(BaseHTTPRequestHandler):
    """Answers one request of the Site."""

    server: Site

    def do_GET(self) -> None:
        if self.path.startswith("/static/"):
            found = finders.find(self.path.removeprefix("/static/").partition("?")[0])
            body = Path(found).read_bytes() if found else b""
            self._send(200 if found else 404, body, guess_type(self.path)[0] or "text/plain")
        else:
            self._send(200, self.server.page.encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        self.server.posted.append((self.path, dict(parse_qsl(body, keep_blank_values=True))))
        self._send(self.server.status, self.server.answer, "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; base-uri 'none'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def built() -> Path:
    """Give the folder of the built front end, up to date."""
    build = [sys.executable, "scripts/build_front_end.py"]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return ROOT / "src/chapterhouse/look/static/built"


@pytest.fixture
def site(built: Path) -> Iterator[Site]:
    """Give a running Site."""
    server = Site()
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give Debian's Chromium, without a window."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()
