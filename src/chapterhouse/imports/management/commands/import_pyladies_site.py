"""`chapterhouse import pyladies-site FOLDER`: chapters and posts of a website in the shape of pyladies.com."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chapterhouse.imports.jobs import import_pyladies_site
from chapterhouse.lib.geodata import GeographyMissing
from chapterhouse.lib.pyladies_site.rows import SiteUnreadable


class Command(BaseCommand):
    """Imports a site's chapters and posts, and prints what became of each row and why."""

    help = "Import the chapters and posts of a website in the shape of pyladies.com (config.yml and _posts)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the folder and the ways to run and to print."""
        parser.add_argument("folder", type=Path, help="the folder with config.yml and _posts")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen; change nothing")
        parser.add_argument("--json", action="store_true", help="print the report for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then print the report."""
        try:
            report = import_pyladies_site(options["folder"], now=timezone.now(), dry_run=options["dry_run"])
        except (SiteUnreadable, GeographyMissing) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(report.as_json() if options["json"] else report.as_text())
