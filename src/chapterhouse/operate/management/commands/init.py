"""`chapterhouse init`."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chapterhouse.operate.command import OURS
from chapterhouse.operate.initialise import (
    QUESTIONS,
    Unanswered,
    collect,
    found_elsewhere,
    settings_text,
    write_settings,
)


class Command(BaseCommand):
    """Set up a new installation."""

    help = OURS["init"]
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare a flag for each question, for those who set up many."""
        for question in QUESTIONS:
            parser.add_argument(f"--{question.flag}", help=question.words.replace("%", "%%"))

    def handle(self, *_: Any, **values: Any) -> None:
        """Ask, write the settings file, found the network, say what comes next."""
        path = settings.SETTINGS_FILE
        if path.exists() and path.read_text(encoding="utf-8").strip():
            raise CommandError(f"{path} exists already. Edit it, or choose another CHAPTERHOUSE_DATA.")
        try:
            answers = collect(values, settings.DECLARED_SETTINGS, input if sys.stdin.isatty() else None)
        except Unanswered as missing:
            raise CommandError(str(missing)) from missing
        except (EOFError, KeyboardInterrupt):
            raise CommandError("\nNothing was written.") from None
        write_settings(path, settings_text(answers, settings.DECLARED_SETTINGS, os.environ))
        if not found_elsewhere(answers["name"], answers["steward"]):
            path.unlink()
            raise CommandError("The network was not founded, and no settings were written. The reason is above.")
        self.stdout.write(f"\nWelcome, {answers['name']}. Your settings are in {path}.")
        self.stdout.write("Next:  chapterhouse serve")
        self.stdout.write(f"Then open {answers['address']} and sign in as {answers['steward']}.")
        if answers["mail"] == "file":
            self.stdout.write(f"The log-in code will be in {settings.DATA / 'mail'}.")
