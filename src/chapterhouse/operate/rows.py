"""Rows of any table as lines of JSON and back, the same for every kind of database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import connection
from django.db.models import BinaryField, DurationField, Field, JSONField, Model

BATCH = 500
AnyField = Field[Any, Any]


def tables(models: Apps) -> list[type[Model]]:
    """Give every table that holds rows of its own, in the order of their names."""
    found = [one for one in models.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]
    return sorted(found, key=lambda one: one._meta.db_table)


def fields(model: type[Model]) -> list[AnyField]:
    """Give the columns of a table."""
    return list(model._meta.local_concrete_fields)


def lines(model: type[Model]) -> Iterator[str]:
    """Give each row as one line: a JSON list of its columns' values, ordered by its key."""
    columns = fields(model)
    names = [column.attname for column in columns]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        values = [_out(column, value) for column, value in zip(columns, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _out(column: AnyField, value: Any) -> Any:
    """Give a value as JSON can hold it, without losing anything."""
    if value is None or isinstance(column, JSONField) or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(column, DurationField | BinaryField):
        holder = column.model(**{column.attname: value})
        return column.value_to_string(holder)
    raise TypeError(f"{column.model._meta.db_table}.{column.name}: cannot save a {type(value).__name__}")


def insert(model: type[Model], source: Iterable[str], names: list[str]) -> int:
    """Put the rows of the lines into the table; give how many. `names` are the columns in the lines' order."""
    by_name = {column.attname: column for column in fields(model)}
    columns = [by_name[name] for name in names]
    quote = connection.ops.quote_name
    listed = ", ".join(quote(str(column.column)) for column in columns)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({listed}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
    count = 0
    remaining = iter(source)
    with connection.cursor() as cursor:
        while batch := list(islice(remaining, BATCH)):
            cursor.executemany(statement, [_in(columns, json.loads(line)) for line in batch])
            count += len(batch)
    return count


def _in(columns: list[AnyField], values: list[Any]) -> list[Any]:
    return [
        column.get_db_prep_save(
            value if isinstance(column, JSONField) else column.to_python(value), connection=connection
        )
        for column, value in zip(columns, values, strict=True)
    ]
