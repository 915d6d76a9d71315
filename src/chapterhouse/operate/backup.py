"""`chapterhouse backup`: all that an installation holds, as it was at one instant, in one file.

The file is a tar.gz: `manifest.json` first (what is in it, with checksums), a file of JSON lines for each table, the
media, and the secret key. The rows look the same whichever database they come from, so that they can go back to
another.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from chapterhouse.chapters.queries import network
from chapterhouse.operate import rows

FORMAT = 1
MANIFEST = "manifest.json"
SECRET = "secret-key"  # noqa: S105 - a file's name


@contextmanager
def one_instant() -> Iterator[None]:
    """Read everything as it was at one instant, without holding up those who write meanwhile."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("BEGIN")  # deferred: a reader sees the same state until it ends
        else:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def backup(target: Path, *, now: datetime) -> dict[str, Any]:
    """Save everything in the file and give its manifest. The file is there whole or not at all."""
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
        folder = Path(name)
        with one_instant():
            manifest = _save_tables(folder, now=now)
        # After the rows: a file that a row names is never missing.
        media = list(_media())
        manifest["files"] = [_described(path, f"media/{inside}") for path, inside in media]
        secret = settings.DATA / SECRET
        manifest["files"].append(_described(secret, SECRET))
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
        part = folder / "part"
        with open(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive:
                archive.add(folder / MANIFEST, MANIFEST)
                for table in manifest["tables"]:
                    archive.add(folder / table["file"], table["file"])
                for path, inside in media:
                    archive.add(path, f"media/{inside}", recursive=False)
                archive.add(secret, SECRET)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(target)
    return manifest


def _save_tables(folder: Path, *, now: datetime) -> dict[str, Any]:
    (folder / "tables").mkdir()
    here = network()
    tables = []
    for model in rows.tables(apps):
        name = f"tables/{model._meta.db_table}.jsonl"
        count, seen = 0, hashlib.sha256()
        with open(folder / name, "wb") as file:
            for line in rows.lines(model):
                count += 1
                data = f"{line}\n".encode()
                seen.update(data)
                file.write(data)
        columns = [column.attname for column in rows.fields(model)]
        label = model._meta.label_lower
        tables.append({"model": label, "file": name, "columns": columns, "rows": count, "sha256": seen.hexdigest()})
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "network": here.name if here else "",
        "address": settings.ADDRESS,
        "database": connection.vendor,
        "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
        "tables": tables,
    }


def _media() -> Iterator[tuple[Path, str]]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path, path.relative_to(root).as_posix()


def _described(path: Path, name: str) -> dict[str, Any]:
    return {"file": name, "bytes": path.stat().st_size, "sha256": checksum(path)}


def checksum(path: Path) -> str:
    """Give the SHA-256 of a file's content."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
