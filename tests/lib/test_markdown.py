from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapterhouse.lib.markdown import Heading, TooLong, clean_html, plain, render

# fmt: off
HARMLESS_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
}
HARMLESS_ATTRIBUTES = {
    "href", "title", "rel", "src", "alt", "width", "height", "loading", "start", "colspan", "rowspan", "scope",
    "class", "id",
}
# fmt: on


class Page(HTMLParser):
    """What a browser would find in the HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for _tag, attribute, value in self.attributes if attribute == name]


def assert_harmless(html: str) -> Page:
    page = Page(html)
    assert set(page.tags) <= HARMLESS_TAGS
    assert {name for _tag, name, _value in page.attributes} <= HARMLESS_ATTRIBUTES
    for address in page.values("href") + page.values("src"):
        scheme = address.strip().lower().partition(":")[0] if ":" in address else ""
        assert scheme in {"", "http", "https", "mailto"} or "/" in scheme or "#" in scheme or "?" in scheme
    return page


ATTACKS = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '![x" onerror="alert(1)](http://example.org/x.png)',
    '[x](http://example.org "onmouseover=alert(1)")',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='jav&#x0A;ascript:alert(1)'>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<style>@import 'http://example.org/x.css'</style>",
    "<p style='position:fixed'>x</p>",
    "<iframe src='http://example.org'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action='http://example.org'><input name=password><button>go</button></form>",
    "<base href='http://example.org/'><meta http-equiv=refresh content=0>",
    "<object data=x></object><embed src=x><video src=x onerror=alert(1)></video>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<div id=main class=banner name=x>x</div>",
    "<a name=x id=csrf>x</a><img name=cookie>",
    "<h1><h2><b></h1></h2><img src=x onerror=alert(1)",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<a href='http://example.org/<h1>x'><h1 onclick=x>y</a>",
    "<scr<script>ipt>alert(1)</script>",
    "<p>unclosed <b>bold <i>both\n\n<a href=//evil.example>x",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\ncode\n```',
    "~~~python onload=alert(1)\nx = '<script>'\n~~~",
    "\u202egnp.exe <b>\u2066x",
]


@pytest.mark.parametrize("allow_html", [False, True])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_an_attack_is_left_but_words(attack: str, allow_html: bool) -> None:
    assert_harmless(render(attack, allow_html=allow_html).html)
    assert_harmless(clean_html(attack).html)


soup = st.lists(
    st.sampled_from(
        ["<", ">", '"', "'", "=", "/", "a", "h1", "h2", " href", "script", "img", " src", "svg", "style", "<!--", "-->",
         "javascript:", "[", "](", ")", "`", "```\n", "\n", "\n\n", "# ", "> ", "- ", "&", "lt;", "&#x", "\x00", "*",
         "_", "|", "|-|", "<b>", "</b>", "<h1>", "</h1>", "<a ", "<math>", "<p>", "//", "\\", " on", "error"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(soup)
def test_no_mixture_of_markup_gets_through(text: str) -> None:
    for allow_html in (False, True):
        made = render(text, allow_html=allow_html)
        page = assert_harmless(made.html)
        assert page.values("id") == [heading.anchor for heading in made.headings]


def test_html_is_shown_as_it_was_typed_unless_it_is_allowed() -> None:
    text = "Hi <b>there</b> <span onclick=x>you</span>"
    assert Page(render(text).html).text.strip() == text
    assert render(text, allow_html=True).html == "<p>Hi <b>there</b> <span>you</span></p>\n"


def test_posts_from_elsewhere_keep_their_pictures_and_figures() -> None:
    html = render(
        '<figure><img src="https://example.org/a.png" alt="Us" width="300" height="9" style="x"><figcaption>Us'
        "</figcaption></figure>\n<img src='mailto:a@example.org' width='100%'>",
        allow_html=True,
    ).html
    page = assert_harmless(html)
    assert page.tags == ["figure", "img", "figcaption", "img"]
    assert page.values("src") == ["https://example.org/a.png"]
    assert page.values("width") == ["300"]
    assert page.values("loading") == ["lazy", "lazy"]


def test_only_links_to_elsewhere_are_marked_as_foreign() -> None:
    text = (
        "[a](https://example.org/) [b](/portland/) [c](#t-x) [d](?page=2) [e](//evil.example) [f](mailto:x@example.org)"
        " [g](other/page) [h](/\\\\evil.example)"
    )
    page = Page(render(text).html)
    foreign = [("a", "rel", "nofollow noopener")]
    assert [one for one in page.attributes if one[1] == "rel"] == foreign * 3
    assert '<a href="/portland/">b</a>' in render(text).html


def test_headings_begin_below_the_page_title_and_skip_no_level() -> None:
    made = render("# One\n\n### Two *words*\n\n# One\n\n###### Deep & down\n")
    assert made.headings == (
        Heading(2, "One", "t-one"),
        Heading(3, "Two words", "t-two-words"),
        Heading(2, "One", "t-one-2"),
        Heading(3, "Deep & down", "t-deep-down"),
    )
    assert '<h3 id="t-two-words">Two <em>words</em></h3>' in made.html
    assert render("### Only", top=3).headings == (Heading(3, "Only", "t-only"),)


def test_headings_of_other_scripts_have_anchors_too() -> None:
    headings = render("# مرحبا بكم\n\n# 你好\n\n# !!!").headings
    assert [one.anchor for one in headings] == ["t-مرحبا-بكم", "t-你好", "t-section"]


def test_anchors_stay_apart_also_when_one_is_called_like_the_second_of_another() -> None:
    headings = render("# A\n\n# A 2\n\n# A\n\n# A").headings
    assert len({one.anchor for one in headings}) == 4


def test_code_is_coloured_by_classes_where_its_language_is_named() -> None:
    html = render("```python\nprint('hello')\n```").html
    assert html.startswith('<pre class="highlight"><code class="language-python"><span class="nb">print</span>')
    assert Page(html).text == "print('hello')\n\n"  # the last one stands after the block
    assert render("```\nx < 1\n```").html == '<pre class="highlight"><code>x &lt; 1\n</code></pre>\n'
    assert Page(render("```brainfuck\n+[>\n```").html).attributes == [("pre", "class", "highlight")]


def test_tables_are_aligned_by_classes_not_styles() -> None:
    html = render("| a | b |\n|---|--:|\n| 1 | ~~2~~ |").html
    assert '<th class="align-right">b</th>' in html
    assert '<td class="align-right"><s>2</s></td>' in html


def test_control_characters_and_turned_text_are_taken_out() -> None:
    html = render("a\x00b\x1b[31m \u202etxt.exe \u200fעברית\ufeff").html
    assert html == "<p>ab[31m txt.exe \u200fעברית</p>\n"
    assert "\ufffd" not in render("\x00").html


def test_lone_surrogates_do_not_break_the_page() -> None:
    assert render("a\ud800b").html.encode("utf-8")


@pytest.mark.parametrize("text", ["a" * 200_001, "ü" * 100_001, "[" * 1_000_000, "[" * 10_001])
def test_a_text_beyond_the_limit_is_refused(text: str) -> None:
    with pytest.raises(TooLong):
        render(text)
    assert len(plain(text)) <= 200


@pytest.mark.parametrize("piece", [">", "[", "![", "*a _b ", "`a``", "- ", "[a](", "&", "# a\n", "<!--", "a\n-\n"])
def test_monotonous_texts_are_read_in_bounded_time(piece: str) -> None:
    # Anything exponential would take for ever at this length.
    assert_harmless(render((piece * 8_000)[:16_000]).html)


@pytest.mark.parametrize("piece", ["<div>", "<b>", "<table><td>", "<svg><style>", "<p><b>"])
def test_html_nested_past_all_reason_is_refused(piece: str) -> None:
    with pytest.raises(TooLong):
        render(piece * 10_000, allow_html=True)
    with pytest.raises(TooLong):
        clean_html(piece * 10_000)


def test_a_summary_has_the_words_and_ends_between_two() -> None:
    text = (
        "# Hello\n\nWe *met* on [Wednesday](http://example.org) &amp; <b>played</b>\n\n```\ncode\n```\n\n![p](x.png)Bye"
    )
    assert plain(text) == "Hello We met on Wednesday & played Bye"
    assert plain(text, 20) == "Hello We met on…"
    assert plain("a" * 100, 10) == "aaaaaaaaa…"
    assert plain("") == ""
    assert plain("Q&amp;lt;A") == "Q&lt;A"
