"""Every screen and every mail is there in every language, whole, and set from its own side."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils.formats import date_format, get_format
from django.utils.translation import override
from django.utils.translation.template import templatize

from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.facts.listening import read_all
from chapterhouse.foundation.mail.letters import send_due
from chapterhouse.people import actions as people
from tests import make

PACKAGE: Path = settings.PACKAGE
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%?s|%%")
ARABIC_LETTER = re.compile("[\u0621-\u064a]")
_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(rf"\b(gettext|ngettext|pgettext|npgettext|_)\(((?:{_STRING}\s*,?\s*)+)")
SHAPES = {
    "_": ("text",),
    "gettext": ("text",),
    "ngettext": ("text", "plural"),
    "pgettext": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
}


@dataclass
class Entry:
    """One text of the source with what it is in the language."""

    context: str = ""
    text: str = ""
    plural: str = ""
    said: list[str] = field(default_factory=list)
    flags: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Give what tells the text from all others."""
        return self.context, self.text, self.plural


def entries_of(path: Path) -> list[Entry]:
    """Read a .po file; the head and what is no longer used are left out."""
    entries = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        entry, into = Entry(), ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry.flags += line
            if line.startswith("#") or not line:
                continue
            word, _space, quoted = line.partition(" ") if not line.startswith('"') else ("", "", line)
            text = ast.literal_eval(quoted)
            into = word or into
            if into.startswith("msgstr"):
                if word:
                    entry.said.append("")
                entry.said[-1] += text
            else:
                name = {"msgctxt": "context", "msgid": "text", "msgid_plural": "plural"}[into]
                setattr(entry, name, getattr(entry, name) + text)
        if entry.text:
            entries.append(entry)
    return entries


def po_of(language: str, package: Path = PACKAGE) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated_or_doubtful(language: str) -> None:
    entries = entries_of(po_of(language))
    assert len(entries) > 1000
    assert [one.text for one in entries if not one.said or not all(one.said) or "fuzzy" in one.flags] == []


def test_arabic_counts_in_its_six_ways() -> None:
    entries = entries_of(po_of("ar"))
    assert {len(one.said) for one in entries if one.plural} == {6}
    assert {len(one.said) for one in entries if not one.plural} == {1}


def test_arabic_is_arabic() -> None:
    # What is the same everywhere: formats of dates and names of things.
    same = {", ", "l j F", "l j F Y", "H:i", "JSON", "%(number)s %%", "%(there)s – for you %(here)s"}
    plain = [one.text for one in entries_of(po_of("ar")) if not all(ARABIC_LETTER.search(said) for said in one.said)]
    assert set(plain) - same - {"%(date)s, %(time)s (%(zone)s)", "%(day)s, %(time)s", "%(rule)s, %(time)s"} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_source(language: str) -> None:
    wrong = []
    for one in entries_of(po_of(language)):
        wanted = placeholders(one.plural or one.text)
        for number, said in enumerate(one.said):
            found = placeholders(said)
            # "No place", "one place", "two places" need no figure; the others hold all there is.
            counted_in_words = one.plural and number < 3 and set(found) <= set(wanted)
            if found != wanted and not counted_in_words:
                wrong.append((one.text, said))
    assert wrong == []


def texts_of(path: Path) -> Iterator[tuple[str, str, str]]:
    """Give the texts that a file of Python, or a template, has translated: context, text, plural."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        found = [(node.func.id, node.args) for node in calls if isinstance(node.func, ast.Name)]
    else:
        found = []
        for name, arguments in TEMPLATE_CALL.findall(templatize(source)):
            parsed = ast.parse(f"({arguments.rstrip(', ')},)", mode="eval").body
            assert isinstance(parsed, ast.Tuple)
            found.append((name, parsed.elts))
    for name, arguments in found:
        shape = SHAPES.get(name.removesuffix("_lazy"))
        if shape:
            words = [one.value if isinstance(one, ast.Constant) else None for one in arguments[: len(shape)]]
            assert all(isinstance(word, str) for word in words), f"{path}: a text made while running"
            said = dict(zip(shape, map(str, words), strict=True))
            yield said.get("context", ""), said["text"], said.get("plural", "")


def test_no_text_of_the_sources_is_missing_and_none_is_left_over() -> None:
    files = [path for kind in ("py", "html", "txt") for path in PACKAGE.rglob(f"*.{kind}")]
    inside = [path for path in files if not {"static", "static_src", "data"} & set(path.relative_to(PACKAGE).parts)]
    texts = {text for path in inside for text in texts_of(path)}
    assert len(texts) > 1000
    for language in LANGUAGES:
        known = {one.key for one in entries_of(po_of(language))}
        assert texts - known == set(), f"texts that {language} does not know; run make texts"
        assert known - texts == set(), f"texts that only {language} still has; run make texts"


def test_dates_and_numbers_are_written_as_arabic_readers_expect() -> None:
    with override("ar"):
        assert date_format(date(2026, 3, 4)) == "4 مارس 2026"
        assert date_format(date(2026, 3, 4), "l") == "الأربعاء"
        assert get_format("FIRST_DAY_OF_WEEK") == 6  # Saturday
        assert get_format("DECIMAL_SEPARATOR") == "."


@pytest.fixture
def chapter(db: None) -> Chapter:
    return make.chapter("tunis", time_zone="Africa/Tunis", country="TN")


def test_pages_are_set_from_the_right_for_who_reads_arabic(client: Client, chapter: Chapter) -> None:
    event = make.event(chapter, "Homework night", places=3)
    pages = {
        "/": "البحث عن فرع قرب مدينة",
        "/chapters/": "اعثري على فرعك",
        "/tunis/": "اكتبي إلينا",
        f"/tunis/events/{event.short_id}/": "ماذا سنفعل",
        "/tunis/stats/": "الإحصاءات",
        "/enter/": "بريدك الإلكتروني",
        "/nobody-is-here/": "لا أحد في البيت على هذا العنوان",
    }
    for path, words in pages.items():
        page = client.get(path, headers={"Accept-Language": "ar"}).content.decode()
        assert '<html lang="ar" dir="rtl">' in page, path
        assert words in page, path
    assert '<html lang="en" dir="ltr">' in client.get("/", headers={"Accept-Language": "de"}).content.decode()


def test_mail_is_in_the_language_of_who_reads_it(client: Client, chapter: Chapter) -> None:
    event = make.event(chapter, "Homework night", places=2)
    layla = make.member(chapter, "Layla")
    people.change_profile(actor=SYSTEM, person=layla, changes={"language": "ar"}, now=make.NOW)
    make.going(event, layla)
    read_all(now=make.NOW)
    send_due(now=make.NOW)
    messages = [message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in mail.outbox]
    (letter,) = (one for one in messages if one["To"] == make.address_of(layla))
    assert isinstance(letter, EmailMessage)
    assert letter["Subject"] == "أنت قادمة: Homework night"
    text, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "مرحبًا Layla،" in text.get_content()
    assert "حفظنا لك مكانًا." in text.get_content()
    assert '<html lang="ar" dir="rtl">' in html.get_content()
