"""The page that shows every component, with invented content: short, long and missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chapterhouse.foundation.http.declares import anyone, declares
from chapterhouse.lib.charts import Series, bar_chart, line_chart
from chapterhouse.look.forms import (
    Choices,
    ClockInput,
    ColourInput,
    DayInput,
    Form,
    ManyChoices,
    MarkdownArea,
    ScaleField,
    StarsField,
)
from chapterhouse.look.models import ChapterCard, Chip, Dot, EventCard, ReviewCard, Tab, leaf_of

_LONG = "Zehn kleine Spiele und ein sehr langer Titel über die Donaudampfschifffahrtsgesellschaftskapitänsmütze"


class SampleForm(Form):
    """Every kind of field once."""

    name = forms.CharField(
        label="What should we call you?", help_text="As you want it on the name badge.", max_length=80
    )
    email = forms.EmailField(label="E-mail", help_text="We send you a code. Nobody else sees your address.")
    about = forms.CharField(
        label="A few words about you", required=False, widget=MarkdownArea(preview_url="/look/", attrs={"rows": 4})
    )
    day = forms.DateField(label="Day", widget=DayInput)
    clock = forms.TimeField(label="Time", widget=ClockInput)
    country = forms.ChoiceField(label="Country", choices=[("", "Choose…"), ("cz", "Czechia"), ("pe", "Peru")])
    coming = forms.ChoiceField(
        label="How do you come?", widget=Choices, choices=[("learner", "As a learner"), ("coach", "As a coach")]
    )
    topics = forms.MultipleChoiceField(
        label="What interests you?",
        required=False,
        widget=ManyChoices,
        choices=[
            ("games", "Games"),
            ("data", "Data"),
            ("web", "A web site of your own, from the first line to the day it opens"),
        ],
    )
    stars = StarsField(label="How was it?", help_text="Five is best.")
    sure = ScaleField(label="How sure do you feel about lists?", required=False)
    colour = forms.CharField(label="Colour", widget=ColourInput, initial="#0b6e55")
    conduct = forms.BooleanField(label="I have read the code of conduct and keep to it.")


def _events() -> list[EventCard]:
    return [
        EventCard(
            url="/look/",
            title="Homework night",
            leaf=leaf_of(date(2026, 11, 25)),
            time="19:00 – 21:00",
            iso="2026-11-25T19:00:00-08:00",
            place="Backspace Café",
            count="14 going, 6 places left",
            chips=(Chip("You are going", "good"), Chip("Weekly")),
        ),
        EventCard(
            url="/look/",
            title=_LONG,
            leaf=leaf_of(date(2026, 11, 28)),
            time="10:30 – 16:00",
            iso="2026-11-28T10:30:00+01:00",
            place="The reading room on the second floor of the old municipal library by the river",
            kicker="Sankt Pölten am Schwarzen Berg",
            count="40 going, full, 12 waiting",
            chips=(Chip("You are third on the waitlist", "warn"), Chip("Beginners welcome", "brand")),
        ),
        EventCard(
            url="/look/", title="Hangout", leaf=leaf_of(date(2026, 12, 2)), time="20:00", place="", cancelled=True
        ),
        EventCard(url="/look/", title="Pong", leaf=leaf_of(date(2012, 12, 5)), time="", past=True, count="21 came"),
    ]


def _chapters() -> list[ChapterCard]:
    return [
        ChapterCard(
            url="/look/",
            name="Portland",
            where="United States · 3 km from you",
            text="We meet every Wednesday to do homework together.",
            next="Next: Wednesday 25 November, 19:00",
            chips=(Chip("85 members"),),
        ),
        ChapterCard(url="/look/", name="Lima", where="Peru", chips=(Chip("Starting", "brand"),)),
        ChapterCard(
            url="/look/",
            name="Sankt Pölten am Schwarzen Berg und Umgebung, nördliches Donauufer",
            where="Österreich",
            text=_LONG,
            next="Next: Saturday 28 November, 10:30",
        ),
        ChapterCard(url="/look/", name="X"),
    ]


def _reviews() -> list[ReviewCard]:
    return [
        ReviewCard(
            stars=5,
            good="I came with a ball that went through the wall and left with a game. Somebody sat down next to me "
            "and we read it line by line.",
            change="It was hard to find the door.",
            author="Imara",
            when="18 December 2012",
            event="Homework night",
            event_url="/look/",
            answer="There is a sign on the street now.",
            answered_by="Ottilie, organiser",
        ),
        ReviewCard(stars=3, change="More sockets, please."),
        ReviewCard(stars=None, good="Good."),
    ]


def _dots() -> list[Dot]:
    return [
        Dot("pdx", "Portland", "/look/", 201.5, 111.0, "United States"),
        Dot("lim", "Lima", "/look/", 287.4, 274.1, "Peru"),
        Dot("prg", "Prague", "/look/", 511.4, 97.8, "Czechia"),
        Dot("nbo", "Nairobi", "/look/", 577.7, 238.4, "Kenya", quiet=True),
        Dot("blr", "Bengaluru", "/look/", 682.5, 201.5, "India"),
        Dot("mel", "Melbourne", "/look/", 822.0, 351.0, "Australia"),
        Dot("rem", "Remote", "/look/", text="online"),
    ]


def _growth() -> list[Series]:
    days = [date(2012, 9, 5) + timedelta(weeks=week) for week in range(25)]
    subscribed = [(day, 4 + number * 81 // 24) for number, day in enumerate(days)]
    came = [(day, number * 50 // 24 if number != 16 else None) for number, day in enumerate(days)]
    return [Series("Subscribed", subscribed, "step"), Series("Came", came, "area")]


def _nights() -> list[Series]:
    months = ("Sep", "Oct", "Nov", "Dec", "Jan", "Feb")
    first = Series("First time", list(zip(months, (6, 5, 9, 4, 8, 12), strict=True)))
    return [first, Series("Were here before", list(zip(months, (0, 4, 6, 9, 8, 11), strict=True)))]


def _page() -> Page[int]:
    return Paginator(range(90), 30).page(2)


def _wrong_form() -> SampleForm:
    form = SampleForm(
        {"name": "", "email": "not an address", "stars": "9", "about": "<b>kept</b>", "coming": "learner"}
    )
    form.add_error(None, "The meeting filled up while you were writing. You can still join its waitlist.")
    return form


def samples() -> dict[str, Any]:
    """Give content for every component, in the order of the page."""
    return {
        "title": "How it looks",
        "events": _events(),
        "chapters": _chapters(),
        "reviews": _reviews(),
        "dots": _dots(),
        "page": _page(),
        "tabs": [
            Tab(label, "/look/", current=label == "Meetings")
            for label in ("About", "Meetings", "Reviews", "Statistics", "Posts", "Organisers")
        ],
        "people": [
            ("Imara Okafor", "Lead until June"),
            ("Ottilie", ""),
            ("Đặng Thị Ngọc Hân-Oberhuber", "Organiser"),
            ("", "No name"),
        ],
        "form": SampleForm(auto_id="plain_%s"),
        "wrong_form": _wrong_form(),
        "lines": line_chart(_growth(), title="Subscribed and came", key="growth"),
        "bars": bar_chart(_nights(), title="First-timers and returning", key="nights"),
        "head": ["Day", "Subscribed", "Came"],
        "rows": [["31 December 2012", 61, 30], ["31 January 2013", 74, None], ["23 February 2013", 85, 50]],
    }


@declares(anyone)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component; for developers and the demo only."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "look/styleguide.html", samples())
