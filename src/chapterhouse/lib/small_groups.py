"""Hiding small groups: in a breakdown that the public sees, nobody is found by being one of a few."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST = 5  # people; PRODUCT.md, Statistics


def is_small(count: int) -> bool:
    """Say whether a group is too small to be shown; an empty one tells of nobody."""
    return 0 < count < SMALLEST


def without_small(parts: Sequence[int]) -> list[int | None]:
    """Give the parts of a printed total with None for each one under five.

    Where one alone would be hidden, the total less the others would give it away, so the next smallest goes too.
    """
    shown: list[int | None] = [None if is_small(part) else part for part in parts]
    if shown.count(None) == 1:
        others = [(part, at) for at, part in enumerate(parts) if shown[at]]
        if others:
            shown[min(others)[1]] = None
    return shown
