"""`chapterhouse init`: four questions, one settings file, and a founded network with its first steward."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from chapterhouse.chapters.actions import appoint_steward, found_network
from chapterhouse.chapters.models import Network
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.people.actions import make_person

LONGEST_NAME = 80  # letters
# These say where the file and its folder are, or are not for an installation.
NOT_IN_FILE = ("CHAPTERHOUSE_SETTINGS", "CHAPTERHOUSE_DATA", "CHAPTERHOUSE_TEST_DATABASE")


class Unanswered(Exception):
    """A question without a usable answer; the text says which and why."""


class Declared(Protocol):
    """A setting as the roof declares it."""

    @property
    def name(self) -> str:
        """Give its name in the environment."""

    @property
    def default(self) -> str:
        """Give what it is where nobody says otherwise."""

    @property
    def meaning(self) -> str:
        """Give what it is for."""

    @property
    def key(self) -> str:
        """Give its name in the settings file."""

    def value(self, text: str) -> Any:
        """Give what the text means."""


@dataclass(frozen=True)
class Question:
    """One of the four questions: its flag, its words, and which setting it fills (none: the network's name)."""

    flag: str
    words: str
    setting: str = ""
    default: str = ""


QUESTIONS = (
    Question("name", "What is your network called?"),
    Question(
        "address", "At which address will people find it, like https://chapters.example.org?", "CHAPTERHOUSE_ADDRESS"
    ),
    Question("steward", "What is the e-mail address of its first steward (perhaps yours)?", "CHAPTERHOUSE_STEWARD"),
    Question(
        "mail",
        "Which mail server sends its letters, like smtp://user:password@mail.example.org:587?\n"
        "(Or “file”: letters are only written into the data folder, to try things out.)",
        "CHAPTERHOUSE_MAIL",
        "file",
    ),
)


def collect(
    given: Mapping[str, str | None], declared: Iterable[Declared], ask: Callable[[str], str] | None
) -> dict[str, str]:
    """Give an answer to each question, from the flags, or from the person; `Unanswered` where there is neither."""
    settings = {setting.name: setting for setting in declared}
    answers = {}
    for question in QUESTIONS:
        text = given.get(question.flag)
        if text is not None:
            wrong = problem(question, text, settings)
            if wrong:
                raise Unanswered(f"--{question.flag}: {wrong}")
        elif ask is None:
            raise Unanswered(f"Nobody is here to ask: give --{question.flag} too. {question.words}")
        else:
            text = _asked(question, settings, ask)
        answers[question.flag] = text.strip()
    return answers


def _asked(question: Question, settings: Mapping[str, Declared], ask: Callable[[str], str]) -> str:
    hint = f" [{question.default}]" if question.default else ""
    wrong = ""
    while True:
        text = ask(f"{wrong}{question.words}{hint}\n> ").strip() or question.default
        found = problem(question, text, settings)
        if not found:
            return text
        wrong = f"{found}\n"


def problem(question: Question, text: str, settings: Mapping[str, Declared]) -> str:
    """Say what is wrong with an answer, or nothing."""
    text = text.strip()
    if not text:
        return "This needs an answer."
    if not question.setting:
        if len(text) > LONGEST_NAME or any(ord(letter) < 32 for letter in text):
            return f"Write one line of at most {LONGEST_NAME} letters."
        return ""
    try:
        settings[question.setting].value(text)
    except ImproperlyConfigured as wrong:
        return str(wrong)
    return ""


def settings_text(answers: Mapping[str, str], declared: Iterable[Declared], environ: Mapping[str, str]) -> str:
    """Give the settings file: every setting with its meaning; those answered, or set around us now, switched on."""
    filled = {question.setting: answers[question.flag] for question in QUESTIONS if question.setting}
    port = urlsplit(answers["address"]).port
    if port and urlsplit(answers["address"]).hostname in ("localhost", "127.0.0.1"):
        filled["CHAPTERHOUSE_PORT"] = str(port)  # nothing stands in front that could listen there
    filled = {name: text for name, text in environ.items() if text} | filled
    parts = [
        f"# Settings of {answers['name']}. After a change, restart Chapterhouse.",
        "# A line that begins with # is not in force; what it shows is the default.",
    ]
    for setting in declared:
        if setting.name in NOT_IN_FILE:
            continue
        parts += ["", f"# {setting.meaning}"]
        value = _toml(filled.get(setting.name, setting.default))
        parts.append(f"{setting.key} = {value}" if setting.name in filled else f"# {setting.key} = {value}")
    return "\n".join([*parts, ""])


def _toml(text: str) -> str:
    """Give a value as the settings file writes it."""
    if text.isdecimal():
        return text
    return {"yes": "true", "no": "false"}.get(text) or json.dumps(text, ensure_ascii=False)


def write_settings(path: Path, text: str) -> None:
    """Write the settings file, readable by its owner only: the mail server's password is in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)


def found_elsewhere(name: str, steward: str) -> bool:
    """Found the network in a process that reads the new settings; say whether it worked."""
    words = [sys.executable, "-m", "chapterhouse.operate.command", "found", f"--name={name}", f"--steward={steward}"]
    return subprocess.run(words, check=False).returncode == 0


@transaction.atomic
def found(*, name: str, steward: str, now: datetime) -> Network:
    """Give the network, founded with its first steward; a `Refusal` where there is one already."""
    network = found_network(actor=SYSTEM, name=name, now=now)
    person = make_person(actor=SYSTEM, name=name_from(steward), email=steward, now=now)
    appoint_steward(actor=SYSTEM, person=person, now=now)
    return network


def name_from(address: str) -> str:
    """Give a first guess at a person's name from her address; she changes it when she comes in."""
    words = address.partition("@")[0].partition("+")[0].replace(".", " ").replace("_", " ").replace("-", " ").split()
    return " ".join(word.capitalize() for word in words)[:LONGEST_NAME] or "Steward"
