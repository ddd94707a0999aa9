"""Behind a TLS gateway. Nothing is generated here: secrets come from the environment."""

from infra.settings import env

env.require("DATABASE_URL", "BROKER_URL", "RENDA_SECRET_KEY", "RENDA_FIELD_KEY", "RENDA_INDEX_KEY", "RENDA_BASE_DOMAIN")

from infra.settings.common import *  # noqa: E402, F403

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-renda_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-renda_csrf"
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
