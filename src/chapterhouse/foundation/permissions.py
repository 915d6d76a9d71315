"""The first step of every act: may they?"""

from __future__ import annotations

from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.refusals import Forbidden, SignInNeeded


def require(allowed: bool, actor: Actor | None = None) -> None:
    """Go on only if allowed.

    Raises SignInNeeded where the actor is a visitor, who may be somebody allowed, else Forbidden.
    """
    if allowed:
        return
    if actor is not None and actor.kind == "visitor":
        raise SignInNeeded
    raise Forbidden
