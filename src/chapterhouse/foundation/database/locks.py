"""Holding the row that decides (the second step of an act)."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


def lock(row: M) -> M:
    """Give a fresh copy of the row, held until the transaction ends.

    On PostgreSQL by SELECT ... FOR NO KEY UPDATE, which lets others point at the row meanwhile: foreign keys are
    looked at when an act commits, and it holds its stream then; by FOR UPDATE they would wait for us in a circle.
    On SQLite the IMMEDIATE transaction already holds the whole database, so that a plain fresh read is right.
    Must be called in a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("lock() outside of a transaction protects nothing")
    manager = type(row)._default_manager
    return manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
