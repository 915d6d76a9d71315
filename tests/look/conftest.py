"""The look is tested alone: what higher rooms put on its pages is theirs to test."""

from collections.abc import Iterator

import pytest

from chapterhouse.foundation import slots


@pytest.fixture(autouse=True)
def _no_higher_rooms() -> Iterator[None]:
    kept = dict(slots._fillings)
    slots._fillings.clear()
    yield
    slots._fillings.clear()
    slots._fillings.update(kept)
