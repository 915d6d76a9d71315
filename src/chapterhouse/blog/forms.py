"""What comes in when somebody writes a post: fields, or one text with front matter, or both."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chapterhouse.blog.queries import PostText
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.front_matter import BrokenFrontMatter
from chapterhouse.lib.markdown import MOST_BYTES
from chapterhouse.lib.post_document import Document, read_document
from chapterhouse.look.forms import DayInput, Form, MarkdownArea

_WITH_ADDRESS = re.compile(r"(.*?)\s*[<(]?(https?://[^\s<>()]+)[>)]?")
# The fields in which a refused text's errors appear.
_FIELDS = {"bylines": "authors"}


@dataclass(frozen=True)
class BrokenText:
    """Why a text's front matter cannot be read."""

    line: int
    reason: str

    @property
    def message(self) -> str:
        """Say it in a sentence."""
        return gettext("Line %(line)d of the front matter cannot be read: %(reason)s.") % {
            "line": self.line,
            "reason": self.reason,
        }


def read_text(text: str) -> Document | BrokenText:
    """Give what a text with front matter says, or where it is broken."""
    try:
        return read_document(text)
    except BrokenFrontMatter as error:
        return BrokenText(error.line, error.reason)


class PostForm(Form):
    """Writing a post. What front matter at the head of the body says goes before what the fields say."""

    title = forms.CharField(label=_("Title"), max_length=200, error_messages={"required": _("A post needs a title.")})
    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=MarkdownArea(attrs={"rows": 18, "class": "tall"}),
        help_text=_("Markdown. A whole document with front matter works too: what it says about itself is used."),
    )
    tags = forms.CharField(label=_("Tags"), required=False, max_length=1300, help_text=_("With commas between them."))
    authors = forms.CharField(
        label=_("Authors"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on each line; her page may follow the name: Ada Lovelace https://ada.example"),
    )
    summary = forms.CharField(
        label=_("In a sentence or two"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    language = forms.CharField(
        label=_("Language"), required=False, max_length=12, help_text=_("Its code, such as en, ar or pt-br.")
    )
    original_author = forms.CharField(label=_("Who wrote it first"), required=False, max_length=120)
    original_url = forms.CharField(label=_("Where it first appeared"), required=False, max_length=500)
    original_published_on = forms.DateField(label=_("When it first appeared"), required=False, widget=DayInput())
    permission = forms.CharField(
        label=_("Who allowed the repost, and when"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, preview_url: str = "", before: PostText | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        # Front matter may bring the title along.
        self.fields["title"].required = not str(self.data.get("body", "")).lstrip("\ufeff").startswith("---")
        widget = self.fields["body"].widget
        if isinstance(widget, MarkdownArea):
            widget.preview_url = preview_url

    @property
    def repost_fields(self) -> list[forms.BoundField]:
        """Give the fields about where a repost comes from."""
        return [self[name] for name in ("original_author", "original_url", "original_published_on", "permission")]

    @property
    def is_repost(self) -> bool:
        """Say whether one of the fields about a repost is filled or wrong."""
        return any(field.value() or field.errors for field in self.repost_fields)

    def clean_body(self) -> str:
        """Read the front matter at the head of the text; a broken line is an error and the text stays as typed."""
        body: str = self.cleaned_data["body"]
        found = read_text(body)
        if isinstance(found, BrokenText):
            raise forms.ValidationError(found.message)
        self.document = found
        return found.body

    def clean(self) -> dict[str, Any]:
        """Make the text out of fields and front matter."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        document = getattr(self, "document", None)
        if document is not None and not self.errors:
            self.text = _text_of(values, document, self.before)
            if not self.text.title:
                self.add_error("title", _("A post needs a title."))
        return values

    def show_refusal(self, refusal: Refusal) -> None:
        """Show why the post was refused, at the field that it concerns."""
        field = _FIELDS.get(refusal.field or "", refusal.field)
        self.add_error(field if field in self.fields else None, str(refusal))


def _text_of(values: dict[str, Any], document: Document, before: PostText | None) -> PostText:
    first: date | None = document.original_published_on or values.get("original_published_on")
    return PostText(
        title=document.title or values["title"],
        body=document.body,
        tags=tuple(document.tags or [tag for tag in values["tags"].split(",") if tag.strip()]),
        bylines=tuple(document.authors or _authors(values["authors"])),
        summary=document.summary or values["summary"],
        language=document.language or values["language"] or "en",
        slug=before.slug if before else "",
        original_author=document.original_author or values["original_author"],
        original_url=document.original_url or values["original_url"],
        original_published_on=first,
        permission=document.permission or values["permission"],
        allows_html=before.allows_html if before else False,
        front_matter={**(before.front_matter if before else {}), **document.extra},
    )


def _authors(lines: str) -> list[tuple[str, str]]:
    authors = []
    for line in lines.splitlines():
        match = _WITH_ADDRESS.fullmatch(line.strip())
        name, url = (match[1], match[2]) if match else (line.strip(), "")
        if name or url:
            authors.append((name or url, url))
    return authors


def initial_of(text: PostText, version: int) -> dict[str, Any]:
    """Give the form's fields as a post stands now."""
    return {
        "title": text.title,
        "body": text.body,
        "tags": ", ".join(text.tags),
        "authors": "\n".join(f"{name} {url}".strip() for name, url in text.bylines),
        "summary": text.summary,
        "language": text.language,
        "original_author": text.original_author,
        "original_url": text.original_url,
        "original_published_on": text.original_published_on,
        "permission": text.permission,
        "version": version,
    }


def draft_text(form: PostForm) -> PostText:
    """Give what the form holds, as far as it can be read: for a preview that keeps everything."""
    values = {name: form[name].value() or "" for name in form.fields}
    values["original_published_on"] = form.cleaned_data.get("original_published_on")
    found = read_text(str(values["body"]))
    document = found if isinstance(found, Document) else Document(body="")
    return replace(_text_of(values, document, form.before), slug="")
