"""Tables of people: accounts log in, persons are what everything else refers to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from chapterhouse.lib.ids import uuid7


class PersonKind(models.TextChoices):
    """Local: of this server. Remote: of another one. Erased: only the counts are left. Ghost: imported, claimable."""

    LOCAL = "local"
    REMOTE = "remote"
    GHOST = "ghost"
    ERASED = "erased"


class Person(models.Model):
    """Somebody: what memberships, RSVPs and reviews refer to."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=PersonKind, default=PersonKind.LOCAL)
    name = models.CharField(max_length=80)
    pronouns = models.CharField(max_length=40, blank=True)
    about = models.TextField(blank=True, max_length=2000)
    language = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    conduct_accepted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """Name the stream of facts about this person."""
        return f"person:{self.uid}"


class PersonAlias(models.Model):
    """An old uid of a person, kept when two were merged."""

    uid = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        db_table = "person_alias"


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; addresses are compared without regard to case."""

    def get_queryset(self) -> models.QuerySet[Account]:
        """Give accounts with their persons: nothing is ever shown of one without the other."""
        return super().get_queryset().select_related("person")

    def create_user(self, email: str, password: str | None = None, **values: Any) -> Account:
        """Give a new account that logs in with this address (Django's contract)."""
        account = self.model(email=self.normalize_email(email).lower(), **values)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """Give the account with this address."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """What logs in: an e-mail address, perhaps a password or passkeys, and the person it belongs to."""

    email = models.EmailField(max_length=254)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="account")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        db_table = "account"
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_once")]

    def __str__(self) -> str:
        return str(self.pk)
