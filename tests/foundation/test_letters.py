"""Letters leave once, wait while the mail server is down, and forget their words."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from chapterhouse.config.schedule import SCHEDULE
from chapterhouse.foundation.jobs.pruning import prune_letters
from chapterhouse.foundation.mail.letters import Draft, forget, prune, send_due, write
from chapterhouse.foundation.models import Letter, LetterState

pytestmark = [pytest.mark.both, pytest.mark.django_db]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def put(key: str = "k", **values: object) -> bool:
    draft = Draft("Hello\r\nBcc: all@example.org", "words\n", headers={"Reply-To": "a@example.org\nX-Evil: 1"})
    return write(key=key, kind="test", address="ada@example.org", draft=draft, now=NOW, **values)  # type: ignore[arg-type]


def test_the_same_key_is_written_and_sent_once() -> None:
    assert put()
    assert not put()
    assert send_due(now=NOW) == 1
    assert not put()
    assert send_due(now=NOW + timedelta(days=1)) == 0
    assert len(mail.outbox) == 1


def test_nothing_typed_starts_a_header() -> None:
    put()
    send_due(now=NOW)
    message = mail.outbox[0].message()
    assert message["Subject"] == "Hello Bcc: all@example.org"
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert mail.outbox[0].recipients() == ["ada@example.org"]


def test_a_sent_letter_forgets_its_words_and_to_whom_it_went() -> None:
    put()
    send_due(now=NOW)
    letter = Letter.objects.get()
    assert (letter.state, letter.text, letter.html, letter.headers) == (LetterState.SENT, "", "", {})
    assert (letter.key, letter.address, letter.subject) == ("k", "", "")


def test_a_forgotten_address_gets_nothing_any_more_and_others_do() -> None:
    put("a")
    write(key="b", kind="test", address="bea@example.org", draft=Draft("s", "t"), now=NOW)
    assert forget(address="ADA@example.org") == 1
    assert send_due(now=NOW) == 1
    assert [one.to for one in mail.outbox] == [["bea@example.org"]]
    assert not Letter.objects.filter(address__icontains="ada").exists()


def test_letters_that_ended_three_months_ago_are_deleted_and_waiting_ones_kept() -> None:
    put("sent")
    send_due(now=NOW)
    put("waiting")
    assert prune(now=NOW + timedelta(days=90)) == 0
    assert not put("sent")
    assert prune(now=NOW + timedelta(days=91)) == 1
    assert Letter.objects.get().key == "waiting"


def test_the_daily_job_deletes_old_letters() -> None:
    put()
    send_due(now=NOW)
    Letter.objects.update(written_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert prune_letters in [regular.job for regular in SCHEDULE]
    prune_letters.func(key="clock")
    assert not Letter.objects.exists()


def test_a_letter_that_came_too_late_is_not_sent() -> None:
    put(useless_after=NOW)
    assert send_due(now=NOW + timedelta(minutes=1)) == 0
    assert Letter.objects.get().state == LetterState.FAILED
    assert mail.outbox == []


class Mailbox(socketserver.StreamRequestHandler):
    """A small real SMTP server: it counts what it took, and refuses one address for good."""

    taken: list[bytes] = []

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith(b"RCPT") and b"NOBODY" in word:
                self.wfile.write(b"550 no such mailbox nobody@example.org\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part
                self.taken.append(body)
                self.wfile.write(b"250 taken\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")


@pytest.fixture
def smtp(settings: object) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port  # type: ignore[attr-defined]
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""  # type: ignore[attr-defined]
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False  # type: ignore[attr-defined]
    Mailbox.taken.clear()
    yield port


def test_letters_wait_while_the_mail_server_is_down_and_leave_once_when_it_is_back(smtp: int) -> None:
    put("a")
    put("b")
    assert send_due(now=NOW) == 0
    assert Letter.objects.filter(state=LetterState.WAITING).count() == 2
    socketserver.TCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", smtp), Mailbox) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert send_due(now=NOW + timedelta(hours=1)) == 2
        assert send_due(now=NOW + timedelta(hours=2)) == 0
        server.shutdown()
    assert len(Mailbox.taken) == 2


def test_an_address_that_does_not_exist_fails_for_good_and_is_not_repeated_in_the_record(smtp: int) -> None:
    write(key="n", kind="test", address="nobody@example.org", draft=Draft("s", "t"), now=NOW)
    with socketserver.ThreadingTCPServer(("127.0.0.1", smtp), Mailbox) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert send_due(now=NOW) == 0
        server.shutdown()
    letter = Letter.objects.get()
    assert letter.state == LetterState.FAILED
    assert "nobody" not in letter.error
