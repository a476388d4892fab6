"""Django's settings, one file for every role. What differs comes from the node's folder."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from tillbook.config import databases, environment, logs
from tillbook.nodes.identity import NodeRole, read_database_key

# Halves the memory of pinyin; must be set before pypinyin is imported anywhere.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

PACKAGE = Path(__file__).resolve().parent.parent
_environment = environment.read()
_folder = _environment.folder
_identity = _environment.identity()

if _folder and _identity:
    DATABASES: dict[str, dict[str, Any]] = {"default": databases.database_of(_folder, _identity)}
    SECRET_KEY = hashlib.sha256(b"sessions" + read_database_key(_folder).encode()).hexdigest()
    STATIC_ROOT = str(_folder / "static")
else:
    # Tools without a node: makemigrations, type checks. Nothing is stored.
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
    SECRET_KEY = secrets.token_hex(32)
    STATIC_ROOT = str(PACKAGE / "no-static-root")

ROLE = _identity.role if _identity else NodeRole.HEADQUARTERS
#: Keeps several nodes on one host from signing each other out.
NODE_TAG = _identity.id.hex[-8:] if _identity else "tools"

DEBUG = False
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
#: A register answers only by loopback names, so that no other site's name can lead to it.
ALLOWED_HOSTS = _LOOPBACK if _identity and _identity.host in _LOOPBACK else ["*"]
ROOT_URLCONF = "tillbook.config.urls"
WSGI_APPLICATION = "tillbook.config.wsgi.application"
AUTH_USER_MODEL = "staff.Associate"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_ROUTERS = ["tillbook.nodes.router.NodeRouter"]
ATOMIC_REQUESTS = False

#: The back office is served by headquarters alone; the other roles do not pay for its memory.
BACK_OFFICE = ROLE is NodeRole.HEADQUARTERS

INSTALLED_APPS = [
    "tillbook.nodes",
    "tillbook.exchange",
    "tillbook.scheduler",
    "tillbook.features",
    "tillbook.attributes",
    "tillbook.stores",
    "tillbook.staff",
    "tillbook.customers",
    "tillbook.sales",
    "tillbook.screens",
    "tillbook.pos",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    # Its templates, which our own controls include.
    "django.forms",
    # After Django's accounts: it takes back what they do after every migration.
    "tillbook.config.accounts.NoPermissionRows",
    # After Django's apps: its admin registers models that the back office does not show.
    *(["tillbook.hq", "tillbook.hq.admin_app.BackOfficeConfig"] if BACK_OFFICE else []),
]

MIDDLEWARE = [
    "tillbook.exchange.links.http_server.ChildrenMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tillbook.pos.shell.PlaceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tillbook.pos.errors.WrongMethodMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(PACKAGE / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tillbook.pos.shell.context",
                *(["tillbook.hq.shell.context"] if BACK_OFFICE else []),
            ]
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

#: What it costs to try a PIN: the second recommendation of RFC 9106, for 64 MiB of memory.
PIN_COST = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 4}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

SESSION_ENGINE = "tillbook.nodes.sessions"
SESSION_COOKIE_NAME = f"tillbook-{NODE_TAG}"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = f"tillbook-csrf-{NODE_TAG}"
CSRF_COOKIE_SAMESITE = "Lax"
TILL_COOKIE_NAME = f"tillbook-till-{NODE_TAG}"
LANGUAGE_COOKIE_NAME = f"tillbook-language-{NODE_TAG}"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
THEME_COOKIE_NAME = f"tillbook-theme-{NODE_TAG}"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
#: A form shows every part of a customer, also where there are a hundred addresses.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
CSRF_FAILURE_VIEW = f"tillbook.{'hq' if BACK_OFFICE else 'pos'}.errors.out_of_date"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [str(PACKAGE / "static")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tillbook.config.static_files.StaticFiles"},
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("sv", "Svenska"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [str(PACKAGE / "locale")]

LOGGING = logs.standard_library()
