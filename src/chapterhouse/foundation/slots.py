"""The one registry by which higher rooms fill named places of lower rooms' pages, and add to their acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Filler = Callable[..., Any]


@dataclass(frozen=True)
class Filling:
    """One contribution to a slot, with its place in the order."""

    order: int
    name: str
    filler: Filler


_fillings: dict[str, list[Filling]] = {}


def fill(slot: str, filler: Filler, *, order: int = 50) -> None:
    """Register a filler for a slot; called from a room's `apps.py`, once, lower order first."""
    name = f"{filler.__module__}.{filler.__qualname__}"
    fillings = _fillings.setdefault(slot, [])
    if any(one.name == name for one in fillings):
        return
    fillings.append(Filling(order, name, filler))
    fillings.sort(key=lambda one: (one.order, one.name))


def fillers(slot: str) -> Iterable[Filler]:
    """Give the fillers of a slot in their order."""
    return [one.filler for one in _fillings.get(slot, ())]


def collect(slot: str, *args: Any, **values: Any) -> list[Any]:
    """Call every filler of a slot and give what each returned, leaving out None."""
    return [answer for filler in fillers(slot) if (answer := filler(*args, **values)) is not None]


def render_slot(slot: str, request: HttpRequest, **values: Any) -> SafeString:
    """Give the HTML of a slot: each filler is `filler(request, **values) -> SafeString | None`."""
    return mark_safe("".join(str(part) for part in collect(slot, request, **values)))  # noqa: S308
