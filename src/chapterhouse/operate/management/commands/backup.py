"""`chapterhouse backup FILE`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from chapterhouse.operate.backup import backup
from chapterhouse.operate.command import OURS
from chapterhouse.operate.preparing import missing_migrations


class Command(BaseCommand):
    """Save everything in one file."""

    help = OURS["backup"]
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file."""
        parser.add_argument("file", type=Path, help="where to write, like chapters-2026-11-22.tar.gz")

    def handle(self, *_: Any, file: Path, **__: Any) -> None:
        """Write the file and say what is in it."""
        if missing_migrations():
            raise CommandError("The tables are not of this version. Run chapterhouse migrate, then try again.")
        now = timezone.now()
        if file.is_dir():
            file /= f"chapterhouse-{now:%Y-%m-%d-%H%M}.tar.gz"
        manifest = backup(file, now=now)
        rows = sum(table["rows"] for table in manifest["tables"])
        size = file.stat().st_size / 1_000_000
        self.stdout.write(f"Saved {rows} rows and {len(manifest['files']) - 1} files in {file} ({size:.1f} MB).")
        self.stdout.write("It holds everything, the secret key too: keep it where only you can read it,")
        self.stdout.write(f"and on another machine. Put it back with: chapterhouse restore {file}")
