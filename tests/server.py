"""A real installation in processes of its own: started, watched and stopped by a test."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60.0  # seconds; a busy machine may be slow


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Give the environment for a command of an installation: nothing of ours but these settings."""
    around = {name: text for name, text in os.environ.items() if not name.startswith("CHAPTERHOUSE_")}
    ours = {f"CHAPTERHOUSE_{name.upper()}": text for name, text in settings.items()}
    return {**around, "DJANGO_SETTINGS_MODULE": "chapterhouse.config.settings", "CHAPTERHOUSE_DATA": str(data), **ours}


def command(data: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a `chapterhouse` command to its end; give what it printed and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "chapterhouse.operate.command", *words],
        env=environment(data, **settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE * 2,
        check=False,
    )


@dataclass
class Server:
    """A running `chapterhouse serve`."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> str:
        """Give where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, method: str = "GET", body: bytes | Iterator[bytes] | None = None, **headers: str
    ) -> tuple[int, str]:
        """Give status and text of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body, headers=headers, encode_chunked=isinstance(body, Iterator))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def children(self) -> dict[str, int]:
        """Give the process ids of the children, by name, as the log tells."""
        found = {}
        for line in self.log.read_text().splitlines():
            name, said, rest = line.rpartition(": ")[2].partition(" started (process ")
            if said:
                found[name] = int(rest.rstrip(")"))
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def eventually(true: object, seconds: float = PATIENCE) -> None:
    """Wait until `true()` holds, or fail."""
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Say whether a process runs; one that is dead but not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def serving(data: Path, word: str = "serve", **settings: str) -> Iterator[Server]:
    """Run an installation on a free port until the block ends; it answers when the block begins."""
    port = free_port()
    log = data / f"serve-{port}.log"
    with open(log, "wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "chapterhouse.operate.command", word],
            env=environment(data, port=str(port), **settings),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, port, log)
    try:
        eventually(lambda: _answers(server))
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)


def _answers(server: Server) -> bool:
    assert server.process.poll() is None, server.log.read_text()
    try:
        return server.ask("/healthz")[0] == 200
    except OSError:
        return False
