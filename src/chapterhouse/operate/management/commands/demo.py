"""`chapterhouse demo`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from chapterhouse.operate.command import OURS
from chapterhouse.operate.preparing import prepare_all
from chapterhouse.operate.running import serve


class Command(BaseCommand):
    """Load the demo network once, then serve it."""

    help = OURS["demo"]
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the one option."""
        parser.add_argument("--only-load", action="store_true", help="load it, but do not serve it")

    def handle(self, *_: Any, only_load: bool, **__: Any) -> None:
        """Prepare, load what is missing, and keep everything running."""
        if only_load:
            prepare_demo()
            return
        sys.exit(serve(prepare_demo))


def prepare_demo() -> None:
    """Prepare as always; then load the demo network unless it is there."""
    prepare_all()
    call_command("load_demo")
