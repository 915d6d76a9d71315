"""Write docs/reference from the code: settings, facts, commands. With --check only say what is out of date.

python scripts/build_reference.py [--check]
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import django
from django.apps import apps
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
MADE = "*Made from the code by `scripts/build_reference.py`; edit the code, not this page.*"
STANDARD = {"help", "version", "verbosity", "settings", "pythonpath", "traceback"} | {
    "no_color",
    "force_color",
    "skip_checks",
}
HIDDEN = ("found", "examine", "bring")  # called by other names, or by other commands


def pages() -> dict[str, str]:
    """Give the text of each page by its file name."""
    return {"settings.md": settings_page(), "facts.md": facts_page(), "commands.md": commands_page()}


def settings_page() -> str:
    """Give the page about settings."""
    env = importlib.import_module("chapterhouse.config.env")
    lines = [
        "# Settings",
        "",
        MADE,
        "",
        "Each can stand in the environment under its long name, or in the settings file under its short one.",
        "The environment wins. The file is `chapterhouse.toml` in the data folder; `chapterhouse init` writes it.",
        "A name that is not in this list is refused at the start.",
        "",
        "| In the environment | In the file | Default | Meaning |",
        "|---|---|---|---|",
    ]
    for one in env.SETTINGS:
        default = f"`{one.default}`" if one.default else "empty"
        lines.append(f"| `{one.name}` | `{one.key}` | {default} | {one.meaning} |")
    return "\n".join([*lines, ""])


def facts_page() -> str:
    """Give the page about the kinds of facts."""
    for config in apps.get_app_configs():
        name = f"{config.name}.facts"
        if config.name.startswith("chapterhouse.") and importlib.util.find_spec(name):
            importlib.import_module(name)
    kinds = importlib.import_module("chapterhouse.foundation.facts.kinds").kinds()
    lines = [
        "# Facts",
        "",
        MADE,
        "",
        "What can happen, by the name that is kept for ever. Each fact also says its stream, its number in it, when it",
        "took effect, when it was recorded, who acted and where it comes from (live, demo or import).",
        "",
        "| Kind | Says that | Holds |",
        "|---|---|---|",
    ]
    for kind, body in sorted(kinds.items()):
        if not body.__module__.startswith("chapterhouse."):
            continue  # declared by a test
        said = " ".join((body.__doc__ or "").split())
        hints = get_type_hints(body)
        held = ", ".join(f"`{one.name}` ({_named(hints[one.name])})" for one in fields(body))
        lines.append(f"| `{kind}` | {said} | {held} |")
    return "\n".join([*lines, ""])


def _named(hint: object) -> str:
    text = hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)
    for prefix in ("uuid.", "datetime.", "typing.", "chapterhouse."):
        text = text.replace(prefix, "")
    return text.replace(" | None", " or nothing").replace("|", "or").replace(", ...", "…")


def commands_page() -> str:
    """Give the page about commands."""
    command = importlib.import_module("chapterhouse.operate.command")
    lines = ["# Commands", "", MADE, "", "`chapterhouse COMMAND --help` tells more about each.", ""]
    for word, text in command.OURS.items():
        lines += [f"## chapterhouse {word}", "", text, ""]
        options = list(_options(command.DJANGO_NAMES.get(word, word)))
        if options:
            lines += [*options, ""]
    others = sorted(
        name
        for name, room in get_commands().items()
        if isinstance(room, str) and room.startswith("chapterhouse.") and name not in (*command.OURS, *HIDDEN)
    )
    if others:
        lines += ["## Others, called by those above", ""]
        lines += [f"- `chapterhouse {name}`: {_class(name).help}" for name in others]
        lines.append("")
    return "\n".join(lines)


def _class(name: str) -> object:
    room = get_commands()[name]
    return load_command_class(room, name) if isinstance(room, str) else room


def _options(name: str) -> Iterator[str]:
    if get_commands()[name] == "django.core":
        return
    command = _class(name)
    ours = type(command).add_arguments
    if ours is django.core.management.BaseCommand.add_arguments:
        return
    parser = command.create_parser("chapterhouse", name)
    for action in parser._actions:
        if action.dest not in STANDARD:
            shown = ", ".join(action.option_strings) or action.dest.upper()
            yield f"- `{shown}`: {' '.join((action.help or '').replace('%%', '%').split())}"


def main() -> int:
    """Write the pages, or with --check say which are out of date; give the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHAPTERHOUSE_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chapterhouse.config.settings")
        django.setup()
        made = pages()
    stale = [name for name, text in made.items() if not _same(FOLDER / name, text)]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"docs/reference/{name} is out of date: run python scripts/build_reference.py")
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(made[name], encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
