from html.parser import HTMLParser

import pytest
from django import forms
from django.template.loader import render_to_string

from chapterhouse.look.forms import Form, MarkdownArea, ScaleField, StarsField


class Reader(HTMLParser):
    """Reads the elements of a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            found
            for name, found in self.elements
            if name == tag and all(found.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]

    @property
    def ids(self) -> list[str]:
        return [found["id"] for _, found in self.elements if found.get("id")]  # type: ignore[misc]


class SignUp(Form):
    name = forms.CharField(label="Name", help_text="As on your badge.")
    words = forms.CharField(label="A few words", required=False, widget=MarkdownArea(preview_url="/preview/"))
    stars = StarsField(label="How was it?")
    sure = ScaleField(label="How sure?", required=False, low="not at all", high="very")
    conduct = forms.BooleanField(label="I keep to the code of conduct", help_text="It is short.")
    token = forms.CharField(widget=forms.HiddenInput)


def shown(**data: str) -> tuple[SignUp, Reader, str]:
    form = SignUp(data)
    html = str(form)
    return form, Reader(html), html


def test_an_error_stands_at_its_field_and_in_a_summary_that_leads_there() -> None:
    _, page, html = shown(name="", stars="3", conduct="on", token="t")
    (field,) = page.all("input", name="name")
    assert field["aria-invalid"] == "true"
    assert set((field["aria-describedby"] or "").split()) == {"id_name_helptext", "id_name_error"}
    assert {"id_name_helptext", "id_name_error"} <= set(page.ids)
    assert html.count("Please fill this in.") == 2
    (summary,) = page.all("div", class_="error-summary")
    assert summary["role"] == "alert"
    assert [link["href"] for link in page.all("a")] == ["#id_name"]


def test_every_link_of_the_summary_leads_to_something_on_the_page() -> None:
    _, page, _ = shown()
    links = [(link["href"] or "")[1:] for link in page.all("a")]
    assert len(links) == 3
    assert set(links) <= set(page.ids)


def test_no_id_is_given_twice() -> None:
    _, page, _ = shown()
    assert sorted(page.ids) == sorted(set(page.ids))


def test_every_description_that_a_field_names_exists() -> None:
    _, page, _ = shown()
    named = {name for _, attributes in page.elements for name in (attributes.get("aria-describedby") or "").split()}
    assert named
    assert named <= set(page.ids)


def test_what_was_typed_is_kept_and_cannot_break_out() -> None:
    _, page, html = shown(name='"><b>x', words="</textarea><script>alert(1)</script>", stars="4", sure="2")
    assert page.all("input", name="name")[0]["value"] == '"><b>x'
    assert page.all("script") == []
    assert "&lt;/textarea&gt;" in html
    assert [one["value"] for one in page.all("input", name="stars") if "checked" in one] == ["4"]
    assert [one["value"] for one in page.all("input", name="sure") if "checked" in one] == ["2"]


def test_a_hidden_field_that_is_wrong_is_told_in_the_summary_too() -> None:
    _, page, html = shown(name="Ada", stars="5", conduct="on")
    assert page.all("div", class_="error-summary")
    assert "Please fill this in." in html


def test_a_sound_form_shows_no_summary() -> None:
    form = SignUp()
    page = Reader(str(form))
    assert page.all("div", class_="error-summary") == []
    assert page.all("input", **{"aria-invalid": "true"}) == []


def test_every_field_has_a_label_and_every_group_a_legend() -> None:
    page = Reader(str(SignUp()))
    labelled = {label.get("for") for label in page.all("label")}
    for tag in ("input", "textarea"):
        for field in page.all(tag):
            assert field.get("type") == "hidden" or field["id"] in labelled
    assert len(page.all("legend")) == len(page.all("fieldset")) == 2


def test_stars_are_five_radio_buttons_that_say_their_number_and_give_a_number() -> None:
    form, page, html = shown(name="Ada", stars="5", conduct="on", token="t")
    assert len(page.all("input", name="stars", type="radio")) == 5
    assert "1 star<" in html
    assert "5 stars<" in html
    assert form.is_valid()
    assert form.cleaned_data["stars"] == 5
    assert form.cleaned_data["sure"] is None


@pytest.mark.parametrize("stars", ["0", "6", "4.5", "five", "-1", ""])
def test_there_are_no_other_stars(stars: str) -> None:
    assert not SignUp({"name": "Ada", "stars": stars, "conduct": "on", "token": "t"}).is_valid()


def test_the_two_words_of_a_scale_are_shown() -> None:
    html = str(SignUp())
    assert "not at all" in html
    assert "very" in html


def test_a_markdown_field_knows_where_its_preview_is_made() -> None:
    assert Reader(str(SignUp())).all("live-preview")[0]["data-url"] == "/preview/"


def test_optional_fields_say_so() -> None:
    assert str(SignUp()).count("(if you like)") == 2


def test_words_for_a_missing_answer_fit_the_kind_of_field() -> None:
    form = SignUp({})
    assert form.errors["conduct"] == ["Please tick this to go on."]
    assert form.errors["stars"] == ["Please choose one."]


def test_own_words_for_a_missing_answer_are_kept() -> None:
    class Own(Form):
        name = forms.CharField(error_messages={"required": "What is your name?"})

    assert Own({}).errors["name"] == ["What is your name?"]


def test_a_form_that_is_not_ours_is_shown_the_same_way() -> None:
    class Foreign(forms.Form):
        name = forms.CharField(help_text="Help")

    page = Reader(str(Foreign({})))
    assert page.all("div", class_="error-summary")
    assert "id_name_error" in page.ids


@pytest.mark.django_db
def test_the_narrow_page_shows_a_form_with_its_button(rf) -> None:
    html = render_to_string("look/narrow.html", {"title": "Join", "form": SignUp(), "submit": "Join us"}, rf.get("/"))
    page = Reader(html)
    assert [form["method"] for form in page.all("form")] == ["post"]
    assert "Join us" in html
    assert page.all("input", name="csrfmiddlewaretoken")
