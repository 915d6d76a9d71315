"""Regular work of the foundation itself: letting go of what nobody needs any more."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from chapterhouse.foundation.mail import letters


@task()
def prune_letters(key: str = "") -> None:
    """Delete letters that were sent, or could not be, three months ago; daily."""
    letters.prune(now=timezone.now())
