"""`chapterhouse serve`: prepare, then keep web and worker running until told to stop."""

from __future__ import annotations

import fcntl
import logging
import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import CommandError
from django.db import connections
from django.template import engines
from django.urls import get_resolver
from django.utils.module_loading import import_string

from chapterhouse.foundation.worker import run
from chapterhouse.operate import web
from chapterhouse.operate.supervisor import Child, Supervisor, exit_code, fork, save_memory

log = logging.getLogger(__name__)
STOPPED = 130  # the exit code of a program that Ctrl-C ended
FIRST_PAGES = ("/", "/chapters/", "/enter/")


class AlreadyRunning(CommandError):
    """Another process serves this data folder."""


def serve(prepare: Callable[[], None]) -> int:
    """Serve until stopped; give the exit code. `prepare` runs first, in a process of its own."""
    save_memory()
    sockets = web.inherited() or web.listen(settings.BIND, settings.PORT, settings.WEB_PROCESSES)
    with claim(settings.DATA):
        preparing = fork(partial(_prepare, prepare))
        load_views()  # meanwhile: it needs no database
        try:
            code = exit_code(preparing)
        except KeyboardInterrupt:  # what it was doing is rolled back
            return STOPPED
        if code:
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


def load_views() -> None:
    """Load the code of every page."""
    _ = get_resolver().url_patterns
    _ = engines["django"]


def loaded() -> Callable[..., object]:
    """Give the application with everything loaded that all processes can share."""
    application: Callable[..., object] = import_string(settings.ASGI_APPLICATION)
    warm_up(FIRST_PAGES)
    return application


def warm_up(addresses: Iterable[str]) -> None:
    """Make some pages once, so that their templates are compiled before the processes part."""
    handler = WSGIHandler()
    try:
        for address in addresses:
            environ: dict[str, Any] = {"PATH_INFO": address, "HTTP_HOST": "localhost", "QUERY_STRING": ""}
            setup_testing_defaults(environ)
            handler(environ, _nobody_reads).close()
    except Exception:
        log.exception("a page could not be made before the first request for it")
    finally:
        connections.close_all()  # an open one must not be carried into a child


def _nobody_reads(*_: object) -> Callable[[bytes], object]:
    """Take the start of an answer (WSGI's `start_response`)."""
    return lambda _: None


def work() -> None:
    """Be the worker until SIGTERM."""
    run(import_string(settings.SCHEDULE))
