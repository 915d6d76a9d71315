"""The rules of the house that import-linter cannot see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver

import chapterhouse

PACKAGE = Path(chapterhouse.__file__).parent
FLOORS = [
    {"config"},
    {"demo", "operate"},
    {"pages", "notices", "imports"},
    {"stats"},
    {"reviews"},
    {"events"},
    {"blog"},
    {"chapters"},
    {"people"},
    {"look"},
    {"foundation"},
    {"lib"},
]
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
ROOMS = ["people", "chapters", "blog", "events", "reviews", "stats", "notices", "imports", "pages"]
JUNK = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "service", "services", "base"}
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def may_use(room: str, other: str) -> bool:
    return room == other or LEVEL[room] < LEVEL[other]


def test_every_folder_is_a_room_on_a_floor() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name not in ("__pycache__", "locale")}
    assert folders == set(LEVEL)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 400, f"{path.name} has over 400 lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 50, f"{node.name} has {length} lines"


def test_no_folder_or_file_is_a_junk_drawer() -> None:
    # `base` is the name that Django demands of a database backend's module.
    found = [
        path for path in SOURCES if (path.stem in JUNK or path.parent.name in JUNK) and "database" not in path.parts
    ]
    assert found == []


def test_only_actions_write() -> None:
    """Outside of `actions` nobody saves, creates, updates or deletes rows of a room."""
    writing = re.compile(r"\.(save|bulk_create|bulk_update|delete|update_or_create|get_or_create)\(|objects\.create\(")
    found = []
    for path in SOURCES:
        parts = path.relative_to(PACKAGE).parts
        if parts[0] not in ROOMS or "actions" in (parts[1], path.stem):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if writing.search(line) and not re.search(
                r"(form|formset)\.save\(|def (save|delete)\(|cache\.|session\.", line
            ):
                found.append(f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}")
    # The account manager is Django's contract for making an account; it is called by people's actions only.
    assert [one for one in found if "people/models.py" not in one] == []


def test_acts_never_read_the_clock() -> None:
    clock = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|time\.time\(|localdate\(")
    found = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in SOURCES
        if "actions" in path.relative_to(PACKAGE).parts or path.stem in ("actions", "policies", "queries")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if clock.search(line)
    ]
    assert found == []


def acts() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in SOURCES:
        parts = path.relative_to(PACKAGE).parts
        if parts[0] in ROOMS and ("actions" in parts or path.stem == "actions"):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{'/'.join(parts)}:{node.name}", node


def test_acts_take_keywords_only_with_a_time_and_run_in_one_transaction() -> None:
    wrong = []
    for name, node in acts():
        decorators = {ast.unparse(one) for one in node.decorator_list}
        if "transaction.atomic" not in decorators:
            continue
        arguments = [one.arg for one in node.args.kwonlyargs]
        if node.args.args or node.args.posonlyargs or "now" not in arguments:
            wrong.append(name)
    assert wrong == []


def test_no_signals_and_no_work_in_save() -> None:
    found = [
        str(path.relative_to(PACKAGE))
        for path in SOURCES
        if re.search(r"django\.db\.models\.signals|@receiver|def save\(self", path.read_text())
    ]
    assert found == []


def test_foreign_keys_point_down() -> None:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("chapterhouse."):
            continue
        room = model._meta.app_label
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | OneToOneField | ManyToManyField) and field.related_model:
                other = field.related_model._meta.app_label  # type: ignore[union-attr]
                if other in LEVEL and not may_use(room, other):
                    wrong.append(f"{model.__name__}.{field.name} -> {other}")
    assert wrong == []


def test_there_is_no_foreign_key_to_the_network() -> None:
    network = apps.get_model("chapters", "Network")
    assert not network._meta.related_objects


TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.*"))


def test_templates_use_only_addresses_and_templates_of_lower_rooms() -> None:
    wrong = []
    for path in TEMPLATES:
        room = room_of(path)
        text = path.read_text()
        for other in re.findall(r"{%\s*url\s+['\"]([a-z_]+):", text):
            if other in LEVEL and not may_use(room, other):
                wrong.append(f"{path.relative_to(PACKAGE)}: url {other}")
        for other in re.findall(r"{%\s*(?:include|extends)\s+['\"]([a-z_]+)/", text):
            if other in LEVEL and not may_use(room, other):
                wrong.append(f"{path.relative_to(PACKAGE)}: template of {other}")
    assert wrong == []


def test_templates_hold_no_inline_style_or_script() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}: {found.group(0)[:60]}"
        for path in TEMPLATES
        if path.suffix == ".html" and not path.stem.startswith("mail")
        for found in re.finditer(
            r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*(?:src=|application/ld\+json))", path.read_text()
        )
    ]
    assert wrong == []


def test_every_template_compiles() -> None:
    engine = engines["django"]
    for path in TEMPLATES:
        if path.suffix in (".html", ".txt", ".xml"):
            engine.get_template(str(path).split("/templates/", 1)[1])


def views(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


def test_every_view_declares_its_policy() -> None:
    undeclared = [route for route, pattern in views() if not hasattr(pattern.callback, "policy")]
    assert undeclared == []


def test_every_module_function_and_class_says_what_the_caller_gets() -> None:
    missing = []
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        if path.read_text().strip() and ast.get_docstring(tree) is None:
            missing.append(str(path.relative_to(PACKAGE)))
    assert missing == []


WORDS = {
    "task": "homework is an assignment, background work a job",
}


def test_names_use_the_glossary() -> None:
    """The field's words: `task` never names a thing of ours (the library's decorator keeps its name)."""
    wrong = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and re.search(r"(^|_)tasks?($|_)|Task", node.name):
                wrong.append(f"{path.relative_to(PACKAGE)}: {node.name}")
    assert wrong == []
