"""Acts on the network and its chapters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.actions.chapters import AlreadyOpen, NotThere, SlugRefused, SlugTaken
from chapterhouse.chapters.actions.memberships import NotMeetingHere
from chapterhouse.chapters.actions.messages import NobodyToWriteTo, TooManyMessages
from chapterhouse.chapters.actions.network import AlreadyFounded, LastSteward
from chapterhouse.chapters.actions.roles import LastLead, NotAMember, RoleOver, TermRefused
from chapterhouse.chapters.models import (
    Chapter,
    ChapterState,
    ContactMessage,
    Membership,
    Network,
    OldSlug,
    Role,
    RoleName,
    Topic,
)
from chapterhouse.foundation.actors import SYSTEM, VISITOR, Actor
from chapterhouse.foundation.models import Fact, Stream
from chapterhouse.foundation.refusals import Forbidden, Refusal, SignInNeeded
from chapterhouse.people.actions import ConductNotAccepted
from chapterhouse.people.models import Person
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def kinds(chapter: Chapter) -> list[str]:
    return list(Fact.objects.filter(stream=chapter.stream).order_by("seq").values_list("kind", flat=True))


def state_of(chapter: Chapter) -> str:
    return Chapter.objects.get(pk=chapter.pk).state


def role_of(chapter: Chapter, person: Person) -> Role:
    return Role.objects.get(chapter=chapter, person=person, ended_at=None)


# --- The network ---


def test_there_is_one_network() -> None:
    make.network()
    with pytest.raises(AlreadyFounded):
        chapters.found_network(actor=SYSTEM, name="Another", now=NOW)
    assert Network.objects.count() == 1


def test_only_stewards_change_the_network_and_its_pages_are_made_anew() -> None:
    make.network()
    steward = make.actor(make.steward())
    version = Stream.objects.get(name="network").version
    chapters.edit_network(actor=steward, changes={"name": "New name", "colour": "#ABC"}, now=NOW)
    network = Network.objects.get()
    assert (network.name, network.colour) == ("New name", "#aabbcc")
    assert Stream.objects.get(name="network").version > version
    lead = make.actor(make.lead(make.chapter()))
    with pytest.raises(Forbidden):
        chapters.edit_network(actor=lead, changes={"name": "X"}, now=NOW)


def test_a_colour_that_is_none_is_refused_at_its_field() -> None:
    make.network()
    with pytest.raises(Refusal) as refused:
        chapters.edit_network(actor=SYSTEM, changes={"colour": "red;}"}, now=NOW)
    assert refused.value.field == "colour"


def test_the_last_steward_stays() -> None:
    make.network()
    first = make.steward("One")
    with pytest.raises(LastSteward):
        chapters.release_steward(actor=make.actor(first), person=first, now=NOW)
    make.steward("Two")
    chapters.release_steward(actor=make.actor(first), person=first, now=NOW)
    assert not make.actor(first).has("network", None, "steward")


def test_a_topic_is_named_once() -> None:
    assert make.topic("Lists  and loops") == make.topic("lists and LOOPS")
    assert Topic.objects.get().name == "Lists and loops"
    with pytest.raises(Refusal):
        make.topic("!!!")


# --- Chapters as a whole ---


@pytest.mark.parametrize(
    "slug", ["chapters", "enter", "me", "Portland", "por tland", "-x", "x-", "", "a/b", "ü", "x\n"]
)
def test_an_address_that_cannot_be_a_chapters_is_refused(slug: str) -> None:
    make.network()
    with pytest.raises(SlugRefused):
        chapters.list_chapter(actor=SYSTEM, slug=slug, name="X", now=NOW)


def test_two_chapters_never_share_an_address_not_even_an_old_one() -> None:
    portland = make.chapter("portland")
    chapters.change_slug(actor=SYSTEM, chapter=portland, slug="pdx", now=NOW)
    for slug in ("pdx", "portland"):
        with pytest.raises(SlugTaken):
            chapters.list_chapter(actor=SYSTEM, slug=slug, name="X", now=NOW)


def test_a_chapter_can_go_back_to_its_old_address() -> None:
    portland = make.chapter("portland")
    chapters.change_slug(actor=SYSTEM, chapter=portland, slug="pdx", now=NOW)
    chapters.change_slug(actor=SYSTEM, chapter=portland, slug="portland", now=NOW)
    portland.refresh_from_db()
    assert portland.slug == "portland"
    assert list(OldSlug.objects.values_list("slug", flat=True)) == ["pdx"]


def test_a_listed_chapter_is_opened_once_with_a_lead_who_becomes_a_member() -> None:
    listed = make.listed("lisbon")
    ada = make.person("Ada")
    chapters.open_chapter(actor=make.actor(make.steward()), chapter=listed, lead=ada, now=NOW)
    assert state_of(listed) == ChapterState.STARTING
    assert make.actor(ada).has("chapter", listed.uid, "lead")
    assert make.actor(ada).has("chapter", listed.uid, "member")
    assert kinds(listed) == ["chapter.listed", "membership.joined", "role.given", "chapter.opened"]
    with pytest.raises(AlreadyOpen):
        chapters.open_chapter(actor=SYSTEM, chapter=listed, lead=make.person("Eve"), now=NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("colour", "blue"),
        ("latitude", 91.0),
        ("longitude", 181.0),
        ("contact_address", "nobody"),
        ("website", "javascript:alert(1)"),
        ("links", [{"name": "x", "url": "javascript:alert(1)"}]),
        ("links", [{"name": "", "url": "https://example.org"}]),
        ("links", "https://example.org"),
        ("statistics_for", "friends"),
        ("about", "x" * 20_001),
    ],
)
def test_what_a_chapter_cannot_say_is_refused_at_its_field(field: str, value: Any) -> None:
    chapter = make.chapter(latitude=45.0, longitude=-122.0)
    with pytest.raises(Refusal) as refused:
        chapters.edit_chapter(actor=SYSTEM, chapter=chapter, changes={field: value}, now=NOW)
    assert refused.value.field in (field, "latitude")
    assert kinds(chapter).count("chapter.edited") == 0


def test_an_edit_tells_which_fields_and_an_edit_of_nothing_tells_nothing() -> None:
    chapter = make.chapter()
    organiser = make.actor(make.organiser(chapter))
    chapters.edit_chapter(actor=organiser, chapter=chapter, changes={"tagline": "Games!"}, now=NOW)
    chapters.edit_chapter(actor=organiser, chapter=chapter, changes={"tagline": "Games!"}, now=NOW)
    facts = Fact.objects.filter(stream=chapter.stream, kind="chapter.edited")
    assert [fact.payload["fields"] for fact in facts] == [["tagline"]]


def test_members_do_not_edit_their_chapter_and_organisers_of_others_neither() -> None:
    chapter, other = make.chapter(), make.chapter("berlin")
    for person in (make.member(chapter), make.lead(other)):
        with pytest.raises(Forbidden):
            chapters.edit_chapter(actor=make.actor(person), chapter=chapter, changes={"name": "X"}, now=NOW)


def test_a_chapter_rests_and_wakes_with_its_leads() -> None:
    chapter = make.chapter(leads=2)
    chapters.rest_chapter(actor=SYSTEM, chapter=chapter, now=NOW)
    assert state_of(chapter) == ChapterState.RESTING
    with pytest.raises(NotThere):
        chapters.rest_chapter(actor=SYSTEM, chapter=chapter, now=NOW)
    chapters.wake_chapter(actor=SYSTEM, chapter=chapter, now=NOW)
    assert state_of(chapter) == ChapterState.ACTIVE


# --- Belonging ---


def test_joining_twice_is_joining_once() -> None:
    chapter = make.chapter()
    ada = make.person("Ada")
    first = chapters.join_chapter(actor=make.actor(ada), chapter=chapter, accept_conduct=True, now=NOW)
    again = chapters.join_chapter(actor=make.actor(ada), chapter=chapter, accept_conduct=True, now=NOW)
    assert first == again
    assert first.conduct_accepted_at == NOW
    assert Fact.objects.filter(kind="membership.joined", payload__person=str(ada.uid)).count() == 1


def test_nobody_joins_without_accepting_the_conduct_or_a_chapter_that_is_not_here() -> None:
    ada = make.actor(make.person("Ada"))
    with pytest.raises(ConductNotAccepted):
        chapters.join_chapter(actor=ada, chapter=make.chapter(), accept_conduct=False, now=NOW)
    with pytest.raises(NotMeetingHere):
        chapters.join_chapter(actor=ada, chapter=make.listed("lisbon"), accept_conduct=True, now=NOW)
    with pytest.raises(SignInNeeded):
        chapters.join_chapter(actor=VISITOR, chapter=make.chapter("rome"), accept_conduct=True, now=NOW)


def test_nobody_lets_somebody_else_join() -> None:
    chapter = make.chapter()
    lead = make.actor(make.lead(chapter))
    with pytest.raises(Forbidden):
        chapters.join_chapter(
            actor=lead, chapter=chapter, accept_conduct=True, now=NOW, person=make.person("Unwilling")
        )


def test_a_membership_is_kept_after_leaving_and_coming_back_makes_another() -> None:
    chapter = make.chapter()
    ada = make.member(chapter, "Ada")
    later = NOW + timedelta(days=10)
    chapters.leave_chapter(actor=make.actor(ada), chapter=chapter, now=later)
    chapters.leave_chapter(actor=make.actor(ada), chapter=chapter, now=later)  # twice changes nothing
    make.join(chapter, ada, now=later)
    rows = Membership.objects.filter(chapter=chapter, person=ada).order_by("pk")
    assert [row.left_at for row in rows] == [later, None]
    assert kinds(chapter).count("membership.left") == 1


def test_an_organiser_lets_a_member_go_and_a_member_does_not() -> None:
    chapter = make.chapter()
    ada, eve = make.member(chapter, "Ada"), make.member(chapter, "Eve")
    with pytest.raises(Forbidden):
        chapters.leave_chapter(actor=make.actor(eve), chapter=chapter, person=ada, now=NOW)
    chapters.leave_chapter(actor=make.actor(make.organiser(chapter)), chapter=chapter, person=ada, now=NOW)
    assert not make.actor(ada).has("chapter", chapter.uid, "member")


# --- Roles ---


def test_a_second_lead_makes_a_chapter_active_and_one_alone_makes_it_starting_again() -> None:
    chapter = make.chapter(leads=1)
    assert chapter.state == ChapterState.STARTING
    second = make.lead(chapter)
    assert state_of(chapter) == ChapterState.ACTIVE
    chapters.end_role(actor=make.actor(second), role=role_of(chapter, second), farewell="I am moving.", now=NOW)
    assert state_of(chapter) == ChapterState.STARTING
    assert Role.objects.get(chapter=chapter, person=second).farewell == "I am moving."


def test_the_last_lead_cannot_leave_be_removed_or_become_an_organiser() -> None:
    chapter = make.chapter(leads=1)
    lead = role_of(chapter, chapter.roles.get().person)
    steward = make.actor(make.steward())
    with pytest.raises(LastLead):
        chapters.end_role(actor=steward, role=lead, now=NOW)
    with pytest.raises(LastLead):
        chapters.leave_chapter(actor=make.actor(lead.person), chapter=chapter, now=NOW)
    with pytest.raises(LastLead):
        chapters.give_role(actor=steward, chapter=chapter, person=lead.person, name=RoleName.ORGANISER, now=NOW)
    assert role_of(chapter, lead.person).name == RoleName.LEAD
    # A chapter at rest needs nobody.
    chapters.rest_chapter(actor=steward, chapter=chapter, now=NOW)
    chapters.end_role(actor=steward, role=lead, now=NOW)


def test_only_members_take_on_roles_and_only_leads_give_them() -> None:
    chapter = make.chapter()
    ada = make.member(chapter, "Ada")
    with pytest.raises(NotAMember):
        make.role(chapter, make.person("Stranger"), RoleName.ORGANISER)
    with pytest.raises(Forbidden):
        chapters.give_role(
            actor=make.actor(make.organiser(chapter)), chapter=chapter, person=ada, name=RoleName.LEAD, now=NOW
        )


def test_an_organiser_becomes_a_lead_with_one_role_at_a_time() -> None:
    chapter = make.chapter()
    ada = make.organiser(chapter, "Ada")
    make.role(chapter, ada, RoleName.LEAD)
    make.role(chapter, ada, RoleName.LEAD)
    assert list(Role.objects.filter(person=ada).order_by("pk").values_list("name", "ended_at")) == [
        ("organiser", NOW),
        ("lead", None),
    ]


@pytest.mark.parametrize("days", [-1, 800])
def test_a_term_ends_neither_in_the_past_nor_in_many_years(days: int) -> None:
    chapter = make.chapter()
    ada = make.member(chapter, "Ada")
    with pytest.raises(TermRefused):
        make.role(chapter, ada, RoleName.ORGANISER, term_ends_on=NOW.date() + timedelta(days=days))


def test_a_term_is_a_year_by_itself_and_is_renewed() -> None:
    chapter = make.chapter()
    role = role_of(chapter, make.organiser(chapter))
    assert role.term_ends_on == date(2027, 3, 4)
    chapters.renew_role(actor=SYSTEM, role=role, term_ends_on=date(2027, 12, 1), now=NOW)
    role.refresh_from_db()
    assert role.term_ends_on == date(2027, 12, 1)
    chapters.end_role(actor=SYSTEM, role=role, now=NOW)
    with pytest.raises(RoleOver):
        chapters.renew_role(actor=SYSTEM, role=role, term_ends_on=date(2027, 12, 1), now=NOW)


def test_a_person_hands_her_own_role_over_and_nobody_elses() -> None:
    chapter = make.chapter()
    ada, eve = make.organiser(chapter, "Ada"), make.organiser(chapter, "Eve")
    with pytest.raises(Forbidden):
        chapters.end_role(actor=make.actor(eve), role=role_of(chapter, ada), now=NOW)
    chapters.end_role(actor=make.actor(ada), role=role_of(chapter, ada), now=NOW)
    assert make.actor(ada).has("chapter", chapter.uid, "member")


# --- Places and messages ---


def test_a_place_of_another_chapter_is_not_changed() -> None:
    chapter, other = make.chapter(), make.chapter("berlin")
    place = make.venue(other)
    with pytest.raises(Forbidden):
        chapters.save_venue(
            actor=make.actor(make.organiser(chapter)), chapter=chapter, venue=place, name="Mine now", now=NOW
        )


def write(chapter: Chapter, actor: Actor = VISITOR, address: str = "ann@example.org", text: str = "Hello") -> None:
    chapters.write_to_chapter(actor=actor, chapter=chapter, name="Ann", address=address, text=text, now=NOW)


def test_anybody_writes_to_a_chapter_and_the_fact_holds_no_words() -> None:
    chapter = make.chapter()
    write(chapter)
    message = ContactMessage.objects.get()
    fact = Fact.objects.get(kind="chapter.written_to")
    assert fact.payload == {"chapter": str(chapter.uid), "message": str(message.uid)}


def test_nobody_floods_a_chapter() -> None:
    chapter = make.chapter()
    for _ in range(5):
        write(chapter)
    with pytest.raises(TooManyMessages):
        write(chapter, address="ANN@example.org")
    write(chapter, address="somebody.else@example.org")


def test_a_chapter_that_moved_away_reads_nothing_here() -> None:
    chapter = make.chapter()
    chapters.move_chapter(actor=SYSTEM, chapter=chapter, moved_to="https://example.org/", now=NOW)
    with pytest.raises(NobodyToWriteTo):
        write(chapter)


@pytest.mark.parametrize("text", ["", "   \n", "x" * 5001])
def test_an_empty_or_endless_message_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        write(make.chapter(), text=text)
    assert refused.value.field == "text"
