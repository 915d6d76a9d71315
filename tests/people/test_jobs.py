"""Regular work on people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chapterhouse.people.actions import open_account
from chapterhouse.people.jobs import forget_unconfirmed
from chapterhouse.people.models import Account

pytestmark = pytest.mark.django_db


def test_the_daily_job_forgets_addresses_that_were_never_confirmed() -> None:
    account = open_account(address="typo@example.org", now=datetime(2020, 1, 1, tzinfo=UTC))
    Account.objects.filter(pk=account.pk).update(created_at=datetime(2020, 1, 1, tzinfo=UTC))
    forget_unconfirmed.func(key="clock")
    assert not Account.objects.exists()
