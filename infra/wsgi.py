"""WSGI only: an office's schema lives on a thread's connection."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.local")
application = get_wsgi_application()

from infra.starting import look_before_serving, settle  # noqa: E402 (Django must have started)

look_before_serving()
settle()
