"""Who organised on a day."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from chapterhouse.chapters.models import Chapter, Role


def roles_at(chapter: Chapter, end: datetime) -> list[Role]:
    """Give who held a role just before the instant, leads first, with their persons."""
    held = Role.objects.filter(Q(ended_at=None) | Q(ended_at__gte=end), chapter=chapter, since__lt=end)
    return list(held.select_related("person").order_by("name", "since", "pk"))
