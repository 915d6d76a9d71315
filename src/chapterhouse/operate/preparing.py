"""What has to be true before the first request: tables as the code expects them, files in their places."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from chapterhouse.chapters.queries import network
from chapterhouse.operate.restore import finish_swap


class NotForDemo(CommandError):
    """The database belongs to a real network; demo mode would open it to everybody."""


def missing_migrations() -> list[str]:
    """Name the changes of tables that the code expects and the database has not had."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def prepare_database() -> None:
    """Bring the tables to what the code expects; refuse demo mode on a real network."""
    finish_swap(settings.DATA)
    if missing_migrations():
        print("Preparing the database…", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    refuse_demo_on_real_network()


def refuse_demo_on_real_network() -> None:
    """Raise `NotForDemo` where demo mode is on and the network is not marked as a demo."""
    here = network() if settings.DEMO else None
    if here and not here.is_demo:
        raise NotForDemo(
            f"This data folder holds a real network ({here.name}), and demo mode lets everybody log in as anybody. "
            "Turn CHAPTERHOUSE_DEMO off, or choose another CHAPTERHOUSE_DATA for the demo."
        )


def prepare_files() -> None:
    """Collect the static files, named by their content and compressed, where any has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    wanted = static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)


def static_fingerprint() -> str:
    """Give a text that changes when any static file does."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            seen.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def prepare_all() -> None:
    """Prepare database and files."""
    prepare_database()
    prepare_files()
