"""The network's numbers: everybody counted once, however many chapters she belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chapterhouse.chapters.models import Chapter
from chapterhouse.stats.models import PersonHistory
from chapterhouse.stats.queries.recount import Recount
from chapterhouse.stats.queries.steps import Changes, Spell, Spells, add_spells, united

Kept = Mapping[str, list[list[int]]]


class SpellsOn(NamedTuple):
    """A person's spells in one chapter as the network counted them before, and as it counts them now."""

    key: str
    before: Spells
    after: Spells


def spells_from(kept: Kept) -> Spells:
    """Give spells back from how they are kept."""
    return {int(measure): [(since, until) for since, until in list_of] for measure, list_of in kept.items()}


def people_concerned(chapter: Chapter, new: Recount | None, *, was_shared: bool, shared: bool) -> list[SpellsOn]:
    """Give whose spells in a chapter change for the network: by new facts, or by the chapter's being counted at all.

    Only chapters whose numbers are public count: `was_shared` tells whether it did, `shared` whether it does now.
    """
    people = [
        SpellsOn(one.key, one.before.spells if was_shared else {}, one.after.spells if shared else {})
        for one in (new.people if new else ())
        if one.marks.named
    ]
    if was_shared != shared:
        known = {one.key for one in people}
        for key, kept in PersonHistory.objects.filter(chapter=chapter, named=True).values_list("key", "spells"):
            if key not in known:
                spells = spells_from(kept)
                people.append(SpellsOn(key, spells if was_shared else {}, spells if shared else {}))
    return [one for one in people if one.before != one.after]


Newer = Mapping[str, Mapping[int, Spells]]


def network_changes(chapter: Chapter, people: Sequence[SpellsOn], newer: Newer = {}) -> Changes:  # noqa: B006 -- read only
    """Give what changes in the network's numbers when these people's spells in a chapter change.

    `newer`: spells in other chapters (by key and chapter) that are known but not kept yet.
    """
    elsewhere = _spells_elsewhere(chapter, [one.key for one in people], newer)
    changes: Changes = Counter()
    for one in people:
        others = elsewhere.get(one.key, [])
        add_spells(changes, _together([*others, one.after]), 1)
        add_spells(changes, _together([*others, one.before]), -1)
    return Counter({key: change for key, change in changes.items() if change})


def _spells_elsewhere(chapter: Chapter, keys: list[str], newer: Newer) -> dict[str, list[Spells]]:
    found: dict[str, list[Spells]] = {
        key: [spells for pk, spells in newer[key].items() if pk != chapter.pk] for key in keys if key in newer
    }
    rows = PersonHistory.objects.filter(named=True, chapter__counted__shared=True).exclude(chapter=chapter)
    for at in range(0, len(keys), 500):
        for key, pk, kept in rows.filter(key__in=keys[at : at + 500]).values_list("key", "chapter_id", "spells"):
            if pk not in newer.get(key, {}):
                found.setdefault(key, []).append(spells_from(kept))
    return found


def _together(parts: list[Spells]) -> Spells:
    if len(parts) == 1:
        return parts[0]
    found: dict[int, list[Spell]] = {}
    for part in parts:
        for measure, list_of in part.items():
            found.setdefault(measure, []).extend(list_of)
    return {measure: united(list_of) for measure, list_of in found.items()}
