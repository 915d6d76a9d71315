"""Acts on people."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.actions.network import LastSteward
from chapterhouse.chapters.actions.roles import LastLead
from chapterhouse.chapters.models import Membership
from chapterhouse.foundation.actors import VISITOR
from chapterhouse.foundation.models import Fact, Letter
from chapterhouse.foundation.refusals import Forbidden, Refusal, SignInNeeded
from chapterhouse.people import actions as people
from chapterhouse.people.models import Account, Person, PersonKind
from chapterhouse.people.queries import kept_about
from tests import make

pytestmark = pytest.mark.django_db


def test_an_address_has_one_account_however_it_is_written() -> None:
    first = people.open_account(address="ada@example.org", now=make.NOW)
    assert people.open_account(address="ADA@Example.org", now=make.NOW).pk == first.pk
    assert Account.objects.count() == 1


def test_nobody_comes_in_without_accepting_the_code_of_conduct() -> None:
    account = people.open_account(address="ada@example.org", now=make.NOW)
    with pytest.raises(people.ConductNotAccepted):
        people.welcome(account=account, name="Ada", accept_conduct=False, now=make.NOW)
    assert not Person.objects.exists()


def test_pressing_come_in_twice_makes_one_person() -> None:
    account = people.open_account(address="ada@example.org", now=make.NOW)
    first = people.welcome(account=account, name="Ada", accept_conduct=True, now=make.NOW)
    assert people.welcome(account=account, name="Ada", accept_conduct=True, now=make.NOW) == first
    assert first.conduct_accepted_at == make.NOW
    assert Fact.objects.filter(kind="person.welcomed").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"name": "x" * 81}, "name"), ({"time_zone": "Mars/Olympus"}, "time_zone")],
)
def test_a_profile_refuses_what_it_cannot_hold_and_names_the_field(changes: dict[str, str], field: str) -> None:
    ada = make.person("Ada")
    with pytest.raises(Refusal) as refused:
        people.change_profile(actor=make.actor(ada), person=ada, changes=changes, now=make.NOW)
    assert refused.value.field == field
    ada.refresh_from_db()
    assert ada.name == "Ada"


def test_only_she_changes_her_profile() -> None:
    ada, eve = make.person("Ada"), make.person("Eve")
    with pytest.raises(Forbidden):
        people.change_profile(actor=make.actor(eve), person=ada, changes={"name": "X"}, now=make.NOW)
    with pytest.raises(SignInNeeded):
        people.erase_person(actor=VISITOR, person=ada, now=make.NOW)


def test_a_new_name_makes_the_pages_that_show_it_anew() -> None:
    chapter = make.chapter()
    lead = make.lead(chapter)
    before = Fact.objects.count()
    people.change_profile(actor=make.actor(lead), person=lead, changes={"name": "New Name"}, now=make.NOW)
    assert Fact.objects.count() == before + 1
    from_streams = people._streams_showing(lead)
    assert chapter.stream in from_streams


def test_erasing_takes_the_name_and_the_address_and_leaves_the_counts() -> None:
    chapter = make.chapter()
    ada = make.member(chapter, "Ada Very Findable")
    address = make.address_of(ada)
    chapters.write_to_chapter(
        actor=make.actor(ada), chapter=chapter, name="Ada Very Findable", address=address, text="Hi", now=make.NOW
    )
    facts = list(Fact.objects.order_by("pk").values_list("pk", "payload"))
    people.erase_person(actor=make.actor(ada), person=ada, now=make.NOW)
    ada.refresh_from_db()
    assert ada.kind == PersonKind.ERASED
    assert not Account.objects.filter(email=address).exists()
    kept = json.dumps(kept_about(ada), default=str)
    assert "Findable" not in kept
    assert address not in kept
    membership = Membership.objects.get(person=ada)
    assert membership.left_at == make.NOW
    assert (
        list(Fact.objects.filter(pk__in=[pk for pk, _ in facts]).order_by("pk").values_list("pk", "payload")) == facts
    )
    people.erase_person(actor=make.actor(ada), person=ada, now=make.NOW)  # twice changes nothing


def test_erasing_stops_the_letters_on_their_way_to_her_and_leaves_no_address_in_those_that_left() -> None:
    ada, bea = make.person("Ada"), make.person("Bea")
    for person in (ada, bea):
        people.send_code(address=make.address_of(person).upper(), code="ABCDEF", now=make.NOW)
    people.erase_person(actor=make.actor(ada), person=ada, now=make.NOW)
    assert list(Letter.objects.values_list("address", flat=True)) == [make.address_of(bea).upper()]


def test_the_last_lead_and_the_last_steward_hand_over_before_they_are_erased() -> None:
    chapter = make.chapter(leads=1)
    lead = chapter.roles.get().person
    with pytest.raises(LastLead):
        people.erase_person(actor=make.actor(lead), person=lead, now=make.NOW)
    lead.refresh_from_db()
    assert lead.kind == PersonKind.LOCAL
    steward = make.steward()
    with pytest.raises(LastSteward):
        people.erase_person(actor=make.actor(steward), person=steward, now=make.NOW)


def test_addresses_that_were_never_confirmed_are_forgotten_and_others_kept() -> None:
    people.open_account(address="typo@example.org", now=make.NOW)
    Account.objects.update(created_at=make.NOW)
    known = make.person("Ada")
    assert people.prune_accounts(now=make.NOW + timedelta(days=1)) == 0
    assert people.prune_accounts(now=make.NOW + timedelta(days=3)) == 1
    assert Account.objects.get().person == known


def test_a_confirmed_account_without_a_name_is_forgotten_after_a_month() -> None:
    account = people.open_account(address="shy@example.org", now=make.NOW)
    Account.objects.filter(pk=account.pk).update(last_login=make.NOW, created_at=make.NOW)
    assert people.prune_accounts(now=make.NOW + timedelta(days=29)) == 0
    assert people.prune_accounts(now=make.NOW + timedelta(days=31)) == 1


def test_a_code_is_mailed_once_and_not_after_its_time() -> None:
    people.send_code(address="ada@example.org", code="ABC-DEF", now=make.NOW)
    letter = Letter.objects.get()
    assert "ABC-DEF" in letter.subject
    assert "ABC-DEF" in letter.text
    assert letter.useless_after == make.NOW + timedelta(minutes=15)
