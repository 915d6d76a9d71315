"""A real installation on the database of the test, and people who press its buttons over HTTP."""

from __future__ import annotations

import http.client
import secrets
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections
from django.utils import timezone

from chapterhouse.chapters.models import Chapter, Membership
from chapterhouse.events.models import Event
from chapterhouse.foundation.models import Fact, Stream
from chapterhouse.people.models import Account, Person
from tests import make
from tests.server import PATIENCE, Server, serving

TOKEN = "k" * 32  # a cookie and a field that agree are what Django asks of a form
PROCESSES = 4


def serve(data: Path, *, processes: int = PROCESSES) -> AbstractContextManager[Server]:
    """Serve the database of this test from a data folder, with the secret of this test."""
    described = connection.settings_dict
    connections.close_all()
    shutil.copy(settings.DATA / "secret-key", data / "secret-key")
    address = ""
    if connection.vendor == "sqlite":
        here = data / "chapterhouse.sqlite3"
        if not here.is_symlink():
            here.symlink_to(described["NAME"])
    else:
        who = f"{quote(described['USER'])}:{quote(described['PASSWORD'] or '')}"
        host, port = described["HOST"], described["PORT"]
        place = f"localhost/{described['NAME']}?host={quote(host, safe='')}" if host.startswith("/") else ""
        address = f"postgresql://{who}@{place or f'{host}:{port or 5432}/' + described['NAME']}"
    return serving(data, database=address, web_processes=str(processes), mail="file")


class Answering(Protocol):
    """What answers at a port of this machine; another port after it was started again."""

    port: int


@dataclass
class Presser:
    """Somebody signed in (or nobody), with a new connection for each press, so that all processes get their share."""

    server: Answering
    account: Account | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        if self.account is not None:
            self.cookies[settings.SESSION_COOKIE_NAME] = session_of(self.account)

    def press(self, path: str, **values: Any) -> tuple[int, str]:
        """Send a form; give status and text. `OSError` and the like where there is no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **values})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def session_of(account: Account) -> str:
    """Give the key of a session in which the account is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def members(chapter: Chapter, number: int) -> list[Account]:
    """Give so many members who can sign in; made in bulk, because who they are is not what is tested."""
    now = timezone.now()
    mark = secrets.token_hex(4)
    people = Person.objects.bulk_create(
        Person(name=f"Person {count}", created_at=now, conduct_accepted_at=now) for count in range(number)
    )
    Membership.objects.bulk_create(Membership(chapter=chapter, person=one, joined_at=now) for one in people)
    return Account.objects.bulk_create(
        Account(email=f"{mark}-{count}@example.org", password="!", person=one) for count, one in enumerate(people)
    )


def soon(chapter: Chapter, *, places: int | None, **plan: Any) -> Event:
    """Give an event that begins in an hour: people still sign up, and the door is open."""
    now = timezone.now()
    hours = 12 - now.hour  # in this zone it is about noon, far from midnight, when the door closes
    starts = now + timedelta(hours=hours + 1)
    zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
    days = (starts.date() - now.date()).days
    at = datetime.combine(starts.date(), starts.time()).time()
    return make.event(chapter, days=days, at=at, places=places, now=now, time_zone=zone, **plan)


def all_at_once(acts: list[Any]) -> list[Any]:
    """Call all of them at the same moment; give what each returned."""
    gate = Barrier(len(acts))

    def one(act: Any) -> Any:
        gate.wait(PATIENCE)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def facts_are_numbered_without_gaps(stream: str) -> bool:
    """Say whether the facts of a stream are one, two, three and so on to its last."""
    numbers = list(Fact.objects.filter(stream=stream).order_by("seq").values_list("seq", flat=True))
    return numbers == list(range(1, Stream.objects.get(name=stream).last_seq + 1))
