"""Words out of other people's texts: entities undone, mail addresses found and masked."""

from __future__ import annotations

import html
import re

HIDDEN = "(address hidden)"

# Letters of alphabets that are written with spaces: a Chinese sentence may touch the address in it.
_LETTER = "A-Za-z0-9\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
_LOCAL = rf"[{_LETTER}_.%+'-]{{1,64}}"
_LABEL = rf"(?!the\b)[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])?"
_AT = r"(?:@|＠|&#64;|&#x40;|&commat;|%40)"
_SPELT_AT = r"(?:\s{0,3}[\[({<]\s{0,2}(?:at|AT|At|@)\s{0,2}[\])}>]\s{0,3})"
_SPELT_DOT = r"(?:\s{0,3}[\[({<]\s{0,2}(?:dot|DOT|Dot|\.)\s{0,2}[\])}>]\s{0,3}|\s{1,3}(?:dot|DOT|Dot)\s{1,3})"
_DOT = rf"(?:\.|{_SPELT_DOT})"
_TOP = r"[A-Za-z]{2,24}"

# The names of pictures made for fine screens look like addresses: logo@2x.png.
_NO_ADDRESS_ENDS = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|css|js|py|ico)$", re.IGNORECASE)

_PLAIN = rf"{_LOCAL}{_AT}(?:{_LABEL}\.){{1,6}}{_TOP}"
# "name [at] host.org" is an address; "look at host.org" is not, but "name at host dot org" is.
_BRACKETED = rf"{_LOCAL}{_SPELT_AT}(?:{_LABEL}{_DOT}){{1,6}}{_TOP}"
_SPOKEN = rf"{_LOCAL}\s{{1,3}}(?:at|AT)\s{{1,3}}(?:{_LABEL}{_SPELT_DOT}){{1,6}}{_TOP}"
_ADDRESS = rf"(?:{_PLAIN}|{_BRACKETED}|{_SPOKEN})"
# Not in the middle of a word, nor after @ (a handle such as @name@host) or / (a page such as /@name).
_BEFORE = rf"(?<![{_LETTER}_.%+@/-])"
_AFTER = rf"(?![{_LETTER}-])"

_MARKDOWN_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{0,300})\]\(\s{0,3}<?mailto:(?P<address>[^\s()<>]{1,400})>?[^()\n]{0,200}\)",
    re.IGNORECASE,
)
_HTML_LINK = re.compile(
    r"(?P<before>href\s{0,3}=\s{0,3}(?P<quote>[\"']?))mailto:(?P<address>[^\s\"'<>]{1,400})", re.IGNORECASE
)
_ANY = re.compile(
    rf"<?mailto:(?P<linked>{_ADDRESS})[^\s<>\"')]{{0,300}}>?|<(?P<framed>{_PLAIN})>|{_BEFORE}(?P<bare>{_ADDRESS}){_AFTER}"
)
# How Git names a place on a server; nobody reads mail there.
_GIT = re.compile(r"git@[\w.-]+$")


def unescape_entities(text: str) -> str:
    """Give the text with its HTML entities undone: `M&eacute;xico` is México.

    Twice, because texts that went through two programs were often escaped by both.
    """
    once = html.unescape(text)
    return html.unescape(once) if re.search(r"&(?:[a-zA-Z]{2,20}|#[0-9]{1,6});", once) else once


def mask_addresses(text: str, mask: str = HIDDEN) -> tuple[str, list[str]]:
    """Give the text with the mail addresses in it masked, and those found, each once, in order.

    Finds plain ones, entities for the at sign, `name [at] host [dot] org`, `name at host dot org`, and
    mailto links of Markdown and HTML: a link loses its target and keeps its words.
    """
    found: list[str] = []

    def note(address: str) -> None:
        plain = _spelt_out(address)
        if plain not in found:
            found.append(plain)

    def markdown_link(match: re.Match[str]) -> str:
        note(match["address"].partition("?")[0])
        return match["words"]

    def html_link(match: re.Match[str]) -> str:
        note(match["address"].partition("?")[0])
        return f"{match['before']}#" if match["quote"] else f'{match["before"]}"#"'

    def bare(match: re.Match[str]) -> str:
        address = match["linked"] or match["framed"] or match["bare"]
        if _NO_ADDRESS_ENDS.search(address) or _is_git(text_now, match):
            return match[0]
        note(address)
        return mask

    text_now = _MARKDOWN_LINK.sub(markdown_link, text)
    text_now = _HTML_LINK.sub(html_link, text_now)
    return _ANY.sub(bare, text_now), found


def _is_git(text: str, match: re.Match[str]) -> bool:
    return bool(_GIT.match(match[0])) and text[match.end() : match.end() + 1] == ":"


def _spelt_out(address: str) -> str:
    """Give an address as a mail program wants it."""
    plain = re.sub(_AT, "@", address, count=1)
    plain = re.sub(rf"{_SPELT_AT}|\s{{1,3}}(?:at|AT)\s{{1,3}}", "@", plain, count=1) if "@" not in plain else plain
    plain = re.sub(r"\s*[\[({<]\s*@\s*[\])}>]\s*", "@", plain)
    return re.sub(_SPELT_DOT, ".", plain)
