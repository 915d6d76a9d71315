"""How much is measured with, and where it is kept."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "bench"
README = ROOT / "bench" / "README.md"
RESULTS = ROOT / "bench" / "results.json"
STALE = timedelta(days=3)  # then its meetings to come are no longer what they were


@dataclass(frozen=True)
class Size:
    """How big the network is."""

    name: str
    chapters: int
    members: int
    meetings: int  # of each chapter
    rsvps_each: int  # of each meeting

    @property
    def rsvps(self) -> int:
        """Give how many RSVPs there are."""
        return self.chapters * self.meetings * self.rsvps_each


LARGE = Size("full", chapters=1000, members=100_000, meetings=100, rsvps_each=20)
SMALL = Size("small", chapters=60, members=3_000, meetings=24, rsvps_each=10)


def folder_for(size: Size) -> Path:
    """Give the data folder of a size, empty where what was kept there is too old."""
    folder = KEPT / size.name
    done = folder / "filled"
    if done.exists() and datetime.now(UTC) - datetime.fromisoformat(done.read_text()) > STALE:
        shutil.rmtree(folder)
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)  # half filled
    folder.mkdir(parents=True, exist_ok=True)
    return folder
