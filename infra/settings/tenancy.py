"""One office = one schema."""

from __future__ import annotations

from infra.settings import env

TENANT_MODEL = "directory.Office"
TENANT_DOMAIN_MODEL = "directory.OfficeDomain"
ORIGINAL_BACKEND = "infra.backend"  # what django-tenants stands on: PostgreSQL with fewer relations (decision 0014)
PUBLIC_SCHEMA_NAME = "public"
PUBLIC_SCHEMA_URLCONF = "infra.urls_commons"
ROOT_URLCONF = "infra.urls_office"
TENANT_LIMIT_SET_CALLS = True  # SET search_path once per request instead of once per cursor (scale.md §3)
SPARE_SCHEMAS = 20  # kept ready for orders; each costs some 3 MB
OFFICES_A_CONNECTION = 200  # then it is exchanged: a backend remembers every table it has ever seen
BASE_DOMAIN = env.BASE_DOMAIN
API_HOST = f"api.{BASE_DOMAIN}"  # programs; the office stands in the token, or before the path (infra/api_host.py)
HOST_CACHE_SECONDS = 1.0  # a suspended office is refused everywhere within a second
