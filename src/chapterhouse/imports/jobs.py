"""Entry points of imports: a folder in, a report out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.imports.actions import import_site
from chapterhouse.lib.import_report import Report
from chapterhouse.lib.pyladies_site.reading import read_site


def import_pyladies_site(folder: Path, *, now: datetime, dry_run: bool = False) -> Report:
    """Bring in a website in the shape of pyladies.com; give the report. Raises SiteUnreadable."""
    return import_site(actor=SYSTEM, site=read_site(folder), dry_run=dry_run, now=now)
