"""What people type about themselves and each other: signing up, places, the door, hosts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.models import Chapter
from chapterhouse.events.forms.fields import LineField
from chapterhouse.events.forms.planning import MOST_PLACES
from chapterhouse.events.models import Event, EventRoleName, Presence
from chapterhouse.look.forms import Choices, Form, ManyChoices
from chapterhouse.people.models import Person


def _guest_words(count: int) -> str:
    if not count:
        return gettext("Just me")
    return ngettext("%(number)d guest", "%(number)d guests", count) % {"number": count}


class PlacesForm(Form):
    """How many places there are, at one event or at all that follow in its series."""

    places = forms.IntegerField(
        label=_("How many places?"),
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
        help_text=_("Leave it empty for no limit."),
    )
    scope = forms.ChoiceField(
        label=_("Where?"),
        choices=[("one", _("Only this meeting")), ("following", _("This meeting and all that follow"))],
        widget=Choices,
        initial="one",
    )

    def __init__(self, *args: Any, may_edit_series: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_edit_series:
            del self.fields["scope"]


class SpeakingForm(Form):
    """A form whose errors can be said in one sentence, where there is no room for it."""

    def first_error(self) -> str:
        """Give the first thing that is wrong, as a sentence."""
        return next((str(errors[0]) for errors in self.errors.values()), "")


class GoingForm(SpeakingForm):
    """Signing up: how many guests, and the code of conduct where she has not accepted it yet."""

    conduct = forms.BooleanField(
        label=_("I accept the code of conduct."),
        error_messages={"required": _("Please accept the code of conduct: it is what makes this a safe place.")},
    )

    def __init__(self, *args: Any, event: Event, asks_conduct: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_conduct:
            del self.fields["conduct"]
        if event.guests_allowed:
            number = [(count, _guest_words(count)) for count in range(event.guests_allowed + 1)]
            self.fields["guests"] = forms.TypedChoiceField(
                label=_("Guests you bring"), choices=number, coerce=int, required=False
            )

    def number_of_guests(self) -> int | None:
        """Give the number of guests; None where nobody may bring any."""
        return (self.cleaned_data.get("guests") or 0) if "guests" in self.fields else None


class TapForm(SpeakingForm):
    """One tap at the door: who came, by her uid or by a name alone; `at` is when, where the network was away."""

    uuid = forms.UUIDField(error_messages={"required": _("Please try that tap again.")})
    person = forms.UUIDField(required=False)
    attendance = forms.UUIDField(required=False)
    name = LineField(label=_("Name"), max_length=80, required=False)
    at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ"])

    def __init__(self, *args: Any, asks_name: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_name = asks_name

    def clean(self) -> dict[str, Any]:
        """Ask for a name where nobody is named."""
        values = super().clean() or self.cleaned_data
        named = values.get("person") or (values.get("name") if self.asks_name else values.get("attendance"))
        if not self.errors and not named:
            self.add_error("name", _("Write the name of who came."))
        if self.asks_name and values.get("person"):
            values["name"] = ""
        return values


class CorrectForm(SpeakingForm):
    """Who came after all, or did not."""

    person = forms.UUIDField(required=False)
    attendance = forms.UUIDField(required=False)
    name = LineField(label=_("Name"), max_length=80, required=False)
    presence = forms.ChoiceField(choices=Presence.choices)

    def clean(self) -> dict[str, Any]:
        """Ask whom it is about."""
        values = super().clean() or self.cleaned_data
        if not self.errors and not (values.get("person") or values.get("attendance") or values.get("name")):
            self.add_error("name", _("Write the name of who came."))
        return values


class CloseForm(SpeakingForm):
    """Who of those who had a place, but were not checked in, came after all."""

    came = forms.MultipleChoiceField(label=_("Who else came?"), required=False, widget=ManyChoices)
    nobody = forms.BooleanField(label=_("Nobody came this time."), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        came = self.fields["came"]
        assert isinstance(came, forms.MultipleChoiceField)
        came.choices = people
        self.somebody_missing = bool(people)

    def ask_nobody(self, *, when: bool) -> None:
        """Ask only what makes sense: nobody where nobody was checked in, who else where somebody is missing."""
        if not when:
            del self.fields["nobody"]
        if not self.somebody_missing:
            del self.fields["came"]


class PersonForm(SpeakingForm):
    """Whose RSVP is meant."""

    rsvp = forms.UUIDField()


class RoleForm(Form):
    """Which role at an event is meant."""

    role = forms.IntegerField(min_value=1, max_value=2**62)


class HostForm(Form):
    """Who hosts an event or its series, or keeps the door."""

    person = forms.ModelChoiceField(
        label=_("Who?"), queryset=Person.objects.none(), to_field_name="uid", empty_label=_("Choose a member")
    )
    name = forms.ChoiceField(
        label=_("As what?"),
        choices=[
            (EventRoleName.HOST, _("Host: edits, checks in, writes to guests")),
            (EventRoleName.DOOR, _("Door: uses the check-in list only")),
        ],
        widget=Choices,
        initial=EventRoleName.HOST,
    )
    scope = forms.ChoiceField(
        label=_("For which meetings?"),
        choices=[("event", _("Only this one")), ("series", _("All of the series"))],
        widget=Choices,
        initial="event",
    )

    def __init__(self, *args: Any, chapter: Chapter, may_edit_series: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_edit_series:
            del self.fields["scope"]
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        members = Person.objects.filter(memberships__chapter=chapter, memberships__left_at=None)
        field.queryset = members.order_by("name", "id")
