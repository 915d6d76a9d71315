"""What may be shown: averages from five answers, words from three and with the author's yes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chapterhouse.foundation.actors import VISITOR
from chapterhouse.reviews.actions import Felt, answer_review
from chapterhouse.reviews.policies import can_read_words, readable_words
from chapterhouse.reviews.queries import (
    asked_from,
    events_to_ask_about,
    gains_of,
    public_words_of,
    reviews_with_answers,
    streams_showing,
    summary_of,
    waiting_for_words,
    words_of,
)
from tests import cast, make
from tests.reviews.make_reviews import day_after, invite, past_event, reviewed, say

pytestmark = pytest.mark.django_db


def test_the_average_appears_with_the_fifth_answer() -> None:
    chapter = make.chapter()
    event, _came = past_event(chapter, 5)
    invitations = invite(event)
    for invitation, stars in zip(invitations[:4], (5, 5, 4, 4), strict=True):
        say(invitation, stars)
    for summary in (summary_of(chapter=chapter), summary_of(event=event)):
        assert (summary.answers, summary.average, summary.shares, summary.missing) == (4, None, (), 1)
    say(invitations[4], 2)
    for summary in (summary_of(chapter=chapter), summary_of(event=event)):
        assert (summary.answers, summary.average) == (5, 4.0)


def test_few_who_gave_so_many_stars_are_hidden_in_public_only() -> None:
    chapter = make.chapter()
    event, _came = past_event(chapter, 8)
    for invitation, stars in zip(invite(event), (5, 5, 5, 5, 5, 5, 4, 1), strict=True):
        say(invitation, stars)
    shown = {share.stars: share.count for share in summary_of(chapter=chapter).shares}
    assert shown == {5: 6, 4: None, 3: 0, 2: 0, 1: None}
    in_full = {share.stars: share.count for share in summary_of(chapter=chapter, in_full=True).shares}
    assert in_full == {5: 6, 4: 1, 3: 0, 2: 0, 1: 1}


def test_one_hidden_group_takes_another_along_so_that_the_total_does_not_give_it_away() -> None:
    chapter = make.chapter()
    event, _came = past_event(chapter, 12)
    for invitation, stars in zip(invite(event), (5,) * 6 + (4,) * 5 + (1,), strict=True):
        say(invitation, stars)
    shown = {share.stars: share.count for share in summary_of(chapter=chapter).shares}
    assert shown == {5: 6, 4: None, 3: 0, 2: 0, 1: None}


def test_words_appear_with_the_third_answer_to_the_same_meeting() -> None:
    chapter = make.chapter()
    lead = make.actor(make.lead(chapter, "Lea"))
    reviewed(chapter, 2, title="Few")
    reviewed(chapter, 2, title="Few too")
    assert list(public_words_of(chapter=chapter)) == []
    assert list(words_of(lead, chapter=chapter)) == []
    assert waiting_for_words(chapter) == 4
    reviewed(chapter, 3, title="Enough")
    assert {review.event.title for review in public_words_of(chapter=chapter)} == {"Enough"}
    assert waiting_for_words(chapter) == 4


def test_words_are_public_only_with_the_authors_yes() -> None:
    chapter = make.chapter()
    lead = make.actor(make.lead(chapter, "Lea"))
    event, _came = past_event(chapter, 3)
    yes, no, stars_only = invite(event)
    say(yes, 5, "Tell everybody", words_public=True)
    say(no, 2, "Only for you")
    say(stars_only, 5, words_public=True)
    assert [review.went_well for review in public_words_of(chapter=chapter)] == ["Tell everybody"]
    assert {review.went_well for review in words_of(lead, chapter=chapter)} == {"Tell everybody", "Only for you"}
    outsider = make.actor(make.organiser(make.chapter("berlin"), "Olga"))
    assert [review.went_well for review in words_of(outsider, chapter=chapter)] == ["Tell everybody"]


def test_the_rule_of_who_reads_words_and_its_filter_agree_for_everybody() -> None:
    people = cast.assemble()
    reviewed(people.chapter, 3, public=True, title="Public")
    reviewed(people.chapter, 3, public=False, title="Private")
    reviewed(people.chapter, 2, public=True, title="Few")
    reviewed(people.elsewhere, 3, public=False, title="Elsewhere")
    rows = list(reviews_with_answers())
    for name, actor in people.actors().items():
        allowed = {review.pk for review in rows if can_read_words(actor, review, answers=review.answers)}  # type: ignore[attr-defined]
        found = {review.pk for review in reviews_with_answers().filter(readable_words(actor))}
        assert found == allowed, name
    assert len({review.pk for review in reviews_with_answers().filter(readable_words(VISITOR))}) == 3


def test_confidence_is_averaged_for_topics_with_five_answers() -> None:
    chapter = make.chapter()
    loops, games = make.topic("Loops"), make.topic("Games")
    event, _came = past_event(chapter, 5, topics=(loops, games))
    for number, invitation in enumerate(invite(event)):
        felt = [Felt(topic=loops, before=2, after=4)]
        if number:
            felt.append(Felt(topic=games, before=1, after=5))
        say(invitation, 5, confidence=tuple(felt))
    [gain] = gains_of(chapter)
    assert (gain.topic, gain.before, gain.after, gain.answers) == ("Loops", 2.0, 4.0, 5)
    assert gains_of(chapter, before=event.ends_at) == []


def test_people_are_asked_at_ten_on_the_day_after_where_the_meeting_was() -> None:
    chapter = make.chapter()
    event, _came = past_event(chapter, 1)  # 5 March 2026, 19:00 in Los Angeles
    at = asked_from(event)
    assert at == datetime(2026, 3, 6, 18, tzinfo=UTC)
    assert events_to_ask_about(at - timedelta(seconds=1)) == []
    assert events_to_ask_about(at) == [event]
    invite(event)
    assert events_to_ask_about(at) == []


def test_nobody_is_asked_about_what_is_long_ago_or_about_where_nobody_came() -> None:
    chapter = make.chapter()
    event, _came = past_event(chapter, 1)
    nobody, _none = past_event(chapter, 0, title="Nobody")
    assert events_to_ask_about(event.ends_at + timedelta(days=8)) == []
    assert nobody not in events_to_ask_about(day_after(event))


def test_a_meeting_that_nobody_closed_is_asked_about_too() -> None:
    chapter = make.chapter()
    event = make.event(chapter, days=1)
    make.came(event, make.member(chapter))
    assert events_to_ask_about(day_after(event)) == [event]


def test_an_answer_names_its_author_on_the_chapters_pages_also_where_she_has_no_role() -> None:
    chapter = make.chapter()
    review = reviewed(chapter, 3)[0]
    steward = make.steward()
    assert streams_showing(person=steward) == []
    answer_review(actor=make.actor(steward), review=review, text="Thank you!", now=make.NOW + timedelta(days=9))
    assert streams_showing(person=steward) == [chapter.stream]
