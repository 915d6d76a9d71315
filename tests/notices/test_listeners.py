"""Who is told what: each once, in her language and zone, and nobody of what is no longer so."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core import mail

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.models import Chapter
from chapterhouse.events import actions as events
from chapterhouse.events.models import Event, PlaceKind
from chapterhouse.foundation.actors import SYSTEM, VISITOR
from chapterhouse.foundation.facts.announcing import facts_of
from chapterhouse.foundation.facts.listening import read_all
from chapterhouse.foundation.mail.letters import send_due
from chapterhouse.foundation.models import Cursor, Letter, Origin, ParkedFact
from chapterhouse.people import actions as people
from chapterhouse.people.models import Person
from chapterhouse.reviews import actions as reviews
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def chapter() -> Chapter:
    return make.chapter("portland")


@pytest.fixture
def event(chapter: Chapter) -> Event:
    return make.event(chapter, "Homework night", places=1)


def told(person: Person | None = None) -> list[EmailMessage]:
    """Let the worker do its round twice, and give the real messages that left."""
    for minutes in (0, 10):
        read_all(now=NOW + timedelta(minutes=minutes))
        send_due(now=NOW + timedelta(minutes=minutes))
    assert not ParkedFact.objects.exists()
    assert not Cursor.objects.filter(failures__gt=0).exists()
    messages = [message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in mail.outbox]
    mine = [one for one in messages if person is None or one["To"] == make.address_of(person)]
    return [one for one in mine if isinstance(one, EmailMessage)]


def words(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_place_is_confirmed_once_however_often_the_worker_looks(chapter: Chapter, event: Event) -> None:
    ada = make.member(chapter, "Ada")
    make.going(event, ada)
    (message,) = told(ada)
    assert message["Subject"] == "You are going: Homework night"
    assert "A place is kept for you." in words(message)
    assert f"/portland/events/{event.short_id}/" in words(message)
    Cursor.objects.update(fact_id=0)  # as if the worker had forgotten how far it was
    assert len(told(ada)) == 1


def test_going_twice_is_confirmed_once(chapter: Chapter, event: Event) -> None:
    ada = make.member(chapter, "Ada")
    make.going(event, ada)
    make.going(event, ada)
    assert len(told(ada)) == 1


def test_going_not_going_and_going_again_is_confirmed_once(chapter: Chapter, event: Event) -> None:
    ada, bea = make.member(chapter, "Ada"), make.member(chapter, "Bea")
    for person in (ada, bea):
        make.going(event, person)
        events.cancel_rsvp(actor=make.actor(person), event=event, now=NOW)
    make.going(event, ada)
    make.going(event, bea)
    assert [one["Subject"] for one in told(ada)] == ["You are going: Homework night"]
    assert [one["Subject"] for one in told(bea)] == ["You are on the waitlist: Homework night"]


def test_who_brings_a_guest_before_the_worker_comes_by_is_still_confirmed(chapter: Chapter) -> None:
    ada, event = make.member(chapter, "Ada"), make.event(chapter, "Homework night", places=5, guests_allowed=1)
    make.going(event, ada)
    make.going(event, ada, guests=1, now=NOW + timedelta(minutes=1))
    assert [one["Subject"] for one in told(ada)] == ["You are going: Homework night"]


def test_a_place_taken_back_twice_is_told_once(chapter: Chapter, event: Event) -> None:
    ada = make.member(chapter, "Ada")
    for _ in range(2):
        make.going(event, ada)
        events.cancel_rsvp(actor=make.actor(make.organiser(chapter)), event=event, person=ada, now=NOW)
    assert len(told(ada)) == 1


def test_a_meeting_cancelled_restored_and_cancelled_again_is_told_once(chapter: Chapter, event: Event) -> None:
    ada = make.member(chapter, "Ada")
    make.going(event, ada)
    told()
    events.cancel_event(actor=SYSTEM, event=event, reason="Snow", now=NOW)
    events.restore_event(actor=SYSTEM, event=event, now=NOW)
    events.cancel_event(actor=SYSTEM, event=event, reason="More snow", now=NOW)
    assert [one["Subject"] for one in told(ada)][1:] == ["Cancelled: Homework night"]
    assert "More snow" in words(told(ada)[-1])


def test_somebody_waiting_is_told_so_and_then_of_her_promotion(chapter: Chapter, event: Event) -> None:
    ada, bea = make.member(chapter, "Ada"), make.member(chapter, "Bea")
    make.going(event, ada)
    make.going(event, bea)
    assert [one["Subject"] for one in told(bea)] == ["You are on the waitlist: Homework night"]
    events.cancel_rsvp(actor=make.actor(ada), event=event, now=NOW)
    assert [one["Subject"] for one in told(bea)][1:] == ["A place for you: Homework night"]


def test_raising_the_places_tells_those_who_get_one(chapter: Chapter, event: Event) -> None:
    ada, bea = make.member(chapter, "Ada"), make.member(chapter, "Bea")
    make.going(event, ada)
    make.going(event, bea)
    events.change_capacity(actor=SYSTEM, event=event, kind=PlaceKind.LEARNER, places=5, now=NOW)
    assert "A place for you: Homework night" in [one["Subject"] for one in told(bea)]


def test_lowering_the_places_tells_why(chapter: Chapter, event: Event) -> None:
    ada, bea = make.member(chapter, "Ada"), make.member(chapter, "Bea")
    events.change_capacity(actor=SYSTEM, event=event, kind=PlaceKind.LEARNER, places=2, now=NOW)
    make.going(event, ada)
    make.going(event, bea)
    told()
    events.change_capacity(actor=SYSTEM, event=event, kind=PlaceKind.LEARNER, places=1, now=NOW, confirmed=True)
    last = told(bea)[-1]
    assert last["Subject"] == "Fewer places at Homework night: you are at the head of the waitlist"


def test_a_place_given_back_before_the_worker_came_by_is_not_confirmed(chapter: Chapter, event: Event) -> None:
    ada = make.member(chapter, "Ada")
    make.going(event, ada)
    events.cancel_rsvp(actor=make.actor(ada), event=event, now=NOW)
    assert told(ada) == []


def test_a_moved_meeting_is_told_to_those_who_go_and_wait(chapter: Chapter, event: Event) -> None:
    ada, bea, cleo = (make.member(chapter, name) for name in ("Ada", "Bea", "Cleo"))
    make.going(event, ada)
    make.going(event, bea)
    make.going(event, cleo)
    events.cancel_rsvp(actor=make.actor(cleo), event=event, now=NOW)
    told()
    events.move_event(
        actor=SYSTEM,
        event=event,
        wall_date=event.wall_date + timedelta(days=1),
        wall_time=event.wall_time,
        now=NOW,
    )
    assert told(ada)[-1]["Subject"] == "Changed: Homework night"
    assert told(bea)[-1]["Subject"] == "Changed: Homework night"
    assert "Changed: Homework night" not in [one["Subject"] for one in told(cleo)]


def test_a_cancelled_meeting_is_told_once_to_each_and_then_nothing_more(chapter: Chapter, event: Event) -> None:
    ada, bea = make.member(chapter, "Ada"), make.member(chapter, "Bea")
    make.going(event, ada)
    make.going(event, bea)
    told()
    events.cancel_event(actor=SYSTEM, event=event, reason="Snow", now=NOW)
    for person in (ada, bea):
        subjects = [one["Subject"] for one in told(person)]
        assert subjects.count("Cancelled: Homework night") == 1
        assert "A place for you: Homework night" not in subjects
    assert "Snow" in words(told(bea)[-1])


def test_a_skipped_date_is_told_too(chapter: Chapter) -> None:
    series = make.series(chapter, "Weekly", now=NOW)
    event = series.events.select_related("chapter", "series").order_by("starts_at")[2]
    ada = make.member(chapter, "Ada")
    make.going(event, ada)
    events.skip_event(actor=SYSTEM, event=event, now=NOW)
    assert "Cancelled: Weekly" in [one["Subject"] for one in told(ada)]


def test_times_are_in_the_meetings_zone_and_beside_it_in_the_readers(chapter: Chapter, event: Event) -> None:
    ada = people.make_person(actor=SYSTEM, name="Ada", now=NOW, email="ada@example.org", time_zone="Europe/Berlin")
    make.join(chapter, ada)
    make.going(event, ada)
    (message,) = told(ada)
    assert "(America/Los Angeles) – for you" in words(message)
    assert "(Europe/Berlin)" in words(message)


def test_a_reader_of_arabic_gets_it_from_right_to_left(chapter: Chapter, event: Event) -> None:
    ada = people.make_person(actor=SYSTEM, name="ليلى", now=NOW, email="leila@example.org", language="ar")
    make.join(chapter, ada)
    make.going(event, ada)
    (message,) = told(ada)
    html = message.get_body(("html",))
    assert html is not None
    assert 'dir="rtl"' in str(html.get_content())


def test_what_somebody_writes_by_the_form_reaches_the_organisers_and_the_answer_reaches_her(chapter: Chapter) -> None:
    chapters.write_to_chapter(
        actor=VISITOR, chapter=chapter, name="Vi", address="vi@example.org", text="May I bring my dog?", now=NOW
    )
    messages = told()
    assert len(messages) == 2  # both leads
    assert {one["Reply-To"] for one in messages} == {"vi@example.org"}
    assert all("May I bring my dog?" in words(one) for one in messages)


def test_what_somebody_writes_to_a_chapter_that_nobody_runs_reaches_the_stewards() -> None:
    listed = make.listed("lisbon")
    stella = make.steward()
    chapters.write_to_chapter(
        actor=VISITOR, chapter=listed, name="Vi", address="vi@example.org", text="This is mine", now=NOW
    )
    assert "This is mine" in words(told(stella)[0])


def test_those_who_came_get_a_link_to_a_review_that_works_once(chapter: Chapter, event: Event) -> None:
    ada, bea = make.member(chapter, "Ada"), make.member(chapter, "Bea")
    make.going(event, ada)
    make.came(event, ada)
    make.close(event)
    day_after = event.ends_at + timedelta(hours=14)
    reviews.invite_reviews(event=event, now=day_after)
    reviews.invite_reviews(event=event, now=day_after)
    read_all(now=day_after)
    send_due(now=day_after)
    asked = [one for one in mail.outbox if one.subject == "How was Homework night?"]
    assert [one.to for one in asked] == [[make.address_of(ada)]]
    assert make.address_of(bea) not in [address for one in asked for address in one.to]
    path = next(line for line in str(asked[0].body).splitlines() if "/reviews/" in line).split("/reviews/")[1]
    review = reviews.leave_review(token=path.strip("/"), answers=reviews.Answers(stars=5), now=day_after)
    assert review.stars == 5


def test_history_of_the_demo_and_of_imports_is_told_to_nobody(chapter: Chapter, event: Event) -> None:
    ada = make.member(chapter, "Ada")
    with facts_of(Origin.DEMO):
        make.going(event, ada)
    assert told() == []
    assert Letter.objects.count() == 0


def test_somebody_erased_gets_nothing(chapter: Chapter, event: Event) -> None:
    ada = make.member(chapter, "Ada")
    make.going(event, ada)
    make.erase(ada)
    assert told() == []
