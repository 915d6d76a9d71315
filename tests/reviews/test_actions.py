"""Asking, leaving a review once, answering, and forgetting who wrote."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from chapterhouse.foundation.actors import SYSTEM, VISITOR
from chapterhouse.foundation.models import Fact
from chapterhouse.foundation.refusals import Forbidden, SignInNeeded
from chapterhouse.people.actions import erase_person
from chapterhouse.people.queries import kept_about
from chapterhouse.reviews.actions import (
    Felt,
    LinkExpired,
    LinkUsed,
    NothingToAnswer,
    TooFewAnswers,
    answer_review,
    invite_reviews,
    say_what_we_did,
    withdraw_improvement,
)
from chapterhouse.reviews.models import Improvement, Review, ReviewInvitation
from chapterhouse.reviews.queries import LinkBroken, invitation_for, link_token
from tests import make
from tests.crowd import crowd
from tests.reviews.make_reviews import day_after, invite, past_event, reviewed, say

pytestmark = pytest.mark.django_db


def test_everybody_who_came_is_asked_once_and_nobody_else() -> None:
    chapter = make.chapter()
    event, came = past_event(chapter, 3)
    make.member(chapter, "Stayed at home")
    make.going(make.event(chapter, "Another"), came[0])
    assert {invitation.person for invitation in invite(event)} == set(came)
    assert invite(event) == []
    assert Fact.objects.filter(kind="review.invited").count() == 3


def test_walk_ins_by_name_cannot_be_asked_and_late_corrections_still_are() -> None:
    chapter = make.chapter()
    event, _came = past_event(chapter, 1)
    make.came(make.event(chapter, "Other", days=1), name="Somebody")
    assert len(invite(event)) == 1
    late = make.member(chapter, "Late")
    make.correct(event, late, now=day_after(event))
    assert [invitation.person for invitation in invite(event)] == [late]


def test_visitors_and_members_cannot_have_people_asked() -> None:
    chapter = make.chapter()
    event, came = past_event(chapter, 1)
    with pytest.raises(SignInNeeded):
        invite_reviews(actor=VISITOR, event=event, now=day_after(event))
    with pytest.raises(Forbidden):
        invite_reviews(actor=make.actor(came[0]), event=event, now=day_after(event))


def test_a_review_is_left_once_by_its_link_and_what_was_sent_first_counts() -> None:
    topic = make.topic("Loops")
    event, _came = past_event(make.chapter(), 1, topics=(topic,))
    [invitation] = invite(event)
    review = say(invitation, 4, "  Games! ", confidence=(Felt(topic=topic, before=2, after=4),))
    assert (review.stars, review.went_well, review.words_public, review.signed) == (4, "Games!", False, False)
    assert [(felt.before, felt.after) for felt in review.confidences.all()] == [(2, 4)]
    with pytest.raises(LinkUsed):
        say(invitation, 1, "No!")
    assert Review.objects.get().stars == 4


def test_a_link_works_for_three_weeks() -> None:
    event, _came = past_event(make.chapter(), 2)
    first, second = invite(event)
    say(first, now=first.expires_at - timedelta(seconds=1))
    with pytest.raises(LinkExpired):
        say(second, now=second.expires_at)


@pytest.mark.parametrize("token", ["", "x", "a.b", "ä.ö", "." * 500, "AAAAAAAAAAAAAAAAAAAAAA.AAAA", "%00", "a" * 4000])
def test_a_made_up_link_opens_nothing(token: str) -> None:
    with pytest.raises(LinkBroken):
        invitation_for(token)


def test_a_link_cannot_be_made_from_what_facts_hold() -> None:
    event, _came = past_event(make.chapter(), 1)
    [invitation] = invite(event)
    token = link_token(invitation.uid)
    payloads = [str(fact.payload) for fact in Fact.objects.filter(kind__startswith="review.")]
    assert all(token not in payload and token.split(".")[1] not in payload for payload in payloads)
    with pytest.raises(LinkBroken):
        invitation_for(token[:-1] + ("A" if token[-1] != "A" else "B"))


def test_no_fact_tells_who_wrote_a_review() -> None:
    event, came = past_event(make.chapter(), 1)
    review = say(invite(event)[0], 5, "Lovely", signed=True)
    fact = Fact.objects.get(kind="review.left")
    assert fact.actor_uid is None
    assert str(came[0].uid) not in str(fact.payload)
    assert "Lovely" not in str(fact.payload)
    assert fact.payload["review"] == str(review.uid)


@pytest.mark.django_db(transaction=True)
def test_pressing_send_many_times_at_once_leaves_one_review() -> None:
    event, _came = past_event(make.chapter(), 1)
    [invitation] = invite(event)
    answers = crowd(partial(_press, invitation.pk), processes=2, threads=4)
    assert sorted(answers) == ["left", *["used"] * 7]
    assert Review.objects.count() == 1


def _press(pk: int, _number: int) -> str:
    try:
        say(ReviewInvitation.objects.select_related("event").get(pk=pk))
    except LinkUsed:
        return "used"
    return "left"


def test_organisers_answer_from_three_answers_on_and_a_second_answer_replaces_the_first() -> None:
    chapter = make.chapter()
    lead = make.actor(make.lead(chapter, "Lea"))
    few = reviewed(chapter, 2, title="Few")
    with pytest.raises(TooFewAnswers):
        answer_review(actor=lead, review=few[0], text="Thanks", now=make.NOW)
    enough = reviewed(chapter, 3, title="Enough", public=False)
    answer_review(actor=lead, review=enough[0], text="Thanks", now=make.NOW)
    answer_review(actor=lead, review=enough[0], text="Thank you", now=make.NOW)
    enough[0].refresh_from_db()
    assert enough[0].answer.text == "Thank you"
    with pytest.raises(NothingToAnswer):
        answer_review(actor=lead, review=enough[1], text="  ", now=make.NOW)
    with pytest.raises(Forbidden):
        answer_review(actor=make.actor(make.member(chapter)), review=enough[1], text="Hm", now=make.NOW)


def test_a_chapter_tells_what_it_did_and_takes_it_back() -> None:
    chapter = make.chapter()
    lead = make.actor(make.lead(chapter, "Lea"))
    told = say_what_we_did(actor=lead, chapter=chapter, said="More tables", did="We got three", now=make.NOW)
    with pytest.raises(Forbidden):
        say_what_we_did(actor=make.actor(make.member(chapter)), chapter=chapter, said="a", did="b", now=make.NOW)
    withdraw_improvement(actor=lead, improvement=told, now=make.NOW)
    assert not Improvement.objects.exists()
    assert Fact.objects.filter(kind="improvement.withdrawn", stream=chapter.stream).exists()


def test_erasing_a_person_leaves_her_stars_and_neither_her_name_nor_her_words() -> None:
    event, came = past_event(make.chapter(), 1)
    invitation = invite(event)[0]
    say(invitation, 3, "I live at the lake", signed=True, words_public=True)
    assert kept_about(came[0])["reviews"][0]["went_well"] == "I live at the lake"
    erase_person(actor=SYSTEM, person=came[0], now=day_after(event))
    review = Review.objects.get()
    assert (review.stars, review.person, review.signed, review.went_well) == (3, None, False, "")
    with pytest.raises(LinkBroken):
        invitation_for(link_token(invitation.uid))
