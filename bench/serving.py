"""The two servers that are compared, in processes of their own: Chapterhouse as in production, and the floor."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROCESSES = 2
THREADS = 4
PATIENCE = 120.0  # seconds


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    seconds: float  # from its start to its first answer

    def url(self, path: str) -> str:
        """Give the full address of one of its pages."""
        return f"http://127.0.0.1:{self.port}{path}"

    def children(self) -> list[int]:
        """Give the process ids below it."""
        return _below(self.process.pid)

    def web(self) -> list[int]:
        """Give the process ids that answer requests; Chapterhouse's supervisor starts its worker after them."""
        return self.children()[:PROCESSES]

    def memory(self, pids: list[int]) -> float:
        """Give the megabytes that the processes take, shared memory counted once (PSS)."""
        return sum(_pss(pid) for pid in pids) / 1000


def _below(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[1]) == pid:
            child = int(status.parent.name)
            found += [child, *_below(child)]
    return sorted(found)


def _pss(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def chapterhouse(data: Path) -> Iterator[Server]:
    """Serve a data folder as `chapterhouse serve` does."""
    port = free_port()
    around = {name: text for name, text in os.environ.items() if not name.startswith("CHAPTERHOUSE_")}
    ours = {
        "CHAPTERHOUSE_DATA": str(data),
        "CHAPTERHOUSE_PORT": str(port),
        "CHAPTERHOUSE_WEB_PROCESSES": str(PROCESSES),
        "CHAPTERHOUSE_THREADS": str(THREADS),
        "CHAPTERHOUSE_MAIL": "file",
    }
    words = [sys.executable, "-m", "chapterhouse.operate.command", "serve"]
    with _running("chapterhouse", words, {**around, **ours}, data, port, "/healthz") as server:
        yield server


@contextmanager
def floor(data: Path) -> Iterator[Server]:
    """Serve the floor from the same folder."""
    port = free_port()
    words = [sys.executable, "-m", "bench.floor", str(data), str(port), str(PROCESSES), str(THREADS)]
    with _running("floor", words, dict(os.environ), data, port, "/1/") as server:
        yield server


@contextmanager
def _running(
    name: str, words: list[str], environment: dict[str, str], data: Path, port: int, first: str
) -> Iterator[Server]:
    began = time.monotonic()
    with open(data / f"{name}.log", "wb") as log:
        process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        while not _answers(port, first):
            if process.poll() is not None or time.monotonic() > began + PATIENCE:
                raise RuntimeError(f"{name} does not start:\n{(data / f'{name}.log').read_text()[-3000:]}")
            time.sleep(0.01)
        yield Server(name, process, port, time.monotonic() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
