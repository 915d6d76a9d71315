"""Request bodies on their way to Django."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chapterhouse.config.bodies import WholeBodies

Message = dict[str, Any]


class Client:
    """A browser that sends its body in given pieces and remembers the answer."""

    def __init__(self, *pieces: bytes, method: str = "POST", headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        self.messages: list[Message] = [
            {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
            for number, piece in enumerate(pieces, 1)
        ]
        self.scope = {"type": "http", "method": method, "path": "/", "headers": list(headers)}
        self.read = 0
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        self.read += 1
        return self.messages.pop(0) if self.messages else {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)


class App:
    """Remembers what it was given."""

    def __init__(self) -> None:
        self.body: bytes | None = None
        self.headers: dict[bytes, bytes] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.headers = dict(scope["headers"])
        message = await receive()
        assert message["more_body"] is False
        self.body = message["body"]
        await send({"type": "http.response.start", "status": 200})


def through(client: Client, limit: int = 10) -> App:
    app = App()
    asyncio.run(WholeBodies(app, limit=limit)(client.scope, client.receive, client.send))  # type: ignore[arg-type]
    return app


def test_a_body_in_chunks_arrives_whole_with_its_length() -> None:
    app = through(Client(b"abc", b"", b"def", headers=((b"transfer-encoding", b"chunked"),)))

    assert app.body == b"abcdef"
    assert app.headers == {b"content-length": b"6"}


def test_a_length_that_is_a_lie_is_replaced_by_the_truth() -> None:
    app = through(Client(b"abc", headers=((b"content-length", b"9"), (b"x", b"y"))))

    assert app.headers == {b"content-length": b"3", b"x": b"y"}


def test_a_get_without_a_body_does_not_wait_for_one() -> None:
    client = Client(method="GET")
    app = through(client)

    assert app.body == b""
    assert client.read == 0


@pytest.mark.parametrize(("length", "status"), [(10, 200), (11, 413), (40, 413)])
def test_the_limit_is_exact(length: int, status: int) -> None:
    client = Client(*[b"x"] * length)
    through(client)

    assert client.sent[0]["status"] == status


def test_what_is_too_long_never_reaches_the_application_and_is_read_to_its_end() -> None:
    client = Client(*[b"x"] * 30)
    app = through(client)

    assert app.body is None
    assert client.read == 30
    assert b"too large" in client.sent[1]["body"]


def test_reading_stops_where_the_body_does_not() -> None:
    client = Client(*[b"x"] * 1000)
    through(client)

    assert client.read == 41
    assert client.sent[0]["status"] == 413


def test_a_browser_that_leaves_is_not_answered() -> None:
    client = Client(b"abc", b"def")
    client.messages[1] = {"type": "http.disconnect"}
    app = through(client)

    assert app.body is None
    assert client.sent == []
