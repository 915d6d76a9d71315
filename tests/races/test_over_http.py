"""Many people press at once, over HTTP, at an installation with four web processes."""

from __future__ import annotations

import json
import random
from functools import partial
from pathlib import Path

import pytest

from chapterhouse.events.models import Capacity, Rsvp, RsvpState
from chapterhouse.events.queries import drifted_counters
from chapterhouse.foundation.models import Fact
from chapterhouse.people.models import Account
from tests import make
from tests.races.installation import Presser, all_at_once, facts_are_numbered_without_gaps, members, serve, soon

pytestmark = pytest.mark.django_db(transaction=True)


def test_64_at_once_for_100_places_then_200_more_give_exactly_100_and_an_ordered_queue(data: Path) -> None:
    chapter = make.chapter()
    event = soon(chapter, places=100)
    people = members(chapter, 264)
    path = f"/{chapter.slug}/events/{event.short_id}/going/"
    with serve(data) as server:
        pressers = [Presser(server, account) for account in people]
        first = all_at_once([partial(one.press, path) for one in pressers[:64]])

        def come(group: list[Presser]) -> list[tuple[int, str]]:
            return [one.press(path) for one in group]

        rest = all_at_once([partial(come, pressers[64 + start :: 40]) for start in range(40)])

    answers = [answer for group in rest for answer in group]
    assert {status for status, _text in [*first, *answers]} == {200}
    said = [json.loads(text) for _status, text in [*first, *answers]]
    assert [one["state"] for one in said[:64]] == ["going"] * 64
    assert sum(one["state"] == "going" for one in said) == 100
    waiting = [one["position"] for one in said if one["state"] == "waiting"]
    assert sorted(waiting) == list(range(1, 165)), "each was told a place of her own in the queue"

    assert Rsvp.objects.filter(event=event, state=RsvpState.GOING).count() == 100
    assert Capacity.objects.get(event=event).taken == 100
    queue = list(Rsvp.objects.filter(event=event, state=RsvpState.WAITING).order_by("turn"))
    assert [row.turn for row in queue] == list(range(101, 265))
    told = Fact.objects.filter(kind="rsvp.waiting").order_by("seq").values_list("payload__rsvp", flat=True)
    assert list(told) == [str(row.uid) for row in queue]
    assert facts_are_numbered_without_gaps(chapter.stream)


def test_with_cancellations_and_capacity_changes_mixed_in_nobody_sees_an_error_and_nothing_is_oversold(
    data: Path,
) -> None:
    chapter = make.chapter()
    event = soon(chapter, places=20, guests_allowed=2)
    people = members(chapter, 40)
    organiser = Account.objects.get(person=make.organiser(chapter))
    page = f"/{chapter.slug}/events/{event.short_id}/"
    statuses: set[int] = set()

    def act(presser: Presser, number: int) -> None:
        chance = random.Random(number)
        for _turn in range(5):
            what = chance.random()
            if what < 0.6:
                answer = presser.press(f"{page}going/", guests=chance.randint(0, 2))
            elif what < 0.85:
                answer = presser.press(f"{page}not-going/")
            else:
                answer = presser.press(f"{page}guests/", guests=chance.randint(0, 2))
            statuses.add(answer[0])

    def change(presser: Presser) -> None:
        for places in (15, 25, 10, 30, 22):
            path = f"/{chapter.slug}/organise/events/{event.short_id}/places/"
            statuses.add(presser.press(path, places=places, confirmed="yes")[0])

    with serve(data) as server:
        acts = [partial(act, Presser(server, account), number) for number, account in enumerate(people)]
        all_at_once([*acts, partial(change, Presser(server, organiser))])

    assert {200, 302} <= statuses <= {200, 302, 409}, "done, or refused with a reason"
    capacity = Capacity.objects.get(event=event)
    assert capacity.places == 22
    assert drifted_counters() == []
    assert capacity.taken <= 22
    for row in Rsvp.objects.filter(event=event, state=RsvpState.WAITING):
        assert capacity.taken + 1 + row.guests > 22, "nobody waits for a place that is there"
    assert facts_are_numbered_without_gaps(chapter.stream)
