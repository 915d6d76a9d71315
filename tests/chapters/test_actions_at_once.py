"""Acts on chapters by many at the same time."""

from __future__ import annotations

from typing import Any

import pytest

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.actions.roles import LastLead
from chapterhouse.chapters.models import Membership, Role
from chapterhouse.foundation.models import Fact
from tests import make
from tests.crowd import crowd
from tests.make import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_leads_who_all_leave_at_once_leave_one_behind() -> None:
    chapter = make.chapter(leads=4)
    roles = list(Role.objects.filter(chapter=chapter).select_related("person", "chapter"))
    actors = [make.actor(role.person) for role in roles]

    def leave(number: int) -> Any:
        try:
            chapters.end_role(actor=actors[number], role=roles[number], now=NOW)
        except LastLead:
            return "stays"
        return "gone"

    answers = crowd(leave, processes=2, threads=2)
    assert sorted(answers) == ["gone", "gone", "gone", "stays"]
    assert Role.objects.filter(chapter=chapter, ended_at=None).count() == 1


def test_somebody_who_presses_join_many_times_at_once_is_a_member_once() -> None:
    chapter = make.chapter()
    ada = make.person("Ada")
    actor = make.actor(ada)

    def join(_number: int) -> int:
        return chapters.join_chapter(actor=actor, chapter=chapter, accept_conduct=True, now=NOW).pk

    assert len(set(crowd(join, processes=2, threads=8))) == 1
    assert Membership.objects.filter(chapter=chapter, person=ada).count() == 1
    assert Fact.objects.filter(kind="membership.joined", payload__person=str(ada.uid)).count() == 1
