"""What can happen to reviews. No fact names an author: the row knows her, and nothing else does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from chapterhouse.foundation.facts.kinds import FactBody, fact


@fact("review.invited")
class ReviewInvited(FactBody):
    """Somebody who came is to be asked how it was; the link is made from the invitation's uid when it is mailed."""

    event: UUID
    chapter: UUID
    invitation: UUID
    person: UUID
    expires_at: datetime


@fact("review.left")
class ReviewLeft(FactBody):
    """Somebody who came left a review."""

    event: UUID
    chapter: UUID
    review: UUID
    stars: int


@fact("review.answered")
class ReviewAnswered(FactBody):
    """The organisers answered a review."""

    event: UUID
    chapter: UUID
    review: UUID


@fact("review.unsigned")
class ReviewUnsigned(FactBody):
    """A review lost its author, and its words unless she let them stay; its stars are still counted."""

    event: UUID
    chapter: UUID
    review: UUID


@fact("improvement.told")
class ImprovementTold(FactBody):
    """A chapter said what it changed because people asked for it."""

    chapter: UUID
    improvement: UUID


@fact("improvement.withdrawn")
class ImprovementWithdrawn(FactBody):
    """A chapter took such a word back."""

    chapter: UUID
    improvement: UUID
