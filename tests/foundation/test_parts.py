"""Parts of pages that are made once for several readers."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from chapterhouse.foundation.facts.announcing import touch
from chapterhouse.foundation.http.parts import kept_part
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_a_part_is_made_again_after_a_fact_and_after_its_instant() -> None:
    key, made = uuid4(), []

    def give(seconds: int = 0, of: object = key) -> int:
        now = NOW + timedelta(seconds=seconds)
        until = now + timedelta(seconds=10)
        return kept_part(of, ["a", "b"], until=until, now=now, make=lambda: made.append(1) or len(made))

    assert give() == give(5) == 1
    touch("b")
    assert give() == 2
    assert give(10) == 3
    assert give(of=uuid4()) == 4
