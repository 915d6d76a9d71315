"""A post of a site: its file name, front matter and body made into a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chapterhouse.lib.front_matter import BrokenFrontMatter
from chapterhouse.lib.html_text import mask_addresses, unescape_entities
from chapterhouse.lib.post_document import Document, document_of, read_document, web_address
from chapterhouse.lib.pyladies_site.rows import PostRow
from chapterhouse.lib.pyladies_site.template_code import replace_template_code

_FILE_NAME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[-_ ]+(.+)")
# What the site generator needs and nobody else.
_GENERATOR_KEYS = {"layout"}
# Languages by the end of a file name, each with what its title must show too.
_LANGUAGES = (
    ("es", "es", re.compile("español", re.IGNORECASE)),
    ("pt", "pt", re.compile("português", re.IGNORECASE)),
    ("pt-br", "pt-br", re.compile("português", re.IGNORECASE)),
    ("fr", "fr", re.compile("français", re.IGNORECASE)),
    ("de", "de", re.compile("deutsch", re.IGNORECASE)),
    ("it", "it", re.compile("italiano", re.IGNORECASE)),
    ("ja", "ja", re.compile("[\u3040-\u30ff]")),
    ("zh-traditional", "zh-hant", re.compile("[\u4e00-\u9fff]")),
    ("zh-simplified", "zh-hans", re.compile("[\u4e00-\u9fff]")),
)
_REPOST = re.compile(r"originally\s+(?:posted|published|appeared)\b[^\n]*\bpermission\b[^\n]*", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]+)\](?:\(\s*<?([^\s()<>]+)>?[^()]*\)|\[([^\[\]]*)\])")
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]]+)\]:\s*<?(\S+?)>?\s*$", re.MULTILINE)
_OPEN_PICTURE = re.compile(r"!\[[^\[\]]*\]\(\s*<?http://|<img\b[^<>]*\bsrc\s*=\s*[\"']?http://", re.IGNORECASE)


@dataclass
class Surroundings:
    """What a post needs to know of its site: whose it is, and in which years there are posts of which names."""

    domain: str = ""
    author: str = ""
    years: dict[str, list[int]] = field(default_factory=dict)

    def page(self, path: str) -> tuple[str, bool]:
        """Give where a path of the old site is now, and whether that is here: a post of ours, or its old place."""
        slug = path.split("#")[0].split("?")[0].rstrip("/").rpartition("/")[2].lower()
        years = self.years.get(slug, [])
        if path.startswith("/blog/") and len(set(years)) == 1:
            return f"/blog/{years[0]}/{slug}/", True
        return (f"https://{self.domain}{path}", False) if self.domain else ("", False)


def slug_and_day(stem: str) -> tuple[str, date | None, str]:
    """Give the name and the day in a file's name, and what is wrong with it (else nothing)."""
    match = _FILE_NAME.fullmatch(stem)
    if not match:
        return _slug(stem), None, "the file name does not begin with a date"
    try:
        return _slug(match[4]), date(int(match[1]), int(match[2]), int(match[3])), ""
    except ValueError:
        return _slug(match[4]), None, f"{match[1]}-{match[2]}-{match[3]} in the file name is no day"


def _slug(words: str) -> str:
    return re.sub(r"[^\w]+", "-", words.lower()).strip("-")


def read_post(row: PostRow, stem: str, text: str, around: Surroundings) -> None:
    """Put what a post's file says into its row, with a note for whatever was odd."""
    row.slug, row.day, trouble = slug_and_day(stem)
    document = _document(row, text)
    if row.refused:
        return
    for note in document.notes:
        row.note("front_matter", note)
    _date(row, document, trouble)
    row.title = unescape_entities(document.title).strip()
    if not row.title:
        row.title = row.slug.replace("-", " ").replace("_", " ").strip().capitalize()
        row.note("title", "has no title; the one from the file name is used")
    row.name = row.title
    row.tags = tuple(unescape_entities(tag) for tag in document.tags)
    row.summary = unescape_entities(document.summary)
    _authors(row, document, around)
    row.language = document.language or _language(row)
    row.original_author, row.original_url = document.original_author, document.original_url
    row.original_published_on, row.permission = document.original_published_on, document.permission
    row.front_matter = _extra(row, document.extra)
    row.body = _body(row, document.body, around)
    _find_repost(row)
    _shorten(row)


def _document(row: PostRow, text: str) -> Document:
    try:
        document = read_document(text)
    except BrokenFrontMatter as error:
        row.complete = False
        row.note("front_matter_broken", f"front matter, line {error.line}: {error.reason}; stays a draft")
        document = _rescued(row, text)
    else:
        if not text.lstrip("\ufeff").startswith("---"):
            row.note("front_matter_missing", "has no front matter")
    return document


def _rescued(row: PostRow, text: str) -> Document:
    """Give what can be read line by line out of front matter that is no YAML; the rest is kept as it stands."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    head, body = (lines[1:end], lines[end + 1 :]) if end else ([], lines[1:])
    values: dict[str, Any] = {}
    for line in head:
        key, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[A-Za-z_]+", key.strip()) and value.strip():
            values.setdefault(key.strip(), value.strip().strip("\"'[]").strip())
    document = document_of(values, "\n".join(body).lstrip("\n"))
    document.extra["front_matter_as_found"] = "\n".join(head)
    if values:
        row.note("front_matter_rescued", f"read line by line instead: {', '.join(values)}")
    return document


def _date(row: PostRow, document: Document, trouble: str) -> None:
    if row.day is None and document.day is not None:
        row.day = document.day
        row.note("date", f"{trouble}; the date of its front matter is used")
    elif row.day is None:
        row.complete = False
        row.note("date", f"{trouble}; stays a draft")
    elif document.day is not None and document.day != row.day:
        row.note("date", f"front matter says {document.day}, the file name {row.day}: the file name is used")


def _authors(row: PostRow, document: Document, around: Surroundings) -> None:
    row.bylines = tuple((unescape_entities(name), url) for name, url in document.authors)
    if not row.bylines and around.author:
        row.bylines = ((around.author, ""),)
        row.note("author", f"names no author; signed as the site does: {around.author}")
    elif not row.bylines:
        row.note("author", "names no author")


def _language(row: PostRow) -> str:
    """Give the language where file name and title agree on it, else English as the rest of the site."""
    for ending, code, witness in _LANGUAGES:
        if row.slug.endswith(f"-{ending}"):
            if witness.search(row.title):
                row.note("language", f"file name and title say that it is in {code}")
                return code
            row.note("language", f"the file name ends in -{ending}, which the title does not confirm")
    return "en"


def _extra(row: PostRow, extra: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in extra.items() if key not in _GENERATOR_KEYS}
    if isinstance(kept.get("category"), str):
        kept["category"] = [part.strip() for part in kept["category"].split(",") if part.strip()]
    if kept:
        row.note("extra_keys", f"kept with the post, but shown nowhere: {', '.join(sorted(kept))}")
    return {key: _masked(row, value) for key, value in kept.items()}


def _masked(row: PostRow, value: Any) -> Any:
    if isinstance(value, str):
        masked, found = mask_addresses(value)
        _note_masked(row, found)
        return masked
    if isinstance(value, list):
        return [_masked(row, one) for one in value]
    if isinstance(value, dict):
        return {key: _masked(row, one) for key, one in value.items()}
    return value


def _note_masked(row: PostRow, found: list[str]) -> None:
    if found:
        # The report may be published too: it says how many, and where they are is in the site.
        row.note("address_masked", f"{len(found)} mail address{'es' if len(found) > 1 else ''} masked")


def _body(row: PostRow, body: str, around: Surroundings) -> str:
    body, notes = replace_template_code(body, around.page)
    row.notes += notes
    body, found = mask_addresses(body)
    _note_masked(row, found)
    for name in ("title", "summary", "permission"):
        masked, found = mask_addresses(getattr(row, name))
        setattr(row, name, masked)
        _note_masked(row, found)
    row.bylines = tuple((mask_addresses(name)[0], url) for name, url in row.bylines)
    if _OPEN_PICTURE.search(body):
        row.note("picture_open", "has pictures at http:// addresses, which browsers refuse; links to them stand there")
    if not body.strip():
        row.note("empty", "has no text")
    if re.search(r"<[a-zA-Z][^<>]*>", body):
        row.note("html", "contains HTML, of which the harmless part is kept")
    return body


def _find_repost(row: PostRow) -> None:
    """Take a repost's source from the sentence that says so, where it names author, place and permission."""
    match = _REPOST.search(row.body)
    if not match or row.original_url:
        return
    targets = {label.lower(): url for label, url in _DEFINITION.findall(row.body)}
    links = [
        (words, direct or targets.get((label or words).lower(), "")) for words, direct, label in _LINK.findall(match[0])
    ]
    try:
        (author, page), *_others = links
        original = web_address(links[-1][1])
    except ValueError:
        row.note("repost", "says that it is a repost; its author and address could not be made out")
        return
    row.original_author = " ".join(author.split())
    row.original_url = original
    row.permission = " ".join(_LINK.sub(lambda link: link[1], match[0]).split())[:1000]
    day = re.search(r"/(\d{4})/(\d{1,2})/(\d{1,2})/", original)
    try:
        row.original_published_on = date(int(day[1]), int(day[2]), int(day[3])) if day else None
    except ValueError:
        row.original_published_on = None
    if any(note.code == "author" for note in row.notes):
        row.bylines = ((row.original_author[:120], _checked_address(page)),)
    row.note("repost", f"says that it is a repost of {original} by {row.original_author}; credited so")


def _checked_address(text: str) -> str:
    try:
        return web_address(text)
    except ValueError:
        return ""


def _shorten(row: PostRow) -> None:
    """Cut what is longer than a post of ours can hold, and say so."""
    for name, most in (("title", 200), ("summary", 300), ("original_author", 120)):
        if len(getattr(row, name)) > most:
            setattr(row, name, getattr(row, name)[: most - 1].rstrip() + "…")
            row.note("cut", f"{name} is longer than {most} characters and was cut")
    long_tags = [tag for tag in row.tags if len(tag) > 60]
    if long_tags or len(row.tags) > 20:
        row.note("cut", "has tags that are too long or too many; those are left out")
        row.tags = tuple(tag for tag in row.tags if len(tag) <= 60)[:20]
    if any(len(name) > 120 for name, _url in row.bylines) or len(row.bylines) > 20:
        row.note("cut", "author's name is too long and was cut")
        row.bylines = tuple((name[:120], url) for name, url in row.bylines)[:20]
    if row.original_url and not (row.original_author and row.permission):
        row.note(
            "repost", f"names an original ({row.original_url}) without author or permission; not shown as a repost"
        )
        row.front_matter["original_url"] = row.original_url
        row.original_url = row.original_author = row.permission = ""
