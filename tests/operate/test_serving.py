"""A real installation in real processes: it starts, heals, reloads and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import Server, alive, command, eventually, free_port, serving


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    words = ["--name=Snakes", "--address=http://localhost:8000", "--steward=ada@example.org", "--mail=file"]
    done = command(folder, "init", *words)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def another(founded: Path, tmp_path: Path) -> Path:
    """Another installation with the same content."""
    return Path(shutil.copytree(founded, tmp_path / "another"))


@pytest.fixture(scope="module")
def data(founded: Path) -> Path:
    return Path(shutil.copytree(founded, founded.parent / "served"))


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    with serving(data) as running:
        yield running


def test_process_and_installation_say_that_they_are_well(server: Server) -> None:
    assert server.ask("/healthz") == (200, "ok\n")
    eventually(lambda: server.ask("/readyz") == (200, "database: ok\nworker: ok\n"))


def test_a_body_over_the_limit_is_refused_with_a_sentence(server: Server) -> None:
    status, text = server.ask("/readyz", "POST", b"x" * 10_000_001)

    assert status == 413
    assert "up to 10 megabytes" in text


def test_a_chunked_body_over_the_limit_is_refused_too(server: Server) -> None:
    status, _ = server.ask("/readyz", "POST", iter([b"x" * 1_000_000] * 11))

    assert status == 413


def test_the_server_goes_on_after_a_body_that_never_ends(server: Server) -> None:
    with contextlib.suppress(OSError):  # it hangs up in the middle, or answers just before
        assert server.ask("/readyz", "POST", iter([b"x" * 1_000_000] * 60))[0] == 413

    assert server.ask("/healthz")[0] == 200


@pytest.mark.parametrize("name", ["worker", "web-1", "web-2"])
def test_a_killed_process_is_replaced(server: Server, name: str) -> None:
    before = server.children()[name]

    os.kill(before, signal.SIGKILL)

    eventually(lambda: server.children()[name] != before and alive(server.children()[name]))
    assert server.ask("/healthz")[0] == 200


def test_no_connection_is_refused_while_both_web_processes_are_dead(server: Server) -> None:
    for name in ("web-1", "web-2"):
        os.kill(server.children()[name], signal.SIGKILL)

    assert all(server.ask("/healthz")[0] == 200 for _ in range(8))


def test_a_reload_replaces_every_process_without_refusing_a_request(server: Server) -> None:
    before = server.children()
    server.process.send_signal(signal.SIGHUP)

    deadline = time.monotonic() + 60
    while server.children() == before or len(set(server.children().values()) - set(before.values())) < 3:
        assert server.ask("/healthz")[0] == 200
        assert time.monotonic() < deadline

    eventually(lambda: not any(alive(pid) for pid in before.values()))
    assert server.process.poll() is None


def test_a_second_installation_is_kept_from_port_and_data(server: Server, data: Path, tmp_path: Path) -> None:
    same_port = command(tmp_path, "serve", port=str(server.port))
    assert same_port.returncode == 1
    assert f"Cannot listen on 127.0.0.1 port {server.port}" in same_port.stderr

    same_data = command(data, "serve", port=str(free_port()))
    assert same_data.returncode == 1
    assert "Another Chapterhouse is running" in same_data.stderr
    assert "Traceback" not in same_port.stderr + same_data.stderr

    restore = command(data, "restore", str(tmp_path / "any.tar.gz"))
    assert restore.returncode == 1
    assert "Another Chapterhouse is running" in restore.stderr


def test_it_stops_quickly_and_leaves_nothing_behind(another: Path) -> None:
    with serving(another) as server:
        children = server.children()
        started = time.monotonic()

        assert server.stop(signal.SIGINT) == 0

        assert time.monotonic() - started < 8
        assert not any(alive(pid) for pid in children.values())


def test_nothing_outlives_a_killed_supervisor(another: Path) -> None:
    with serving(another) as server:
        children = server.children()
        assert set(children) == {"web-1", "web-2", "worker"}

        server.stop(signal.SIGKILL)

        eventually(lambda: not any(alive(pid) for pid in children.values()), seconds=10)


def test_the_demo_refuses_a_real_network(another: Path) -> None:
    done = command(another, "demo", "--only-load")

    assert done.returncode == 1
    assert "holds a real network (Snakes)" in done.stderr


def test_serving_refuses_demo_mode_for_a_real_network(another: Path) -> None:
    done = command(another, "serve", demo="yes", port=str(free_port()))

    assert done.returncode == 1
    assert "real network" in done.stderr
