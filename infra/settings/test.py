"""Tests: the embedded PostgreSQL, the real roles; only password hashing and static files are made quick."""

import os

from infra import postgres
from infra.settings import env

if not env.DATABASE_URL:
    _urls = postgres.ensure_running(env.HOME)
    env.DATABASE_URL, env.DATABASE_OWNER_URL = _urls.app, _urls.owner

from infra.settings.common import *  # noqa: F403

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")  # what one deletes on purpose is another's file
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STORAGES["default"]["OPTIONS"] = {"location": str(env.HOME / "test-files" / _worker)}  # type: ignore[index]  # noqa: F405
CACHES["default"]["BACKEND"] = "django.core.cache.backends.locmem.LocMemCache"  # noqa: F405
CACHES["default"]["LOCATION"] = "test"  # noqa: F405
WHITENOISE_AUTOREFRESH = True  # nothing has been collected: static files are looked up where they lie
HOST_CACHE_SECONDS = 600.0  # each test client has a cache of its own; a slow machine must not add queries to a count
