"""Who may see a chapter's numbers, and who sees small groups in them."""

from __future__ import annotations

from django.db.models import Q

from chapterhouse.chapters.models import Chapter
from chapterhouse.chapters.policies import audience_of, can_organise, in_audience
from chapterhouse.foundation.actors import Actor


def can_see_statistics(actor: Actor, chapter: Chapter) -> bool:
    """Say whether the actor may see the chapter's statistics: as the chapter chose, in every face."""
    return in_audience(actor, chapter, chapter.statistics_for)


def statistics_shown_to(actor: Actor) -> Q:
    """Filter the chapters whose statistics the actor may see; the twin of `can_see_statistics`."""
    return audience_of(actor, "statistics_for")


def can_see_small_groups(actor: Actor, chapter: Chapter) -> bool:
    """Say whether the actor sees groups of fewer than five in breakdowns: organisers, who know their people."""
    return can_organise(actor, chapter)
