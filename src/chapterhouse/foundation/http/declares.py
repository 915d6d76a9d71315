"""Every view declares who may open it; a test walks the URL tree and fails where one does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from chapterhouse.foundation.actors import Actor
from chapterhouse.foundation.permissions import require

View = Callable[..., HttpResponseBase]
Policy = Callable[[Actor], bool]


class ActorRequest(HttpRequest):
    """A request on which the roof has set who acts."""

    actor: Actor
    network: Any  # the network of this installation; false before it is founded


def anyone(_actor: Actor) -> bool:
    """Say yes: the page is public."""
    return True


def signed_in(actor: Actor) -> bool:
    """Say yes to every known person."""
    return actor.is_person


def declares(policy: Policy) -> Callable[[View], View]:
    """Declare a view's policy and hold it to it: `@declares(anyone)`, `@declares(signed_in)`, `@declares(can_steward)`.

    A view about one object declares the widest policy here and goes through a door in `queries`.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if "\x00" in request.path:
                raise Http404  # nothing has such an address, and PostgreSQL refuses even to look for it
            require(policy(request.actor), request.actor)
            return view(request, *args, **kwargs)

        checked.policy = policy  # type: ignore[attr-defined]
        return checked

    return wrap
