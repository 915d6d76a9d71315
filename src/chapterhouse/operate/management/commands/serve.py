"""`chapterhouse serve`."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from chapterhouse.operate.command import OURS
from chapterhouse.operate.preparing import prepare_all
from chapterhouse.operate.running import serve


class Command(BaseCommand):
    """Serve until stopped."""

    help = OURS["serve"]
    requires_system_checks = ()

    def handle(self, *_: Any, **__: Any) -> None:
        """Prepare the database and the files, then keep everything running."""
        sys.exit(serve(prepare_all))
