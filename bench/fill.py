"""Fill a data folder with the network that is measured.

    python -m bench.fill FOLDER [--small]

Prints one JSON object: the addresses to measure, and the cookies of people who are signed in.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from bench.places import LARGE, SMALL


def main() -> None:
    """Fill the folder unless it is filled, add fresh meetings, and print what to measure."""
    folder = Path(sys.argv[1]).resolve()
    size = SMALL if "--small" in sys.argv[2:] else LARGE
    os.environ["CHAPTERHOUSE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "chapterhouse.config.settings"
    django.setup()
    filling = importlib.import_module("bench.filling")  # its tables can only be named once the settings are there
    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    done = folder / "filled"
    if not done.exists():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
        filling.Filler(size, now).fill()
        done.write_text(now.isoformat())
    print(json.dumps(filling.fresh(now)))


if __name__ == "__main__":
    main()
