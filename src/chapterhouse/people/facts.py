"""What can happen to a person."""

from __future__ import annotations

from uuid import UUID

from chapterhouse.foundation.facts.kinds import FactBody, fact


@fact("person.welcomed")
class PersonWelcomed(FactBody):
    """Somebody said who she is and accepted the code of conduct."""

    person: UUID


@fact("person.changed")
class PersonChanged(FactBody):
    """She changed her profile."""

    person: UUID


@fact("person.erased")
class PersonErased(FactBody):
    """She had what is kept about her erased."""

    person: UUID
