"""The worker: reads facts, runs jobs, sends letters, until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Sequence
from types import FrameType

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from chapterhouse.foundation.facts.listening import read_all
from chapterhouse.foundation.jobs import clock, running
from chapterhouse.foundation.mail.letters import send_due
from chapterhouse.foundation.models import Heartbeat

log = logging.getLogger(__name__)
HEARTBEAT = "worker"
IDLE = 0.25  # seconds between looks when there is nothing to do


def work_once(schedule: Sequence[clock.Regular] = (), *, worker: str = "worker") -> int:
    """Do what is due now, once; give how many things were done."""
    now = timezone.now()
    done = clock.enqueue_due(schedule, now=now) if schedule else 0
    done += read_all(now=now)
    while job := running.take(worker=worker, now=timezone.now()):
        running.run(job)
        done += 1
    return done + send_due(now=timezone.now())


def run(schedule: Sequence[clock.Regular] = ()) -> None:
    """Work until SIGTERM or SIGINT; a database that is away for a while only pauses the work."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    name = f"{socket.gethostname()}:{os.getpid()}"
    beat_at = 0.0
    while not stop.is_set():
        try:
            moment = timezone.now().timestamp()
            if moment - beat_at >= 5:
                beat()
                beat_at = moment
            done = work_once(schedule, worker=name)
        except OperationalError as error:
            log.warning("the database is away: %s", error)
            connection.close()
            done = 0
            stop.wait(2)
        close_old_connections()
        if not done:
            stop.wait(IDLE)


def beat() -> None:
    """Say that the worker is alive."""
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": timezone.now()})
