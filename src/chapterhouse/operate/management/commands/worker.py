"""`chapterhouse worker`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from chapterhouse.operate.command import OURS
from chapterhouse.operate.running import work


class Command(BaseCommand):
    """Be a worker of its own, beside others."""

    help = OURS["worker"]
    requires_system_checks = ()

    def handle(self, *_: Any, **__: Any) -> None:
        """Work until told to stop."""
        work()
