"""Health: one line for each thing, with what to do; and what machines that watch are told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as the_settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from chapterhouse.foundation.models import Heartbeat, Job, JobState, Letter
from chapterhouse.foundation.worker import HEARTBEAT, beat
from chapterhouse.operate import health, preparing
from tests import make
from tests.make import NOW

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def marks() -> dict[str, str]:
    return {line.subject: line.mark for line in health.examine(now=timezone.now())}


def test_a_running_installation_is_ready(client: Client) -> None:
    beat()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.content == b"database: ok\nworker: ok\n"
    assert not answer.cookies


def test_without_a_worker_it_is_not_ready(client: Client) -> None:
    assert client.get("/readyz").status_code == 503

    Heartbeat.objects.create(name=HEARTBEAT, at=timezone.now() - timedelta(minutes=2))
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert b"worker: last seen 12" in answer.content


def test_a_healthy_installation_has_nothing_broken() -> None:
    make.network()
    beat()

    assert "broken" not in marks().values()


def test_an_installation_without_a_network_is_told_to_begin() -> None:
    lines = {line.subject: line for line in health.examine(now=timezone.now())}

    assert lines["network"].broken
    assert "chapterhouse init" in lines["network"].advice
    assert lines["worker"].broken


def test_every_line_that_needs_a_look_says_what_to_do() -> None:
    Job.objects.create(name="a.b", run_at=NOW, enqueued_at=NOW, state=JobState.FAILED)
    Letter.objects.create(key="k", kind="x", address="a@example.org", subject="s", next_at=NOW, written_at=NOW)

    lines = list(health.examine(now=timezone.now()))

    assert {"background work", "letters"} <= {line.subject for line in lines if line.mark == "look"}
    assert all(line.advice for line in lines if line.mark != "fine")


def test_a_secret_that_others_can_read_is_broken() -> None:
    path = the_settings.DATA / "secret-key"
    path.chmod(0o644)
    try:
        assert health.secret().broken
    finally:
        path.chmod(0o600)
    assert not health.secret().broken


def test_an_unknown_zone_is_named() -> None:
    chapter = make.chapter()
    type(chapter).objects.update(time_zone="Mars/Olympus")

    assert "Mars/Olympus" in health.zones(now=timezone.now()).found


def test_demo_mode_on_a_real_network_is_broken_and_refused(settings: Settings) -> None:
    make.network()
    settings.DEMO = True

    assert health.demo().broken
    with pytest.raises(preparing.NotForDemo, match="real network"):
        preparing.refuse_demo_on_real_network()


def test_a_demo_network_fits_demo_mode_only(settings: Settings) -> None:
    make.network(is_demo=True)
    settings.DEMO = True
    preparing.refuse_demo_on_real_network()
    assert health.demo().mark == "fine"

    settings.DEMO = False
    assert health.demo().mark == "look"


class Mailbox(socketserver.StreamRequestHandler):
    """A mail server that says hello and goodbye."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")
            if line.upper().startswith(b"QUIT"):
                return


@pytest.fixture
def mail_port() -> Iterator[int]:
    with socketserver.TCPServer(("127.0.0.1", 0), Mailbox) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_the_mail_server_is_really_asked(settings: Settings, mail_port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = mail_port
    assert health.mail_server().mark == "fine"

    settings.EMAIL_PORT = 1
    line = health.mail_server()
    assert line.broken
    assert "letters wait" in line.advice


def test_mail_into_files_is_only_for_trying(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert health.mail_server().mark == "fine"

    settings.LOCAL = False
    assert health.mail_server().broken


def test_an_address_without_encryption_needs_a_look(settings: Settings) -> None:
    settings.LOCAL, settings.HTTPS = False, False
    assert health.address().mark == "look"


def test_the_command_ends_with_1_where_something_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        call_command("examine")

    assert leaving.value.code == 1
    assert "STOP  network: not founded yet\n       Run: chapterhouse init" in capsys.readouterr().out


def test_static_files_are_collected_again_only_when_one_changed(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    preparing.prepare_files()
    made = sorted(path.name for path in tmp_path.iterdir())
    stamp = (tmp_path / ".stamp").stat().st_mtime_ns

    preparing.prepare_files()

    assert len(made) > 1
    assert (tmp_path / ".stamp").stat().st_mtime_ns == stamp
    (tmp_path / ".stamp").write_text("older")
    (tmp_path / "left-over.css").touch()
    preparing.prepare_files()
    assert not (tmp_path / "left-over.css").exists()
