"""Who may what: each rule agrees with the filter that is its twin, for the whole cast."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import Q

from chapterhouse.chapters import policies
from chapterhouse.chapters.models import Audience, Chapter
from chapterhouse.foundation.actors import Actor
from tests import cast, make

pytestmark = pytest.mark.django_db
PAIRS: list[tuple[Callable[[Actor, Chapter], bool], Callable[[Actor], Q]]] = [
    (policies.can_view_chapter, policies.visible_chapters),
    (policies.can_organise, policies.organised_by),
    (policies.can_lead, policies.led_by),
    (policies.can_see_members, policies.members_shown_to),
    (
        lambda actor, chapter: policies.in_audience(actor, chapter, chapter.statistics_for),
        lambda actor: policies.audience_of(actor, "statistics_for"),
    ),
]


def test_every_rule_and_its_filter_agree_for_everybody() -> None:
    people = cast.assemble()
    for number, audience in enumerate(Audience):
        make.chapter(f"town-{number}", statistics_for=audience)
        Chapter.objects.filter(pk=people.chapter.pk).update(statistics_for=audience)
        for name, actor in people.actors().items():
            for rule, twin in PAIRS:
                allowed = {chapter.slug for chapter in Chapter.objects.all() if rule(actor, chapter)}
                filtered = set(Chapter.objects.filter(twin(actor)).values_list("slug", flat=True))
                assert allowed == filtered, (name, rule)


def test_what_each_of_the_cast_may_do_in_portland() -> None:
    people = cast.assemble()
    chapter = people.chapter
    actors = people.actors()

    def those(rule: Callable[[Actor, Chapter], bool]) -> set[str]:
        return {name for name, actor in actors.items() if rule(actor, chapter)}

    leads = {"lead", "second_lead", "steward", "system"}
    assert those(policies.can_lead) == leads
    assert those(policies.can_organise) == leads | {"organiser"}
    assert those(policies.can_see_members) == set(actors) - {"visitor", "outsider"}
    assert those(policies.can_join) == set(actors) - {"visitor"}
    assert {name for name, actor in actors.items() if policies.can_steward(actor)} == {"steward", "system"}
