"""The whole way of signing up, as people go it: open the page, press "going", see that one has a place."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.measuring import Visitor
from bench.serving import Server

Flow = Callable[[Visitor], None]


@dataclass(frozen=True)
class SignUps:
    """How it went: whole flows a second, the median time of one, and how many failed."""

    per_second: float
    median: float  # seconds
    errors: int


def ours(page: str) -> Flow:
    """Give the flow of a signed-in member at one of our meetings."""

    def flow(visitor: Visitor) -> None:
        status, body = visitor.get(page)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        _must(status == 200 and token is not None, f"{page}: {status}")
        assert token
        status, _body = visitor.post(f"{page}going/", f"csrfmiddlewaretoken={token[1].decode()}&guests=0")
        _must(status == 302, f"{page}going/: {status}")
        status, body = visitor.get(page)
        _must(status == 200 and (b"You are going" in body or b"on the waitlist" in body), "no place and no waiting")

    return flow


def floors(page: str) -> Flow:
    """Give the same flow at the floor, where nobody is signed in."""

    def flow(visitor: Visitor) -> None:
        _must(visitor.get(page)[0] == 200, page)
        _must(visitor.post(f"{page}going/", "csrfmiddlewaretoken=none&name=somebody")[0] == 302, f"{page}going/")
        _must(visitor.get(page)[0] == 200, page)

    return flow


def sign_up(server: Server, flow: Flow, cookies: list[str], *, at_once: int) -> SignUps:
    """Let everybody whose cookie is given sign up, so many at once."""

    def one(cookie: str) -> float:
        visitor = Visitor(server, cookie)
        began = time.perf_counter()
        try:
            flow(visitor)
        except (RuntimeError, OSError) as error:
            print(f"  a sign-up failed: {error}")
            return -1.0
        finally:
            visitor.close()
        return time.perf_counter() - began

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        taken = list(pool.map(one, cookies))
    seconds = time.perf_counter() - began
    fine = [one for one in taken if one >= 0]
    return SignUps(len(fine) / seconds, statistics.median(fine) if fine else 0.0, len(taken) - len(fine))


def _must(true: bool, otherwise: str) -> None:
    if not true:
        raise RuntimeError(otherwise)
