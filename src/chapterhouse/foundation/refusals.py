"""What an act says when it will not do something: a reason that a person can read."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """An act was refused; `message` tells the person why and what she can do.

    Each face turns it into its own answer in one place: a page or JSON with `status`.
    `field` names the form field that it concerns, where there is one.
    """

    status = 409
    code = "refused"
    message: str | Promise = _("That is not possible.")
    field: str | None = None

    def __init__(self, message: str | Promise | None = None, *, field: str | None = None) -> None:
        if message is not None:
            self.message = message
        if field is not None:
            self.field = field
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class Forbidden(Refusal):
    """The actor may not do this."""

    status = 403
    code = "forbidden"
    message = _("You are not allowed to do that.")


class SignInNeeded(Forbidden):
    """A visitor must say who she is first."""

    status = 401
    code = "sign_in_needed"
    message = _("Please sign in first.")
