"""What all tests share: which database they run on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

# Shelves whose tests also run on PostgreSQL, without saying so one by one; others ask with `pytest.mark.both`.
BOTH_SHELVES = ("actions", "queries", "policies", "jobs", "listeners", "database")
BOTH_FOLDERS = ("contracts", "races")


def runs_on_both(path: Path) -> bool:
    """Say whether the shelf that a test file is about works differently on another database."""
    shelf = path.stem.removeprefix("test_")
    return shelf.startswith(BOTH_SHELVES) or any(part in BOTH_FOLDERS + BOTH_SHELVES for part in path.parent.parts)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what runs on both databases; on PostgreSQL leave the rest out."""
    for item in items:
        if runs_on_both(item.path.relative_to(config.rootpath)):
            item.add_marker(pytest.mark.both)
    if os.environ.get("CHAPTERHOUSE_TEST_DATABASE"):
        left_out = [item for item in items if not item.get_closest_marker("both")]
        items[:] = [item for item in items if item.get_closest_marker("both")]
        if left_out:
            config.hook.pytest_deselected(items=left_out)


@pytest.fixture(autouse=True)
def _every_test_begins_in_english() -> Iterator[None]:
    """Forget the language of the last request, which a thread keeps until the next one."""
    yield
    translation.deactivate()
