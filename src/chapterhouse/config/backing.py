"""What stands behind an installation, made from its settings: secret, database, mail, logs."""

from __future__ import annotations

import ipaddress
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def secret_key(data: Path) -> str:
    """Give the installation's secret, made at the first start and readable by its owner only."""
    path = data / "secret-key"
    if not path.exists():
        part = data / f".secret-key-{os.getpid()}"
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(part, path)  # of two first starts at once, one wins and both read the same
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return path.read_text().strip()


def host(address: str) -> str:
    """Give the name of the host in an address, an IPv6 one in brackets."""
    name = urlsplit(address).hostname or ""
    return f"[{name}]" if ":" in name else name


def is_local(address: str) -> bool:
    """Say whether only this machine can reach the address."""
    name = host(address).strip("[]")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def database(url: str, data: Path) -> dict[str, Any]:
    """Give Django's description of the database: a file in the data folder, or a PostgreSQL server."""
    if not url:
        return {
            "ENGINE": "chapterhouse.foundation.database.sqlite",
            "NAME": data / "chapterhouse.sqlite3",
            "OPTIONS": {"timeout": 20},
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    socket_folder = options.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "chapterhouse",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": socket_folder or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,  # seconds
        "CONN_HEALTH_CHECKS": True,
    }


def mail(url: str, data: Path) -> dict[str, Any]:
    """Give Django's settings for mail: a server, files in the data folder, or the console."""
    if url == "file":
        folder = str(data / "mail")
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    if url == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        # A name and password never travel unencrypted.
        "EMAIL_USE_TLS": not secure and bool(parts.username or parts.port == 587),
        "EMAIL_TIMEOUT": 20,  # seconds
    }


def logs(*, debug: bool) -> dict[str, Any]:
    """Give readable logs on standard error: what happened, never to whom (no addresses, names or form values)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            # A 404 or a refused form is an answer, not an incident.
            "django.request": {"level": "WARNING" if debug else "ERROR"},
            "django.security": {"level": "ERROR"},
        },
    }
