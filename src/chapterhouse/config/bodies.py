"""Request bodies that reach Django whole: read before a thread is taken, never longer than allowed."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

DRAINED = 4  # times the limit: how much more is read and thrown away, so that the browser reads the answer
TOO_LONG = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Too large</title>
<h1>That is too large to send</h1>
<p>Forms and files may have up to {limit} megabytes together. Nothing was saved.
Go back, choose something smaller, and send it again.</p>
</html>
"""


class WholeBodies:
    """Gives an application the whole body at once, with its length; answers 413 where it is too long.

    A body sent in chunks has no length, and a WSGI application would see it as empty. A slow sender waits here,
    where waiting costs no thread.
    """

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self.app = app
        self.limit = limit  # bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = bytearray()
        length = 0
        more = scope["method"] not in ("GET", "HEAD") or _announces_body(scope)
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunk = message.get("body", b"")
            length += len(chunk)
            if length <= self.limit:
                body += chunk
            elif length > self.limit * DRAINED:
                break
            else:
                body.clear()
            more = message.get("more_body", False)
        if length > self.limit:
            await self._refuse(send)
            return
        await self.app(_with_length(scope, length), _given(bytes(body), receive), send)

    async def _refuse(self, send: Send) -> None:
        page = TOO_LONG.format(limit=self.limit // 1_000_000).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(page)).encode()),
            (b"content-security-policy", b"default-src 'none'"),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": page})


def _announces_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def _with_length(scope: Scope, length: int) -> Scope:
    """Give the scope with the true length of the body."""
    if not length and not _announces_body(scope):
        return scope
    headers = [
        (name, value) for name, value in scope["headers"] if name not in (b"content-length", b"transfer-encoding")
    ]
    if length:
        headers.append((b"content-length", str(length).encode()))
    return {**scope, "headers": headers}


def _given(body: bytes, receive: Receive) -> Receive:
    """Give a `receive` that hands over the body once, then what follows."""
    waiting = [body]

    async def given() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return given
