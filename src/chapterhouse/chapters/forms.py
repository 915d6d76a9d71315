"""What organisers, stewards and visitors type about chapters: parsed and cleaned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chapterhouse.chapters.models import Audience, RoleName
from chapterhouse.lib.maps import is_place
from chapterhouse.look.forms import Choices, ColourInput, DayInput, Form, MarkdownArea
from chapterhouse.people.forms import ADDRESS_LENGTH, Line, Words, ZoneField

_AUDIENCES = [
    (Audience.PUBLIC, _("everybody")),
    (Audience.MEMBERS, _("members of the chapter")),
    (Audience.ORGANISERS, _("organisers only")),
]
_SPOT_HELP = _("As maps give them, for example 45.52 and -122.68. The dot on the world map stands there.")


def _latitude() -> forms.FloatField:
    return forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90, help_text=_SPOT_HELP)


def _longitude() -> forms.FloatField:
    return forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)


class LinksField(forms.CharField):
    """Links of a chapter, one in a line: a name, then an address."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        """Give stored links as lines to edit."""
        return "\n".join(f"{link['name']} {link['url']}" for link in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Give the links as they are stored."""
        links = []
        for line in (super().to_python(value) or "").splitlines():
            name, _space, url = " ".join(line.replace("\x00", "").split()).rpartition(" ")
            if not url:
                continue
            if "://" not in url:
                raise forms.ValidationError(
                    _("“%(line)s” has no address. Write a name, a space, and an address that begins with https://."),
                    params={"line": line[:60]},
                )
            links.append({"name": name or url.split("://", 1)[1].split("/")[0], "url": url})
        return links


class ChapterForm(Form):
    """What a chapter says about itself."""

    name = Line(label=_("Name"), max_length=80)
    tagline = Line(
        label=_("In one sentence"), max_length=160, required=False, help_text=_("Stands large on the chapter's page.")
    )
    about = Words(label=_("Who we are"), required=False, max_length=20_000, widget=MarkdownArea())
    city = Line(label=_("City"), max_length=80, required=False)
    region = Line(label=_("Region or state"), max_length=80, required=False)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, like US, DE or BR.")
    )
    latitude = _latitude()
    longitude = _longitude()
    time_zone = ZoneField(label=_("Time zone"), help_text=_("Meetings are planned in it."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    colour = forms.CharField(
        label=_("Colour"),
        max_length=7,
        required=False,
        widget=ColourInput(),
        help_text=_("Lighter and darker shades that people can read are made from it by themselves."),
    )
    contact_address = forms.EmailField(
        label=_("Public e-mail address"),
        required=False,
        max_length=ADDRESS_LENGTH,
        help_text=_("Everybody sees it. Leave it empty and people write by the form, which is safer from spam."),
    )
    website = forms.URLField(label=_("Web site"), required=False, max_length=300, assume_scheme="https")
    links = LinksField(
        label=_("Links"), required=False, help_text=_("One in a line, for example: GitHub https://github.com/pyladies")
    )
    statistics_for = forms.ChoiceField(label=_("Who sees the statistics?"), choices=_AUDIENCES, widget=Choices())
    attendees_for = forms.ChoiceField(label=_("Who sees who is coming?"), choices=_AUDIENCES, widget=Choices())
    founded_on = forms.DateField(label=_("Founded on"), required=False, widget=DayInput())

    def clean_country(self) -> str:
        """Give the country's two letters, large."""
        country = str(self.cleaned_data["country"]).strip().upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise forms.ValidationError(_("Write the country's two letters, like US, DE or BR."))
        return country


class AddressForm(Form):
    """Another address for a chapter."""

    slug = forms.CharField(
        label=_("Address"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens. The old one leads here for ever."),
    )


class VenueForm(Form):
    """A place where a chapter meets."""

    name = Line(label=_("Name"), max_length=120)
    address = Line(label=_("Address"), max_length=300, required=False)
    access = Words(
        label=_("How to get in"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Which door, which bell, steps or a ramp, where to park a bicycle."),
    )
    latitude = _latitude()
    longitude = _longitude()


class GiveRoleForm(Form):
    """Who takes on which role until when."""

    person = forms.ChoiceField(label=_("Who?"))
    name = forms.ChoiceField(
        label=_("Which role?"),
        choices=[
            (RoleName.ORGANISER, _("Organiser: plans and runs meetings, edits the page")),
            (RoleName.LEAD, _("Lead: everything, roles too")),
        ],
        widget=Choices(),
    )
    term_ends_on = forms.DateField(
        label=_("Until when?"), widget=DayInput(), help_text=_("At the latest in two years. It can be renewed.")
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a member")), *people]


class RenewForm(Form):
    """Until when a role goes on."""

    term_ends_on = forms.DateField(label=_("Until when?"), widget=DayInput())


class FarewellForm(Form):
    """A word at the end of a role."""

    farewell = Line(
        label=_("A word of farewell"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Members read it, for example: I am moving to another city. It was wonderful."),
    )


class WriteForm(Form):
    """A message to a chapter. The field that people do not see is for programs that fill in everything."""

    name = Line(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=ADDRESS_LENGTH,
        help_text=_("Only the organisers see it, to answer you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = Words(label=_("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    homepage = forms.CharField(required=False, label=_("Leave this empty"))

    @property
    def is_from_a_program(self) -> bool:
        """Say whether the hidden field was filled in."""
        return bool(self.data.get("homepage"))


class NetworkForm(Form):
    """The network's own words."""

    name = Line(label=_("Name of the network"), max_length=80)
    tagline = Line(label=_("In one sentence"), max_length=160, required=False)
    about = Words(label=_("What it is"), required=False, max_length=20_000, widget=MarkdownArea())
    conduct = Words(
        label=_("Code of conduct"),
        required=False,
        max_length=20_000,
        widget=MarkdownArea(),
        help_text=_("Everybody accepts it when she joins."),
    )
    colour = forms.CharField(
        label=_("Colour"),
        max_length=7,
        widget=ColourInput(),
        help_text=_("Lighter and darker shades that people can read are made from it by themselves."),
    )


class ListForm(Form):
    """A new chapter of the directory."""

    name = Line(label=_("Name"), max_length=80)
    slug = forms.CharField(label=_("Address"), max_length=60, help_text=_("Small letters, digits and hyphens."))
    city = Line(label=_("City"), max_length=80, required=False)
    country = ChapterForm.base_fields["country"]
    latitude = _latitude()
    longitude = _longitude()
    time_zone = ZoneField(label=_("Time zone"), initial="UTC")

    clean_country = ChapterForm.clean_country


class PersonForm(Form):
    """A person, by the address with which she signs in."""

    address = forms.EmailField(
        label=_("Her e-mail address"),
        max_length=ADDRESS_LENGTH,
        help_text=_("The one with which she signs in here."),
    )


class MoveForm(Form):
    """Where a chapter has gone."""

    moved_to = forms.URLField(label=_("New address on the web"), max_length=200, assume_scheme="https")


class SpotField(forms.CharField):
    """A spot on the earth, written `45.5,-122.7`; None where nothing is written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, **options)

    def clean(self, value: Any) -> tuple[float, float] | None:
        """Give latitude and longitude."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        try:
            lat, lon = (float(part) for part in text.split(","))
        except ValueError:
            raise forms.ValidationError(
                _("Write latitude and longitude with a comma between, like 45.52,-122.68.")
            ) from None
        if not is_place(lat, lon):
            raise forms.ValidationError(_("There is no such spot: latitude goes to 90, longitude to 180."))
        return lat, lon


class SearchForm(Form):
    """What somebody looks for in the directory."""

    q = Line(label=_("Name or city"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    country = forms.CharField(label=_("Country"), max_length=60, required=False)
    city = Line(label=_("Near a city"), max_length=100, required=False)
    near = SpotField(required=False, label=_("Near this spot"))
