"""Invented content for the page that shows every component."""

from __future__ import annotations

from typing import Any


def samples() -> dict[str, Any]:
    """Give short, long and missing content for every component."""
    return {}
