import re
from datetime import date
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, Engine, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.safestring import SafeString
from django.utils.translation import override

import chapterhouse
from chapterhouse.foundation import slots
from chapterhouse.look.models import ChapterCard, Chip, Dot, EventCard, Leaf, ReviewCard, Tab, leaf_of

PACKAGE = Path(chapterhouse.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
COMPONENTS = sorted((PACKAGE / "look/templates/look/components").glob("*.html"))


def component(name: str, **context: object) -> str:
    engine: Engine = engines["django"].engine
    context.setdefault("request", RequestFactory().get("/portland/?q=games&page=2"))
    page = Context(context)
    page.request = context["request"]  # as on a real page, without asking the roof for the network
    return engine.get_template(f"look/components/{name}.html").render(page)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_holds_no_inline_style_script_or_handler(path: Path) -> None:
    """The content security policy would refuse it."""
    text = path.read_text()
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<[^>{]*\son\w+\s*=", text)
    assert not re.search(r"javascript:", text, re.IGNORECASE)
    assert path.stem == "mail" or "<style" not in text
    for script in re.findall(r"<script([^>]*)>", text):
        assert "src=" in script or "application/ld+json" in script


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_words_on_the_screen_are_wrapped_for_translation(path: Path) -> None:
    if path.stem == "styleguide":
        return  # its content is invented and stays as it is
    text = re.sub(
        r"(?s){% comment %}.*?{% endcomment %}|{#.*?#}|<style.*?</style>|<script.*?</script>", "", path.read_text()
    )
    text = re.sub(r"(?s){% blocktranslate.*?{% endblocktranslate %}", "", text)
    text = re.sub(r"(?s){%.*?%}|{{.*?}}|<!--.*?-->|<[^>]*>|&\w+;", " ", text)
    words = set(re.findall(r"[A-Za-z]{2,}", text)) - {"Chapterhouse", "http", "https", "CSV", "JSON", "iCal", "RSS"}
    assert not words, words


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_renders_with_nothing_given(path: Path) -> None:
    assert "None" not in component(path.stem)


def test_an_event_card_shows_what_it_is_given() -> None:
    event = EventCard(
        url="/portland/events/k3w9x/",
        title="Pong <3",
        leaf=leaf_of(date(2012, 12, 5)),
        time="19:00",
        iso="2012-12-05T19:00:00-08:00",
        place="Café",
        count="6 places left",
        chips=(Chip("Weekly"),),
        cancelled=True,
    )
    html = component("event-card", event=event)
    for words in ("Pong &lt;3", "/portland/events/k3w9x/", "19:00", "Café", "6 places left", "Weekly", "Cancelled"):
        assert words in html
    assert 'datetime="2012-12-05T19:00:00-08:00"' in html


def test_cards_with_the_least_content_have_no_empty_parts() -> None:
    event = component("event-card", event=EventCard("/e/", "Pong", Leaf("Wed", "5", "Dec"), time=""))
    chapter = component("chapter-card", chapter=ChapterCard("/c/", "Lima"))
    review = component("review", review=ReviewCard(stars=None))
    for html in (event, chapter, review):
        assert not re.search(r"<(p|span|h3|blockquote|div)[^>]*>\s*</\1>", html.replace('<span class="icon', "<i"))
    assert "Somebody who came" in review
    assert "No rating yet" in review


def test_a_leaf_speaks_the_readers_language() -> None:
    day = date(2026, 11, 25)
    with override("en"):
        assert leaf_of(day) == Leaf("Wed", "25", "Nov", "2026-11-25", "2026")
    with override("ar"):
        assert leaf_of(day).month == "نوفمبر"
    with override("en"):
        assert leaf_of(day).weekday == "Wed"


def test_a_leaf_of_the_past_names_its_year() -> None:
    leaf = leaf_of(date(2012, 12, 5))
    assert "Dec 2012" in component("leaf", leaf=leaf, past=True)
    assert "2012<" not in component("leaf", leaf=leaf)


def test_the_tab_that_one_is_on_says_so() -> None:
    html = component("tabs", tabs=[Tab("About", "/a/"), Tab("Meetings", "/m/", current=True)])
    assert html.count("aria-current") == 1
    assert re.search(r'href="/m/" aria-current="page"', html)


def test_pages_keep_the_other_parameters_of_the_address() -> None:
    html = component("pagination", page=Paginator(range(90), 30).page(2))
    assert "?q=games&amp;page=1" in html
    assert "?q=games&amp;page=3" in html


def test_the_world_lists_every_chapter_and_draws_those_with_a_known_place() -> None:
    dots = [Dot("pdx", "Portland", "/portland/", 201.5, 111.0), Dot("rem", "Remote & far", "/remote/")]
    html = component("world-map", dots=dots)
    assert html.count("<li") == 2
    assert html.count('<a href="/remote/"') == 1
    assert html.count('<a href="/portland/"') == 2
    assert "M201.5 111.0h0" in html
    assert "Remote &amp; far" in html
    assert 'aria-hidden="true"' in html  # the list below says the same to those who do not see it


def test_coordinates_stay_numbers_in_every_language() -> None:
    with override("ar"):
        assert "M201.5 111.0h0" in component("world-map", dots=[Dot("pdx", "Portland", "/p/", 201.5, 111.0)])
        assert 'value="4.30"' in component("stars", value=4.3, count=3)
        assert 'value="14"' in component("progress", value=14, max=20, label="x")


def test_a_table_names_its_rows_and_columns() -> None:
    html = component("table", caption="Growth", head=["Day", "Came"], rows=[["31 December", 30], ["1 January", None]])
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 2
    assert "–" in html


def test_a_base_page_of_a_visitor_touches_neither_session_nor_token() -> None:
    class Watched(HttpRequest):
        @property
        def session(self) -> object:
            raise AssertionError("session touched")

        @property
        def user(self) -> object:
            raise AssertionError("user touched")

    request = Watched()
    request.method, request.path = "GET", "/"
    engine: Engine = engines["django"].engine
    html = engine.get_template("look/page.html").render(Context({"request": request, "title": "Hello"}))
    assert "csrf" not in html
    assert "Hello" in html


def test_a_page_is_written_from_the_right_in_arabic(rf: RequestFactory) -> None:
    with override("ar"):
        html = engines["django"].engine.get_template("look/page.html").render(Context({"request": rf.get("/")}))
    assert '<html lang="ar" dir="rtl">' in html


def test_higher_rooms_fill_the_slots_of_every_page(rf: RequestFactory) -> None:
    def bell(_request: HttpRequest) -> SafeString:
        return SafeString('<a href="/bell/">Bell</a>')

    slots.fill("header.end", bell)
    html = engines["django"].engine.get_template("look/page.html").render(Context({"request": rf.get("/")}))
    assert '<div class="site-end"><a href="/bell/">' in re.sub(r">\s+<a", "><a", html)


def test_pages_for_errors_in_the_middle_of_something_need_nothing() -> None:
    for name in ("500.html", "400.html", "403_csrf.html"):
        html = render_to_string(name)
        assert "<h1>" in html
        assert 'href="/"' in html


@pytest.mark.parametrize("name", ["404.html", "403.html", "look/refused.html"])
def test_error_pages_say_what_to_do_next(name: str, rf: RequestFactory) -> None:
    context = Context({"request": rf.get("/x/"), "refusal": {"message": "The meeting is full."}})
    html = engines["django"].engine.get_template(name).render(context)
    main = html[html.index("<main") : html.index("</main")]
    assert "<h1>" in main
    assert 'class="button' in main
    assert ("The meeting is full." in main) == (name == "look/refused.html")


def test_a_letter_says_the_same_as_html_and_as_text() -> None:
    words = {
        "paragraphs": ["A place became free & it is yours.", "See you!"],
        "details": [("When", "Wednesday, 19:00")],
        "link": "https://example.org/portland/events/k3w9x/",
        "button": "See the meeting",
        "why": "You signed up for a meeting.",
    }
    context = {"network": {"name": "Open Lessons", "colour": "#ffd400"}, "greeting": "Hello Ada,", "words": words}
    html, text = render_to_string("look/mail.html", context), render_to_string("look/mail.txt", context)
    for part in ("Hello Ada,", "See you!", "Wednesday, 19:00", words["link"], "See the meeting", words["why"]):
        assert part in html
        assert part in text
    assert "free &amp; it" in html
    assert "free & it" in text
    assert "background: #ffd400" in html
    assert "\n\n\n" not in text
