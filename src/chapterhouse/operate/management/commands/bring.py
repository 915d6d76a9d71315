"""`chapterhouse import KIND FOLDER`."""

from __future__ import annotations

from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from chapterhouse.operate.command import OURS
from chapterhouse.operate.preparing import prepare_database

PREFIX = "import_"


class Command(BaseCommand):
    """Hand over to the importer of this kind of source: the command `import_<kind>` of a room."""

    help = OURS["import"]
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the kind; the rest belongs to its importer."""
        parser.add_argument("kind", help="like pyladies-site")
        parser.add_argument("rest", nargs=REMAINDER, help="its folder and options, like --dry-run")

    def handle(self, *_: Any, kind: str, rest: list[str], **__: Any) -> None:
        """Run the importer, or name those that there are."""
        name = PREFIX + kind.replace("-", "_")
        kinds = sorted(name for name in get_commands() if name.startswith(PREFIX))
        if name not in kinds:
            known = ", ".join(one.removeprefix(PREFIX).replace("_", "-") for one in kinds) or "none yet"
            raise CommandError(f"There is no importer for “{kind}”. There are: {known}.")
        prepare_database()
        call_command(name, *rest)
