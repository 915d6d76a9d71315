"""Django's SQLite backend whose transactions take turns (see turn.py).

Every `atomic()` block begins with BEGIN IMMEDIATE, so it holds the database's write lock from its first line: that, and
not `select_for_update` (which does nothing here), is what makes a check followed by a change right. A single write
outside `atomic()` does not queue; it waits with SQLite's own busy timeout.
"""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from chapterhouse.foundation.database.sqlite.turn import Turn, TurnTimeout, turn_for

PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # what was acknowledged survives a power cut
    "journal_size_limit": 64 * 1024 * 1024,  # bytes
    "cache_size": -4000,  # negative: KiB for each connection
    # Never `mmap_size`: it makes the corruption of older versions worse.
}

SQLITE_VERSION: tuple[int, ...] = sqlite3.sqlite_version_info


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to an SQLite file that waits for its turn before it writes."""

    # Django's stubs leave out what only backends use: hence the ignored types below.
    init_commands: list[str]

    def get_connection_params(self) -> dict[str, Any]:
        """Give Django's parameters, with our pragmas and immediate transactions."""
        self.settings_dict["OPTIONS"].setdefault("transaction_mode", "IMMEDIATE")
        self.settings_dict["OPTIONS"].setdefault("timeout", 20)
        params = super().get_connection_params()
        given = "".join(self.init_commands).lower()
        pragmas = [f"PRAGMA {name}={value}" for name, value in PRAGMAS.items() if name not in given]
        self.init_commands = [*pragmas, *self.init_commands]
        return params

    @property
    def turn(self) -> Turn | None:
        """Give the turn of this database's file; a database in memory has none."""
        name = str(self.settings_dict["NAME"])
        if self.is_in_memory_db():
            return None
        return turn_for(os.path.realpath(name) + ".lock")

    def _start_transaction_under_autocommit(self) -> None:
        turn = self.turn
        if turn is None:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        try:
            turn.take(float(self.settings_dict["OPTIONS"]["timeout"]))
        except TurnTimeout as timeout:
            raise OperationalError("database is locked: no turn to write came in time") from timeout
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            turn.give_back()
            raise
        self._has_turn = True

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    _has_turn = False

    def _end_turn(self) -> None:
        if self._has_turn and self.turn is not None:
            self._has_turn = False
            self.turn.give_back()
