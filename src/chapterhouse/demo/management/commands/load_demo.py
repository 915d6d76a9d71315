"""Puts the demo network into an empty installation, once; `chapterhouse demo` calls it before it serves."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from chapterhouse.demo.loading import is_loaded, load
from chapterhouse.foundation.refusals import Refusal


class Command(BaseCommand):
    """Loads the demo network where there is none yet."""

    help = "Load the demo network: the story of the Portland chapter and its neighbours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--site", type=Path, help="folder of the pyladies.com site to import")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, unless it is there."""
        if is_loaded():
            self.stdout.write("The demo network is loaded already.")
            return
        began = time.monotonic()
        try:
            loaded = load(now=timezone.now(), site=options["site"] or settings.DEMO_SITE)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        seconds = time.monotonic() - began
        self.stdout.write(f"Loaded the demo network with {loaded.chapters} chapters in {seconds:.0f} s.")
