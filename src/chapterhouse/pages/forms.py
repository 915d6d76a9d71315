"""What the home page understands of an address."""

from __future__ import annotations

from chapterhouse.chapters.forms import SpotField
from chapterhouse.look.forms import Form


class HereForm(Form):
    """Where the reader is, if she told: `near=lat,lon`."""

    near = SpotField(required=False)
