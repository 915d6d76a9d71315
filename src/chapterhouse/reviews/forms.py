"""Parsing what people say: the review itself, an organiser's answer, "you said, we did"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.models import Topic
from chapterhouse.look.forms import Form, ScaleField, StarsField
from chapterhouse.reviews.actions import Answers, Felt
from chapterhouse.reviews.models import WORDS


class ReviewForm(Form):
    """How was it? Stars, words, and for each topic of the event how sure she felt before and after."""

    stars = StarsField(label=_("How was it?"))
    went_well = forms.CharField(
        label=_("What went well?"), required=False, max_length=WORDS, widget=forms.Textarea({"rows": 3})
    )
    to_change = forms.CharField(
        label=_("What should we change?"), required=False, max_length=WORDS, widget=forms.Textarea({"rows": 3})
    )
    words_public = forms.BooleanField(
        label=_("Show my words on the chapter's page"),
        required=False,
        help_text=_("Else only the organisers read them. Either way not before three people have answered."),
    )
    signed = forms.BooleanField(
        label=_("Sign with my name"),
        required=False,
        help_text=_("Else nobody is shown who wrote this, the organisers neither."),
    )

    def __init__(self, *args: Any, topics: Sequence[Topic] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = list(topics)
        for topic in self.topics:
            name = {"topic": topic.name}
            self.fields[f"before_{topic.pk}"] = ScaleField(
                label=_("%(topic)s: how sure did you feel before?") % name,
                help_text=_("1 is not sure at all, 5 is very sure."),
                required=False,
                low="",
                high="",
            )
            self.fields[f"after_{topic.pk}"] = ScaleField(
                label=_("%(topic)s: and now, after it?") % name, required=False, low="", high=""
            )
        self.order_fields(["stars", *(f"{when}_{topic.pk}" for topic in self.topics for when in ("before", "after"))])

    def clean(self) -> dict[str, Any]:
        """Give the cleaned values; one half of a pair says nothing, so it asks for the other."""
        values = super().clean() or {}
        for topic in self.topics:
            before, after = f"before_{topic.pk}", f"after_{topic.pk}"
            if before in self.errors or after in self.errors:
                continue
            if values.get(before) is not None and values.get(after) is None:
                self.add_error(after, _("Please say how sure you feel now too, or leave both empty."))
            if values.get(after) is not None and values.get(before) is None:
                self.add_error(before, _("Please say how sure you felt before too, or leave both empty."))
        return values

    def answers(self) -> Answers:
        """Give what she sends, once the form is valid."""
        values = self.cleaned_data
        felt = tuple(
            Felt(topic=topic, before=values[f"before_{topic.pk}"], after=values[f"after_{topic.pk}"])
            for topic in self.topics
            if values.get(f"before_{topic.pk}") is not None
        )
        return Answers(
            stars=values["stars"],
            went_well=values["went_well"],
            to_change=values["to_change"],
            words_public=values["words_public"],
            signed=values["signed"],
            confidence=felt,
        )


class AnswerForm(Form):
    """What the organisers say to a review."""

    text = forms.CharField(label=_("Your answer"), max_length=WORDS, widget=forms.Textarea({"rows": 3}))


class ImprovementForm(Form):
    """You said, we did."""

    said = forms.CharField(
        label=_("You said"), max_length=300, help_text=_("In your own words, so that nobody finds herself quoted.")
    )
    did = forms.CharField(label=_("We did"), max_length=300)
