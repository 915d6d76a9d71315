"""Tiles: the numbers that say most, on the statistics page and on a chapter's own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from chapterhouse.stats.queries.numbers import Numbers
from chapterhouse.stats.views.figures import one_decimal, percent


@dataclass(frozen=True)
class Tile:
    """One big number, what it counts, and what it means."""

    value: str
    label: str
    meaning: str = ""


def tiles_of(numbers: Numbers, since: int | None = None) -> list[Tile]:
    """Give the tiles of a place; with `since`, the show rate from that day on and the rating too."""
    tiles = [
        Tile(number_format(numbers.subscribed), _("subscribed"), _("members on this day")),
        Tile(number_format(numbers.came.at(numbers.day)), _("came"), _("different people, at least once so far")),
        Tile(
            number_format(numbers.ahead.at(numbers.day)),
            _("signed up ahead"),
            _("more than ever before") if numbers.is_record else _("for meetings to come"),
        ),
    ]
    if since is None:
        return tiles
    rate, rating = numbers.show_rate(since), numbers.rating_at(numbers.day)
    if rate is not None:
        tiles.append(Tile(percent(rate), _("show rate"), _("of those with a place came")))
    tiles.append(
        Tile(number_format(numbers.active.at(numbers.day)), _("active"), _("came in the last 90 days")),
    )
    if rating is not None:
        tiles.append(Tile(one_decimal(rating), _("of 5 stars"), _("from people who came")))
    return tiles
