"""Declaring the kinds of facts: frozen dataclasses in the past tense, each with a stable name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar, TypeVar
from uuid import UUID


class FactBody:
    """What a fact says. Holds uids, enums, numbers and instants; never names, words, addresses or tokens."""

    kind: ClassVar[str]


B = TypeVar("B", bound=FactBody)
_kinds: dict[str, type[FactBody]] = {}


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
    """Give the fact's body back from its stored values; uids and instants stay strings where the type says str."""
    body = _kinds[kind]
    known = {one.name: str(one.type) for one in fields(body)}  # type: ignore[arg-type]
    values = {name: _typed(known[name], value) for name, value in payload.items() if name in known}
    return body(**values)


def _typed(type_name: str, value: Any) -> Any:
    if value is None:
        return None
    if type_name.startswith("UUID"):
        return UUID(value)
    if type_name.startswith("datetime"):
        return datetime.fromisoformat(value)
    if type_name.startswith("date"):
        return date.fromisoformat(value)
    if type_name.startswith("tuple[UUID"):
        return tuple(UUID(one) for one in value)
    if type_name.startswith("tuple"):
        return tuple(value)
    return value
