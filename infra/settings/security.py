"""Cookies, passwords, headers, keys."""

from __future__ import annotations

import datetime as dt

from csp.constants import NONE, SELF

from infra.settings import env

SECRET_KEY = env.secret("RENDA_SECRET_KEY").hex()
FIELD_KEY = env.secret("RENDA_FIELD_KEY", length=16)  # SM4
INDEX_KEY = env.secret("RENDA_INDEX_KEY")  # HMAC-SM3 of blind indexes

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "commons.identity.backends.PhoneBackend",
    "commons.access.backends.OfficeObjectBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name",)},
    },
]
LOGIN_URL = "/enter/"

# Sessions live in the schema of their office and name it besides; cookies never leave their host.
SESSION_ENGINE = "commons.identity.sessions"
SESSION_COOKIE_NAME = "renda_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE = dt.timedelta(minutes=30)
SESSION_ABSOLUTE = dt.timedelta(hours=12)
CSRF_USE_SESSIONS = False
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "renda_csrf"
CSRF_FAILURE_VIEW = "infra.errors.csrf_failure"

# Guardian: roles and grants are per schema; there is no anonymous row, and the through tables are ours.
ANONYMOUS_USER_NAME = None
GUARDIAN_USER_OBJ_PERMS_MODEL = "access.Grant"
GUARDIAN_RAISE_403 = False

# Lock-out: five failures in a quarter of an hour per number and address (quality.md §2.3, 登录失败处理).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a quarter of an hour is a quarter of an hour
AXES_USERNAME_FORM_FIELD = "username"  # how PhoneBackend is asked; by default the library looks for `phone_index`
AXES_LOCKOUT_CALLABLE = "infra.lockout.page_of_the_door"
AXES_USERNAME_CALLABLE = "infra.lockout.blind_username"
AXES_CLIENT_STR_CALLABLE = "infra.lockout.client_str"
AXES_SENSITIVE_PARAMETERS = ["username", "password", "phone"]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF, "'unsafe-inline'"],  # unfold and charts set style attributes
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
