"""Reviews as people see them: the form of a link, all reviews, organisers' words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chapterhouse.chapters.models import Chapter
from chapterhouse.people.models import Person
from chapterhouse.reviews.actions import LINK_LIVES, invite_reviews
from chapterhouse.reviews.models import Review, ReviewInvitation
from chapterhouse.reviews.queries import link_path
from tests import make
from tests.reviews.make_reviews import past_event, reviewed

pytestmark = pytest.mark.django_db


def link(people: int = 1, **event: Any) -> tuple[str, ReviewInvitation]:
    """Give a link that works today."""
    made, _came = past_event(make.chapter(), people, **event)
    invitation = invite_reviews(event=made, now=timezone.now())[0]
    return link_path(invitation.uid), invitation


def lead_of(chapter: Chapter) -> Person:
    role = chapter.roles.select_related("person").first()
    assert role is not None
    return role.person


def test_opening_a_link_uses_nothing_up_and_needs_no_log_in(client: Client) -> None:
    path, invitation = link(topics=(make.topic("Loops"),))
    for _scanner in range(3):
        page = client.get(path)
        assert page.status_code == 200
        assert client.head(path).status_code == 200
    text = page.content.decode()
    assert "Homework night" in text
    assert "Loops" in text
    assert page["Cache-Control"].startswith("max-age=0")
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex"
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_what_is_sent_is_kept_and_shown_again_by_the_same_link(client: Client) -> None:
    topic = make.topic("Loops")
    path, _invitation = link(topics=(topic,))
    sent = {
        "stars": "5",
        "went_well": "<b>Games</b>",
        f"before_{topic.pk}": "2",
        f"after_{topic.pk}": "4",
        "signed": "on",
    }
    assert "Thank you" in client.post(path, sent).content.decode()
    again = client.get(path)
    assert again.status_code == 200
    assert "&lt;b&gt;Games" in again.content.decode()
    second = client.post(path, {"stars": "1"})
    assert second.status_code == 409
    assert "Nothing was changed" in second.content.decode()
    assert Review.objects.get().stars == 5


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Please look at this again"),
        ({"stars": "9"}, "valid"),
        ({"stars": "x" * 3000}, "valid"),
        ({"stars": "5", "went_well": "x" * 2001}, "2000"),
        ({"stars": "5", "to_change": "a\x00b"}, "Null"),
        ({"stars": "5", "before": "3"}, "now too"),
        ({"stars": "5", "after": "6"}, "valid"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(
    client: Client, sent: dict[str, str], says: str
) -> None:
    topic = make.topic("Loops")
    path, invitation = link(topics=(topic,))
    values = {f"{name}_{topic.pk}" if name in ("before", "after") else name: value for name, value in sent.items()}
    page = client.post(path, {"to_change": "Chairs", **values})
    assert page.status_code == 422
    assert says in page.content.decode()
    assert "to_change" in values or "Chairs" in page.content.decode()
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_a_forged_form_from_another_site_is_refused() -> None:
    path, _invitation = link()
    assert Client(enforce_csrf_checks=True).post(path, {"stars": "1"}).status_code == 403
    assert not Review.objects.exists()


@pytest.mark.parametrize("token", ["x", "AAAA.BBBB", "%00", "a" * 900, "..%2f"])
def test_a_broken_link_gets_a_clear_page(client: Client, token: str) -> None:
    page = client.get(f"/reviews/{token}/")
    assert page.status_code == 404


def test_an_expired_link_gets_a_clear_page(client: Client) -> None:
    path, invitation = link()
    ReviewInvitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - LINK_LIVES)
    page = client.get(path)
    assert page.status_code == 410
    assert "three weeks" in page.content.decode()
    assert client.post(path, {"stars": "5"}).status_code == 410


def test_all_reviews_show_average_and_public_words_only(client: Client) -> None:
    chapter = make.chapter()
    reviewed(chapter, 5, title="Public evening")
    reviewed(chapter, 5, title="Private evening", public=False)
    for _again in range(3):  # made, made and kept, given again
        text = client.get("/portland/reviews/").content.decode()
        assert "4.0" in text
        assert "from 10 answers" in text
        assert "Words 0 of Public evening" in text
        assert "Words 0 of Private evening" not in text
        assert "guest 0" not in text  # nobody signed


def test_faces_without_reviews_say_what_to_do_and_hide_what_is_too_few(client: Client) -> None:
    chapter = make.chapter()
    assert "No reviews yet" in client.get("/portland/reviews/").content.decode()
    reviewed(chapter, 2)
    text = client.get("/portland/reviews/").content.decode()
    assert "2 people have answered" in text
    assert "4.0" not in text
    assert "Words 0" not in text
    assert "What people say" not in client.get("/portland/").content.decode()


def test_a_signed_review_shows_the_name_until_its_author_has_herself_erased(client: Client) -> None:
    chapter = make.chapter()
    reviews = reviewed(chapter, 3)
    Review.objects.filter(pk=reviews[0].pk).update(signed=True)
    person = reviews[0].person
    assert person is not None
    for _again in range(3):
        assert person.name in client.get("/portland/reviews/").content.decode()
    make.erase(person)
    assert person.name not in client.get("/portland/reviews/").content.decode()


def test_the_chapters_and_the_events_page_show_what_may_be_shown(client: Client) -> None:
    chapter = make.chapter()
    [first, *_rest] = reviewed(chapter, 5)
    assert "Words 4" in client.get("/portland/").content.decode()
    page = client.get(f"/portland/events/{first.event.short_id}/").content.decode()
    assert "from 5 answers" in page
    assert "Words 0" in page


def test_organisers_read_answer_and_tell_what_they_did(client: Client) -> None:
    chapter = make.chapter()
    private = reviewed(chapter, 3, public=False)[0]
    make.sign_in(client, lead_of(chapter))
    assert private.went_well in client.get("/portland/organise/reviews/").content.decode()
    path = f"/portland/organise/reviews/{private.uid}/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"text": ""}).status_code == 422
    assert client.post(path, {"text": "Thank you!"}).status_code == 302
    assert "Thank you!" in client.get("/portland/organise/reviews/").content.decode()
    assert client.post("/portland/organise/reviews/did/", {"said": "Chairs", "did": ""}).status_code == 422
    assert client.post("/portland/organise/reviews/did/", {"said": "Chairs", "did": "Ten more"}).status_code == 302
    public = Client().get("/portland/reviews/").content.decode()
    assert "Ten more" in public
    assert "Thank you!" not in public
    told = chapter.improvements.get()
    assert client.post(f"/portland/organise/reviews/did/{told.uid}/withdraw/").status_code == 302
    assert "Ten more" not in Client().get("/portland/reviews/").content.decode()


def test_nobody_else_gets_to_the_organisers_words(client: Client) -> None:
    chapter = make.chapter()
    review = reviewed(chapter, 3)[0]
    few = reviewed(chapter, 2, title="Few")[0]
    paths = ["/portland/organise/reviews/", f"/portland/organise/reviews/{review.uid}/"]
    for path in paths:
        assert client.get(path).status_code == 302
        assert make.sign_in(Client(), make.member(chapter)).get(path).status_code == 403
    lead = make.sign_in(Client(), lead_of(chapter))
    assert lead.get(f"/portland/organise/reviews/{few.uid}/").status_code == 404


def test_many_reviews_cost_as_many_queries_as_few(client: Client) -> None:
    chapter = make.chapter()
    reviewed(chapter, 3)
    with CaptureQueriesContext(connection) as few:
        client.get("/portland/reviews/")
    for week in range(1, 4):
        reviewed(chapter, 10, title=f"Evening {week}", weeks=week)
    with CaptureQueriesContext(connection) as many:
        Client().get("/portland/reviews/?page=1")
    assert len(few) == len(many) <= 12
    assert "Older" in client.get("/portland/reviews/").content.decode()
    assert client.get("/portland/reviews/?page=nonsense").status_code == 200
