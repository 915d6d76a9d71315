"""Kinds of input that forms about events share: a line, a day, an address on the web."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from chapterhouse.look.forms import DayInput

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class LineField(forms.CharField):
    """One line of text: line breaks and control characters become spaces."""

    def to_python(self, value: Any) -> str:
        """Give the line as it is kept."""
        text = super().to_python(value) or ""
        return " ".join(_CONTROL.sub(" ", text).split())

    def validate(self, value: str) -> None:
        """Refuse what is empty or too long, after cleaning."""
        super().validate(value)


class DayField(forms.DateField):
    """A day that people can mean: between 1900 and 2199."""

    widget = DayInput

    def clean(self, value: Any) -> date | None:
        """Give the day, or an error at the field."""
        day: date | None = super().clean(value)
        if day is not None and not 1970 <= day.year <= 2198:
            raise forms.ValidationError(_("Please give a year between 1970 and 2198."))
        return day


class WebLinkField(forms.CharField):
    """An address on the web, http or https, with or without the scheme typed."""

    def clean(self, value: Any) -> str:
        """Give the address with its scheme, or an error at the field."""
        text: str = super().clean(value)
        if not text:
            return ""
        if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text):
            text = f"https://{text}"
        URLValidator(schemes=["http", "https"], message=_("Please give an address such as https://example.org."))(text)
        if urlsplit(text).username is not None:
            raise forms.ValidationError(_("Please leave names and passwords out of the address."))
        MaxLengthValidator(500)(text)
        return text
