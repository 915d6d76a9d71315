"""`chapterhouse check`."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from chapterhouse.operate.command import OURS
from chapterhouse.operate.health import examine

MARKS = {"fine": "ok   ", "look": "look ", "broken": "STOP "}


class Command(BaseCommand):
    """Say whether this installation is healthy."""

    help = OURS["check"]
    requires_system_checks = ()

    def handle(self, *_: Any, **__: Any) -> None:
        """Print a line for each thing; exit with 1 where something is broken."""
        broken = False
        for line in examine(now=timezone.now()):
            broken = broken or line.broken
            self.stdout.write(f"{MARKS[line.mark]} {line.subject}: {line.found}")
            if line.advice:
                self.stdout.write(f"       {line.advice}")
        if broken:
            sys.exit(1)
