"""Markdown as people write it, to HTML that is safe to show whatever they wrote."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

# Bytes of UTF-8. The longest of the real posts has 30 kB.
MOST_BYTES = 200_000
# The dearest character to read is the one that may begin a link; no post has a tenth of these.
_MOST_BRACKETS = 10_000
# Beyond this a piece of code is shown plain: some lexers take very long over odd input.
_MOST_CODE = 20_000
# HTML that opens more elements than this within each other is somebody's test of our parser.
_DEEPEST = 100
# fmt: off
_LANGUAGES = frozenset([
    "bash", "console", "css", "diff", "django", "html", "ini", "javascript", "js", "json", "markdown", "md", "pycon",
    "py", "python", "python3", "rst", "sh", "shell", "sql", "toml", "traceback", "pytb", "xml", "yaml", "yml",
])
_TAGS = frozenset([
    "a", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s", "span", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
])
# Elements without an end, and those that the next of their kind closes.
_VOID = frozenset([
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
])
_CLOSED_BY_NEXT = frozenset(["p", "li", "tr", "td", "th", "dt", "dd", "option"])
# fmt: on
# What may turn the order of letters round past its own text, and what no text contains.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\ufeff]")
_ELEMENT = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_HREF = re.compile(r' href="([^"]*)"')
_REL = re.compile(r' rel="[^"]*"')
_HEADING = re.compile(r"h[1-6]")
_TAG = re.compile(r"<[^>]*>")

_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_ALIGNED = {"align-left", "align-center", "align-right"}
_CLASSES = {
    "pre": {"highlight"},
    "code": {f"language-{name}" for name in _LANGUAGES},
    "span": {name for name in STANDARD_TYPES.values() if name},
    "td": _ALIGNED,
    "th": _ALIGNED,
}


class TooLong(ValueError):
    """The text has more than `MOST_BYTES` bytes, or is nested or bracketed past all reason."""


@dataclass(frozen=True)
class Heading:
    """A heading of the text: its level on the page, its words, and its anchor (`id`) on the page."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Rendered:
    """Safe HTML of a text, and its headings in order."""

    html: str
    headings: tuple[Heading, ...] = ()


def render(text: str, *, allow_html: bool = False, top: int = 2) -> Rendered:
    """Give a Markdown text as HTML that is safe on our pages, whoever wrote it.

    HTML in the text is shown as it is typed; with `allow_html` (posts that come from elsewhere) its
    harmless part is kept. Headings begin at level `top` and skip none. Code that names its language
    carries Pygments' classes inside `<pre class="highlight">`. Links to elsewhere get `rel="nofollow noopener"`.
    Raises TooLong.
    """
    made: str = _parser(allow_html).render(_checked(text))
    if allow_html:
        _check_depth(made)
    return _finish(_clean(made), top)


def clean_html(markup: str, *, top: int = 2) -> Rendered:
    """Give somebody's HTML with only its harmless part kept. Raises TooLong."""
    markup = _checked(markup)
    _check_depth(markup)
    return _finish(_clean(markup), top)


def plain(text: str, limit: int = 200) -> str:
    """Give the words of a Markdown text as one line of at most `limit` characters.

    Code blocks, pictures and tags are left out; a cut falls between words and is marked by an ellipsis.
    A text that is too long for `render` is cut first, so this never raises.
    """
    start = _without_unwanted(text[: max(limit * 20, 4000)])
    words = " ".join(_words(_parser(True).parse(start))).split()
    line = " ".join(words)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:.-–—") + "…"


def _words(tokens: Sequence[Token]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token.type == "inline":
            found.append("".join(_inline_text(token.children or ())))
        elif token.type == "html_block":
            found.append(html.unescape(_TAG.sub(" ", token.content)))
    return found


def _inline_text(children: Sequence[Token]) -> list[str]:
    texts = {"softbreak": " ", "hardbreak": " "}
    return [child.content if child.type in ("text", "code_inline") else texts.get(child.type, "") for child in children]


def _checked(text: str) -> str:
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise TooLong(f"a text has at most {MOST_BYTES} bytes")
    if text.count("[") > _MOST_BRACKETS:
        raise TooLong(f"a text has at most {_MOST_BRACKETS} opening brackets")
    return _without_unwanted(text)


def _without_unwanted(text: str) -> str:
    # Lone surrogates cannot be sent to anybody either.
    return _UNWANTED.sub("", text).encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=2)
def _parser(allow_html: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": allow_html, "highlight": _highlighted, "maxNesting": 20})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.push("align", _align_by_class)
    return parser


def _align_by_class(state: Any) -> None:
    """Say a table cell's alignment with a class: the pages' security policy allows no styles."""
    for token in state.tokens:
        style = token.attrs.pop("style", None) if token.type in ("th_open", "td_open") else None
        if style is not None:
            token.attrSet("class", "align-" + str(style).partition(":")[2])


def _highlighted(code: str, language: str, attributes: str) -> str:
    """Give the HTML of a fenced piece of code (called by the Markdown parser)."""
    name = language.lower()
    if name not in _LANGUAGES or len(code) > _MOST_CODE:
        return f'<pre class="highlight"><code>{html.escape(code)}</code></pre>'
    lexer = get_lexer_by_name(name, stripnl=False)
    spans = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return f'<pre class="highlight"><code class="language-{name}">{spans}</code></pre>'


class _Depth(HTMLParser):
    """How deep HTML nests, seen as a browser might at worst: nothing closes by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.deep = 0

    def set_cdata_mode(self, *_: Any, **__: Any) -> None:
        """Look into styles and scripts too: inside <svg> they are elements like others."""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        # An unclosed <p> or <li> is closed by the next one, an unclosed <b> is not.
        if tag not in _VOID and tag not in _CLOSED_BY_NEXT:
            self.deep += 1
            if self.deep > _DEEPEST:
                raise TooLong(f"HTML nests at most {_DEEPEST} deep")

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _CLOSED_BY_NEXT:
            self.deep = max(0, self.deep - 1)


def _check_depth(markup: str) -> None:
    _Depth().feed(markup)


def _clean(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        attribute_filter=_attribute,
        link_rel="nofollow noopener",
        set_tag_attribute_values={"img": {"loading": "lazy"}},
        url_schemes={"http", "https", "mailto"},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src" and value.lower().lstrip().startswith("mailto:"):
        return None
    if name in ("width", "height", "colspan", "rowspan", "start") and not re.fullmatch(r"[0-9]{1,4}", value):
        return None
    return value


@dataclass
class _Outline:
    """The headings met so far while a text is finished."""

    top: int
    ranks: dict[int, int]
    headings: list[Heading] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)
    # Level on the page, place of the opening tag among the pieces, and nothing else is open inside.
    opened: list[tuple[int, int]] = field(default_factory=list)

    def level(self, written: int) -> int:
        """Give the level on the page: no level is skipped on the way down, and none is above the top."""
        deepest = self.headings[-1].level + 1 if self.headings else self.top
        return min(self.top + self.ranks[written], deepest, 6)

    def anchor(self, words: str) -> str:
        """Give an anchor that no other heading of the text has; ours all begin alike, so none is the page's."""
        slug = "t-" + (re.sub(r"[^\w]+", "-", words.lower()).strip("-")[:60] or "section")
        anchor = slug
        while anchor in self.taken:
            self.taken[slug] += 1
            anchor = f"{slug}-{self.taken[slug]}"
        self.taken[anchor] = 1
        return anchor


def _finish(cleaned: str, top: int) -> Rendered:
    """Give cleaned HTML its heading levels and anchors, and free our own links of `rel`.

    The cleaner's answer has one shape only: lower-case names, every attribute quoted, `<` and `>`
    escaped everywhere else. That is what makes a regular expression enough here.
    """
    written = sorted({int(one) for one in re.findall(r"<h([1-6])>", cleaned)})
    outline = _Outline(top, {level: rank for rank, level in enumerate(written)})
    pieces: list[str] = []
    end = 0
    for match in _ELEMENT.finditer(cleaned):
        pieces.append(cleaned[end : match.start()])
        end = match.end()
        closing, name, attributes = match.groups()
        if _HEADING.fullmatch(name):
            _finish_heading(outline, pieces, int(name[1]), closing=bool(closing))
        elif name == "a" and not closing and _is_ours(attributes):
            pieces.append(f"<a{_REL.sub('', attributes)}>")
        else:
            pieces.append(match[0])
    pieces.append(cleaned[end:])
    return Rendered("".join(pieces), tuple(outline.headings))


def _finish_heading(outline: _Outline, pieces: list[str], written: int, *, closing: bool) -> None:
    if not closing:
        outline.opened.append((outline.level(written), len(pieces)))
        pieces.append("")
        return
    level, place = outline.opened.pop()
    words = " ".join(html.unescape(_TAG.sub("", "".join(pieces[place:]))).split())
    anchor = outline.anchor(words)
    outline.headings.append(Heading(level, words, anchor))
    pieces[place] = f'<h{level} id="{anchor}">'
    pieces.append(f"</h{level}>")


def _is_ours(attributes: str) -> bool:
    match = _HREF.search(attributes)
    address = html.unescape(match[1]) if match else ""
    # A browser reads a backslash as a slash and skips blanks in front.
    address = address.strip().replace("\\", "/")
    return not address.startswith("//") and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", address)
