"""The API: DRF and its OpenAPI description."""

from __future__ import annotations

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.OfficeSession", "api.authentication.OfficeToken"],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.ByPolicy"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.StrictJSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "api.pagination.ByCursor",
    "PAGE_SIZE": 20,
    "EXCEPTION_HANDLER": "api.problems.answer",
    "DEFAULT_SCHEMA_CLASS": "api.schema.OfficeSchema",
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.PerOffice"],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": "120/min",
        "known": "1200/min",
        "suggesting": "60/hour",
        "looking_up": "30/min",
    },
    "UNAUTHENTICATED_USER": None,
    "DATETIME_FORMAT": "iso-8601",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "人大民生实事平台 API",
    "DESCRIPTION": "机构接口。金额以分计（_fen），时间为 ISO 8601。错误为 problem+json，带稳定代码。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "OAS_VERSION": "3.1.1",  # its schemas are JSON Schema as it stands: what is answered can be held against them
    "POSTPROCESSING_HOOKS": [],  # choices stay beside their field; the usual hook guesses names for them
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
}
