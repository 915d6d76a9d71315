"""Writing to one database from many threads and processes."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from chapterhouse.foundation.database.sqlite.turn import Turn, TurnTimeout
from chapterhouse.foundation.models import Heartbeat, Stream
from tests.crowd import crowd


def count_up(name: str = "counter") -> None:
    """Read, think, write: right only if nobody else writes in between."""
    with transaction.atomic():
        stream = Stream.objects.select_for_update().get(name=name)
        stream.version += 1
        stream.save()


@pytest.mark.django_db(transaction=True)
def test_64_threads_in_4_processes_lose_no_increment() -> None:
    Stream.objects.create(name="counter")

    crowd(lambda _: [count_up() for _ in range(3)], processes=4, threads=16)

    assert Stream.objects.get(name="counter").version == 64 * 3


@pytest.mark.django_db(transaction=True)
def test_a_failed_transaction_gives_its_turn_back() -> None:
    Stream.objects.create(name="counter")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Stream.objects.update(version=1 // 0)

    crowd(lambda _: count_up(), processes=2, threads=2)

    assert Stream.objects.get(name="counter").version == 4


@pytest.mark.django_db(transaction=True)
def test_single_writes_outside_a_transaction_wait_too() -> None:
    crowd(lambda number: Heartbeat.objects.create(name=str(number), at=timezone.now()), processes=2, threads=8)

    assert Heartbeat.objects.count() == 16


@pytest.mark.django_db(transaction=True)
def test_a_connection_closed_inside_a_transaction_gives_its_turn_back() -> None:
    Stream.objects.create(name="counter")

    def act(_: int) -> None:
        with pytest.raises(Exception), transaction.atomic():  # noqa: B017, PT011 - each database has its own
            Stream.objects.update(version=100)
            connection.close()
            Stream.objects.update(version=200)
        count_up()

    crowd(act, processes=2, threads=2)

    assert Stream.objects.get(name="counter").version == 4


@pytest.mark.django_db(transaction=True)
def test_the_whole_transaction_holds_the_lock_from_its_first_line() -> None:
    if connection.vendor != "sqlite":
        return
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            entered.set()
            leave.wait(10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(10)
    turn = Turn(connection.settings_dict["NAME"] + ".lock")
    with pytest.raises(TurnTimeout):
        turn.take(0.05)
    leave.set()
    holder.join()
    turn.take(5)
    turn.give_back()


@pytest.mark.django_db(transaction=True)
def test_waiting_for_a_turn_ends_as_a_locked_database() -> None:
    if connection.vendor != "sqlite":
        return
    turn = Turn(connection.settings_dict["NAME"] + ".lock")
    turn.take(5)
    connection.settings_dict["OPTIONS"]["timeout"] = 0.05
    try:
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            pass
    finally:
        connection.settings_dict["OPTIONS"]["timeout"] = 20
        turn.give_back()
    count = Stream.objects.count()
    with transaction.atomic():
        assert Stream.objects.count() == count


def test_a_killed_process_frees_its_turn(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        Turn(path).take(5)
        os.write(writer, b"x")
        time.sleep(60)
        os._exit(0)
    os.read(reader, 1)
    turn = Turn(path)
    with pytest.raises(TurnTimeout):
        turn.take(0.1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reader)
    os.close(writer)
    turn.take(5)
    turn.give_back()


def test_a_turn_is_taken_again_by_the_same_thread_without_waiting(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    turn = Turn(path)
    turn.take(1)
    turn.take(1)
    turn.give_back()
    with pytest.raises(TurnTimeout):
        Turn(path).take(0.05)
    turn.give_back()
    Turn(path).take(1)


def test_a_forked_child_does_not_hold_its_parents_turn(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    turn = Turn(path)
    turn.take(1)
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(0)
    turn.give_back()
    other = Turn(path)
    other.take(1)
    other.give_back()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_those_who_gave_up_do_not_keep_the_turn_from_others(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    holder, waiting = Turn(path), Turn(path)
    holder.take(1)
    for _ in range(3):
        with pytest.raises(TurnTimeout):
            waiting.take(0.02)
    holder.give_back()
    time.sleep(0.1)  # the porter comes back to an empty queue
    holder.take(1)
    holder.give_back()
    waiting.take(1)
    waiting.give_back()


def test_turns_are_served_in_order_within_a_process(tmp_path: Path) -> None:
    turn = Turn(str(tmp_path / "lock"))
    turn.take(1)
    order: list[int] = []

    def wait(number: int) -> None:
        turn.take(10)
        order.append(number)
        turn.give_back()

    threads = []
    for number in range(8):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(turn._queue) < number + 2:
            time.sleep(0.001)
    turn.give_back()
    for thread in threads:
        thread.join()
    assert order == list(range(8))
