"""Reading a site's folder: its configuration, its chapters, its posts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from chapterhouse.lib.front_matter import BrokenFrontMatter, load_yaml
from chapterhouse.lib.pyladies_site.chapters import read_chapters
from chapterhouse.lib.pyladies_site.posts import Surroundings, read_post, slug_and_day
from chapterhouse.lib.pyladies_site.rows import Note, PostRow, Site, SiteUnreadable

_MOST_BYTES = 2_000_000  # of one file
_MOST_FILES = 5000
_TEXTS = (".md", ".markdown", ".mkd")
_SETTINGS_READ = {"chapters", "author", "title", "domain"}


def read_site(folder: Path) -> Site:
    """Give everything in a site's folder. Raises SiteUnreadable."""
    config = folder / "config.yml"
    if not folder.is_dir():
        raise SiteUnreadable(f"{folder} is not a folder")
    if not config.is_file():
        raise SiteUnreadable(f"there is no config.yml in {folder}")
    site = Site()
    values = _config(config, site)
    site.title = str(values.get("title") or "")
    site.chapters = read_chapters(values.get("chapters"), _domain(values), _locations(folder))
    other = sorted(set(values) - _SETTINGS_READ)
    if other:
        site.notes.append(
            Note("settings", f"settings of the site generator, of which nothing is made: {', '.join(other)}")
        )
    site.posts = _posts(folder / "_posts", values, site)
    site.unread += [
        f"{entry.name}: not a part that is imported"
        for entry in sorted(folder.iterdir())
        if entry.name not in ("config.yml", "_posts")
    ]
    return site


def _config(path: Path, site: Site) -> dict[str, Any]:
    try:
        text, notes = decoded(path)
        values = load_yaml(text)
    except BrokenFrontMatter as error:
        raise SiteUnreadable(f"config.yml cannot be read, line {error.line}: {error.reason}") from None
    except (OSError, ValueError) as error:
        raise SiteUnreadable(f"config.yml cannot be read: {error}") from None
    if not isinstance(values, dict):
        raise SiteUnreadable("config.yml holds no settings")
    site.notes += [Note(note.code, f"config.yml: {note.text}") for note in notes]
    return values


def decoded(path: Path) -> tuple[str, list[Note]]:
    """Give a file's text whatever its encoding is, with a note where it is not plain UTF-8.

    Raises ValueError and OSError.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"it is larger than {_MOST_BYTES} bytes")
    data = path.read_bytes()
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            note = Note("byte_order_mark", f"begins with a byte-order mark ({name.removesuffix('-sig').upper()})")
            return data.decode(name), [note]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        note = Note("encoding", "is not UTF-8; read as Windows-1252")
        return data.decode("cp1252", "replace"), [note]


def _domain(values: dict[str, Any]) -> str:
    domain = str(values.get("domain") or "").strip().strip("/")
    return domain.removeprefix("https://").removeprefix("http://")


def _locations(folder: Path) -> set[str]:
    """Give the names of the site's own chapter pages, as far as they came along."""
    return {
        entry.name
        for parent in (folder / "locations", folder / "www" / "locations")
        if parent.is_dir()
        for entry in parent.iterdir()
        if entry.is_dir()
    }


def _posts(folder: Path, values: dict[str, Any], site: Site) -> list[PostRow]:
    if not folder.is_dir():
        site.notes.append(Note("no_posts", "there is no folder _posts"))
        return []
    files = sorted(_files(folder), key=lambda path: (path.name, str(path)))
    around = Surroundings(domain=_domain(values), author=str(values.get("author") or "").strip())
    for path in files:
        slug, day, _trouble = slug_and_day(path.stem)
        if path.suffix.lower() in _TEXTS and day:
            around.years.setdefault(slug, []).append(day.year)
    rows = [_post(path, folder, around) for path in files]
    _tell_apart(rows)
    return rows


def _tell_apart(rows: list[PostRow]) -> None:
    """Number the keys of files that are called the same in different folders."""
    seen: dict[str, int] = {}
    for row in rows:
        seen[row.key] = seen.get(row.key, 0) + 1
        if seen[row.key] > 1:
            row.note("name_repeated", f"{seen[row.key]} files have this name")
            row.key = f"{row.key}#{seen[row.key]}"


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for parent, _folders, names in os.walk(folder):  # does not follow links out of the folder
        found += [Path(parent) / name for name in names]
        if len(found) > _MOST_FILES:
            raise SiteUnreadable(f"there are more than {_MOST_FILES} files in {folder}")
    return found


def _post(path: Path, folder: Path, around: Surroundings) -> PostRow:
    # The folder is no part of the key: sites sort their posts into folders by year one day.
    row = PostRow(key=path.name, name=path.relative_to(folder).as_posix())
    if path.is_symlink() or not path.is_file():
        row.refused = "it is not a file of its own"
    elif path.suffix.lower() not in _TEXTS:
        row.refused = f"it is not Markdown ({path.suffix or 'no extension'})"
    if row.refused:
        return row
    try:
        text, row.notes = decoded(path)
    except (OSError, ValueError) as error:
        row.refused = f"it cannot be read: {error}"
        return row
    row.source = text
    read_post(row, path.stem, text, around)
    return row
