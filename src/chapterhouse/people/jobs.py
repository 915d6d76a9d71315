"""Background work about people."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from chapterhouse.people.actions import prune_accounts


@task()
def forget_unconfirmed(key: str = "") -> None:
    """Forget addresses that were typed but never confirmed; daily."""
    prune_accounts(now=timezone.now())
