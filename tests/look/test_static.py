"""What browsers load: locked, small, and readable in every colour."""

import json
import re
import subprocess
import sys
from pathlib import Path

import brotli

import chapterhouse
from chapterhouse.lib.colour import CONTROL, DEFAULT, TEXT, contrast, dark, light, theme_css

ROOT = Path(__file__).resolve().parents[2]
LOOK = Path(chapterhouse.__file__).parent / "look"
CSS = LOOK / "static_src/css"


def test_the_lock_holds_hashes_and_no_address_of_a_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: about for name, about in lock["packages"].items() if name}
    assert packages
    for name, about in packages.items():
        assert "resolved" not in about, name
        assert about["integrity"].startswith("sha512-"), name
    assert "registry" not in (ROOT / "package-lock.json").read_text()
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text()


def test_style_and_script_stay_light(built: Path) -> None:
    assert len(brotli.compress((built / "site.css").read_bytes())) <= 12_000
    assert len(brotli.compress((built / "site.js").read_bytes())) <= 6_000


def test_both_fonts_come_with_the_site(built: Path) -> None:
    assert len(list((built / "fonts").glob("*.woff2"))) == 4
    css = (built / "site.css").read_text()
    assert css.count("font-display:swap") == 4
    assert "http" not in css.replace("http://www.w3.org/2000/svg", "")


def test_the_default_colour_in_the_style_sheet_is_the_one_of_the_code() -> None:
    assert theme_css(DEFAULT) in (CSS / "theme.css").read_text()


def pairs() -> list[tuple[str, str, str, float]]:
    tokens = dict(re.findall(r"--([\w-]+): light-dark\((#\w+, #\w+)\)", (CSS / "tokens.css").read_text()))
    found = []
    for number, shades in enumerate((light(DEFAULT), dark(DEFAULT))):

        def one(name: str, number: int = number) -> str:
            return tokens[name].split(", ")[number]

        for kind in ("good", "warn", "bad"):
            for ground in (one(f"{kind}-tint"), shades.paper, shades.surface):
                found.append((kind, one(kind), ground, TEXT))
            found.append((f"ink on {kind}", shades.ink, one(f"{kind}-tint"), TEXT))
            found.append((f"link on {kind}", shades.brand_ink, one(f"{kind}-tint"), TEXT))
        drawn = ("star", "data-2", "data-3", "data-4", "data-5")
        found += [(name, one(name), ground, CONTROL) for name in drawn for ground in (shades.paper, shades.surface)]
    for hue in re.findall(r"\.avatar\.hue-\d \{(.*?)\}", (CSS / "pieces.css").read_text()):
        (ground, night_ground), (text, night_text) = re.findall(r"light-dark\((#\w+), (#\w+)\)", hue)
        found += [("avatar", text, ground, TEXT), ("avatar", night_text, night_ground, TEXT)]
    return found


def test_fixed_colours_are_readable_by_day_and_by_night() -> None:
    checked = pairs()
    assert len(checked) > 40
    for name, text, ground, ratio in checked:
        assert contrast(text, ground) >= ratio, (name, text, ground)


def test_a_second_build_has_nothing_to_do(built: Path) -> None:
    again = subprocess.run(
        [sys.executable, "scripts/build_front_end.py"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert "up to date" in again.stdout
