"""SQLite for many writers: the newest library where it is installed, and a fair lock for writing.

SQLite from 3.7.0 to 3.51.2 can, very rarely, corrupt a database in WAL mode; many systems still ship one of these.
The package `pysqlite3` brings a newer one. It has to stand in for the standard library's module in the whole process:
two copies of SQLite in one process undo each other's file locks.
"""

import importlib
import importlib.util
import sys

if "django.db.backends.sqlite3.base" not in sys.modules and importlib.util.find_spec("pysqlite3"):
    sys.modules["sqlite3"] = importlib.import_module("pysqlite3")
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
