"""Settings of the tests: a data folder of their own that is thrown away, and a database in a file.

A database in memory would be shared by all threads of a process and answer "table is locked" where a file waits.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="chapterhouse-test-"))
_owner = os.getpid()


def _remove_folder() -> None:
    if os.getpid() == _owner:
        shutil.rmtree(_folder, ignore_errors=True)


atexit.register(_remove_folder)

for _name in [name for name in os.environ if name.startswith("CHAPTERHOUSE_")]:
    if _name != "CHAPTERHOUSE_TEST_DATABASE":
        del os.environ[_name]
os.environ["CHAPTERHOUSE_DATA"] = str(_folder)
os.environ["CHAPTERHOUSE_DATABASE"] = os.environ.get("CHAPTERHOUSE_TEST_DATABASE", "")

from chapterhouse.config.settings import *  # noqa: E402, F403
from chapterhouse.config.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

if not os.environ["CHAPTERHOUSE_DATABASE"]:
    # The tests never pull the plug; waiting for the disk at each commit would only make them slow.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF"
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Static files straight from the rooms: no manifest to build before a test can run.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(exist_ok=True)
