"""Remembering what a row became."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from chapterhouse.imports.models import ImportedKind, ImportedObject
from chapterhouse.imports.queries import PYLADIES_SITE
from chapterhouse.lib.pyladies_site.rows import Row


def remember(
    row: Row,
    kind: ImportedKind,
    uid: UUID,
    *,
    written: str,
    now: datetime,
    left_over: dict[str, Any] | None = None,
) -> None:
    """Remember what the row became, and how it stood then (`written` empty: it was here before)."""
    ImportedObject.objects.update_or_create(
        source=PYLADIES_SITE,
        kind=kind,
        source_key=row.key,
        defaults={
            "uid": uid,
            "source_digest": row.digest,
            "written_digest": written,
            "left_over": left_over or {},
            "updated_at": now,
        },
        create_defaults={
            "uid": uid,
            "source_digest": row.digest,
            "written_digest": written,
            "left_over": left_over or {},
            "imported_at": now,
            "updated_at": now,
        },
    )
