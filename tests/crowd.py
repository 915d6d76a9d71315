"""Many at once: an act run by several threads in each of several processes, against the real database."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

Act = Callable[[int], Any]


def crowd(act: Act, *, processes: int = 4, threads: int = 16) -> list[Any]:
    """Call `act(number)` once for each of processes x threads, all at the same time; give what each returned.

    An exception in one of them is raised here with its whole story. The test needs `transaction=True`.
    """
    connections.close_all()  # an open connection must not be carried into a child
    fork = multiprocessing.get_context("fork")
    results: multiprocessing.Queue[tuple[bool, Any]] = fork.Queue()
    gate = fork.Barrier(processes)
    children = [
        fork.Process(target=_process, args=(act, number, threads, gate, results)) for number in range(processes)
    ]
    for child in children:
        child.start()
    answers = [results.get(timeout=120) for _ in range(processes * threads)]
    for child in children:
        child.join()
    failures = [answer for fine, answer in answers if not fine]
    assert not failures, f"{len(failures)} of {len(answers)} failed; the first:\n{failures[0]}"
    return [answer for _, answer in answers]


def _process(act: Act, number: int, threads: int, gate: Any, results: Any) -> None:
    start = Barrier(threads)

    def one(member: int) -> None:
        try:
            if start.wait(60) == 0:
                gate.wait(60)
            start.wait(60)
            answer = (True, act(number * threads + member))
        except BaseException:
            answer = (False, traceback.format_exc())
        finally:
            connections.close_all()
        results.put(answer)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(threads)))
