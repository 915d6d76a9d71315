"""The documents say what is there: links lead somewhere, named things exist, the glossary knows the tables."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
LARGEST_PICTURE = 200 * 1024  # bytes


def prose(path: Path) -> str:
    """Give a document without its blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def links(path: Path) -> list[tuple[str, str]]:
    return LINK.findall(prose(path))


def anchors(path: Path) -> set[str]:
    """Give the anchors of a document's headings, as they are made where it is shown."""
    titles = re.findall(r"^#+ (.+)$", prose(path), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def names_in(path: Path) -> set[str]:
    """Give what a Python file defines, at any depth."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {one.id for one in targets if isinstance(one, ast.Name)}
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    wrong = []
    for _text, target in links(path):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        if not there.exists() or (anchor and anchor not in anchors(there)):
            wrong.append(target)
    for target in PICTURE.findall(prose(path)):
        picture = path.parent / target
        if not picture.exists() or picture.stat().st_size > LARGEST_PICTURE:
            wrong.append(target)
    assert wrong == []


def named_things() -> Iterator[tuple[Path, str, Path]]:
    """Give what documents say that a Python file holds: links whose text is one name in code style."""
    for path in DOCUMENTS:
        for text, target in links(path):
            named = re.fullmatch(r"`(\w+)`", text)
            if named and target.endswith(".py"):
                yield path, named.group(1), (path.parent / target).resolve()


def test_named_functions_and_classes_are_in_the_files_named() -> None:
    things = list(named_things())
    wrong = [f"{path.name}: {name} in {there.name}" for path, name, there in things if name not in names_in(there)]
    assert wrong == []
    assert len(things) > 30, "the tour names what it passes"


def test_files_named_in_code_style_exist() -> None:
    """`scripts/with_postgres.py`, `look/base.html`: a path from the root, from the package, or of a template."""
    package = ROOT / "src" / "chapterhouse"
    places = [ROOT, package, *package.glob("*/templates")]
    wrong = []
    for path in DOCUMENTS:
        for name in re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|html|toml|txt|md|css|js))`", prose(path)):
            if not any((base / name).exists() for base in (*places, path.parent)):
                wrong.append(f"{path.name}: {name}")
    assert wrong == []


def glossary() -> list[tuple[str, str]]:
    rows = re.findall(r"^\| (.+?) \| .+ \| `(.+?)` \|$", (ROOT / "docs/develop/glossary.md").read_text(), re.MULTILINE)
    assert len(rows) > 20
    return rows


def test_what_the_glossary_names_exists() -> None:
    wrong = []
    for word, place in glossary():
        room, _, rest = place.replace("/", ".").partition(".")
        model, _, field = rest.partition(".")
        if not model[:1].isupper():  # a shelf of a room, or of each
            folder = ROOT / "src" / "chapterhouse" / (room if room != "*" else "events") / (model or ".")
            if not (folder.exists() or folder.with_suffix(".py").exists()):
                wrong.append(f"{word}: {place}")
        elif model == "Refusal":
            if model not in names_in(ROOT / "src/chapterhouse" / room / "refusals.py"):
                wrong.append(f"{word}: {place}")
        else:
            known = {one.__name__: one for one in apps.get_app_config(room).get_models()}
            if model not in known or (field and field not in {one.name for one in known[model]._meta.get_fields()}):
                wrong.append(f"{word}: {place}")
    assert wrong == []


# Tables of the machinery, or parts of a word that is there: nobody says them aloud.
PARTS = {
    "foundation": {"Cursor", "ParkedFact", "Heartbeat", "CacheEntry"},
    "people": {"PersonAlias"},
    "chapters": {"OldSlug", "ContactMessage"},
    "reviews": {"ReviewInvitation", "Answer", "Improvement"},
    "blog": {"Tag", "PostTag"},
    "stats": {"Counted", "Change", "MeetingHistory", "PersonHistory"},
    "imports": {"ImportedObject"},
}


def test_every_table_has_a_word_in_the_glossary() -> None:
    told = {place for _word, place in glossary()}
    untold = [
        f"{room.label}.{model.__name__}"
        for room in apps.get_app_configs()
        if room.name.startswith("chapterhouse.")
        for model in room.get_models()
        if model.__name__ not in PARTS.get(room.label, set()) and f"{room.label}.{model.__name__}" not in told
    ]
    assert untold == []


def test_every_decision_says_its_four_parts_and_is_listed() -> None:
    listed = {target for _text, target in links(ROOT / "docs/decisions/README.md")}
    wrong = []
    four = ["Context", "Choice", "Cost", "What would change our mind"]
    begins = re.compile(rf"^\*\*({'|'.join(four)})\.\*\*", re.MULTILINE)
    for path in sorted((ROOT / "docs/decisions").glob("0*.md")):
        parts = begins.findall(path.read_text())
        if parts != four or path.name not in listed:
            wrong.append(path.name)
    assert wrong == []
