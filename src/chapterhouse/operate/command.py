"""The `chapterhouse` command: everything that a person who runs an installation types.

Its words are Django management commands of the rooms; a few have another name here, because Django has taken theirs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility

OURS = {
    "init": "Set up a new installation: asks four questions.",
    "serve": "Answer visitors and do background work, until stopped.",
    "demo": "Serve an invented network to look around in.",
    "import": "Bring in what a network had before; --dry-run only says what would happen.",
    "backup": "Save everything in one file, while the site runs.",
    "restore": "Put back what a backup holds, on either kind of database.",
    "check": "Say whether this installation is healthy, and what to do where it is not.",
    "migrate": "Bring the tables to what the code expects; serve does this too.",
    "worker": "Do background work only; serve does this too.",
}
DJANGO_NAMES = {"check": "examine", "import": "bring"}


def main() -> None:
    """Do what the command line says and leave with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chapterhouse.config.settings")
    os.umask(0o077)  # what we write is for us alone: database, letters, backups
    words = sys.argv[1:]
    if not words or words[0] in ("help", "-h", "--help"):
        print(overview())
        sys.exit(0 if words else 2)
    set_the_scene(words[0], os.environ)
    try:
        _ = settings.INSTALLED_APPS
    except ImproperlyConfigured as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)
    ManagementUtility(translated(words)).execute()


def overview() -> str:
    """Give the list of commands."""
    lines = [f"  chapterhouse {name:<9}{text}" for name, text in OURS.items()]
    return "\n".join(["Chapterhouse, the home of a network of learning chapters.", "", *lines])


def translated(words: Sequence[str]) -> list[str]:
    """Give the words as Django's command line wants them."""
    return ["chapterhouse", DJANGO_NAMES.get(words[0], words[0]), *words[1:]]


def set_the_scene(word: str, environ: MutableMapping[str, str]) -> None:
    """Set what a command needs before settings are read."""
    if word == "demo":
        environ["CHAPTERHOUSE_DEMO"] = "yes"
    named = environ.get("CHAPTERHOUSE_SETTINGS")
    if word == "init" and named and not Path(named).exists():
        Path(named).parent.mkdir(parents=True, exist_ok=True)
        Path(named).touch(mode=0o600)  # init is what writes it


if __name__ == "__main__":
    main()
