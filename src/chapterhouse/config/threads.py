"""Django's pages in a fixed pool of threads, as an ASGI application.

One hop to a thread and one back for each answer: a third less work than a general bridge, which hands over the start,
the body and the end of an answer one by one (docs/decisions/0006-threads.md has the figures).
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from starlette.types import Message, Receive, Scope, Send

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], HttpResponseBase]
WHOLE = 1024 * 1024  # bytes up to which a streamed answer (a static file) is sent in one piece
NOT_HTTP = {b"content-length": "CONTENT_LENGTH", b"content-type": "CONTENT_TYPE"}


@dataclass(frozen=True)
class Answer:
    """The start of an answer, and its body unless that was sent already."""

    start: Message
    body: bytes | None


class Threads:
    """Answers each request by calling a WSGI application in one of so many threads."""

    def __init__(self, application: Wsgi, *, threads: int, proxies: int = 0) -> None:
        self.application = application
        self.proxies = proxies
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whose body arrives in one piece (see bodies.py)."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        body: bytes = (await receive())["body"]
        loop = asyncio.get_running_loop()
        environ = environ_of(scope, body)
        if self.proxies:
            believe(environ, self.proxies)
        answer = await loop.run_in_executor(self.pool, self._answer, environ, loop, send)
        if answer.body is not None:
            await send(answer.start)
            await send({"type": "http.response.body", "body": answer.body})

    def _answer(self, environ: dict[str, Any], loop: asyncio.AbstractEventLoop, send: Send) -> Answer:
        """Call the application; all of an answer, its end included, happens in one thread."""
        start: Message = {"type": "http.response.start"}

        def start_response(status: str, headers: Iterable[tuple[str, str]], _exc_info: object = None) -> None:
            start["status"] = int(status[:3])
            start["headers"] = [(name.lower().encode("latin1"), text.encode("latin1")) for name, text in headers]

        response = self.application(environ, start_response)
        try:
            if response.streaming and int(response.get("Content-Length") or WHOLE + 1) > WHOLE:
                _stream(response, start, loop, send)
                return Answer(start, None)
            return Answer(start, b"".join(response))
        finally:
            response.close()


def _stream(response: Iterable[bytes], start: Message, loop: asyncio.AbstractEventLoop, send: Send) -> None:
    """Send an answer piece by piece, as fast as the reader takes it."""

    async def sent(message: Message) -> None:
        await send(message)

    def hand_over(message: Message) -> None:
        asyncio.run_coroutine_threadsafe(sent(message), loop).result()

    hand_over(start)
    for piece in response:
        hand_over({"type": "http.response.body", "body": piece, "more_body": True})
    hand_over({"type": "http.response.body", "body": b""})


def believe(environ: dict[str, Any], proxies: int) -> None:
    """Take who asks from what so many proxies of ours added; what came before that, anybody can write."""
    passed = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if len(passed) >= proxies and passed[-proxies]:
        environ["REMOTE_ADDR"] = passed[-proxies]


def environ_of(scope: Scope, body: bytes) -> dict[str, Any]:
    """Give the request as WSGI describes it."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        # WSGI wants the bytes of the address as if each were a letter.
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue  # `X_Forwarded_For` would pass for `X-Forwarded-For`, which only a proxy may set
        key = NOT_HTTP.get(name) or "HTTP_" + name.decode("latin1").upper().replace("-", "_")
        text = value.decode("latin1")
        if key in environ:
            text = f"{environ[key]}{'; ' if name == b'cookie' else ','}{text}"
        environ[key] = text
    return environ
