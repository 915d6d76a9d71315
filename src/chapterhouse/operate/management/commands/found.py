"""Found the network with the settings just written; `chapterhouse init` calls this."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from chapterhouse.foundation.refusals import Refusal
from chapterhouse.operate.initialise import found
from chapterhouse.operate.preparing import prepare_database


class Command(BaseCommand):
    """Found the network and appoint its first steward."""

    help = "Found the network; `chapterhouse init` does this."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what a network needs."""
        parser.add_argument("--name", required=True, help="name of the network")
        parser.add_argument("--steward", required=True, help="e-mail address of its first steward")

    def handle(self, *_: Any, name: str, steward: str, **__: Any) -> None:
        """Prepare the database and found."""
        try:
            prepare_database()
            found(name=name, steward=steward, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except Error as error:
            raise CommandError(f"The database does not work: {error}") from error
