"""`chapterhouse restore`: what a backup holds becomes what this installation holds, whole or not at all.

Everything is unpacked and checked first. On SQLite a new database is then built aside and put in place of the old one;
on PostgreSQL all of it is one transaction. A backup of an older version is read with the tables of its time and brought
forward. What was here before is kept in the folder `replaced` until the next restore.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from chapterhouse.chapters.queries import network
from chapterhouse.operate import rows
from chapterhouse.operate.backup import FORMAT, MANIFEST, SECRET, checksum
from chapterhouse.operate.running import claim

ASIDE = "restoring"
BEFORE = "replaced"
PLAN = "restore-plan.json"


class NotRestored(CommandError):
    """Nothing was changed, for the reason that the text says."""


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put back the backup and give its manifest; `NotRestored` says why not."""
    with claim(settings.DATA):
        finish_swap(settings.DATA)
        if not replace and (here := _network_here()):
            raise NotRestored(f"This installation holds {here} already. Add --replace to put the backup in its place.")
        aside = settings.DATA / ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700)
        try:
            manifest = unpack(source, aside)
            if connection.vendor == "sqlite":
                _restore_sqlite(aside, manifest)
            else:
                _restore_postgres(aside, manifest)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return manifest


def _network_here() -> str:
    """Name the network that this installation holds, or nothing."""
    try:
        here = network()
    except DatabaseError:
        return ""  # no tables yet
    return here.name if here else ""


# --- Unpacking ------------------------------------------------------------------------------------------------------


def unpack(source: Path, aside: Path) -> dict[str, Any]:
    """Unpack a backup into the folder and give its manifest, once every file in it is proved to be whole."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(aside, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise NotRestored(f"{source} cannot be read as a backup: {error}.") from error
    try:
        manifest: dict[str, Any] = json.loads((aside / MANIFEST).read_text(encoding="utf-8"))
        wanted = {one["file"]: one["sha256"] for one in [*manifest["tables"], *manifest["files"]]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotRestored(f"{source} is not a backup of Chapterhouse: its manifest is missing or broken.") from error
    if manifest.get("format") != FORMAT:
        raise NotRestored(f"{source} has format {manifest.get('format')}; this version reads {FORMAT}. Update first.")
    for name, expected in wanted.items():
        path = aside / name
        if not path.is_file() or checksum(path) != expected:
            raise NotRestored(f"{source} is damaged: {name} is not what was saved.")
    return manifest


# --- Filling a database ---------------------------------------------------------------------------------------------


def fill(aside: Path, manifest: dict[str, Any]) -> None:
    """Make the tables of the backup's time in an empty database, fill them, and bring them to today's."""
    executor = MigrationExecutor(connection)
    known = set(executor.loader.graph.nodes)
    applied = {(app, name) for app, name in manifest["migrations"]}
    if unknown := sorted(applied - known):
        first = ".".join(unknown[0])
        raise NotRestored(f"The backup comes from a newer version (it knows {first}). Update Chapterhouse first.")
    targets = sorted(
        node
        for node in applied
        if not any(child.key in applied and child.key[0] == node[0] for child in _children(executor, node))
    )
    state = executor.migrate(targets)
    models = {one._meta.label_lower: one for one in rows.tables(state.apps)}
    # Tables before rows: SQLite cannot change tables inside a transaction that checks foreign keys.
    with transaction.atomic(), connection.cursor() as cursor:
        for model in models.values():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        for table in manifest["tables"]:
            _fill_table(aside, table, models.get(table["model"]))
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
            cursor.execute(statement)


def _fill_table(aside: Path, table: dict[str, Any], model: type[Model] | None) -> None:
    if model is None:
        raise NotRestored(f"The backup holds a table that is not ours: {table['model']}.")
    try:
        with open(aside / table["file"], encoding="utf-8", newline="\n") as source:
            count = rows.insert(model, source, table["columns"])
    except DatabaseError as error:
        raise NotRestored(f"The database refuses a row of {table['model']}: {error}") from error
    if count != table["rows"]:
        raise NotRestored(f"{table['file']} holds {count} rows instead of {table['rows']}.")


def _children(executor: MigrationExecutor, node: tuple[str, str]) -> Any:
    return executor.loader.graph.node_map[node].children


def _restore_postgres(aside: Path, manifest: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '10s'")
                ours = set(connection.introspection.django_table_names(only_existing=True))
                ours |= {MigrationRecorder.Migration._meta.db_table} & set(connection.introspection.table_names())
                for name in sorted(ours):
                    cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} CASCADE")
            fill(aside, manifest)
    except DatabaseError as error:
        raise NotRestored(f"The database refused, and nothing was changed: {error}") from error
    call_command("migrate", verbosity=0, interactive=False)
    swap(settings.DATA, _files(aside))


def _restore_sqlite(aside: Path, manifest: dict[str, Any]) -> None:
    name = Path(connection.settings_dict["NAME"]).name
    with _database_at(aside / name):
        fill(aside, manifest)
        call_command("migrate", verbosity=0, interactive=False)
    swap(settings.DATA, [*_files(aside), name])


@contextmanager
def _database_at(path: Path) -> Iterator[None]:
    """Work on another SQLite file for a while; closing it leaves one complete file."""
    description = connection.settings_dict
    name = description["NAME"]
    connection.close()
    description["NAME"] = path
    try:
        with closing(connection):
            yield
    finally:
        description["NAME"] = name


def _files(aside: Path) -> list[str]:
    (aside / "media").mkdir(exist_ok=True)
    (aside / SECRET).chmod(0o600)
    return ["media", SECRET]


# --- Putting it in place --------------------------------------------------------------------------------------------


def swap(data: Path, names: list[str]) -> None:
    """Put what stands aside in place of what is there. Interrupted at any point, `finish_swap` completes it."""
    shutil.rmtree(data / BEFORE, ignore_errors=True)
    (data / BEFORE).mkdir(mode=0o700)
    os.sync()
    part = data / f"{PLAN}.part"
    part.write_text(json.dumps(names))
    part.replace(data / PLAN)
    finish_swap(data)


def finish_swap(data: Path) -> None:
    """Complete a swap that was begun; does nothing where there is none."""
    plan = data / PLAN
    if not plan.exists():
        return
    for name in json.loads(plan.read_text()):
        if (data / ASIDE / name).exists():
            # Also what SQLite keeps beside its file: another database's log must never meet it.
            for old in [data / name, data / f"{name}-wal", data / f"{name}-shm"]:
                if old.exists():
                    old.rename(data / BEFORE / old.name)
            (data / ASIDE / name).rename(data / name)
    os.sync()
    plan.unlink()
    shutil.rmtree(data / ASIDE, ignore_errors=True)
