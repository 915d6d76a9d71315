"""`chapterhouse serve`: prepare, then keep web and worker running until told to stop."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django.template import engines
from django.urls import get_resolver
from django.utils.module_loading import import_string

from chapterhouse.foundation.worker import run
from chapterhouse.operate import web
from chapterhouse.operate.supervisor import Child, Supervisor, finish, save_memory


class AlreadyRunning(Exception):
    """Another process serves this data folder."""


def serve(prepare: Callable[[], None]) -> int:
    """Serve until stopped; give the exit code. `prepare` runs first, in a process of its own."""
    save_memory()
    sockets = web.inherited() or web.listen(settings.BIND, settings.PORT, settings.WEB_PROCESSES)
    with claim(settings.DATA):
        if code := finish(partial(_prepare, prepare)):
            return code
        application = loaded()
        print(f"Chapterhouse is at {settings.ADDRESS} (Ctrl-C stops it)", flush=True)
        children = [
            Child(f"web-{number}", partial(web.serve, application, one)) for number, one in enumerate(sockets, 1)
        ]
        again = Supervisor([*children, Child("worker", work)]).run()
    if again:
        web.hand_over(sockets)
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very program
    return 0


def _prepare(prepare: Callable[[], None]) -> None:
    """Prepare in a child: what goes wrong is a sentence, and the database is left in one file."""
    try:
        prepare()
    except CommandError as failure:
        print(failure, file=sys.stderr)
        sys.exit(1)
    finally:
        connections.close_all()


class claim:
    """Hold a data folder for one running installation; the kernel lets go when it ends, however it ends."""

    def __init__(self, data: Path) -> None:
        self.path = data / "running.lock"

    def __enter__(self) -> None:
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self.descriptor)
            raise AlreadyRunning(f"Another Chapterhouse is running on {self.path.parent}. Stop it first.") from None

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)


def loaded() -> Callable[..., object]:
    """Give the application with everything loaded that all processes can share."""
    application: Callable[..., object] = import_string(settings.ASGI_APPLICATION)
    _ = get_resolver().url_patterns
    _ = engines["django"]
    return application


def work() -> None:
    """Be the worker until SIGTERM."""
    run(import_string(settings.SCHEDULE))
