"""Every setting of an installation, declared once: name, type, default, meaning.

A value comes from the environment (`CHAPTERHOUSE_PORT=8080`), else from the settings file (`port = 8080`), else it is
the default. The settings file is the one that `CHAPTERHOUSE_SETTINGS` names, or `chapterhouse.toml` in the data folder.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "CHAPTERHOUSE_"
FILE_NAME = "chapterhouse.toml"


class WrongSetting(ImproperlyConfigured):
    """A setting that does not exist or cannot mean anything, with a sentence that says what to do."""


def folder(text: str) -> Path:
    """Give the folder, with a leading ~ opened."""
    return Path(text).expanduser()


def switch(text: str) -> bool:
    """Give yes or no."""
    word = text.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise ValueError("write yes or no")


def count(text: str) -> int:
    """Give a whole number from 1 to 65535."""
    if not (text.isascii() and text.strip().isdecimal()) or not 1 <= int(text) <= 65535:
        raise ValueError("write a whole number from 1 to 65535")
    return int(text)


def count_or_none(text: str) -> int:
    """Give a whole number from 0."""
    return 0 if text.strip() == "0" else count(text)


def line(text: str) -> str:
    """Give one line of text."""
    if any(ord(letter) < 32 for letter in text):
        raise ValueError("write it in one line")
    return text.strip()


def address(text: str) -> str:
    """Give the address of a site: scheme, host and port, without a path."""
    text = line(text).rstrip("/")
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or True)
        good = good and not (parts.path or parts.query or parts.fragment or parts.username)
    except ValueError:
        good = False
    if not good:
        raise ValueError("write it like https://chapters.example.org, with nothing after the name")
    return text


def database(text: str) -> str:
    """Give the address of a PostgreSQL database; empty means SQLite."""
    if text and urlsplit(text).scheme not in {"postgres", "postgresql"}:
        raise ValueError("write it like postgresql://user:password@host:5432/name, or leave it empty for SQLite")
    return text.strip()


def mail(text: str) -> str:
    """Give where mail goes: a mail server's address, `file` or `console`."""
    text = line(text)
    if text in {"file", "console"}:
        return text
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"smtp", "smtps"} and parts.hostname and (parts.port or True)
    except ValueError:
        good = False
    if not good:
        raise ValueError("write it like smtp://user:password@mail.example.org:587, or file, or console")
    return text


def email(text: str) -> str:
    """Give one e-mail address, or nothing."""
    text = line(text)
    name, at, host = text.partition("@")
    if text and not (name and at and host and " " not in text and "@" not in host):
        raise ValueError("write one e-mail address, like ada@example.org")
    return text


@dataclass(frozen=True)
class Setting:
    """One setting: what it is called in the environment, how it is read, its default and its meaning."""

    name: str
    read: Callable[[str], Any]
    default: str
    meaning: str

    @property
    def key(self) -> str:
        """Give its name in the settings file."""
        return self.name.removeprefix(PREFIX).lower()

    def value(self, text: str) -> Any:
        """Give what the text means, or raise `WrongSetting` with a sentence for the person who wrote it."""
        try:
            return self.read(text)
        except ValueError as wrong:
            raise WrongSetting(f"{self.name} cannot be “{text}”: {wrong}.") from wrong


SETTINGS = (
    Setting("CHAPTERHOUSE_SETTINGS", folder, "", "Settings file; empty means chapterhouse.toml in the data folder."),
    Setting("CHAPTERHOUSE_DATA", folder, "data", "Folder for the database, media, mail and the secret key."),
    Setting("CHAPTERHOUSE_ADDRESS", address, "", "Public address; empty means http://localhost and the port."),
    Setting("CHAPTERHOUSE_PORT", count, "8000", "Port that the web server listens on."),
    Setting("CHAPTERHOUSE_BIND", line, "127.0.0.1", "Network address to listen on; 0.0.0.0 means all of them."),
    Setting(
        "CHAPTERHOUSE_PROXIES",
        count_or_none,
        "",
        "How many proxies of yours stand in front and add X-Forwarded-For; empty means 1 for https, else 0.",
    ),
    Setting("CHAPTERHOUSE_DATABASE", database, "", "PostgreSQL address; empty means SQLite in the data folder."),
    Setting("CHAPTERHOUSE_MAIL", mail, "file", "Mail server: smtp://, smtps://, or file or console for trying."),
    Setting("CHAPTERHOUSE_MAIL_FROM", email, "", "Sender of all mail; empty means hello@ and the address's host."),
    Setting("CHAPTERHOUSE_STEWARD", email, "", "E-mail address of the first steward, who also hears of failures."),
    Setting("CHAPTERHOUSE_WEB_PROCESSES", count, "2", "How many processes answer requests."),
    Setting("CHAPTERHOUSE_THREADS", count, "4", "How many requests one process works on at the same time."),
    Setting("CHAPTERHOUSE_BODY_LIMIT", count, "10", "Largest form or upload, in megabytes."),
    Setting("CHAPTERHOUSE_DEMO", switch, "no", "Show the bar that logs in as anyone of the demo's cast."),
    Setting(
        "CHAPTERHOUSE_DEMO_SITE",
        folder,
        "../shared/data/pyladies-site",
        "Folder of the pyladies.com site that the demo imports; where it is missing, an invented small site.",
    ),
    Setting("CHAPTERHOUSE_DEMO_IN_PUBLIC", switch, "no", "Allow the demo on an address that others can reach."),
    Setting("CHAPTERHOUSE_DEBUG", switch, "no", "Show details of errors; for developers only."),
    Setting("CHAPTERHOUSE_TEST_DATABASE", database, "", "PostgreSQL server that the tests use; for developers only."),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}
BY_KEY = {setting.key: setting for setting in SETTINGS}


def _refuse_unknown(names: list[str], known: Mapping[str, Setting], where: str) -> None:
    """Raise `WrongSetting` for the first name that is not declared, with the nearest one that is."""
    for name in names:
        if name not in known:
            short = {one.removeprefix(PREFIX): one for one in known}
            near = difflib.get_close_matches(name.removeprefix(PREFIX), short, n=1)
            hint = f" Did you mean {short[near[0]]}?" if near else " docs/reference/settings.md lists them all."
            raise WrongSetting(f"There is no setting {name} ({where}).{hint}")


def _in_file(path: Path, *, must_exist: bool) -> dict[str, str]:
    """Give the texts in the settings file by their names in the environment."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if must_exist:
            raise WrongSetting(f"The settings file {path} does not exist.") from None
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise WrongSetting(f"The settings file {path} cannot be read: {wrong}.") from wrong
    except OSError as wrong:
        raise WrongSetting(f"The settings file {path} cannot be opened: {wrong.strerror}.") from wrong
    _refuse_unknown(list(table), BY_KEY, f"in {path}")
    texts = {}
    for key, value in table.items():
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if not isinstance(value, str | int):
            raise WrongSetting(f"{key} in {path} cannot be {value!r}: write one text, number, true or false.")
        texts[BY_KEY[key].name] = str(value)
    return texts


def load(environ: Mapping[str, str]) -> dict[str, Any]:
    """Give the value of every setting; `WrongSetting` says what is wrong with one."""
    _refuse_unknown([name for name in environ if name.startswith(PREFIX)], BY_NAME, "in the environment")
    here = {name: environ[name] for name in BY_NAME if environ.get(name, "") != ""}
    named = here.get("CHAPTERHOUSE_SETTINGS", "")
    data = BY_NAME["CHAPTERHOUSE_DATA"]
    path = folder(named) if named else data.value(here.get(data.name, data.default)) / FILE_NAME
    filed = _in_file(path, must_exist=bool(named))
    if data.name in filed:  # a folder in the file is meant from where the file stands
        filed[data.name] = str(path.parent / folder(filed[data.name]))
    texts = filed | here
    values = {one.name: _value(one, texts.get(one.name, "")) for one in SETTINGS}
    values["CHAPTERHOUSE_DATA"] = values["CHAPTERHOUSE_DATA"].resolve()
    values["CHAPTERHOUSE_SETTINGS"] = path.resolve()
    host = f"localhost:{values['CHAPTERHOUSE_PORT']}"
    values["CHAPTERHOUSE_ADDRESS"] = values["CHAPTERHOUSE_ADDRESS"] or f"http://{host}"
    if values["CHAPTERHOUSE_PROXIES"] == "":
        values["CHAPTERHOUSE_PROXIES"] = int(values["CHAPTERHOUSE_ADDRESS"].startswith("https:"))
    sender = f"hello@{urlsplit(values['CHAPTERHOUSE_ADDRESS']).hostname}"
    values["CHAPTERHOUSE_MAIL_FROM"] = values["CHAPTERHOUSE_MAIL_FROM"] or sender
    return values


def _value(setting: Setting, text: str) -> Any:
    """Give what the text means, or the default for no text."""
    text = text or setting.default
    return setting.value(text) if text else ""


@cache
def _loaded() -> dict[str, Any]:
    return load(os.environ)


def read(name: str) -> Any:
    """Give the value of a declared setting for this process."""
    return _loaded()[name]
