"""Peers of the benchmarks: django-tenants as it comes, with its own engine."""

from infra.settings.bench import *  # noqa: F403

DATABASES["default"]["ENGINE"] = "django_tenants.postgresql_backend"  # noqa: F405
