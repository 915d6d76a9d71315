"""How forms are shown: accessible fields, errors at the field and in a summary, stars, scales and dates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Word = str | Promise


class Renderer(DjangoTemplates):
    """Shows every form of the site with our own templates (the setting FORM_RENDERER names it)."""

    form_template_name = "look/form.html"
    field_template_name = "look/field.html"


class Errors(ErrorList):
    """Errors as our own list, with the id that the field refers to."""

    template_name = "look/errors.html"
    template_name_ul = "look/errors.html"


class Form(forms.Form):
    """A form of this site; rooms derive theirs from it."""

    use_required_attribute = False  # the page explains what is missing, in its own words

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("error_class", Errors)
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _missing(field)


def _missing(field: forms.Field) -> Any:
    """Give the words for a field left empty, in our voice."""
    if isinstance(field, forms.BooleanField):
        return _("Please tick this to go on.")
    if isinstance(field, forms.ChoiceField):
        return _("Please choose one.")
    return _("Please fill this in.")


class Choices(forms.RadioSelect):
    """One of a few, as radio buttons that are easy to press."""

    template_name = "look/widgets/choices.html"


class ManyChoices(forms.CheckboxSelectMultiple):
    """Any of a few, as boxes that are easy to press."""

    template_name = "look/widgets/choices.html"


class StarsInput(forms.RadioSelect):
    """One to five stars; plain radio buttons for keyboards and screen readers."""

    template_name = "look/widgets/stars.html"


class StarsField(forms.TypedChoiceField):
    """How good was it? One to five stars, given as a number."""

    widget = StarsInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", _star_choices)
        kwargs.setdefault("coerce", int)
        kwargs.setdefault("empty_value", None)
        super().__init__(**kwargs)


def _star_choices() -> list[tuple[int, str]]:
    return [
        (number, ngettext("%(number)d star", "%(number)d stars", number) % {"number": number}) for number in range(1, 6)
    ]


class ScaleInput(forms.RadioSelect):
    """A row of numbers between two words, such as "not sure at all" and "very sure"."""

    template_name = "look/widgets/scale.html"

    def __init__(self, low: Word = "", high: Word = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.low, self.high = low, high

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the template the two words as well."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"low": self.low, "high": self.high}
        return context


NOT_SURE, VERY_SURE = _("not sure at all"), _("very sure")


class ScaleField(forms.TypedChoiceField):
    """How sure do you feel? A number from 1 to 5, or nothing."""

    def __init__(self, *, low: Word = NOT_SURE, high: Word = VERY_SURE, top: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [(number, str(number)) for number in range(1, top + 1)])
        kwargs.setdefault("coerce", int)
        kwargs.setdefault("empty_value", None)
        kwargs.setdefault("widget", ScaleInput(low, high))
        super().__init__(**kwargs)


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of day, with the browser's own clock."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class ColourInput(forms.TextInput):
    """A colour, with the browser's own palette."""

    input_type = "color"


class CodeInput(forms.TextInput):
    """A code from a mail: large letters, and the phone offers to fill it in."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false", "class": "code-input"}
            | (attrs or {})
        )


class MarkdownArea(forms.Textarea):
    """A long text in Markdown; with an address for previews it gets Write and Preview."""

    template_name = "look/widgets/markdown.html"

    def __init__(self, preview_url: Word = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 10} | (attrs or {}))
        self.preview_url = preview_url

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the template the address of the preview as well."""
        context = super().get_context(name, value, attrs)
        context["widget"]["preview_url"] = self.preview_url
        return context
