"""Refusing values that cannot stand in a row, with the field's name and a reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from chapterhouse.foundation.refusals import Refusal
from chapterhouse.lib.colour import NotAColour, parse
from chapterhouse.lib.moments import UnknownZone, zone

MOST_LINKS = 12
LONGEST_WORDS = 20_000  # characters; a chapter's page is one page
_web_address = URLValidator(schemes=["http", "https"])


class NotUnderstood(Refusal):
    """A value cannot be what it should be."""

    status = 400
    code = "not_understood"


def check(row: Model) -> None:
    """Refuse a row with a value that is too long, of the wrong kind or not one of its choices."""
    try:
        row.clean_fields(exclude=_unchecked(row))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise NotUnderstood(messages[0], field=field) from error


def check_zone(name: str) -> None:
    """Refuse a time zone that does not exist."""
    try:
        zone(name)
    except UnknownZone as error:
        raise NotUnderstood(
            _("This time zone does not exist. It should look like Europe/Berlin."), field="time_zone"
        ) from error


def check_colour(text: str) -> str:
    """Give the colour as #rrggbb, or nothing for nothing."""
    if not text:
        return ""
    try:
        return parse(text)
    except NotAColour as error:
        raise NotUnderstood(_("Write the colour as six digits, like #0b6e55."), field="colour") from error


def check_words(text: str, field: str) -> None:
    """Refuse a text that is longer than a page should be."""
    if len(text) > LONGEST_WORDS:
        raise NotUnderstood(_("This text is very long. Please keep it under 20,000 characters."), field=field)


def check_spot(latitude: float | None, longitude: float | None) -> None:
    """Refuse a spot that is not on the Earth, or only half given."""
    if (latitude is None) != (longitude is None):
        raise NotUnderstood(_("Give both latitude and longitude, or neither."), field="latitude")
    if latitude is not None and not -90 <= latitude <= 90:
        raise NotUnderstood(_("Latitude goes from -90 to 90."), field="latitude")
    if longitude is not None and not -180 <= longitude <= 180:
        raise NotUnderstood(_("Longitude goes from -180 to 180."), field="longitude")


def check_links(links: Any) -> None:
    """Refuse links that are not a short list of names with web addresses."""
    if not isinstance(links, list) or len(links) > MOST_LINKS:
        raise NotUnderstood(_("Give at most twelve links."), field="links")
    for link in links:
        if not isinstance(link, dict) or set(link) != {"name", "url"} or not str(link["name"]).strip():
            raise NotUnderstood(_("Each link needs a name and an address."), field="links")
        if len(str(link["name"])) > 60 or len(str(link["url"])) > 300:
            raise NotUnderstood(_("This link is too long."), field="links")
        try:
            _web_address(link["url"])
        except ValidationError as error:
            raise NotUnderstood(_("A link's address begins with https:// or http://."), field="links") from error


def _unchecked(row: Model) -> list[str]:
    """Give the fields that need no check: ids and relations, lists, and what may be and is unknown."""
    return [
        field.name
        for field in row._meta.concrete_fields
        if field.is_relation
        or field.name in ("id", "uid", "links")
        or (field.null and getattr(row, field.attname) is None)
    ]
