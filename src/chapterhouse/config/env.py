"""Every setting of an installation, declared once: name, type, default, meaning."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Setting:
    """One setting: what it is called in the environment, its type, default and meaning."""

    name: str
    kind: type
    default: Any
    meaning: str


SETTINGS = (
    Setting("CHAPTERHOUSE_DATA", Path, Path("data"), "Folder for database, media and mail."),
    Setting("CHAPTERHOUSE_PORT", int, 8000, "Port that the web server listens on."),
    Setting("CHAPTERHOUSE_ADDRESS", str, "http://127.0.0.1:8000", "Public address of the installation."),
    Setting("CHAPTERHOUSE_DATABASE", str, "", "PostgreSQL address; empty means SQLite in the data folder."),
    Setting("CHAPTERHOUSE_MAIL", str, "file", "Mail server: smtp://user:password@host:port, file or console."),
    Setting("CHAPTERHOUSE_DEMO", bool, False, "Show the bar that logs in as any of the demo's cast."),
    Setting("CHAPTERHOUSE_DEBUG", bool, False, "Show details of errors; for developers only."),
)


def read(name: str) -> Any:
    """Give the value of a declared setting, from the environment or its default."""
    setting = next(one for one in SETTINGS if one.name == name)
    text = os.environ.get(name)
    if text is None or text == "":
        return setting.default
    if setting.kind is bool:
        return text.strip().lower() in {"1", "true", "yes", "on"}
    return setting.kind(text)
