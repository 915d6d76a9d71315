"""The chapters of a site's configuration made into rows."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from chapterhouse.lib.html_text import mask_addresses, unescape_entities
from chapterhouse.lib.post_document import web_address
from chapterhouse.lib.pyladies_site.rows import ChapterRow

# Where handles lead: the name of the link, what stands before a handle, hosts of full addresses.
_SERVICES = {
    "meetup": ("Meetup", "https://www.meetup.com/{}/", ("meetup.com",)),
    "twitter": ("Twitter", "https://twitter.com/{}", ("twitter.com", "x.com")),
    "facebook": ("Facebook", "https://www.facebook.com/{}", ("facebook.com", "fb.com")),
    "github": ("GitHub", "https://github.com/{}", ("github.com",)),
    "instagram": ("Instagram", "https://www.instagram.com/{}", ("instagram.com",)),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/{}", ("linkedin.com",)),
    "youtube": ("YouTube", "https://www.youtube.com/{}", ("youtube.com",)),
    "timepad": ("TimePad", "https://{}.timepad.ru/", ("timepad.ru",)),
    "google_plus": ("Google+", "", ("plus.google.com",)),
    "whatsapp": ("WhatsApp", "", ("chat.whatsapp.com", "wa.me", "bit.ly")),
}
# Known and kept, but there is no place for them: told once for the whole site, not row by row.
KEPT_ONLY = ("image", "meetup_id", "meetup_image", "pro_network", "external_website", "timepad_id")
_READ = {"name", "email", "location", "website", *_SERVICES, *KEPT_ONLY}
_HANDLE = re.compile(r"[\w][\w.-]*(/[\w.-]+)*")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,24}")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_NETWORK_WORD = re.compile(r"\s*\bpyladies\b\s*", re.IGNORECASE)


def read_chapters(values: Any, domain: str, locations: set[str]) -> list[ChapterRow]:
    """Give a row for each entry of the site's list of chapters, whatever it holds.

    `domain` is the site's own, `locations` the names of its chapter pages that came along.
    """
    entries = values if isinstance(values, list) else []
    rows: list[ChapterRow] = []
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        row = _row(entry, number, domain, locations)
        seen[row.key] = seen.get(row.key, 0) + 1
        if seen[row.key] > 1:
            row.note("name_repeated", f"the name stands {seen[row.key]} times in the list")
            row.key = f"{row.key}#{seen[row.key]}"
        rows.append(row)
    for row in rows:
        if isinstance(row.source, dict):
            _note_shared(row, rows)
    return rows


def _row(entry: Any, number: int, domain: str, locations: set[str]) -> ChapterRow:
    if not isinstance(entry, dict):
        return ChapterRow(
            key=f"entry-{number}", name=f"entry {number}", source=entry, refused="it is no list of values"
        )
    written = entry.get("name")
    if not isinstance(written, str) or not written.strip():
        return ChapterRow(key=f"entry-{number}", name=f"entry {number}", source=entry, refused="it has no name")
    name = " ".join(unescape_entities(written).split())
    row = ChapterRow(key=name.casefold(), name=name, source=entry)
    if name != " ".join(written.split()):
        row.note("entities", f"HTML entities in its name undone: {written}")
    if len(name) > 80:
        row.refused = "its name is longer than 80 characters"
        return row
    entry = _without_typos(row, entry)
    _name_parts(row)
    _location(row, entry.get("location"))
    _contact(row, entry.get("email"))
    _website(row, entry, domain, locations)
    for service in _SERVICES:
        if service in entry:
            _link(row, service, entry[service])
    _rest(row, entry)
    return row


def _without_typos(row: ChapterRow, entry: dict[str, Any]) -> dict[str, Any]:
    """Give the entry with keys that differ from known ones by blanks alone put right."""
    right: dict[str, Any] = {}
    for key, value in entry.items():
        plain = re.sub(r"\s+", "", key).lower()
        if key not in _READ and plain in _READ and plain not in entry:
            row.note("key_typo", f"the key {key!r} is read as {plain!r}")
            key = plain
        right[key] = value
    return right


def _name_parts(row: ChapterRow) -> None:
    parts = [part.strip() for part in row.name.split(",") if part.strip()] or [row.name]
    row.city = _NETWORK_WORD.sub(" ", parts[0]).strip() or parts[0]
    row.country_text = parts[-1] if len(parts) > 1 else row.city
    row.region = ", ".join(parts[1:-1])


def _location(row: ChapterRow, value: Any) -> None:
    if value is None:
        row.note("no_coordinates", "has no coordinates")
        return
    try:
        latitude, longitude = float(value["latitude"]), float(value["longitude"])
    except (TypeError, KeyError, ValueError):
        row.note("no_coordinates", f"has coordinates that are none: {str(value)[:80]}")
        row.left_over["location"] = value
        return
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude, longitude) == (0, 0):
        row.note("no_coordinates", f"has coordinates that are nowhere: {latitude}, {longitude}")
        row.left_over["location"] = value
        return
    row.latitude, row.longitude = latitude, longitude


def _contact(row: ChapterRow, value: Any) -> None:
    if value is None or not str(value).strip():
        row.note("no_contact", "publishes no contact address")
        return
    address = str(value).strip()
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        row.note("contact_unusable", "its contact address is none and was left out")
        return
    if address != address.lower():
        row.note("contact_capitals", "its contact address has capitals; written small")
    row.contact_address = address.lower()


def _website(row: ChapterRow, entry: dict[str, Any], domain: str, locations: set[str]) -> None:
    """Take an absolute address as it is; a relative one only where it is known what it is relative to."""
    value = entry.get("website")
    if value is None:
        if "website" in entry:
            row.note("empty_value", "website has no value")
        return
    text = str(value).strip()
    outside = entry.get("external_website") is True
    if "://" in text:
        try:
            row.website = web_address(text)
        except ValueError as error:
            _unused(row, "website", value, str(error))
    elif outside and _HOST.fullmatch(text.split("/")[0]):
        row.website = f"https://{text}"
        row.note("website_scheme", f"website {text} is said to be outside and lacks https://, which was added")
    elif text.strip("/") in locations and domain:
        row.website = f"https://{domain}/locations/{text.strip('/')}/"
        row.note("website_relative", f"website {text} is a page of the old site: {row.website}")
    elif _HOST.fullmatch(text.split("/")[0]):
        _unused(row, "website", value, "it may be another site or a page of the old one")
    else:
        _unused(row, "website", value, "it is a page of the old site that did not come along")
    if len(row.website) > 300:
        row.website = ""
        _unused(row, "website", value, "it is too long")


def _unused(row: ChapterRow, key: str, value: Any, why: str) -> None:
    shown = mask_addresses(str(value))[0]
    row.note(f"{key}_unused" if key in _READ else "unknown_key", f"{key} {shown[:80]!r} is not used: {why}")
    row.left_over[key] = shown if isinstance(value, str) else value


def _link(row: ChapterRow, service: str, value: Any) -> None:
    name, pattern, hosts = _SERVICES[service]
    if value is None or not str(value).strip():
        row.note("empty_value", f"{service} has no value")
        return
    written = str(value).strip()
    handle = written.removeprefix("@").strip("/")
    bare = written.partition("://")[2] or written
    host = bare.split("/")[0].lower().removeprefix("www.")
    if any(host == one or host.endswith(f".{one}") for one in hosts) and "/" in bare:
        address = written if "://" in written else f"https://{bare}"
        how = "" if "://" in written and not pattern else f"{service} {written!r} is a whole address"
    elif pattern and "://" not in written and _HANDLE.fullmatch(handle) and (service != "timepad" or "/" not in handle):
        address = pattern.format(handle)
        how = f"{service} {written!r} is written {handle!r}" if handle != written else ""
    else:
        _unused(row, service, value, "it is neither a name nor an address there")
        return
    try:
        row.links.append({"name": name, "url": web_address(address)})
    except ValueError as error:
        _unused(row, service, value, str(error))
        return
    if len(address) > 300:
        row.links.pop()
        _unused(row, service, value, "it is too long")
    elif how:
        row.note("handle", how)
    if service == "google_plus":
        row.note("closed_service", "Google+ was closed in 2019; its link is kept all the same")


def _rest(row: ChapterRow, entry: dict[str, Any]) -> None:
    """Keep what has no place: the usual silently (the whole report counts them), the rest with a note."""
    for key, value in entry.items():
        if key in KEPT_ONLY and value is None:
            row.note("empty_value", f"{key} has no value")
        elif key in KEPT_ONLY:
            row.left_over[key] = value
        elif key not in _READ:
            _unused(row, key, value, "there is no place for it")


def _note_shared(row: ChapterRow, rows: list[ChapterRow]) -> None:
    """Say what several chapters have in common although it looks as if it were one's own."""
    entry = row.source
    others = defaultdict(list)
    for other in rows:
        if other is row or not isinstance(other.source, dict):
            continue
        if row.contact_address and row.contact_address == other.contact_address:
            others["contact address"].append(other.name)
        if row.latitude is not None and (row.latitude, row.longitude) == (other.latitude, other.longitude):
            others["coordinates"].append(other.name)
        for key in ("meetup_id", "meetup"):
            if entry.get(key) and str(entry[key]) == str(other.source.get(key)):
                others[f"{key} {entry[key]}"].append(other.name)
    for what, names in others.items():
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        row.note("shared", f"it has the same {what} as {shown}")
