"""The command line: what it lists, how it refuses, where it must not work by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from chapterhouse.operate.command import OURS, overview, set_the_scene, translated
from tests.server import command


def test_the_overview_lists_every_command() -> None:
    assert all(f"chapterhouse {word}" in overview() for word in OURS)


@pytest.mark.parametrize(("word", "name"), [("check", "examine"), ("import", "bring"), ("migrate", "migrate")])
def test_words_that_django_has_taken_are_translated(word: str, name: str) -> None:
    assert translated([word, "--x"]) == ["chapterhouse", name, "--x"]


def test_only_the_word_demo_turns_demo_mode_on() -> None:
    environ: dict[str, str] = {}
    set_the_scene("serve", environ)
    assert environ == {}
    set_the_scene("demo", environ)
    assert environ == {"CHAPTERHOUSE_DEMO": "yes"}


def test_a_misspelt_setting_stops_every_command(tmp_path: Path) -> None:
    done = command(tmp_path, "serve", prot="8000")

    assert done.returncode == 2
    assert done.stderr == (
        "There is no setting CHAPTERHOUSE_PROT (in the environment). Did you mean CHAPTERHOUSE_PORT?\n"
    )


def test_the_demo_is_refused_on_an_address_that_others_can_reach(tmp_path: Path) -> None:
    done = command(tmp_path, "demo", "--only-load", address="https://chapters.example.org")

    assert done.returncode == 2
    assert "CHAPTERHOUSE_DEMO_IN_PUBLIC" in done.stderr


def test_an_unknown_kind_of_import_lists_those_there_are(tmp_path: Path) -> None:
    done = command(tmp_path, "import", "spreadsheet", "folder")

    assert done.returncode == 1
    assert "There is no importer for “spreadsheet”" in done.stderr
