"""The worker keeps the numbers up with the facts, of every origin."""

from __future__ import annotations

import pytest
from django.utils import timezone

from chapterhouse.chapters.actions import edit_chapter
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.facts.announcing import facts_of
from chapterhouse.foundation.facts.listening import read_all
from chapterhouse.foundation.models import Origin, ParkedFact
from chapterhouse.stats.models import NETWORK, Change, Counted, Measure
from tests import make

pytestmark = pytest.mark.django_db


def members_kept(place: int) -> int:
    return sum(Change.objects.filter(place=place, measure=Measure.JOINED).values_list("change", flat=True))


@pytest.mark.parametrize("origin", list(Origin))
def test_facts_of_every_origin_are_counted_and_once_only(origin: Origin) -> None:
    with facts_of(origin):
        chapter = make.chapter("portland")
        make.member(chapter)
    for _again in range(3):
        read_all(now=timezone.now())
        assert members_kept(chapter.pk) == 3
        assert members_kept(NETWORK) == 3
    assert not ParkedFact.objects.exists()


def test_a_chapter_that_closes_its_numbers_leaves_those_of_the_network() -> None:
    chapter = make.chapter("portland")
    make.chapter("berlin", leads=1)
    read_all(now=timezone.now())
    assert members_kept(NETWORK) == 3
    edit_chapter(actor=SYSTEM, chapter=chapter, changes={"statistics_for": "members"}, now=make.NOW)
    read_all(now=timezone.now())
    left = sum(Change.objects.filter(place=NETWORK, measure=Measure.LEFT).values_list("change", flat=True))
    assert members_kept(NETWORK) - left == 1
    assert not Counted.objects.get(chapter=chapter).shared
