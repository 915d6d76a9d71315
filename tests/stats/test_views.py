"""Statistics as people and programs see them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chapterhouse.chapters.models import Chapter
from chapterhouse.stats.actions import count_all
from chapterhouse.stats.views import figures
from tests import make

pytestmark = pytest.mark.django_db

# Portland's evening of 27 February 2013 is already the 28th in UTC.
START = datetime(2013, 1, 2, 20, tzinfo=UTC)


def story(people: int = 6, weeks: int = 3, **fields: Any) -> Chapter:
    """Give a chapter that met on some Wednesdays; of those who had a place all but one came each time."""
    chapter = make.chapter("portland", now=START, **fields)
    members = [make.member(chapter, f"Member {number}", now=START) for number in range(people)]
    for week in range(weeks):
        planned = START + timedelta(weeks=week)
        event = make.event(chapter, f"Evening {week}", days=7, now=planned)
        for person in members:
            make.going(event, person, now=planned + timedelta(days=1))
        for person in members[1:]:
            make.came(event, person)
        make.close(event)
    return chapter


def get_json(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == status, response.content
    found: dict[str, Any] = response.json()
    return found


def test_the_json_says_what_was_known_on_a_day(client: Client) -> None:
    story()
    # The second evening is over, the third is planned two weeks after the first and nobody is signed up for it yet.
    found = get_json(client, "/portland/stats.json?on=2013-01-16")
    assert found["on"] == "2013-01-16"
    assert (found["subscribed"], found["came"]) == (8, 5)  # six members and two leads
    before = get_json(client, "/portland/stats.json?on=2013-01-03")
    assert (before["came"], before["signed_up_ahead"], before["signed_up_ahead_is_record"]) == (0, 6, True)
    same_again = get_json(client, "/portland/stats.json?on=2013-01-10")
    assert (same_again["signed_up_ahead"], same_again["signed_up_ahead_is_record"]) == (6, False)
    assert get_json(client, "/portland/stats.json?on=2012-12-31")["subscribed"] == 0


def test_numbers_are_the_same_whether_anybody_counted_before_or_not(client: Client) -> None:
    chapter = story()
    before = get_json(client, "/portland/stats.json?on=2013-01-16")
    count_all(chapter=chapter, now=timezone.now())
    after = Client().get("/portland/stats.json?on=2013-01-16").json()
    assert before == after
    assert after["show_rate"] == 0.8333


@pytest.mark.parametrize(
    "on", ["tomorrow", "2013-02-30", "2013-2-3", "9999-12-31", "0001-01-01", "20130203", "\x00", "٢"]
)
def test_a_day_that_is_none_gets_a_clear_answer(client: Client, on: str) -> None:
    make.chapter()
    found = Client().get("/portland/stats.json", {"on": on})
    assert found.status_code == 400
    assert found.json()["code"] == "not_a_day"
    page = client.get("/portland/stats/", {"on": on})
    assert page.status_code == 400
    assert found.json()["message"] in page.content.decode()
    assert client.get("/portland/stats.csv", {"on": on}).status_code == 400


def test_tomorrow_is_not_known_yet_where_the_chapter_is(client: Client) -> None:
    make.chapter(time_zone="Pacific/Auckland")
    far = timezone.now() + timedelta(days=2)
    assert client.get("/portland/stats.json", {"on": far.date().isoformat()}).status_code == 400


def test_the_page_prints_a_definition_a_table_and_a_file_for_every_chart(client: Client) -> None:
    story()
    page = client.get("/portland/stats/?on=2013-01-16").content.decode()
    assert "As known on 16 January 2013" in page
    for key in (
        "subscribed",
        "came",
        "ahead",
        "show-rate",
        "first-timers",
        "active",
        "retention",
        "rating",
        "organisers",
    ):
        assert f'id="{key}"' in page
        assert f"of={key}&amp;on=2013-01-16" in page
        assert client.get(f"/portland/stats.csv?of={key}&on=2013-01-16").status_code == 200
    assert page.count('class="definition"') == 10
    assert "Members at the end of the day" in page


def rows_of(client: Client, query: str) -> list[dict[str, str]]:
    response = client.get(f"/portland/stats.csv?{query}")
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(response.content.decode().splitlines()))


def test_the_file_of_days_has_a_row_for_each_day_as_known_on_it(client: Client) -> None:
    story()
    rows = {row["day"]: row for row in rows_of(client, "of=days&on=2013-01-16")}
    assert rows["2013-01-02"]["joined"] == "8"
    assert rows["2013-01-09"]["came"] == "5"
    assert rows["2013-01-08"]["came"] == "0"
    assert rows["2013-01-08"]["signed_up_ahead"] == "6"
    assert max(rows) == "2013-01-16"
    weeks = rows_of(client, "of=weeks&on=2013-01-16")
    assert [row["day"] for row in weeks] == ["2013-01-02", "2013-01-09", "2013-01-16"]


def test_the_file_of_meetings_hides_small_groups_from_the_public_only(client: Client) -> None:
    chapter = story()
    public = rows_of(client, "of=meetings&on=2013-01-16")
    assert [(row["meeting"], row["going"], row["came"]) for row in public] == [
        ("Evening 0", "6", "5"),
        ("Evening 1", "6", "5"),
    ]
    assert public[0]["first_time"] == "5"  # a group of five, and nobody returning
    assert "walk_ins" not in public[0]
    lead = chapter.roles.select_related("person").first()
    assert lead is not None
    own = rows_of(make.sign_in(Client(), lead.person), "of=meetings&on=2013-01-16")
    assert own[0]["walk_ins"] == "0"


def test_small_groups_of_newcomers_are_hidden_in_public_and_shown_to_organisers(client: Client) -> None:
    chapter = story(people=5)  # four came each time
    month = rows_of(client, "of=first-timers&on=2013-01-31")[0]
    assert (month["People"], month["First time"], month["Returning"]) == ("4", "hidden", "0")
    lead = chapter.roles.select_related("person").first()
    assert lead is not None
    assert rows_of(make.sign_in(Client(), lead.person), "of=first-timers&on=2013-01-31")[0]["First time"] == "4"


def test_words_that_a_spreadsheet_would_run_are_written_as_words(client: Client) -> None:
    chapter = make.chapter("portland", now=START)
    make.event(chapter, '=HYPERLINK("http://example.org")', days=1, now=START)
    row = rows_of(client, "of=meetings&on=2013-01-16")[0]
    assert row["meeting"].startswith("'=")


@pytest.mark.parametrize("audience", ["members", "organisers"])
def test_a_chapter_that_keeps_its_numbers_to_itself_does_so_in_every_face(client: Client, audience: str) -> None:
    chapter = story(statistics_for=audience)
    lead = chapter.roles.select_related("person").first()
    assert lead is not None
    member = make.member(chapter, "Mo")
    for path in ("/portland/stats/", "/portland/stats.json", "/portland/stats.csv", "/portland/stats.csv?of=meetings"):
        assert client.get(path).status_code in (302, 401)
        wanted = 200 if audience == "members" else 403
        assert make.sign_in(Client(), member).get(path).status_code == wanted
        assert make.sign_in(Client(), lead.person).get(path).status_code == 200
    home = client.get("/portland/").content.decode()
    assert "/portland/stats/" not in home
    network = get_json(client, "/stats.json")
    assert (network["chapters_living"], network["chapters_sharing"], network["subscribed"]) == (1, 0, 0)


def test_the_chapters_page_shows_the_numbers_of_today(client: Client) -> None:
    story()
    page = client.get("/portland/").content.decode()
    assert "In numbers" in page
    assert 'href="/portland/stats/"' in page


def test_the_network_counts_everybody_once(client: Client) -> None:
    portland = make.chapter("portland", now=START)
    berlin = make.chapter("berlin", now=START, country="DE", time_zone="Europe/Berlin")
    both = make.member(portland, "Everywhere", now=START)
    make.join(berlin, both, now=START)
    found = get_json(client, "/stats.json?on=2013-01-10")
    assert [row["subscribed"] for row in found["chapters"]] == [3, 3]
    assert found["subscribed"] == 5
    for chapter in (portland, berlin):
        count_all(chapter=chapter, now=timezone.now())
        assert Client().get("/stats.json?on=2013-01-10").json()["subscribed"] == 5
    page = client.get("/stats/").content.decode()
    assert "2 of 2 chapters share their numbers" in page
    assert "A day of the network is a day in UTC." in page


def test_the_page_costs_the_same_few_queries_with_much_history_and_with_little(client: Client) -> None:
    chapter = story(people=3, weeks=1)
    count_all(chapter=chapter, now=timezone.now())
    client.get("/portland/stats/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        Client().get("/portland/stats/?range=all")
    for week in range(2, 12):
        event = make.event(chapter, f"More {week}", days=7, now=START + timedelta(weeks=week))
        for number in range(4):
            person = make.member(chapter, f"More {week} {number}", now=START)
            make.going(event, person, now=START + timedelta(weeks=week))
            make.came(event, person)
        make.close(event)
    with CaptureQueriesContext(connection) as uncounted:
        Client().get("/portland/stats/?range=365")
    count_all(chapter=chapter, now=timezone.now())
    with CaptureQueriesContext(connection) as many:
        Client().get("/portland/stats/?range=90")
    assert len(few) == len(many) <= 10
    assert len(uncounted) <= 12


def test_an_average_is_rounded_not_cut_and_a_curve_begins_on_its_first_day() -> None:
    assert figures.one_decimal(4.3951) == "4.4"
    assert figures.points_between(100, 900)[:2] == [100, 116]
    assert figures.points_between(100, 105) == [100, 101, 102, 103, 104, 105]
    assert figures.points_between(7, 7) == [7]


def test_a_signed_out_reader_is_never_given_a_page_from_before_a_fact(client: Client) -> None:
    chapter = story()
    for _again in range(3):
        assert get_json(client, "/portland/stats.json")["subscribed"] == 8
    make.member(chapter, "Newest", now=timezone.now())
    assert get_json(client, "/portland/stats.json")["subscribed"] == 9


def test_the_home_page_shows_the_networks_numbers_as_they_are_now(client: Client) -> None:
    chapter = make.chapter()
    for count in (2, 3, 4):
        for _again in range(3):
            page = client.get("/").content.decode()
            assert f'<span class="value">{count}</span><span class="label">subscribed</span>' in page
        make.member(chapter, f"Number {count}", now=timezone.now())


def test_a_chapter_that_never_did_anything_here_says_so_instead_of_ten_charts_of_nothing(client: Client) -> None:
    make.listed("amsterdam")
    page = client.get("/amsterdam/stats/").content.decode()
    assert "No numbers yet" in page
    assert '<svg class="chart' not in page
