"""`make bench`: measure everything against the floor in one run, print a table, keep it in bench/results.json.

    python -m bench [--small] [--record]

`--small`: a small network and short runs, to try the bench itself. `--record`: write the table into bench/README.md.
"""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import measuring, serving, signing_up
from bench.places import LARGE, README, RESULTS, ROOT, SMALL, Size, folder_for

ROUNDS = 2  # floor, us, floor, us
AT_ONCE = 32
ONE_BY_ONE = 60  # people who sign up one after the other
PEOPLE = 200  # people for a hundred places


@dataclass(frozen=True)
class Figure:
    """One line of the table: `ratio` is ours to the floor's; `budget` is in words, `good` says whether it is kept."""

    what: str
    ours: str
    floor: str
    ratio: float | None
    budget: str
    good: bool | None


class Bench:
    """One run against both servers."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.seconds = 5.0 if size is LARGE else 1.5  # of each measurement
        self.figures: list[Figure] = []

    def add(self, figure: Figure) -> None:
        """Keep a figure and say it at once."""
        self.figures.append(figure)
        print(row(figure), flush=True)

    def run(self, folder: Path) -> None:
        """Measure everything."""
        places = fill(folder, self.size)
        self.cold_start(folder)
        with serving.floor(folder) as floor, serving.chapterhouse(folder) as ours:
            time.sleep(3)  # what a start leaves to do is done
            self.at_rest(floor, ours)
            self.pages(floor, ours, places)
            self.statistics(floor, ours, places)
            self.sign_ups(folder, floor, ours, places)
            self.weights(ours, places)
        size = measuring.installed_size()
        self.add(Figure("installed size", f"{size:.0f} MB", "", None, "at most 250 MB", size <= 250))

    def cold_start(self, folder: Path) -> None:
        """Measure from the command to the first answer; the second start, with everything prepared."""
        with serving.chapterhouse(folder):
            pass
        taken: dict[str, list[float]] = {"floor": [], "chapterhouse": []}
        for _ in range(ROUNDS + 1):
            with serving.floor(folder) as one:
                taken["floor"].append(one.seconds)
            with serving.chapterhouse(folder) as one:
                taken["chapterhouse"].append(one.seconds)
        ours, floor = statistics.median(taken["chapterhouse"]), statistics.median(taken["floor"])
        self.add(against("start to first answer", ours, floor, "s", "at most 5 times", ours <= 5 * floor))

    def at_rest(self, floor: serving.Server, ours: serving.Server) -> None:
        """Measure the memory of the whole tree before anybody asks."""
        most = ours.memory([ours.process.pid, *ours.children()])
        floors = floor.memory([floor.process.pid, *floor.children()])
        self.add(against("memory of the whole tree at rest", most, floors, "MB", "at most 220 MB", most <= 220))

    def pages(self, floor: serving.Server, ours: serving.Server, places: dict[str, Any]) -> None:
        """Measure pages over 32 connections, signed out and in, and watch the memory meanwhile."""
        cookie = places["cookies"][0]
        measured = [(name, places[name], "", 1.0) for name in ("event", "chapter", "directory")]
        measured += [(f"{name}, signed in", places[name], cookie, 1 / 3) for name in ("event", "chapter", "directory")]
        measured.append(("calendar feed of 50 meetings", places["feed"], "", 0.5))
        with measuring.Watch(ours, ours.web()) as watch:
            for name, path, mine, least in measured:
                self.throughput(floor, ours, name, path, mine, least)
        self.add(
            Figure(
                "memory of two web processes under load",
                f"{watch.most:.0f} MB",
                f"{floor.memory(floor.web()):.0f} MB",
                None,
                "at most 150 MB",
                watch.most <= 150,
            )
        )

    def throughput(
        self, floor: serving.Server, ours: serving.Server, name: str, path: str, cookie: str, least: float
    ) -> None:
        """Measure one page in turns with the floor's."""
        measuring.requests_per_second(ours, path, seconds=1, cookie=cookie)  # both processes have made the page
        theirs, mine = [], []
        for number in range(ROUNDS):
            page = f"/{number + 1}/"
            theirs.append(measuring.requests_per_second(floor, page, seconds=self.seconds))
            mine.append(measuring.requests_per_second(ours, path, seconds=self.seconds, cookie=cookie))
        a, b = statistics.mean(mine), statistics.mean(theirs)
        words = "at least as fast" if least == 1 else f"at least {least:.2g} of the floor"
        self.add(against(f"{name} page" if "feed" not in name else name, a, b, "/s", words, a >= least * b))

    def statistics(self, floor: serving.Server, ours: serving.Server, places: dict[str, Any]) -> None:
        """Measure a statistics page of ten years, made anew each time, against one page of the floor."""
        times = 30 if self.size is LARGE else 10
        theirs = measuring.seconds_per_page(floor, "/1/", times=times) * 1000
        mine = measuring.seconds_per_page(ours, places["statistics"], times=times) * 1000
        self.add(
            against("statistics of ten years, not kept", mine, theirs, "ms", "at most 40 times", mine <= 40 * theirs)
        )

    def sign_ups(self, folder: Path, floor: serving.Server, ours: serving.Server, places: dict[str, Any]) -> None:
        """Measure the whole flow, one by one and 32 at once, and count the places afterwards."""
        cookies, meetings = places["cookies"], places["sign_up"]
        self.flows(
            "sign-ups one by one", folder, floor, ours, (meetings[0], 101, places["events"][0]), cookies[:ONE_BY_ONE], 1
        )
        many = (cookies * 2)[:PEOPLE]
        self.flows("sign-ups, 32 at once", folder, floor, ours, (meetings[1], 102, places["events"][1]), many, AT_ONCE)

    def flows(
        self,
        name: str,
        folder: Path,
        floor: serving.Server,
        ours: serving.Server,
        where: tuple[str, int, int],
        cookies: list[str],
        at_once: int,
    ) -> None:
        """Let so many people sign up at the floor, then at ours."""
        page, floors_page, event = where
        theirs = signing_up.sign_up(floor, signing_up.floors(f"/{floors_page}/"), [""] * len(cookies), at_once=at_once)
        mine = signing_up.sign_up(ours, signing_up.ours(page), cookies, at_once=at_once)
        taken = places_taken(folder, event)
        right = taken == min(100, len(set(cookies))) and not mine.errors
        a, b = mine.per_second, theirs.per_second
        self.add(against(name, a, b, "/s", "at least 0.33, none oversold, none failing", a >= b / 3 and right))
        if not right:
            print(f"  {taken} places are taken, {mine.errors} failed")

    def weights(self, ours: serving.Server, places: dict[str, Any]) -> None:
        """Weigh the public pages of a first visit."""
        for name in ("home", "chapter", "event", "directory"):
            weight = measuring.weight_of(ours, places[name])
            size = weight.bytes / measuring.KIB
            self.add(
                Figure(
                    f"weight of the {name} page",
                    f"{size:.1f} KB in {weight.requests}",
                    "",
                    None,
                    "at most 40 KB in 6",
                    size <= 40 and weight.requests <= 6,
                )
            )


def against(what: str, ours: float, floor: float, unit: str, budget: str, good: bool) -> Figure:
    """Give the figure of something that the floor has too."""
    digits = 0 if min(ours, floor) >= 100 else 2
    return Figure(
        what, f"{ours:.{digits}f} {unit}", f"{floor:.{digits}f} {unit}", ours / floor if floor else None, budget, good
    )


def fill(folder: Path, size: Size) -> dict[str, Any]:
    """Make the network, or take the one that was made before; give what to measure."""
    began = time.monotonic()
    words = [sys.executable, "-m", "bench.fill", str(folder), *(["--small"] if size is SMALL else [])]
    out = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    print(f"a network of {size.chapters} chapters, {size.members} members, {size.rsvps} RSVPs ", end="")
    print(f"is there ({time.monotonic() - began:.0f} s)\n", flush=True)
    places: dict[str, Any] = json.loads(out.splitlines()[-1])
    return places


def places_taken(folder: Path, event: int) -> int:
    """Count who has a place, from the rows and not from the counter."""
    question = (
        "import django; django.setup()\n"
        "from chapterhouse.events.models import Rsvp\n"
        f"print(sum(1 + one.guests for one in Rsvp.objects.filter(event={event}, state__in=['going', 'offered'])))"
    )
    around = {**os.environ, "CHAPTERHOUSE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "chapterhouse.config.settings"}
    out = subprocess.run([sys.executable, "-c", question], env=around, check=True, stdout=subprocess.PIPE, text=True)
    return int(out.stdout)


HEAD = ("What", "Chapterhouse", "Floor", "Ratio", "Budget", "Kept")


def cells(figure: Figure) -> tuple[str, ...]:
    """Give a figure as the cells of a row."""
    ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
    return figure.what, figure.ours, figure.floor, ratio, figure.budget, "yes" if figure.good else "NO"


def row(figure: Figure) -> str:
    """Give a figure as a line for people."""
    what, ours, floor, ratio, budget, good = cells(figure)
    return f"{what:<42}{ours:>16}{floor:>14}{ratio:>8}  {budget:<44}{good}"


def table(figures: list[Figure]) -> str:
    """Give the figures as Markdown."""
    lines = [f"| {' | '.join(HEAD)} |", f"|{'---|' * len(HEAD)}"]
    return "\n".join([*lines, *(f"| {' | '.join(cells(one))} |" for one in figures)])


def machine() -> dict[str, Any]:
    """Say what it ran on."""
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "load_before": round(os.getloadavg()[0], 1),
    }


def record(bench: Bench, around: dict[str, Any]) -> None:
    """Write the table into the README."""
    said = f"{around['at']}, {around['cores']} cores, Python {around['python']}, load before {around['load_before']}; "
    said += f"{bench.size.chapters} chapters, {bench.size.members} members, {bench.size.rsvps} RSVPs"
    made = f"<!-- figures -->\n{said}\n\n{table(bench.figures)}\n<!-- end -->"
    text = README.read_text(encoding="utf-8")
    README.write_text(
        re.sub(r"<!-- figures -->.*<!-- end -->", lambda _: made, text, flags=re.DOTALL), encoding="utf-8"
    )


def main() -> int:
    """Measure, print and keep; give the exit code."""
    words = sys.argv[1:]
    bench, around = Bench(SMALL if "--small" in words else LARGE), machine()
    if around["load_before"] > 0.5:
        print(f"The machine is busy (load {around['load_before']}): look at ratios only, and not closely.\n")
    began = time.monotonic()
    print("  ".join(HEAD))
    bench.run(folder_for(bench.size))
    RESULTS.write_text(json.dumps({**around, "figures": [asdict(one) for one in bench.figures]}, indent=1))
    if "--record" in words:
        record(bench, around)
    missed = [one.what for one in bench.figures if not one.good]
    print(f"\n{time.monotonic() - began:.0f} s. " + (f"Over budget: {', '.join(missed)}" if missed else "All kept."))
    return 0
