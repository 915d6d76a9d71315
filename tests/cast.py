"""The fixed cast: one of each kind of actor, around one chapter and another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.actors import SYSTEM, VISITOR, Actor
from chapterhouse.people.models import Person
from tests import make


@dataclass(frozen=True)
class Cast:
    """Persons by what they are, and the two chapters. `cast.actor("lead")` is the person as she acts now."""

    chapter: Chapter
    elsewhere: Chapter
    new_member: Person
    regular: Person
    host: Person  # a member; tests of events make her host of theirs
    organiser: Person
    lead: Person
    second_lead: Person
    steward: Person
    outsider: Person  # an organiser of the other chapter, nothing in this one

    NAMES = ("new_member", "regular", "host", "organiser", "lead", "second_lead", "steward", "outsider")

    def person(self, name: str) -> Person:
        """Give one of the cast by what she is."""
        found = getattr(self, name)
        assert isinstance(found, Person)
        return found

    def actor(self, name: str) -> Actor:
        """Give one of the cast as she acts now; also `visitor` and `system`."""
        if name == "visitor":
            return VISITOR
        return SYSTEM if name == "system" else make.actor(self.person(name))

    def actors(self) -> dict[str, Actor]:
        """Give everybody as they act now, the visitor and the system included."""
        return {name: self.actor(name) for name in (*self.NAMES, "visitor", "system")}


def assemble(*, now: datetime = make.NOW) -> Cast:
    """Give the cast; the regular has been a member for half a year, the new member since now."""
    long_ago = now - timedelta(days=180)
    chapter = make.chapter("portland", leads=0, now=long_ago)
    elsewhere = make.chapter("berlin", leads=2, now=long_ago, country="DE", time_zone="Europe/Berlin")
    first = chapter.roles.select_related("person").get().person
    return Cast(
        chapter=Chapter.objects.get(pk=chapter.pk),
        elsewhere=elsewhere,
        lead=first,
        second_lead=make.lead(chapter, "Mia Second", now=long_ago),
        regular=make.member(chapter, "Rae Regular", now=long_ago),
        host=make.member(chapter, "Hana Host", now=long_ago),
        organiser=make.organiser(chapter, "Ora Organiser", now=long_ago),
        new_member=make.member(chapter, "Nia New", now=now),
        steward=make.steward("Stella Steward", now=long_ago),
        outsider=make.organiser(elsewhere, "Olga Outside", now=long_ago),
    )
