"""Who may bring things in from elsewhere."""

from __future__ import annotations

from chapterhouse.chapters.policies import can_steward
from chapterhouse.foundation.actors import Actor


def can_import(actor: Actor) -> bool:
    """Say whether she may import a whole site: stewards, and who runs the installation."""
    return can_steward(actor)
