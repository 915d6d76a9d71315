"""One process tree that stays up: web processes and the worker, forked from a process that has loaded everything.

Forking shares the memory of the loaded code, and a new child is there in milliseconds. The supervisor itself has no
threads and opens no database connection, so that forking is safe at any time. Sockets listen from before the first
child until after the last: while a child is away, connections wait instead of being refused.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

LISTENED = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}
PATIENCE = 10.0  # seconds that children may take to finish what they are doing
STEADY = 10.0  # seconds after which a child counts as well again
LONGEST_PAUSE = 10.0  # seconds between two starts of a child that keeps dying
PR_SET_PDEATHSIG = 1
M_ARENA_MAX = -8


@dataclass
class Child:
    """One process to keep alive: what it is called and what it does."""

    name: str
    work: Callable[[], None]
    pid: int = 0
    started: float = 0.0
    deaths: int = 0
    due: float = field(default_factory=time.monotonic)


class Supervisor:
    """Keeps children alive until told to stop or to reload."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)

    def run(self) -> bool:
        """Keep all children alive until SIGTERM or SIGINT (give False) or SIGHUP (give True: start anew)."""
        signal.pthread_sigmask(signal.SIG_BLOCK, LISTENED)
        gc.collect()
        gc.freeze()  # the collector leaves what is shared untouched, so that it stays shared
        while True:
            for child in self.children:
                if not child.pid and child.due <= time.monotonic():
                    self._start(child)
            arrived = signal.sigtimedwait(LISTENED, self._pause())
            self._bury()
            if arrived and arrived.si_signo != signal.SIGCHLD:
                self._stop_all()
                return arrived.si_signo == signal.SIGHUP

    def _pause(self) -> float:
        """Give the seconds until a child is due to start."""
        dues = [child.due for child in self.children if not child.pid]
        return max(0.0, min(dues) - time.monotonic()) if dues else 3600.0

    def _start(self, child: Child) -> None:
        child.pid = fork(child.work)
        child.started = time.monotonic()
        log.info("%s started (process %d)", child.name, child.pid)

    def _bury(self) -> None:
        """Note which children have died, and when each is due again."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            for child in self.children:
                if child.pid == pid:
                    now = time.monotonic()
                    child.deaths = 0 if now - child.started > STEADY else child.deaths + 1
                    child.pid = 0
                    # The first time at once, then more and more slowly.
                    child.due = now + (min(0.2 * 2**child.deaths, LONGEST_PAUSE) if child.deaths > 1 else 0)
                    log.warning("%s ended (%s)", child.name, described(status))

    def _stop_all(self) -> None:
        """Ask all children to finish, and end those that do not in time; a second signal ends them at once."""
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            if child.pid:
                os.kill(child.pid, signal.SIGTERM)
        while any(child.pid for child in self.children):
            arrived = signal.sigtimedwait(LISTENED, max(0.0, deadline - time.monotonic()))
            if arrived is None or arrived.si_signo in (signal.SIGINT, signal.SIGTERM):
                for child in self.children:
                    if child.pid:
                        os.kill(child.pid, signal.SIGKILL)
                deadline = time.monotonic() + PATIENCE
            self._reap()

    def _reap(self) -> None:
        for child in self.children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                child.pid = 0


def fork(work: Callable[[], None]) -> int:
    """Do the work in a child process that ends with it, or with this process; give the child's id."""
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _die_with(parent)
        for number in LISTENED:
            signal.signal(number, signal.SIG_DFL)
        # Ctrl-C reaches every process of the terminal; children leave it to the supervisor.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, LISTENED)
        work()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        log.exception("a process broke down")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def exit_code(pid: int) -> int:
    """Wait for a child process and give its exit code."""
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def described(status: int) -> str:
    """Give how a process ended, in words."""
    code = os.waitstatus_to_exitcode(status)
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with(parent: int) -> None:
    """End this process when its parent dies, however that happens: no orphans."""
    libc = _libc()
    if libc:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)


def save_memory() -> None:
    """Let threads share two pools of memory instead of keeping one each; before any thread starts."""
    libc = _libc()
    if libc and hasattr(libc, "mallopt"):
        libc.mallopt(M_ARENA_MAX, 2)
