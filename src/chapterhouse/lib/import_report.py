"""What an import did, or would do: one line for each row with its reasons, and totals in which nothing is missing."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # edited, linked or thrown away here: left as it is
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Line:
    """One row of the source: what became of it and why."""

    kind: str
    key: str
    name: str
    outcome: Outcome
    reason: str = ""
    notes: tuple[tuple[str, str], ...] = ()  # a word for programs, a sentence


@dataclass
class Report:
    """The whole import. `rows_read` counts what was found in the source, by kind."""

    source: str
    dry_run: bool
    rows_read: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def totals(self) -> dict[str, dict[str, int]]:
        """Give for each kind how many rows were read and what became of how many."""
        found: dict[str, dict[str, int]] = {}
        for kind, read in self.rows_read.items():
            counts = Counter(line.outcome for line in self.lines if line.kind == kind)
            found[kind] = {"read": read, **{outcome.value: counts[outcome] for outcome in Outcome}}
        return found

    @property
    def complete(self) -> bool:
        """Say whether every row that was read is accounted for."""
        return all(
            counts["read"] == sum(count for name, count in counts.items() if name != "read")
            for counts in self.totals().values()
        )

    def noted(self) -> dict[str, int]:
        """Give how often each kind of oddity was met."""
        return dict(sorted(Counter(code for line in self.lines for code, _text in line.notes).items()))

    def as_json(self) -> str:
        """Give everything for programs."""
        values: dict[str, Any] = {
            "source": self.source,
            "dry_run": self.dry_run,
            "totals": self.totals(),
            "noted": self.noted(),
            "notes": self.notes,
            "rows": [
                {
                    "kind": line.kind,
                    "key": line.key,
                    "name": line.name,
                    "outcome": line.outcome.value,
                    "reason": line.reason,
                    "notes": [{"code": code, "text": text} for code, text in line.notes],
                }
                for line in self.lines
            ],
        }
        return json.dumps(values, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        """Give everything for people."""
        lines = [f"{self.source}: what would happen (nothing was changed)" if self.dry_run else self.source]
        for line in self.lines:
            lines.append(f"  {line.outcome:<9} {line.kind:<7} {line.name}{' - ' + line.reason if line.reason else ''}")
            lines += [f"            . {text}" for _code, text in line.notes]
        lines += [f"  note: {note}" for note in self.notes]
        for kind, counts in self.totals().items():
            parts = [f"{count} {name}" for name, count in counts.items() if name != "read" and count]
            lines.append(f"{counts['read']} {kind} rows read: {', '.join(parts) or 'nothing'}")
        if not self.complete:
            lines.append("Some rows are not accounted for: please report this.")
        return "\n".join(lines)
