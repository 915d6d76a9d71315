"""What organisers type about series and events: when, where, what, and how often."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.models import Chapter, Topic, Venue
from chapterhouse.events.forms.fields import DayField, LineField, WebLinkField
from chapterhouse.events.models import Where
from chapterhouse.lib.markdown import TooLong, render
from chapterhouse.lib.moments import Resolved, instant_of, zone_names
from chapterhouse.lib.recurrence import Rule
from chapterhouse.look.forms import Choices, ClockInput, Form, ManyChoices, MarkdownArea

LONGEST_TEXT = 20_000  # characters
MOST_PLACES = 100_000
MOST_GUESTS = 10
LONGEST_EVENT = 60 * 24 * 14  # minutes


def _zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in zone_names()]


class WhenForm(Form):
    """A day, a time on the wall and the zone of that wall."""

    wall_date = DayField(label=_("Day"))
    wall_time = forms.TimeField(label=_("Starts at"), widget=ClockInput)
    minutes = forms.IntegerField(
        label=_("How long, in minutes"), min_value=5, max_value=LONGEST_EVENT, initial=120, required=True
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=_zone_choices,
        help_text=_(
            "The clock at the place counts: seven o’clock stays seven o’clock when summer time begins or ends."
        ),
    )
    fold = forms.TypedChoiceField(
        label=_("Which one?"),
        choices=[(0, _("The first, before the clocks go back")), (1, _("The second, after they went back"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=Choices,
    )
    resolved: Resolved | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only asked where it matters: on the night on which the clock shows a time twice.
        self.fields["fold"].widget.attrs["data-rare"] = "yes"
        self.asks_fold = bool(self.data.get(self.add_prefix("fold")))

    def clean(self) -> dict[str, Any]:
        """Find the instant that is meant; ask which one where there are two."""
        values = super().clean() or self.cleaned_data
        day, clock, zone = values.get("wall_date"), values.get("wall_time"), values.get("time_zone")
        if not (isinstance(day, date) and isinstance(clock, time) and zone):
            return values
        clock = clock.replace(second=0, microsecond=0)
        values["wall_time"] = clock
        self.resolved = instant_of(datetime.combine(day, clock), zone, values.get("fold") or 0)
        if not self.resolved.ambiguous:
            values["fold"] = 0
            self.asks_fold = False
        elif self.asks_for_fold_of_doubled_time and values.get("fold") is None:
            self.asks_fold = True
            self.add_error("fold", _("The clocks go back that night, so this time comes twice. Which one do you mean?"))
        values["fold"] = values.get("fold") or 0
        return values

    asks_for_fold_of_doubled_time = True


class WhereFields(Form):
    """Where people meet: a venue of the chapter or another place, and a link."""

    where = forms.ChoiceField(
        label=_("How do you meet?"),
        choices=[
            (Where.IN_PERSON, _("In person")),
            (Where.ONLINE, _("Online")),
            (Where.HYBRID, _("In person and online at once")),
        ],
        widget=Choices,
        initial=Where.IN_PERSON,
    )
    venue = forms.ModelChoiceField(
        label=_("Venue"), queryset=Venue.objects.none(), required=False, empty_label=_("Another place")
    )
    place = LineField(
        label=_("Or another place"), max_length=300, required=False, help_text=_("Name and address, on one line.")
    )
    link = WebLinkField(
        label=_("Link to join online"),
        max_length=500,
        required=False,
        help_text=_("Only those who are going see it, from an hour before the start."),
    )

    def clean(self) -> dict[str, Any]:
        """Hold the place to the way of meeting."""
        values = super().clean() or self.cleaned_data
        where = values.get("where")
        if where == Where.ONLINE:
            values["venue"], values["place"] = None, ""
        elif where and not (values.get("venue") or values.get("place")) and not {"place", "venue"} & set(self.errors):
            self.add_error("place", _("Say where you meet, so that people find you."))
        if values.get("venue"):
            values["place"] = ""
        if where == Where.IN_PERSON:
            values["link"] = ""
        return values


class EventForm(WhenForm, WhereFields):
    """Everything that an organiser says about one event."""

    title = LineField(label=_("What do you call it?"), max_length=120)
    description = forms.CharField(
        label=_("What will you do?"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Tell a newcomer what happens, what to bring, and that she is welcome. Markdown works."),
    )
    learner_places = forms.IntegerField(
        label=_("How many places?"),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        help_text=_("Leave it empty for no limit. Hosts take no place."),
    )
    guests_allowed = forms.IntegerField(
        label=_("How many guests may somebody bring?"), min_value=0, max_value=MOST_GUESTS, initial=0, required=False
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"), queryset=Topic.objects.none(), required=False, widget=ManyChoices
    )

    def __init__(self, *args: Any, chapter: Chapter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _field(self, "venue", forms.ModelChoiceField).queryset = Venue.objects.filter(chapter=chapter).order_by("name")
        topics = Topic.objects.order_by("name")
        _field(self, "topics", forms.ModelMultipleChoiceField).queryset = topics
        self.fields["time_zone"].initial = chapter.time_zone
        preview = reverse("events:preview", args=[chapter.slug])
        self.fields["description"].widget = MarkdownArea(preview_url=preview, attrs={"rows": 8})
        if not self.is_bound and "venue" not in self.initial:
            self.fields["venue"].initial = Venue.objects.filter(chapter=chapter).order_by("-pk").first()

    def clean_description(self) -> str:
        """Refuse what nobody could show."""
        text: str = self.cleaned_data["description"]
        try:
            render(text)
        except TooLong:
            raise forms.ValidationError(_("This text is too long or too deeply nested.")) from None
        return text

    def clean_guests_allowed(self) -> int:
        """Give no guests where nothing was typed."""
        return self.cleaned_data.get("guests_allowed") or 0


def _field(form: Form, name: str, kind: type[Any]) -> Any:
    field = form.fields[name]
    assert isinstance(field, kind)
    return field


REPEATS = [
    ("weekly", _("Every week, on this weekday")),
    ("weekly-2", _("Every second week")),
    ("weekly-3", _("Every third week")),
    ("weekly-4", _("Every fourth week")),
    ("monthly", _("Every month, on the same weekday of the month (for example the third Wednesday)")),
    ("monthly-last", _("Every month, on the last such weekday")),
]


class SeriesForm(EventForm):
    """A rule by which the chapter meets, and what each of its events starts out with."""

    repeats = forms.ChoiceField(label=_("How often?"), choices=REPEATS, widget=Choices, initial="weekly")
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave it empty to go on until you end the series.")
    )
    # What was previewed: a series is published as it was seen, never otherwise.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    asks_for_fold_of_doubled_time = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wall_date"].label = _("First meeting on")
        del self.fields["fold"]

    def clean(self) -> dict[str, Any]:
        """Make the rule from the first day, and hold the last day to it."""
        values = super().clean()
        first, last, repeats = values.get("wall_date"), values.get("ends_on"), values.get("repeats")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", _("The last day is before the first meeting."))
        if isinstance(first, date) and repeats:
            if repeats == "monthly" and first.day > 28:
                text = _("The fifth such weekday does not come every month. Choose the last one, or another first day.")
                self.add_error("repeats", text)
            elif repeats == "monthly-last" and (first + timedelta(days=7)).month == first.month:
                self.add_error("repeats", _("The first meeting is not on the last such weekday of its month."))
            else:
                values["rule"] = rule_of(repeats, first)
        return values


def rule_of(repeats: str, first: date) -> Rule:
    """Give the rule that a choice of REPEATS means for a series beginning on this day."""
    frequency, _dash, rest = repeats.partition("-")
    if frequency == "weekly":
        return Rule("weekly", int(rest or 1), (first.weekday(),))
    nth = -1 if rest == "last" else (first.day - 1) // 7 + 1
    return Rule("monthly", 1, (first.weekday(),), nth)


class EditForm(EventForm):
    """Edit one event, or it and all that follow in its series."""

    scope = forms.ChoiceField(
        label=_("What do you change?"),
        choices=[("one", _("Only this meeting")), ("following", _("This meeting and all that follow"))],
        widget=Choices,
        initial="one",
    )

    def __init__(self, *args: Any, may_edit_series: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Places are changed on a page of their own, which asks before anybody loses one.
        del self.fields["learner_places"]
        if not may_edit_series:
            del self.fields["scope"]


class MoveForm(WhenForm):
    """Another day or time for one event."""


class ReasonForm(Form):
    """Why something is called off; those going read it."""

    reason = LineField(
        label=_("Why?"),
        max_length=300,
        required=False,
        help_text=_("Those who are going read this in a mail. One friendly sentence is enough."),
    )


class SkipDateForm(Form):
    """A date of a series that is left out."""

    day = DayField(label=_("Which date?"))


class LastDayForm(Form):
    """The day with which a series ends."""

    day = DayField(label=_("Last day"))
