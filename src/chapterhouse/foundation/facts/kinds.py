"""Declaring the kinds of facts: frozen dataclasses in the past tense, each with a stable name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, ClassVar, TypeVar, dataclass_transform, get_args, get_type_hints
from uuid import UUID


class FactBody:
    """What a fact says. Holds uids, enums, numbers and instants; never names, words, addresses or tokens."""

    kind: ClassVar[str]


B = TypeVar("B", bound=FactBody)
_kinds: dict[str, type[FactBody]] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True)
def fact(kind: str) -> Callable[[type[B]], type[B]]:
    """Declare a kind of fact, e.g. `@fact("event.rsvp_made")` above a frozen dataclass."""

    def declare(body: type[B]) -> type[B]:
        body.kind = kind
        frozen = dataclass(frozen=True, kw_only=True)(body)
        if kind in _kinds and _kinds[kind].__qualname__ != body.__qualname__:
            raise ValueError(f"two kinds of fact are called {kind}")
        _kinds[kind] = frozen
        return frozen

    return declare


def kinds() -> dict[str, type[FactBody]]:
    """Give every declared kind by its name."""
    return dict(_kinds)


def to_payload(body: FactBody) -> dict[str, Any]:
    """Give the fact's body as plain JSON values."""
    return {name: _plain(value) for name, value in asdict(body).items()}  # type: ignore[call-overload]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def from_payload(kind: str, payload: dict[str, Any]) -> FactBody:
    """Give the fact's body back from its stored values, each of its declared type."""
    body = _kinds[kind]
    types = _types(kind)
    return body(**{name: _typed(types[name], value) for name, value in payload.items() if name in types})


@cache
def _types(kind: str) -> dict[str, Any]:
    body = _kinds[kind]
    hints = get_type_hints(body)
    return {one.name: hints[one.name] for one in fields(body)}  # type: ignore[arg-type]


def _typed(wanted: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        inner = get_args(wanted)[0] if get_args(wanted) else str
        return tuple(_typed(inner, one) for one in value)
    kinds_of_value = get_args(wanted) or (wanted,)
    if UUID in kinds_of_value:
        return UUID(value)
    if datetime in kinds_of_value:
        return datetime.fromisoformat(value)
    if date in kinds_of_value:
        return date.fromisoformat(value)
    return value
