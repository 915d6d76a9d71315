"""Setting up: four questions, one file, a founded network with its first steward."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from chapterhouse.chapters.models import Steward
from chapterhouse.config import env
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.operate.initialise import Unanswered, collect, found, name_from, settings_text, write_settings
from chapterhouse.people.models import Account
from tests.make import NOW
from tests.server import command

GOOD = {
    "name": 'Ladies of the "Snake" 🐍',
    "address": "https://chapters.example.org",
    "steward": "ada.byron+net@example.org",
    "mail": "smtp://me:p%22w@mail.example.org:587",
}


def test_flags_answer_without_anybody_there() -> None:
    assert collect(GOOD, settings.DECLARED_SETTINGS, None) == GOOD


def test_a_missing_flag_is_named_where_nobody_can_be_asked() -> None:
    with pytest.raises(Unanswered, match="--steward"):
        collect({**GOOD, "steward": None}, settings.DECLARED_SETTINGS, None)


@pytest.mark.parametrize(
    ("flag", "text", "reason"),
    [
        ("name", "", "needs an answer"),
        ("name", "x" * 81, "at most 80"),
        ("name", "a\nb", "one line"),
        ("address", "example.org", "https://"),
        ("steward", "ada", "e-mail"),
        ("mail", "mail.example.org", "smtp://"),
    ],
)
def test_a_wrong_flag_is_refused_with_the_reason(flag: str, text: str, reason: str) -> None:
    with pytest.raises(Unanswered, match=reason):
        collect({**GOOD, flag: text}, settings.DECLARED_SETTINGS, None)


def test_a_person_is_asked_again_until_her_answer_can_be_used() -> None:
    typed: Iterator[str] = iter(["", "Snakes", "nowhere", "http://localhost:8000", "ada@example.org", ""])
    shown: list[str] = []

    def ask(text: str) -> str:
        shown.append(text)
        return next(typed)

    answers = collect({}, settings.DECLARED_SETTINGS, ask)

    assert answers == {
        "name": "Snakes",
        "address": "http://localhost:8000",
        "steward": "ada@example.org",
        "mail": "file",
    }
    assert shown[1].startswith("This needs an answer.")
    assert "cannot be “nowhere”" in shown[3]


def test_the_file_says_what_was_answered_and_explains_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "etc" / "chapterhouse.toml"
    text = settings_text(GOOD, settings.DECLARED_SETTINGS, {"CHAPTERHOUSE_WEB_PROCESSES": "3", "PATH": "/bin"})

    write_settings(path, text)

    assert path.stat().st_mode & 0o077 == 0
    values = env.load({"CHAPTERHOUSE_SETTINGS": str(path), "CHAPTERHOUSE_DATA": str(tmp_path)})
    assert values["CHAPTERHOUSE_ADDRESS"] == GOOD["address"]
    assert values["CHAPTERHOUSE_MAIL"] == GOOD["mail"]
    assert values["CHAPTERHOUSE_STEWARD"] == GOOD["steward"]
    assert values["CHAPTERHOUSE_WEB_PROCESSES"] == 3
    assert values["CHAPTERHOUSE_PORT"] == 8000
    for one in env.SETTINGS:
        if one.name not in ("CHAPTERHOUSE_SETTINGS", "CHAPTERHOUSE_DATA", "CHAPTERHOUSE_TEST_DATABASE"):
            assert f"# {one.meaning}\n" in text


def test_every_line_that_is_switched_off_can_be_switched_on(tmp_path: Path) -> None:
    text = settings_text(GOOD, settings.DECLARED_SETTINGS, {})
    on = "\n".join(line.removeprefix("# ") if " = " in line else line for line in text.splitlines())
    path = tmp_path / "chapterhouse.toml"
    path.write_text(on)

    assert env.load({"CHAPTERHOUSE_DATA": str(tmp_path)})["CHAPTERHOUSE_THREADS"] == 4


def test_a_local_address_with_a_port_is_where_it_listens(tmp_path: Path) -> None:
    answers = {**GOOD, "address": "http://localhost:8123"}
    (tmp_path / "chapterhouse.toml").write_text(settings_text(answers, settings.DECLARED_SETTINGS, {}))

    assert env.load({"CHAPTERHOUSE_DATA": str(tmp_path)})["CHAPTERHOUSE_PORT"] == 8123


@pytest.mark.django_db
def test_founding_makes_the_network_and_its_first_steward() -> None:
    network = found(name="Snakes", steward="ada.byron@example.org", now=NOW)

    steward = Steward.objects.get()
    assert steward.person.name == "Ada Byron"
    assert Account.objects.get(person=steward.person).email == "ada.byron@example.org"
    assert (network.name, network.is_demo) == ("Snakes", False)


@pytest.mark.django_db
def test_founding_twice_changes_nothing() -> None:
    found(name="Snakes", steward="ada@example.org", now=NOW)

    with pytest.raises(Refusal):
        found(name="Others", steward="eve@example.org", now=NOW)

    assert not Account.objects.filter(email="eve@example.org").exists()


@pytest.mark.parametrize(("address", "name"), [("ada.byron+x@e.org", "Ada Byron"), ("_@e.org", "Steward")])
def test_a_name_is_guessed_from_an_address(address: str, name: str) -> None:
    assert name_from(address) == name


def test_init_does_not_touch_an_installation_that_is_there(tmp_path: Path) -> None:
    words = ["init", "--name=A", "--address=http://localhost:8000", "--steward=a@example.org", "--mail=file"]
    assert command(tmp_path, *words).returncode == 0
    before = (tmp_path / "chapterhouse.toml").read_text()

    again = command(tmp_path, *words)

    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert (tmp_path / "chapterhouse.toml").read_text() == before


def test_init_that_cannot_reach_its_database_leaves_no_settings(tmp_path: Path) -> None:
    words = ["init", "--name=A", "--address=http://localhost:8000", "--steward=a@example.org", "--mail=file"]

    done = command(tmp_path, *words, database="postgresql://nobody@127.0.0.1:1/x")

    assert done.returncode == 1
    assert "The database does not work" in done.stderr
    assert not (tmp_path / "chapterhouse.toml").exists()
