"""Backups: whole, of one instant, checked before use, and good for either database."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from chapterhouse.chapters.models import Chapter, Network
from chapterhouse.foundation.models import Fact, Heartbeat, Job
from chapterhouse.operate.backup import backup, one_instant
from chapterhouse.operate.restore import ASIDE, PLAN, NotRestored, finish_swap, restore
from chapterhouse.people.models import Person
from tests import make
from tests.server import command

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
LATE = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def media() -> Path:
    root = Path(settings.MEDIA_ROOT)
    (root / "people").mkdir(parents=True, exist_ok=True)
    (root / "people" / "ada.png").write_bytes(bytes(range(256)))
    return root


@pytest.fixture
def living(media: Path) -> Chapter:
    """A network with rows of many kinds: umlauts, emoji, JSON, microseconds, empty and missing values."""
    chapter = make.chapter(
        "zurich", about="Grüße 🐍\nzweite Zeile \\ \" '", links=[{"name": "é", "url": "https://example.org"}]
    )
    make.member(chapter, "Ünal \u202eEvil")
    make.venue(chapter)
    make.topic()
    Heartbeat.objects.create(name="micro", at=datetime(2026, 1, 1, 0, 0, 0, 123456, tzinfo=UTC))
    Job.objects.create(name="a.b", values={"n": None, "x": [1, 2.5, "ß"]}, run_at=LATE, enqueued_at=LATE)
    return chapter


def sums(manifest: dict[str, Any]) -> dict[str, str]:
    return {table["model"]: table["sha256"] for table in manifest["tables"]}


def manifest_of(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as archive:
        file = archive.extractfile("manifest.json")
        assert file
        found: dict[str, Any] = json.load(file)
        return found


def changed(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Give a copy of a backup with some of its files changed."""
    with tarfile.open(source) as archive:
        files = {one.name: archive.extractfile(one).read() for one in archive if one.isfile()}  # type: ignore[union-attr]
    change(files)
    with tarfile.open(target, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return target


def test_a_backup_survives_the_way_to_sqlite_and_back(living: Chapter, tmp_path: Path) -> None:
    first = backup(tmp_path / "first.tar.gz", now=LATE)
    other = tmp_path / "other"
    other.mkdir()
    done = command(other, "restore", str(tmp_path / "first.tar.gz"))
    assert done.returncode == 0, done.stderr
    assert "as of 2026-11-22T12:00" in done.stdout
    assert (other / "media" / "people" / "ada.png").read_bytes() == bytes(range(256))
    assert (other / "secret-key").read_text() == (settings.DATA / "secret-key").read_text()
    done = command(other, "backup", str(tmp_path / "second.tar.gz"))
    assert done.returncode == 0, done.stderr
    assert sums(manifest_of(tmp_path / "second.tar.gz")) == sums(first)

    Person.objects.filter(name__startswith="Ünal").update(name="Somebody else")
    restore(tmp_path / "second.tar.gz", replace=True)

    assert Person.objects.filter(name="Ünal \u202eEvil").exists()
    assert sums(backup(tmp_path / "third.tar.gz", now=LATE)) == sums(first)
    # New rows come after the old ones.
    newest = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    assert make.person("Nora New").pk > newest


def test_a_backup_is_readable_by_its_owner_only(living: Chapter, tmp_path: Path) -> None:
    backup(tmp_path / "b.tar.gz", now=LATE)

    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["b.tar.gz"]


def test_a_backup_shows_one_instant_while_others_write(living: Chapter) -> None:
    def write() -> None:
        Heartbeat.objects.create(name="meanwhile", at=timezone.now())
        connections.close_all()

    with one_instant():
        before = Heartbeat.objects.count()
        other = threading.Thread(target=write)
        other.start()
        other.join()
        assert Heartbeat.objects.count() == before
    assert Heartbeat.objects.filter(name="meanwhile").exists()


def test_an_installation_that_holds_a_network_is_not_replaced_unasked(living: Chapter, tmp_path: Path) -> None:
    backup(tmp_path / "b.tar.gz", now=LATE)
    Heartbeat.objects.create(name="later", at=LATE)

    with pytest.raises(NotRestored, match="Add --replace"):
        restore(tmp_path / "b.tar.gz")

    assert Heartbeat.objects.filter(name="later").exists()
    restore(tmp_path / "b.tar.gz", replace=True)
    assert not Heartbeat.objects.filter(name="later").exists()


def damage(files: dict[str, bytes]) -> None:
    files["tables/person.jsonl"] = files["tables/person.jsonl"].replace(b"First", b"Fisrt")


def lose_media(files: dict[str, bytes]) -> None:
    del files["media/people/ada.png"]


def break_manifest(files: dict[str, bytes]) -> None:
    files["manifest.json"] = b"{]"


def from_the_future(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    manifest["migrations"].append(["chapters", "9999_time_travel"])
    files["manifest.json"] = json.dumps(manifest).encode()


def other_format(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    manifest["format"] = 2
    files["manifest.json"] = json.dumps(manifest).encode()


def escape(files: dict[str, bytes]) -> None:
    files["../outside"] = b"x"


def repeat_a_row(files: dict[str, bytes]) -> None:
    """Rows that the database refuses, under a checksum that is right."""
    manifest = json.loads(files["manifest.json"])
    files["tables/person.jsonl"] *= 2
    for table in manifest["tables"]:
        if table["file"] == "tables/person.jsonl":
            table["sha256"] = hashlib.sha256(files["tables/person.jsonl"]).hexdigest()
    files["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (damage, "damaged: tables/person.jsonl"),
        (lose_media, "damaged: media/people/ada.png"),
        (break_manifest, "manifest is missing or broken"),
        (from_the_future, "newer version"),
        (other_format, "format 2"),
        (escape, "cannot be read as a backup"),
        (repeat_a_row, "refuse"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_backup_that_is_not_right_changes_nothing(
    living: Chapter, tmp_path: Path, change: Callable[[dict[str, bytes]], None], reason: str
) -> None:
    before = sums(backup(tmp_path / "good.tar.gz", now=LATE))
    bad = changed(tmp_path / "good.tar.gz", tmp_path / "bad.tar.gz", change)

    with pytest.raises(NotRestored, match=reason):
        restore(bad, replace=True)

    assert sums(backup(tmp_path / "after.tar.gz", now=LATE)) == before
    assert not (settings.DATA / ASIDE).exists()
    assert not (tmp_path.parent / "outside").exists()


@pytest.mark.parametrize("content", [b"", b"not a backup", b"\x1f\x8b\x08\x00 half"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.tar.gz"
    path.write_bytes(content)

    with pytest.raises(NotRestored, match="cannot be read as a backup"):
        restore(path)


def test_a_backup_of_an_older_version_is_brought_forward(living: Chapter, tmp_path: Path) -> None:
    first = backup(tmp_path / "today.tar.gz", now=LATE)
    last = max(name for app, name in first["migrations"] if app == "auth")

    def age(files: dict[str, bytes]) -> None:
        manifest = json.loads(files["manifest.json"])
        manifest["migrations"].remove(["auth", last])
        files["manifest.json"] = json.dumps(manifest).encode()

    restore(changed(tmp_path / "today.tar.gz", tmp_path / "old.tar.gz", age), replace=True)

    again = backup(tmp_path / "again.tar.gz", now=LATE)
    assert again["migrations"] == first["migrations"]
    assert sums(again)["chapters.chapter"] == sums(first)["chapters.chapter"]


def test_an_interrupted_swap_is_completed_at_the_next_start(tmp_path: Path) -> None:
    for name, text in (("db", "old"), ("db-wal", "old log"), ("media", "")):
        path = tmp_path / name
        path.write_text(text) if text else path.mkdir()
    for folder in (ASIDE, "replaced"):
        (tmp_path / folder).mkdir()
    (tmp_path / ASIDE / "db").write_text("new")
    (tmp_path / ASIDE / "media").mkdir()
    (tmp_path / ASIDE / "media" / "new.png").touch()
    (tmp_path / "db").rename(tmp_path / "replaced" / "db")  # it was killed here
    (tmp_path / PLAN).write_text(json.dumps(["db", "media"]))

    finish_swap(tmp_path)

    assert (tmp_path / "db").read_text() == "new"
    assert (tmp_path / "media" / "new.png").exists()
    assert (tmp_path / "replaced" / "db").read_text() == "old"
    assert not (tmp_path / "db-wal").exists()
    assert not (tmp_path / PLAN).exists()


def test_facts_keep_their_order_and_ids(living: Chapter, tmp_path: Path) -> None:
    before = list(Fact.objects.order_by("pk").values_list("pk", "uid", "stream", "seq", "payload"))
    backup(tmp_path / "b.tar.gz", now=LATE)

    restore(tmp_path / "b.tar.gz", replace=True)

    assert list(Fact.objects.order_by("pk").values_list("pk", "uid", "stream", "seq", "payload")) == before
    assert Network.objects.count() == 1
