"""Turns at writing to one file: first come, first served, across threads and processes.

SQLite's own waiting is a random back-off, so with many writers a few wait for seconds. Here the threads of a process
stand in one queue, and the first of each process waits for a lock of the kernel (`flock` on a file beside the
database). The kernel frees it when its process dies, by `kill -9` too. Only for a local disk, as SQLite itself.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque


class TurnTimeout(Exception):
    """Nobody else finished writing within the time allowed."""


class Turn:
    """The right to write to one file, held by one thread of one process at a time."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._begin()
        os.register_at_fork(after_in_child=self._begin_in_child)

    def _begin_in_child(self) -> None:
        """Forget the parent's turn: its lock belongs to the open file, which would be held by both."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._begin()

    def _begin(self) -> None:
        """Begin with an empty queue and no open file."""
        self._mutex = threading.Lock()
        self._queue: deque[tuple[int, threading.Event]] = deque()
        self._descriptor = -1
        self._holder = 0
        self._depth = 0
        self._locked = False
        self._porter: threading.Thread | None = None
        self._wanted = threading.Event()
        self._answer = threading.Condition(self._mutex)

    def take(self, seconds: float) -> None:
        """Wait for this thread's turn; `TurnTimeout` after so many seconds. A thread may take it again and again."""
        me = threading.get_ident()
        if self._holder == me:
            self._depth += 1
            return
        deadline = time.monotonic() + seconds
        first = threading.Event()
        place = (me, first)
        with self._mutex:
            self._queue.append(place)
            if self._queue[0] is place:
                first.set()
        if not first.wait(seconds) or not self._lock_file(deadline):
            self._leave(place)
            raise TurnTimeout(self.path)
        self._holder, self._depth = me, 1

    def give_back(self) -> None:
        """End the turn; nothing happens when this process has none."""
        if self._depth == 0:
            return
        self._depth -= 1
        if self._depth:
            return
        self._holder = 0
        with self._mutex:
            place = self._queue[0]
            self._unlock_file()
        self._leave(place)

    def _leave(self, place: tuple[int, threading.Event]) -> None:
        """Step out of the queue and let the next one be first."""
        with self._mutex:
            self._queue.remove(place)
            if self._queue:
                self._queue[0][1].set()
            elif self._locked:  # the porter came when the last one was already leaving
                self._unlock_file()

    def _unlock_file(self) -> None:
        """Let another process lock the file."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._locked = False

    def _lock_file(self, deadline: float) -> bool:
        """Lock the file for this process before the deadline (on the monotonic clock)."""
        with self._mutex:
            if self._descriptor < 0:
                self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            if self._locked:  # the porter came back after the one who sent it had given up
                return True
            if not self._wanted.is_set():
                try:
                    fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    self._send_porter()
                else:
                    self._locked = True
                    return True
            return self._answer.wait_for(lambda: self._locked, deadline - time.monotonic())

    def _send_porter(self) -> None:
        """Let another thread wait in the kernel, where a wait cannot be broken off."""
        self._wanted.set()
        if self._porter is None:
            self._porter = threading.Thread(target=self._wait_at_the_door, name="turn-porter", daemon=True)
            self._porter.start()

    def _wait_at_the_door(self) -> None:
        """Lock the file whenever somebody wants it; hand it back at once if everybody has left."""
        while True:
            self._wanted.wait()
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            with self._mutex:
                self._wanted.clear()
                if self._queue:
                    self._locked = True
                    self._answer.notify_all()
                else:
                    fcntl.flock(self._descriptor, fcntl.LOCK_UN)


_turns: dict[str, Turn] = {}
_turns_mutex = threading.Lock()


def turn_for(path: str) -> Turn:
    """Give the one turn of this process for the file at the path."""
    with _turns_mutex:
        if path not in _turns:
            _turns[path] = Turn(path)
        return _turns[path]
