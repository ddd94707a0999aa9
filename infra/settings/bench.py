"""Benchmarks: what `make run` does, as far as it is measured; nobody has collected static files for them."""

from infra.settings.local import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
