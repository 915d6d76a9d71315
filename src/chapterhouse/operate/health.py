"""Is this installation healthy? One line for each thing, and what to do where it is not."""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzdata  # type: ignore[import-untyped]
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import Error, connection

from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.queries import network
from chapterhouse.events.models import Event
from chapterhouse.foundation.database.sqlite.base import SQLITE_VERSION
from chapterhouse.foundation.models import Heartbeat, Job, JobState, Letter, LetterState, ParkedFact
from chapterhouse.foundation.worker import HEARTBEAT
from chapterhouse.operate.preparing import missing_migrations

LATE = timedelta(seconds=60)
SAFE_SQLITE = (3, 51, 3)  # earlier ones can, very rarely, corrupt a database in WAL mode
MEGABYTE = 1000 * 1000


@dataclass(frozen=True)
class Line:
    """What was found about one thing: fine, worth a look, or broken, with what to do."""

    subject: str
    found: str
    advice: str = ""
    broken: bool = False

    @property
    def good(self) -> bool:
        """Say whether nothing is broken."""
        return not self.broken

    @property
    def mark(self) -> str:
        """Give one word for how it stands."""
        return "broken" if self.broken else "look" if self.advice else "fine"


def readiness(*, now: datetime) -> list[Line]:
    """Give the lines about what every request needs: the database, and the worker."""
    try:
        return [Line("database", "ok"), worker(now=now)]
    except Error:
        return [Line("database", "not reachable or not prepared", "chapterhouse check", broken=True)]


def worker(*, now: datetime) -> Line:
    """Give whether the worker has shown itself lately."""
    beat = Heartbeat.objects.filter(name=HEARTBEAT).first()
    if beat is None:
        return Line("worker", "has never run", "Start everything with: chapterhouse serve", broken=True)
    age = now - beat.at
    if age > LATE:
        seen = f"last seen {int(age.total_seconds())} seconds ago"
        return Line("worker", seen, "Mail and statistics wait for it. Start it with: chapterhouse serve", broken=True)
    return Line("worker", "ok")


def examine(*, now: datetime) -> Iterable[Line]:
    """Give every line, one after the other; a broken database ends the list early."""
    yield from (settings_file(), secret(), address(), disk())
    found = database()
    yield found
    if found.broken:
        return
    pending = missing_migrations()
    if pending:
        yield Line("tables", f"{len(pending)} changes are missing", "Run: chapterhouse migrate", broken=True)
        return
    yield Line("tables", "as the code expects them")
    checks: list[Callable[[], Line]] = [founded, demo, lambda: worker(now=now), left_over, mail_server]
    for check in checks:
        yield check()
    yield letters(now=now)
    yield zones(now=now)


def settings_file() -> Line:
    """Give where the settings come from."""
    path: Path = settings.SETTINGS_FILE
    if path.exists():
        return Line("settings", f"from {path}")
    return Line("settings", "from the environment only", "Write a settings file with: chapterhouse init")


def secret() -> Line:
    """Give whether only the owner can read the secret key."""
    path = settings.DATA / "secret-key"
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Line("secret key", "others on this machine can read it", f"Run: chmod 600 {path}", broken=True)
    return Line("secret key", "readable by its owner only")


def address() -> Line:
    """Give whether visitors reach the site encrypted."""
    if settings.HTTPS or settings.LOCAL:
        return Line("address", settings.ADDRESS)
    advice = "Put a proxy with a certificate in front and write https:// in the settings."
    return Line("address", f"{settings.ADDRESS} is not encrypted", advice)


def disk() -> Line:
    """Give how much room is left in the data folder."""
    free = shutil.disk_usage(settings.DATA).free // MEGABYTE
    if free < 1000:
        advice = f"Make room on the disk that holds {settings.DATA}; nothing can be saved on a full one."
        return Line("disk", f"{free} MB free", advice, broken=free < 200)
    return Line("disk", f"{free // 1000} GB free")


def database() -> Line:
    """Give whether the database answers, and is one that keeps what it was given."""
    try:
        connection.ensure_connection()
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SHOW server_version")
                return Line("database", f"PostgreSQL {cursor.fetchone()[0]}")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
    except Error as error:
        reason = re.sub(r"\s+", " ", str(error))
        advice = "Start the database server, or correct CHAPTERHOUSE_DATABASE or CHAPTERHOUSE_DATA."
        return Line("database", f"does not answer: {reason}", advice, broken=True)
    shown = ".".join(str(part) for part in SQLITE_VERSION)
    if mode != "wal":
        advice = "Put the data folder on a local disk: this mode is slow and blocks readers."
        return Line("database", f"SQLite {shown} in mode {mode}", advice, broken=True)
    if SQLITE_VERSION < SAFE_SQLITE:
        advice = "Versions before 3.51.3 can, very rarely, damage a database. Install the package pysqlite3."
        return Line("database", f"SQLite {shown}", advice)
    return Line("database", f"SQLite {shown}, WAL")


def founded() -> Line:
    """Give which network lives here."""
    here = network()
    if here is None:
        return Line("network", "not founded yet", "Run: chapterhouse init", broken=True)
    return Line("network", here.name)


def demo() -> Line:
    """Give whether demo mode and the kind of network fit together."""
    here = network()
    if settings.DEMO and here and not here.is_demo:
        advice = "Turn CHAPTERHOUSE_DEMO off: it lets everybody log in as anybody."
        return Line("demo mode", "on, with a real network", advice, broken=True)
    if settings.DEMO and not settings.LOCAL:
        return Line("demo mode", "on, and others can reach it", "Anybody can log in as anybody; is that meant?")
    if here and here.is_demo and not settings.DEMO:
        return Line("demo mode", "off, but the network is invented", "For a real network choose another data folder.")
    return Line("demo mode", "on" if settings.DEMO else "off")


def left_over() -> Line:
    """Give what background work failed for good and waits for a person."""
    jobs = Job.objects.filter(state=JobState.FAILED).count()
    facts = ParkedFact.objects.count()
    if jobs or facts:
        found = f"{jobs} jobs failed, {facts} facts parked"
        return Line("background work", found, "Read the log of the worker for the reason, then try them again.")
    return Line("background work", "nothing failed")


def letters(*, now: datetime) -> Line:
    """Give how mail is getting on."""
    late = Letter.objects.filter(state=LetterState.WAITING, written_at__lt=now - timedelta(minutes=15)).count()
    failed = Letter.objects.filter(state=LetterState.FAILED, written_at__gt=now - timedelta(days=7)).count()
    if late:
        return Line("letters", f"{late} wait for more than 15 minutes", "Look at the line about the mail server.")
    if failed:
        return Line("letters", f"{failed} could not be sent this week", "Their addresses may not exist any more.")
    return Line("letters", "none late")


def mail_server() -> Line:
    """Give whether the mail server lets us in; nothing is sent."""
    if not parseaddr(settings.DEFAULT_FROM_EMAIL)[1]:
        return Line("mail server", "no sender", "Write CHAPTERHOUSE_MAIL_FROM.", broken=True)
    server = get_connection()
    if not isinstance(server, EmailBackend):
        where = "files in the data folder" if "filebased" in settings.EMAIL_BACKEND else "the console"
        advice = "" if settings.LOCAL else "Nobody gets any mail. Write a mail server into CHAPTERHOUSE_MAIL."
        return Line("mail server", f"mail goes to {where}", advice, broken=bool(advice))
    try:
        server.open()
        server.close()
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
        advice = "Correct CHAPTERHOUSE_MAIL; letters wait until it works."
        return Line("mail server", f"{settings.EMAIL_HOST}: {type(error).__name__}", advice, broken=True)
    return Line("mail server", f"{settings.EMAIL_HOST} lets us in")


def zones(*, now: datetime) -> Line:
    """Give whether the time zones of all chapters and meetings are known, and how old what we know of them is."""
    used = set(Chapter.objects.values_list("time_zone", flat=True).distinct())
    used |= set(Event.objects.values_list("time_zone", flat=True).distinct())
    unknown = sorted(name for name in used if name and not _known(name))
    if unknown:
        advice = "Update the package tzdata, or correct the zone of the chapter."
        return Line("time zones", f"unknown: {', '.join(unknown)}", advice, broken=True)
    version = tzdata.IANA_VERSION
    if now.year - int(version[:4]) > 1:
        return Line("time zones", f"data of {version}", "Update the package tzdata: countries change their clocks.")
    return Line("time zones", f"data of {version}")


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
