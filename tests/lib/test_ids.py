import re
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from chapterhouse.lib.ids import SHORT_ALPHABET, short_id, token, uuid7, uuid7_at


def milliseconds(uid: UUID) -> int:
    return uid.int >> 80


def test_an_id_is_a_version_7_uuid_of_now() -> None:
    before = time.time_ns() // 1_000_000
    uid = uuid7()
    assert uid.version == 7
    assert uid.variant == "specified in RFC 4122"
    assert before <= milliseconds(uid) <= time.time_ns() // 1_000_000 + 50


def test_ids_of_one_process_only_rise_even_when_more_are_made_than_fit_in_a_millisecond() -> None:
    uids = [uuid7() for _ in range(20_000)]
    assert uids == sorted(uids)
    assert len(set(uids)) == len(uids)


def test_threads_never_share_an_id_and_each_sees_its_own_rise() -> None:
    made: list[list[UUID]] = []

    def work() -> None:
        made.append([uuid7() for _ in range(2_000)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(one == sorted(one) for one in made)
    # The first 60 bits (time and counter) are unique too, not only the random tail.
    assert len({uid.int >> 64 for one in made for uid in one}) == 8_000


def test_an_id_of_history_carries_its_instant_to_the_millisecond() -> None:
    instant = datetime(2012, 9, 5, 19, 0, 0, 999_000, tzinfo=UTC)
    uid = uuid7_at(instant)
    assert uid.version == 7
    assert milliseconds(uid) == 1346871600999
    elsewhere = instant.astimezone(timezone(timedelta(hours=-7)))
    assert milliseconds(uuid7_at(elsewhere)) == milliseconds(uid)
    assert uuid7_at(instant) != uid


def test_ids_of_history_sort_by_their_instants() -> None:
    first = datetime(2012, 9, 5, tzinfo=UTC)
    uids = [uuid7_at(first + timedelta(milliseconds=step)) for step in range(100)]
    assert uids == sorted(uids)


@pytest.mark.parametrize("instant", [datetime(2012, 9, 5), datetime(1969, 12, 31, tzinfo=UTC)])
def test_an_instant_without_zone_or_before_1970_is_refused(instant: datetime) -> None:
    with pytest.raises(ValueError, match=r"zone|1970"):
        uuid7_at(instant)


def test_short_ids_have_no_vowels_and_no_lookalikes() -> None:
    assert not set(SHORT_ALPHABET) & set("aeiou01lvy")
    made = {short_id() for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(len(one) == 8 and set(one) <= set(SHORT_ALPHABET) for one in made)
    assert len(short_id(12)) == 12


def test_tokens_are_long_and_safe_in_addresses() -> None:
    assert re.fullmatch(r"[\w-]{43}", token())
    assert token() != token()
