"""How the account library meets this site: its mail goes through our letters, it says nothing by itself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from chapterhouse.people.actions import send_code


class AccountAdapter(DefaultAccountAdapter):
    """Sends codes as letters; the pages say what happened in their own words."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the letter with a code on its way; nothing else is ever mailed by the library."""
        if template_prefix == "account/email/login_code":
            send_code(address=email, code=context["code"], now=timezone.now())

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse the library's own way to sign up; accounts are made by our act."""
        return False
