"""When an answer last changed, for readers who ask by date (`If-Modified-Since`) and not by ETag."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils.http import http_date

from chapterhouse.foundation.models import Fact

# A date tells seconds only, and an act may commit a moment after its fact was dated: within this nothing is said.
SETTLED = timedelta(minutes=1)


def date_by_facts(response: HttpResponse, *, now: datetime) -> None:
    """Put the date of the newest fact, whatever it is about, into `Last-Modified`; none while that is very new.

    What rows say of themselves is no measure: a venue's new name, or a post taken back, changes a feed and makes no
    row in it newer. A fact elsewhere makes somebody read the same again, which is harmless; a false "not modified"
    would keep her from the news. One query.
    """
    newest = Fact.objects.order_by("-id").values_list("recorded_at", flat=True).first()
    if newest is not None and newest <= now - SETTLED:
        response.headers["Last-Modified"] = http_date(newest.timestamp())
