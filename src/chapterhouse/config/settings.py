"""Django's settings, made from the declared environment (see env.py)."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from chapterhouse.config import backing, env

PACKAGE = Path(__file__).resolve().parent.parent
DATA: Path = env.read("CHAPTERHOUSE_DATA")
DATA.mkdir(parents=True, exist_ok=True)
SETTINGS_FILE: Path = env.read("CHAPTERHOUSE_SETTINGS")
DECLARED_SETTINGS = env.SETTINGS
ADDRESS: str = env.read("CHAPTERHOUSE_ADDRESS")
BIND: str = env.read("CHAPTERHOUSE_BIND")
PORT: int = env.read("CHAPTERHOUSE_PORT")
WEB_PROCESSES: int = env.read("CHAPTERHOUSE_WEB_PROCESSES")
THREADS: int = env.read("CHAPTERHOUSE_THREADS")
BODY_LIMIT: int = env.read("CHAPTERHOUSE_BODY_LIMIT") * 1000 * 1000  # bytes
STEWARD: str = env.read("CHAPTERHOUSE_STEWARD")
DEMO: bool = env.read("CHAPTERHOUSE_DEMO")
DEMO_SITE: Path = env.read("CHAPTERHOUSE_DEMO_SITE")
DEMO_IN_PUBLIC: bool = env.read("CHAPTERHOUSE_DEMO_IN_PUBLIC")
DEBUG: bool = env.read("CHAPTERHOUSE_DEBUG")
HTTPS = ADDRESS.startswith("https://")
SECRET_KEY = backing.secret_key(DATA)

# On a loopback address nobody else can reach the site, so no other name can mislead them.
LOCAL = backing.is_local(ADDRESS)
ALLOWED_HOSTS = ["*"] if LOCAL else [backing.host(ADDRESS), "localhost", "127.0.0.1", "[::1]"]
if DEMO and not LOCAL and not DEMO_IN_PUBLIC:
    raise env.WrongSetting(
        f"CHAPTERHOUSE_DEMO lets everybody log in as anybody, and {ADDRESS} can be reached by others. "
        "Turn it off, or turn on CHAPTERHOUSE_DEMO_IN_PUBLIC too if that is what you want."
    )

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
    "chapterhouse.chapters.views.addresses.OldAddresses",
]

ROOT_URLCONF = "chapterhouse.config.urls"
ASGI_APPLICATION = "chapterhouse.config.asgi.application"
SCHEDULE = "chapterhouse.config.schedule.SCHEDULE"
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
FORM_RENDERER = "chapterhouse.look.forms.Renderer"

DATABASES = {"default": backing.database(env.read("CHAPTERHOUSE_DATABASE"), DATA)}
# Limits are counted by all processes together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # addresses are unique, without regard to case, by a constraint of the table
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "chapterhouse.people.views.adapting.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # entering the code from the mail is the verification
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_LOGIN_TIMEOUT = 20 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
# Letters that are not mistaken for each other: 64 million codes, of which five can be tried.
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"length": 6, "dashed": True}

TASKS = {"default": {"BACKEND": "chapterhouse.foundation.jobs.backend.DatabaseBackend", "QUEUES": []}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
FORMAT_MODULE_PATH = ["chapterhouse.config.formats"]
TIME_ZONE = "UTC"

LOGIN_URL = "/enter/"
LOGIN_REDIRECT_URL = "/"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Names that change with the content, so that browsers may keep a file for ever.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"

globals().update(backing.mail(env.read("CHAPTERHOUSE_MAIL"), DATA))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.read("CHAPTERHOUSE_MAIL_FROM")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2]

LOGGING = backing.logs(debug=DEBUG)

# A form up to the body limit reaches its view, which says at the field what is too long.
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90  # seconds
CSRF_TRUSTED_ORIGINS = [ADDRESS]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
PROXIES: int = env.read("CHAPTERHOUSE_PROXIES")  # config.threads finds out who asks; REMOTE_ADDR says it

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
