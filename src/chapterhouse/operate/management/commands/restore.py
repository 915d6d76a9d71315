"""`chapterhouse restore FILE`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from chapterhouse.operate.command import OURS
from chapterhouse.operate.restore import BEFORE, restore


class Command(BaseCommand):
    """Put back what a backup holds."""

    help = OURS["restore"]
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file, and the word that allows to replace what is here."""
        parser.add_argument("file", type=Path, help="a file that `chapterhouse backup` wrote")
        parser.add_argument("--replace", action="store_true", help="replace what this installation holds now")

    def handle(self, *_: Any, file: Path, replace: bool, **__: Any) -> None:
        """Restore and say what is here now."""
        manifest = restore(file, replace=replace)
        rows = sum(table["rows"] for table in manifest["tables"])
        self.stdout.write(f"Restored {manifest['network'] or 'an empty installation'}, as of {manifest['made_at']}:")
        self.stdout.write(f"{rows} rows and {len(manifest['files']) - 1} files.")
        self.stdout.write(f"What was here before is in {settings.DATA / BEFORE}. Start with: chapterhouse serve")
