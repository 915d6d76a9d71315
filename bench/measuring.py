"""How fast, how heavy: one number each."""

from __future__ import annotations

import gzip
import http.client
import importlib.metadata
import re
import shutil
import socket
import statistics
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bench.places import ROOT
from bench.serving import Server

CONNECTIONS = 32
KIB = 1024


def requests_per_second(server: Server, path: str, *, seconds: float, cookie: str = "") -> float:
    """Give how many requests a second are answered with 200, over 32 connections."""
    if shutil.which("wrk"):
        return _wrk(server, path, seconds=seconds, cookie=cookie)
    return _by_ourselves(server, path, seconds=seconds, cookie=cookie)


def _wrk(server: Server, path: str, *, seconds: float, cookie: str) -> float:
    words = [
        "wrk",
        "-t2",
        f"-c{CONNECTIONS}",
        f"-d{max(1, round(seconds))}s",
        "--timeout",
        "30s",
        "-H",
        "Accept-Encoding: gzip",
    ]
    if cookie:
        words += ["-H", f"Cookie: {cookie}"]
    out = subprocess.run([*words, server.url(path)], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise RuntimeError(f"{server.name} {path} answered with errors:\n{out}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    return float(found[1]) if found else 0.0


def _by_ourselves(server: Server, path: str, *, seconds: float, cookie: str) -> float:
    """Measure where wrk is not there; slower, but the same for both servers."""
    until = time.monotonic() + seconds

    def ask(_number: int) -> int:
        visitor, done = Visitor(server, cookie), 0
        while time.monotonic() < until:
            if visitor.get(path)[0] != 200:
                raise RuntimeError(f"{server.name} {path} answered with errors")
            done += 1
        return done

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(ask, range(CONNECTIONS))) / seconds


def seconds_per_page(server: Server, path: str, *, times: int) -> float:
    """Give the median time of a page that nobody asked for before, one request after the other."""
    visitor, taken = Visitor(server), []
    joint = "&" if "?" in path else "?"
    for number in range(times):
        began = time.perf_counter()
        status, _body = visitor.get(f"{path}{joint}n={time.time_ns()}-{number}")
        taken.append(time.perf_counter() - began)
        if status != 200:
            raise RuntimeError(f"{server.name} {path} answered {status}")
    return statistics.median(taken)


class Visitor:
    """A browser as small as possible: one connection, cookies, no waiting."""

    def __init__(self, server: Server, cookie: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.host = f"127.0.0.1:{server.port}"
        self.cookies = dict(one.split("=", 1) for one in cookie.split("; ") if one)
        self.rest = b""

    def get(self, path: str) -> tuple[int, bytes]:
        """Give status and body of a page."""
        return self._ask(f"GET {path} HTTP/1.1\r\n", b"")

    def post(self, path: str, body: str) -> tuple[int, bytes]:
        """Give status and body of the answer to a form."""
        data = body.encode()
        kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(data)}\r\n"
        return self._ask(f"POST {path} HTTP/1.1\r\nOrigin: http://{self.host}\r\n{kind}", data)

    def _ask(self, start: str, body: bytes) -> tuple[int, bytes]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        cookie = f"Cookie: {cookies}\r\n" if cookies else ""
        self.socket.sendall(f"{start}Host: {self.host}\r\n{cookie}\r\n".encode() + body)
        while b"\r\n\r\n" not in self.rest:
            self._receive()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        for name, value in re.findall(rb"(?im)^set-cookie: ([^=]+)=([^;\r]*)", head):
            self.cookies[name.decode()] = value.decode()
        length = re.search(rb"(?i)content-length: (\d+)", head)
        wanted = int(length[1]) if length else 0
        while len(self.rest) < wanted:
            self._receive()
        answer, self.rest = self.rest[:wanted], self.rest[wanted:]
        return int(head[9:12]), answer

    def _receive(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise RuntimeError("the server hung up")
        self.rest += data

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


class Watch:
    """Watches how much memory processes take at most while something else is measured."""

    def __init__(self, server: Server, pids: list[int]) -> None:
        self.server, self.pids = server, pids
        self.most = 0.0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self.done.wait(0.5):
            self.most = max(self.most, self.server.memory(self.pids))

    def __enter__(self) -> Watch:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()


@dataclass
class Weight:
    """What a first visit loads, without fonts and pictures."""

    requests: int = 0
    bytes: int = 0
    loaded: set[str] = field(default_factory=set)


def weight_of(server: Server, path: str) -> Weight:
    """Give how heavy a page is: HTML, styles and scripts as they travel."""
    weight = Weight()
    page = _load(server, path, weight)
    for tag in re.findall(r"<(?:link|script)\b[^>]*>", page):
        if re.search(r"rel=\"?(stylesheet|modulepreload)|<script", tag):
            found = re.search(r"(?:href|src)=\"?([^\"\s>]+)", tag)
            if found:
                _load_part(server, urljoin(path, found[1]), weight)
    return weight


def _load_part(server: Server, path: str, weight: Weight) -> None:
    path = urlsplit(path)._replace(scheme="", netloc="").geturl()
    if path in weight.loaded:
        return
    text = _load(server, path, weight)
    if path.endswith(".js"):
        for inner in re.findall(r"""(?:import|from)\s*\(?["'](\.[^"']+)["']""", text):
            _load_part(server, urljoin(path, inner), weight)
    for inner in re.findall(r"@import\s+(?:url\()?[\"']?([^\"')]+)", text) if path.endswith(".css") else []:
        _load_part(server, urljoin(path, inner), weight)


def _load(server: Server, path: str, weight: Weight) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept": "text/html"})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    weight.requests += 1
    weight.bytes += len(data)
    weight.loaded.add(path)
    packed = answer.getheader("Content-Encoding") == "gzip"
    return (gzip.decompress(data) if packed else data).decode(errors="replace")


def installed_size() -> float:
    """Give the megabytes of everything that an installation consists of: our package, and the packages it runs on."""
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements" / "runtime.txt").read_text(), re.MULTILINE)
    total = 0
    here = {one.metadata["Name"].lower().replace("_", "-") for one in importlib.metadata.distributions()}
    for name in names:
        if name.lower().replace("_", "-") not in here:
            continue  # for another system
        for one in importlib.metadata.distribution(name).files or []:
            path = one.locate()
            if path.is_file():  # type: ignore[attr-defined]
                total += path.stat().st_size  # type: ignore[attr-defined]
    ours = (ROOT / "src" / "chapterhouse").rglob("*")
    total += sum(path.stat().st_size for path in ours if path.is_file() and "__pycache__" not in path.parts)
    return total / 1e6
