"""Whom a visitor of the demo can be, with one click."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chapterhouse.people.models import Account


@dataclass(frozen=True)
class Part:
    """One of the cast: what she is, and the account that is logged in. A visitor has none."""

    key: str
    label: str | Promise
    address: str = ""


CAST = (
    Part("visitor", _("visitor")),
    Part("new-member", _("new member"), "aroha@people.example"),
    Part("regular", _("regular"), "sanne@people.example"),
    Part("host", _("host"), "phoebe@people.example"),
    Part("organiser", _("organiser"), "hollis@people.example"),
    Part("lead", _("lead"), "marlowe@people.example"),
    Part("steward", _("steward"), "stella@people.example"),
)


def part_of(key: str) -> Part | None:
    """Give the part of this name."""
    return next((part for part in CAST if part.key == key), None)


def account_of(part: Part) -> Account | None:
    """Give the account that plays the part."""
    return Account.objects.filter(email=part.address).first() if part.address else None
