"""What every environment shares: the concerns, composed. `local`, `test` and `production` differ only in what they say."""

from __future__ import annotations

from datetime import timedelta

from admin_theme.unfold import *  # noqa: F403
from infra.settings import env
from infra.settings.apps import *  # noqa: F403
from infra.settings.database import *  # noqa: F403
from infra.settings.i18n import *  # noqa: F403
from infra.settings.logging import *  # noqa: F403
from infra.settings.rest import *  # noqa: F403
from infra.settings.security import *  # noqa: F403
from infra.settings.tenancy import *  # noqa: F403
from infra.settings.worker import *  # noqa: F403

DEBUG = False
SENTRY_DSN = env.SENTRY_DSN
RENDA_HOME = env.HOME
ALLOWED_HOSTS = ["*"]  # the table of hosts decides (middleware.Office): a host that is not in it gets a plain 404
WSGI_APPLICATION = "infra.wsgi.application"
MIDDLEWARE = [
    "infra.middleware.RequestId",
    "infra.middleware.Office",  # host → office, or a refusal; nothing above may touch an office's tables
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "infra.middleware.Person",  # session bound to its office, idle limits, the Actor
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "infra.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "infra.context.page",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = env.HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(env.HOME / "files")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
ARCHIVES = env.HOME / "archives"  # where offices are exported to
OFFICE_RETENTION = timedelta(days=env.RETENTION_DAYS)  # from archiving to the first day on which it may be deleted
FILES_QUOTA = 5 * 1024**3  # bytes an office may keep; beyond it `documents.attach` refuses
CACHES = {
    "default": {
        "BACKEND": "infra.cache.SharedCache",
        "LOCATION": str(env.HOME / "cache"),
        "KEY_FUNCTION": "django_tenants.cache.make_key",  # without the schema in the key a cache is a leak (quality.md H1)
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }
}
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # access.backends.OfficeObjectBackend is guardian's, made safe for several offices
]
