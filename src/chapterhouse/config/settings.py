"""Django's settings, made from the declared environment (see env.py)."""

from __future__ import annotations

import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from chapterhouse.config import env

PACKAGE = Path(__file__).resolve().parent.parent
DATA = env.read("CHAPTERHOUSE_DATA").resolve()
DATA.mkdir(parents=True, exist_ok=True)
ADDRESS = env.read("CHAPTERHOUSE_ADDRESS").rstrip("/")
DEMO = env.read("CHAPTERHOUSE_DEMO")
DEBUG = env.read("CHAPTERHOUSE_DEBUG")


def _secret_key() -> str:
    """Give the installation's secret, made at the first start and readable by its owner only."""
    path = DATA / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "chapterhouse.foundation",
    "chapterhouse.look",
    "chapterhouse.people",
    "chapterhouse.chapters",
    "chapterhouse.blog",
    "chapterhouse.events",
    "chapterhouse.reviews",
    "chapterhouse.stats",
    "chapterhouse.notices",
    "chapterhouse.imports",
    "chapterhouse.pages",
    "chapterhouse.demo",
    "chapterhouse.operate",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "chapterhouse.foundation.http.kept.KeptPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chapterhouse.config.actors.ActorMiddleware",
    "chapterhouse.foundation.http.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "chapterhouse.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "chapterhouse.config.actors.page_context",
            ],
            "builtins": ["chapterhouse.foundation.templatetags.slots"],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "chapterhouse.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
        "TEST": {"NAME": DATA / "test.sqlite3"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

TASKS = {"default": {"BACKEND": "chapterhouse.foundation.jobs.backend.DatabaseBackend", "QUEUES": []}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "https:"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
