"""Who the actor is: assembled once per request from what the rooms contribute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import activate, get_language

from chapterhouse.chapters.queries import network
from chapterhouse.foundation.actors import VISITOR, Actor
from chapterhouse.people.models import Account
from chapterhouse.people.queries import actor_of

KNOWN = frozenset(code for code, _name in settings.LANGUAGES)


class ActorMiddleware:
    """Sets `request.actor`, and `request.network` for who asks for it; signed-out requests cost no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out who acts, then answer."""
        request.network = SimpleLazyObject(network)  # type: ignore[attr-defined]
        request.actor = actor_of_request(request)  # type: ignore[attr-defined]
        if request.actor.is_person:  # type: ignore[attr-defined]
            speak_to(request)
        return self.get_response(request)


def speak_to(request: HttpRequest) -> None:
    """Speak the language of the signed-in person's profile, whatever browser she sits at."""
    language = request.user.person.language  # type: ignore[union-attr]
    if language in KNOWN and language != get_language():
        activate(language)
        request.LANGUAGE_CODE = language


def actor_of_request(request: HttpRequest) -> Actor:
    """Give the actor of a request: a visitor without a session, else the person with all her grants."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        return VISITOR
    user = request.user
    if not isinstance(user, Account) or user.person is None:
        return VISITOR
    return actor_of(user.person)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Give what every page shows: the network, and the person where somebody is signed in."""
    actor = getattr(request, "actor", VISITOR)
    person = request.user.person if actor.is_person else None  # type: ignore[union-attr]
    return {
        "network": getattr(request, "network", None) or network(),
        "actor": actor,
        "person": person,
        "demo": settings.DEMO,
    }
