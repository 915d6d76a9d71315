"""The command that imports a site, as somebody types it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import chapterhouse
from chapterhouse.chapters.models import Chapter

pytestmark = pytest.mark.django_db
SITE = Path(chapterhouse.__file__).parent / "demo" / "site"


def test_the_command_prints_a_reason_for_each_row_and_totals() -> None:
    out = StringIO()
    call_command("import_pyladies_site", SITE, "--dry-run", stdout=out)
    text = out.getvalue()
    assert "nothing was changed" in text
    assert "its coordinates (35.5951, -82.5515) are 3548 km from Eugene: not used" in text
    assert "12 chapter rows read: 12 created" in text
    assert "11 post rows read: 10 created, 1 skipped" in text
    assert not Chapter.objects.exists()


def test_the_report_for_programs_holds_the_same() -> None:
    out = StringIO()
    call_command("import_pyladies_site", str(SITE), "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert report["totals"]["chapter"] == {
        "read": 12,
        "created": 12,
        "updated": 0,
        "unchanged": 0,
        "kept": 0,
        "skipped": 0,
    }
    assert len(report["rows"]) == 23
    assert report["noted"]["picture"] == 3
    assert Chapter.objects.count() == 12


def test_a_folder_that_is_no_site_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no config\.yml"):
        call_command("import_pyladies_site", tmp_path)
