"""What search engines and other programs read on an event's page: schema.org in JSON."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from chapterhouse.events.models import Event, EventState, Where
from chapterhouse.events.queries import Places, SignUp
from chapterhouse.events.views.words import iso
from chapterhouse.people.models import Person

_STATUS = {EventState.CANCELLED: "EventCancelled", EventState.SKIPPED: "EventCancelled"}
_MODE = {
    Where.IN_PERSON: "OfflineEventAttendanceMode",
    Where.ONLINE: "OnlineEventAttendanceMode",
    Where.HYBRID: "MixedEventAttendanceMode",
}
_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def absolute(path: str) -> str:
    """Give the full address of a page of this site, the same whatever name it was asked by."""
    return f"{settings.ADDRESS.rstrip('/')}{path}"


def linked_event(
    event: Event, *, url: str, summary: str, places: Places, sign_up: SignUp, hosts: list[Person]
) -> SafeString:
    """Give the event as JSON-LD, safe inside a script element. Says nothing that the public page does not say."""
    chapter = event.chapter
    thing: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": url,
        "startDate": iso(event.starts_at, event.time_zone),
        "endDate": iso(event.ends_at, event.time_zone),
        "eventStatus": f"https://schema.org/{_STATUS.get(EventState(event.state), 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{_MODE[Where(event.where)]}",
        "isAccessibleForFree": True,
        "location": _locations(event, url),
        "organizer": {"@type": "Organization", "name": chapter.name, "url": absolute(f"/{chapter.slug}/")},
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "USD",
            "url": url,
            "availability": f"https://schema.org/{_availability(places, sign_up)}",
        },
    }
    if summary:
        thing["description"] = summary
    if hosts:
        thing["performer"] = [{"@type": "Person", "name": host.name} for host in hosts]
    if places.places is not None:
        thing["maximumAttendeeCapacity"] = places.places
        thing["remainingAttendeeCapacity"] = places.left
    return mark_safe(json.dumps(thing, ensure_ascii=False).translate(_ESCAPED))  # noqa: S308 - escaped just here


def _availability(places: Places, sign_up: SignUp) -> str:
    if sign_up == SignUp.NOT_YET:
        return "PreOrder"
    if sign_up != SignUp.OPEN:
        return "Discontinued" if sign_up in (SignUp.CANCELLED, SignUp.SKIPPED) else "OutOfStock"
    return "SoldOut" if places.is_full else "InStock"


def _locations(event: Event, url: str) -> dict[str, Any] | list[dict[str, Any]]:
    online = {"@type": "VirtualLocation", "url": url}
    if event.where == Where.ONLINE:
        return online
    venue, chapter = event.venue, event.chapter
    address: dict[str, Any] = {"@type": "PostalAddress"}
    if venue and venue.address:
        address["streetAddress"] = venue.address
    elif event.place:
        address["streetAddress"] = event.place
    for key, value in (
        ("addressLocality", chapter.city),
        ("addressRegion", chapter.region),
        ("addressCountry", chapter.country),
    ):
        if value:
            address[key] = value
    place: dict[str, Any] = {"@type": "Place", "name": venue.name if venue else event.place or chapter.name}
    place["address"] = address
    if venue and venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
    return [place, online] if event.where == Where.HYBRID else place
