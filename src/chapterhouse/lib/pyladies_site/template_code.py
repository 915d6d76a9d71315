"""Template code of the old site inside of posts: replaced by what it meant where that is known, else taken out.

Code that a post shows as code (fenced, indented, in backticks) stays as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from markdown_it import MarkdownIt

from chapterhouse.lib.pyladies_site.rows import Note

Resolve = Callable[[str], tuple[str, bool]]

# Each piece is bounded and holds no other, so that braces which never close cost no time.
_CODE = r"\{\{(?:(?!\{\{|\}\}).){0,500}\}\}|\{%(?:(?!\{%|%\}).){0,500}%\}|\{#(?:(?!\{#|#\}).){0,500}#\}"
_ANY = re.compile(_CODE, re.DOTALL)
_CALL = re.compile(r"\{\{\s{0,9}(get_asset|get_url)\s{0,9}\(\s{0,9}(['\"])([^'\"{}]{0,400})\2\s{0,9}\)\s{0,9}\}\}")
_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(.{1,2000}?)(?<!`)\1(?!`)", re.DOTALL)
_IMAGE = re.compile(rf"!\[([^\[\]]*)\]\(\s*<?[^()\s]*?(?:{_CODE})[^()\n]*?\)", re.DOTALL)
_HTML_IMAGE = re.compile(rf"<img\b(?:[^<>{{}}]|{_CODE})*?>", re.DOTALL | re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_LINK = re.compile(rf"(?<!!)\[([^\[\]]*)\]\(\s*<?[^()\s]*?(?:{_CODE})[^()\n]*?\)", re.DOTALL)
_DEFINITION = re.compile(rf"^ {{0,3}}\[([^\[\]]+)\]:[^\n]*?(?:{_CODE})[^\n]*\n?", re.MULTILINE)
# What is left of a picture without words that was a link.
_WORDLESS = re.compile(r"(?<!!)\[\s*\]\(\s*<?(https?://[^\s()<>]+)>?\s*\)")
_OWN_LINK = re.compile(r"(\]\(\s*<?|\bhref\s*=\s*[\"']|^ {0,3}\[[^\[\]]+\]:\s*<?)(/(?!/)[^\s()<>\"']*)", re.MULTILINE)


class _Work:
    """One post's body on the way, with what has been found."""

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve
        self.notes: list[Note] = []
        self.dropped_labels: set[str] = set()

    def note(self, code: str, text: str) -> None:
        self.notes.append(Note(code, text))

    def prose(self, text: str) -> str:
        """Give a stretch of text outside of code without its template code."""
        text = _CALL.sub(self._call, text)
        text = _HTML_IMAGE.sub(self._html_image, text)
        text = _IMAGE.sub(self._image, text)
        text = _LINK.sub(self._link, text)
        text = _WORDLESS.sub(r"<\1>", text)
        text = _DEFINITION.sub(self._definition, text)
        text = _ANY.sub(self._other, text)
        return _OWN_LINK.sub(self._own_link, text)

    def _call(self, match: re.Match[str]) -> str:
        """Give the path that a call of get_url stands for; pictures' addresses are not known."""
        if match[1] == "get_url" and re.fullmatch(r"/?[\w./#?=&%-]*", match[3]):
            self.note("template_code", f"template code {_short(match[0])} replaced by the path in it")
            return "/" + match[3].lstrip("/")
        return match[0]

    def _html_image(self, match: re.Match[str]) -> str:
        if not _ANY.search(match[0]):
            return match[0]
        alt = _ALT.search(match[0])
        words = html.unescape((alt[1] or alt[2] or "") if alt else "").strip()
        self._picture(match[0], words)
        return html.escape(words, quote=False)

    def _image(self, match: re.Match[str]) -> str:
        self._picture(match[0], match[1].strip())
        return match[1].strip()

    def _picture(self, markup: str, words: str) -> None:
        code = _ANY.search(markup)
        instead = f"its description stands there: {words}" if words else "it has no description and is gone"
        self.note("picture", f"picture {_short(code[0] if code else markup)} has no address; {instead}")

    def _link(self, match: re.Match[str]) -> str:
        self.note("template_code", f"link {_short(match[0])} leads nowhere; its words stay")
        return match[1]

    def _definition(self, match: re.Match[str]) -> str:
        self.note("template_code", f"link target {_short(match[0])} is unknown; the words of its links stay")
        self.dropped_labels.add(match[1].casefold())
        return ""

    def _other(self, match: re.Match[str]) -> str:
        self.note("template_code", f"template code {_short(match[0])} taken out")
        return ""

    def _own_link(self, match: re.Match[str]) -> str:
        address, here = self.resolve(match[2])
        if here:
            return match[1] + address
        if not address:
            self.note("own_link", f"link to {match[2]} leads to a page that is not here")
            return match[0]
        self.note("own_link", f"link to {match[2]} leads to the old site now: {address}")
        return match[1] + address

    def without_dropped(self, text: str) -> str:
        """Give the text in which links whose target was dropped are only their words."""
        for label in self.dropped_labels:
            name = re.escape(label)
            text = re.sub(rf"\[([^\[\]]+)\]\[{name}\]", r"\1", text, flags=re.IGNORECASE)
            text = re.sub(rf"\[({name})\](?:\[\])?(?![\[(:])", r"\1", text, flags=re.IGNORECASE)
        return text


def replace_template_code(body: str, resolve: Resolve) -> tuple[str, list[Note]]:
    """Give the body without template code and with its links to the old site resolved, and what was done.

    `resolve(path)` gives where a path of the old site is now ("" if nobody knows) and whether that is here.
    """
    work = _Work(resolve)
    parts = [(code, text if code else _outside_inline_code(text, work.prose)) for code, text in _stretches(body)]
    if work.dropped_labels:
        parts = [(code, text if code else _outside_inline_code(text, work.without_dropped)) for code, text in parts]
    return "".join(text for _code, text in parts), work.notes


def _stretches(body: str) -> list[tuple[bool, str]]:
    """Give the body in stretches, each with whether it is a block of code."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", body)  # as Markdown counts them: other separators end no line
    is_code = [False] * len(lines)
    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    parser.core.ruler.enableOnly(["normalize", "block"])
    for token in parser.parse(body):
        if token.type in ("fence", "code_block") and token.map:
            for at in range(token.map[0], min(token.map[1], len(lines))):
                is_code[at] = True
    stretches: list[tuple[bool, str]] = []
    for code, line in zip(is_code, lines, strict=True):
        if stretches and stretches[-1][0] == code:
            stretches[-1] = (code, stretches[-1][1] + line)
        else:
            stretches.append((code, line))
    return stretches


def _outside_inline_code(text: str, change: Callable[[str], str]) -> str:
    """Give the text with everything changed but what stands between backticks."""
    spans: list[str] = []

    def hide(match: re.Match[str]) -> str:
        spans.append(match[0])
        return f"\ue000{len(spans) - 1}\ue001"

    changed = change(_INLINE_CODE.sub(hide, text.replace("\ue000", "").replace("\ue001", "")))
    return re.sub("\ue000(\\d+)\ue001", lambda match: spans[int(match[1])], changed)


def _short(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= 80 else line[:79] + "…"
