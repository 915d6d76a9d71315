"""What people type about themselves: parsed and cleaned."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chapterhouse.lib.moments import zone_names
from chapterhouse.look.forms import CodeInput, Form

# Control characters, and those that turn the order of letters round beyond their own text.
_UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
# Long enough for every address that mail can reach.
ADDRESS_LENGTH = 254


class Line(forms.CharField):
    """One line of text without anything unseen in it; spaces are made single."""

    def to_python(self, value: Any) -> str:
        """Give the line."""
        return " ".join(_UNSEEN.sub("", super().to_python(value) or "").split())


class Words(forms.CharField):
    """A text of several lines without anything unseen in it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Give the text with plain line ends."""
        text = super().to_python(value) or ""
        return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class ZoneField(forms.ChoiceField):
    """A time zone out of all that people live in."""

    def __init__(self, **kwargs: Any) -> None:
        empty = [] if kwargs.get("required", True) else [("", _("that of the page"))]
        names = [(name, name.replace("_", " ")) for name in zone_names()]
        kwargs.setdefault("choices", empty + names)
        super().__init__(**kwargs)


class EnterForm(Form):
    """The address that a code goes to."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you a code. No password needed, and nobody else sees your address."),
        max_length=ADDRESS_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True, "inputmode": "email"}),
        error_messages={"invalid": _("This does not look like an e-mail address. Is there a letter missing?")},
    )


class CodeForm(Form):
    """The code out of the mail."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=40,
        widget=CodeInput(attrs={"autofocus": True, "autocapitalize": "characters"}),
        error_messages={"max_length": _("The code has six letters. Copy just those.")},
    )


class WelcomeForm(Form):
    """Who somebody is, the first time."""

    name = Line(
        label=_("What shall we call you?"),
        help_text=_("The name people know you by. Members of your chapters and people at the door see it."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    pronouns = Line(
        label=_("Your pronouns"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("she/her")}),
    )
    accept_conduct = forms.BooleanField(
        label=_("I have read the code of conduct and will keep to it."),
        error_messages={
            "required": _("Please read and accept the code of conduct; it is what makes this a place for everybody.")
        },
    )


class ProfileForm(Form):
    """What a person says about herself."""

    name = Line(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    pronouns = Line(label=_("Pronouns"), max_length=40, required=False)
    about = Words(
        label=_("About you"),
        help_text=_("A few words that members of your chapters may read."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(
        label=_("Language of pages and mail"),
        choices=[("", _("that of the browser")), *settings.LANGUAGES],
        required=False,
    )
    time_zone = ZoneField(label=_("Your time zone"), required=False)


class LanguageForm(Form):
    """The language of the pages; empty for that of the browser."""

    language = forms.ChoiceField(choices=[("", ""), *settings.LANGUAGES], required=False)


class EraseForm(Form):
    """A last look before everything goes."""

    sure = forms.BooleanField(label=_("Yes, erase me. I know that this cannot be undone."))
