"""Facts are numbered in their stream, belong to their change, and reach every listener once."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.facts.announcing import announce, facts_of, touch
from chapterhouse.foundation.facts.kinds import FactBody, fact, from_payload, kinds, to_payload
from chapterhouse.foundation.facts.listening import PATIENCE, Listener, listeners, listens, read_all, read_on
from chapterhouse.foundation.http.kept import versions_of
from chapterhouse.foundation.models import Cursor, Fact, Origin, ParkedFact
from chapterhouse.lib.ids import uuid7

pytestmark = pytest.mark.both
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
heard: list[UUID] = []
broken = False


@fact("test.bell_rung")
class BellRung(FactBody):
    """A bell rang."""

    bell: UUID
    at: datetime
    times: int = 1
    others: tuple[str, ...] = ()


@listens("test.bell_rung")
def hear(told: Fact, now: datetime) -> None:
    if broken:
        raise ValueError("deaf")
    heard.append(told.uid)


def listener() -> Listener:
    return next(one for one in listeners() if one.handle is hear)


@pytest.fixture(autouse=True)
def quiet() -> None:
    global broken
    heard.clear()
    broken = False


def ring(stream: str = "test:a") -> Fact:
    with transaction.atomic():
        return announce(BellRung(bell=uuid7(), at=NOW), actor=SYSTEM, stream=stream, now=NOW)


def test_a_fact_comes_back_as_it_was_told() -> None:
    told = BellRung(bell=uuid7(), at=NOW, times=3, others=("x", "y"))
    assert from_payload("test.bell_rung", to_payload(told)) == told


def test_every_kind_holds_only_uids_enums_numbers_and_instants() -> None:
    """DATA.md, Facts: never names, words, addresses or tokens. Free strings are the names of enums and fields."""
    for kind, body in kinds().items():
        for name in body.__dataclass_fields__:
            assert not any(word in name for word in ("address", "email", "text", "token", "title")), f"{kind}.{name}"


@pytest.mark.django_db
def test_facts_of_a_stream_are_numbered_without_gaps() -> None:
    assert [ring().seq, ring("test:b").seq, ring().seq] == [1, 1, 2]


@pytest.mark.django_db
def test_a_fact_outside_of_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        announce(BellRung(bell=uuid7(), at=NOW), actor=SYSTEM, stream="test:a", now=NOW)


@pytest.mark.django_db
def test_a_fact_goes_with_its_change_when_that_fails() -> None:
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        ring()
        raise ValueError("no")
    assert not Fact.objects.filter(kind="test.bell_rung").exists()


@pytest.mark.django_db
def test_a_fact_and_a_touch_raise_the_versions_of_their_streams() -> None:
    before = versions_of(["test:a", "network"])
    with transaction.atomic():
        announce(BellRung(bell=uuid7(), at=NOW), actor=SYSTEM, stream="test:a", now=NOW, touches=("network",))
    after = versions_of(["test:a", "network"])
    assert after["test:a"] > before["test:a"]
    assert after["network"] > before["network"]
    touch("test:a")
    assert versions_of(["test:a"])["test:a"] > after["test:a"]


@pytest.mark.django_db
def test_a_listener_hears_each_live_fact_once_and_in_order() -> None:
    first, second = ring(), ring("test:b")
    assert read_on(listener(), now=NOW) == 2
    assert read_on(listener(), now=NOW) == 0
    third = ring()
    read_on(listener(), now=NOW)
    assert heard == [first.uid, second.uid, third.uid]


@pytest.mark.django_db
def test_facts_of_the_demo_and_of_imports_reach_no_live_listener() -> None:
    with facts_of(Origin.DEMO):
        ring()
    with facts_of(Origin.IMPORT):
        ring()
    assert read_on(listener(), now=NOW) == 0
    assert heard == []


@pytest.mark.django_db
def test_a_fact_that_fails_eight_times_is_parked_and_the_cursor_goes_on() -> None:
    global broken
    bad = ring()
    broken = True
    now = NOW
    for _ in range(PATIENCE):
        read_on(listener(), now=now)
        now += timedelta(minutes=10)
    assert ParkedFact.objects.get().fact == bad
    broken = False
    good = ring()
    read_on(listener(), now=now)
    assert heard == [good.uid]


@pytest.mark.django_db
def test_between_failures_the_listener_pauses() -> None:
    global broken
    ring()
    broken = True
    read_on(listener(), now=NOW)
    broken = False
    assert read_on(listener(), now=NOW) == 0
    assert Cursor.objects.get(name=listener().name).failures == 1
    assert read_on(listener(), now=NOW + timedelta(minutes=10)) == 1


@pytest.mark.django_db
def test_looking_when_nothing_is_new_costs_two_reads(django_assert_num_queries: Any) -> None:
    ring()
    read_all(now=NOW)
    with django_assert_num_queries(2):
        assert read_all(now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_no_fact_is_passed_by_while_many_write() -> None:
    """Eight writers announce while the listener reads: on PostgreSQL numbers are given before commits."""
    told: list[UUID] = []
    errors: list[Exception] = []

    def write(stream: str) -> None:
        try:
            for _ in range(12):
                told.append(ring(stream).uid)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(f"test:{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        read_on(listener(), now=NOW)
    for thread in threads:
        thread.join()
    read_on(listener(), now=NOW)
    assert errors == []
    assert sorted(heard) == sorted(told)
    assert len(set(heard)) == 96
