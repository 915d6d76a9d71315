"""Calendar feeds (RFC 5545, 7986) that the strictest readers take.

Written as plain text, not with a library: a feed of fifty meetings is fetched by every subscriber's
calendar program every few hours. One wrong fold makes some readers drop a whole feed in silence, so the
tests read everything back with a library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Literal

from chapterhouse.lib.calendar_zones import vtimezone
from chapterhouse.lib.moments import wall_of, zone

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Chapterhouse//Chapterhouse//EN\r\nCALSCALE:GREGORIAN\r\n"
# How often readers should ask again, for those that listen.
_REFRESH = "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"
_LONGEST_LINE = 75

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPECIAL = re.compile(r"[\\;,\r\n\x00-\x1f\x7f\ud800-\udfff]")
_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f\"<>\ud800-\udfff]")


@dataclass(frozen=True)
class CalendarEvent:
    """One meeting as a calendar shows it.

    `uid` is kept for ever, also when a chapter moves (event uid @ first host); `sequence` rises with each
    change of time, place or status; `stamp` and `modified` are instants of the row, not of the request.
    `start_wall` and `end_wall` are wall times in `zone`, their fold honoured. `geo` is latitude, longitude.
    """

    uid: str
    sequence: int
    stamp: datetime
    modified: datetime
    start_wall: datetime
    end_wall: datetime | None
    zone: str
    summary: str
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    url: str = ""
    status: Status = "CONFIRMED"
    categories: tuple[str, ...] = ()


def feed(name: str, events: Iterable[CalendarEvent], url: str = "", description: str = "") -> bytes:
    """Give a calendar file of the events, called `name`, found at `url`.

    Raises UnknownZone, and ValueError for instants without a zone.
    """
    parts: list[str] = [_HEAD]
    title = _text(name)
    parts += [_line(f"NAME:{title}"), _line(f"X-WR-CALNAME:{title}"), _REFRESH]
    if description:
        words = _text(description)
        parts += [_line(f"DESCRIPTION:{words}"), _line(f"X-WR-CALDESC:{words}")]
    if url:
        parts.append(_line(f"URL:{_address(url)}"))
    bodies: list[str] = []
    years: dict[str, tuple[int, int]] = {}
    for event in events:
        bodies.append(_vevent(event, event.start_wall.fold, event.end_wall.fold if event.end_wall else 0))
        _widen(years, event)
    # Without any component a calendar is not valid: an empty feed still knows what UTC is.
    parts += [vtimezone(one, *years[one]) for one in sorted(years)] or ([] if bodies else [_utc_alone()])
    parts += bodies
    parts.append("END:VCALENDAR\r\n")
    return "".join(parts).encode()


def _utc_alone() -> str:
    return vtimezone("UTC", 2000, 2000)


def _widen(years: dict[str, tuple[int, int]], event: CalendarEvent) -> None:
    """Let the years in which a zone must be described include the event."""
    if event.zone == "UTC":
        return
    first = event.start_wall.year
    last = event.end_wall.year if event.end_wall else first
    known = years.get(event.zone)
    if known is None:
        years[event.zone] = (first, last)
    elif first < known[0] or last > known[1]:
        years[event.zone] = (min(first, known[0]), max(last, known[1]))


@lru_cache(maxsize=1024)
def _vevent(event: CalendarEvent, _start_fold: int, _end_fold: int) -> str:
    """Give a meeting's lines. Kept, because subscribers ask for the same meetings every hour.

    The folds are named because two wall times are equal that differ in nothing else.
    """
    parts = [
        "BEGIN:VEVENT\r\n",
        _line(f"UID:{_text(event.uid)}"),
        f"SEQUENCE:{event.sequence}\r\nDTSTAMP:{_utc(event.stamp)}\r\nLAST-MODIFIED:{_utc(event.modified)}\r\n",
        _times(event),
        _line(f"SUMMARY:{_text(event.summary)}"),
    ]
    if event.description:
        parts.append(_line(f"DESCRIPTION:{_text(event.description)}"))
    if event.location:
        parts.append(_line(f"LOCATION:{_text(event.location)}"))
    if event.geo is not None:
        parts.append(f"GEO:{event.geo[0]:.6f};{event.geo[1]:.6f}\r\n")
    if event.url:
        parts.append(_line(f"URL:{_address(event.url)}"))
    if event.categories:
        parts.append(_line(f"CATEGORIES:{','.join([_text(one) for one in event.categories])}"))
    parts.append(f"STATUS:{event.status}\r\nEND:VEVENT\r\n")
    return "".join(parts)


def _times(event: CalendarEvent) -> str:
    """Give DTSTART and DTEND: as wall times of the zone, or in UTC where a wall time says too little."""
    start, end = event.start_wall, event.end_wall
    if start.tzinfo or (end and end.tzinfo):
        raise ValueError("a wall time carries no zone of its own")
    if event.zone != "UTC" and _is_plain(start, event.zone) and (end is None or _is_plain(end, event.zone)):
        return _span(f";TZID={event.zone}", start, end, "")
    there = zone(event.zone)
    first = start.replace(tzinfo=there).astimezone(UTC)
    last = end.replace(tzinfo=there).astimezone(UTC) if end else None
    if event.zone == "UTC" or start.fold or (end and end.fold):
        return _span("", first, last, "Z")
    # The clock skips this time (write what it shows instead) or shows it twice, and readers take the first.
    shown_last = wall_of(last, event.zone) if last and last > first else None
    return _span(f";TZID={event.zone}", wall_of(first, event.zone), shown_last, "")


def _span(parameter: str, start: datetime, end: datetime | None, suffix: str) -> str:
    lines = f"DTSTART{parameter}:{_digits(start)}{suffix}\r\n"
    # An end at or before its start is refused by strict readers.
    return f"{lines}DTEND{parameter}:{_digits(end)}{suffix}\r\n" if end and end > start else lines


def _is_plain(wall: datetime, zone_name: str) -> bool:
    """Whether the clock shows this wall time exactly once."""
    if _is_even(zone_name, wall.date()):
        return True
    there = zone(zone_name)
    return wall.replace(tzinfo=there, fold=0).utcoffset() == wall.replace(tzinfo=there, fold=1).utcoffset()


@lru_cache(maxsize=4096)
def _is_even(zone_name: str, day: date) -> bool:
    """Whether the clock of the zone does not change on this day: asked again at every fetch of a feed."""
    there = zone(zone_name)
    first, last = (datetime.combine(day, moment, there) for moment in (time.min, time.max))
    return {one.replace(fold=fold).utcoffset() for one in (first, last) for fold in (0, 1)} == {first.utcoffset()}


def _digits(moment: datetime) -> str:
    # Three times as fast as strftime.
    return f"{moment.year:04}{moment.month:02}{moment.day:02}T{moment.hour:02}{moment.minute:02}{moment.second:02}"


def _utc(instant: datetime) -> str:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return f"{_digits(instant if instant.tzinfo is UTC else instant.astimezone(UTC))}Z"


def _text(words: str) -> str:
    """Give words as a TEXT value: special characters escaped, control characters gone."""
    if not _SPECIAL.search(words):
        return words
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    words = _CONTROL.sub("", words)
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _address(url: str) -> str:
    """Give an address as a URI value, which knows no escapes: what cannot stand in one is left out."""
    return _NOT_IN_ADDRESS.sub("", url)


def _line(line: str) -> str:
    """Give a content line with its end, folded at 75 octets and never inside a character."""
    if len(line) <= _LONGEST_LINE and line.isascii():
        return line + "\r\n"
    octets = line.encode()
    if len(octets) <= _LONGEST_LINE:
        return line + "\r\n"
    pieces: list[str] = []
    start, room = 0, _LONGEST_LINE
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end].decode())
        # The blank that begins a continued line is counted too.
        start, room = end, _LONGEST_LINE - 1
    pieces.append(octets[start:].decode())
    return "\r\n ".join(pieces) + "\r\n"
