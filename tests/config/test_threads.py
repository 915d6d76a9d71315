"""Django's pages behind ASGI: what they are given and how their answers leave."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from chapterhouse.config.threads import WHOLE, Threads, believe, environ_of

SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "GET",
    "path": "/",
    "query_string": b"",
    "http_version": "1.1",
    "scheme": "http",
    "server": ("127.0.0.1", 8000),
    "client": ("192.0.2.7", 5000),
    "headers": [],
}


def asked(view: Callable[[dict[str, Any]], HttpResponseBase], body: bytes = b"", **scope: Any) -> list[dict[str, Any]]:
    """Give the messages with which a request is answered."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> HttpResponseBase:
        response = view(environ)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response

    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Threads(application, threads=2)({**SCOPE, **scope}, receive, send))
    return sent


def test_an_answer_leaves_in_two_messages() -> None:
    sent = asked(lambda _: HttpResponse("héllo", status=201, headers={"X-A": "b"}))

    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["status"] == 201
    assert (b"x-a", b"b") in sent[0]["headers"]
    assert sent[1]["body"] == "héllo".encode()


def test_the_body_can_be_read() -> None:
    sent = asked(lambda environ: HttpResponse(environ["wsgi.input"].read()), b"name=Ada", method="POST")

    assert sent[1]["body"] == b"name=Ada"


def test_a_small_file_leaves_in_one_piece_and_a_large_one_piece_by_piece() -> None:
    def small(_: object) -> HttpResponseBase:
        return StreamingHttpResponse(iter([b"a", b"b"]), headers={"Content-Length": "2"})

    def large(_: object) -> HttpResponseBase:
        return StreamingHttpResponse(iter([b"a", b"b"]), headers={"Content-Length": str(WHOLE + 1)})

    def endless(_: object) -> HttpResponseBase:
        return StreamingHttpResponse(iter([b"a", b"b"]))

    assert [message.get("body") for message in asked(small)] == [None, b"ab"]
    for view in (large, endless):
        sent = asked(view)
        assert [message.get("body") for message in sent] == [None, b"a", b"b", b""]
        assert [message.get("more_body", False) for message in sent] == [False, True, True, False]


def test_one_thread_does_all_of_an_answer() -> None:
    threads = []

    def note() -> None:
        threads.append(threading.current_thread().name)

    def pieces() -> Iterator[bytes]:
        note()
        yield b"x"

    def view(_: object) -> HttpResponseBase:
        note()
        response = StreamingHttpResponse(pieces())
        response._resource_closers.append(note)
        return response

    asked(view)

    assert len(threads) == 3
    assert len(set(threads)) == 1
    assert threads[0].startswith("pages")


def test_an_answer_is_closed_when_making_it_fails() -> None:
    closed = []

    def broken() -> Iterator[bytes]:
        yield b"x"
        raise ZeroDivisionError

    def view(_: object) -> HttpResponseBase:
        response = StreamingHttpResponse(broken())
        response._resource_closers.append(lambda: closed.append(True))
        return response

    with pytest.raises(ZeroDivisionError):
        asked(view)
    assert closed == [True]


def environ(*headers: tuple[bytes, bytes], **scope: Any) -> dict[str, Any]:
    return environ_of({**SCOPE, "headers": list(headers), **scope}, b"")


def test_addresses_in_any_language_arrive_as_wsgi_wants_them() -> None:
    assert environ(path="/zürich/")["PATH_INFO"].encode("latin1").decode() == "/zürich/"
    assert environ(query_string=b"q=\xff")["QUERY_STRING"] == "q=\xff"


def test_repeated_headers_are_joined_cookies_by_semicolon() -> None:
    found = environ((b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"x"), (b"accept", b"y"))

    assert found["HTTP_COOKIE"] == "a=1; b=2"
    assert found["HTTP_ACCEPT"] == "x,y"


def test_a_header_with_an_underscore_cannot_pass_for_one_with_a_hyphen() -> None:
    found = environ((b"x_forwarded_for", b"6.6.6.6"), (b"content_length", b"9"))

    assert "HTTP_X_FORWARDED_FOR" not in found
    assert "CONTENT_LENGTH" not in found


def test_the_reader_is_known_by_where_she_connects_from() -> None:
    assert environ()["REMOTE_ADDR"] == "192.0.2.7"
    assert environ(client=None)["REMOTE_ADDR"] == ""


@pytest.mark.parametrize(
    ("passed", "proxies", "reader"),
    [
        ("198.51.100.1", 1, "198.51.100.1"),
        ("6.6.6.6, 198.51.100.1", 1, "198.51.100.1"),  # she wrote the first herself
        ("198.51.100.1, 10.0.0.1", 2, "198.51.100.1"),
        ("6.6.6.6", 0, "192.0.2.7"),
        ("10.0.0.1", 2, "192.0.2.7"),
        ("", 1, "192.0.2.7"),
    ],
)
def test_only_what_our_proxies_add_is_believed(passed: str, proxies: int, reader: str) -> None:
    found = environ((b"x-forwarded-for", passed.encode()))

    if proxies:
        believe(found, proxies)

    assert found["REMOTE_ADDR"] == reader
