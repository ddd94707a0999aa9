"""What is installed where. Two lists, a reason beside each line."""

from __future__ import annotations

SHARED_APPS = [
    "infra",  # first: its `migrate` is the one that runs
    "admin_theme",  # before django_tenants and unfold, which bring admin templates of their own: ours win
    "django_tenants",
    "commons.directory",  # the office tree (TENANT_MODEL)
    "commons.identity",  # accounts and memberships: one person, one login
    "commons.rulebook",  # shared, versioned templates
    "commons.reporting",  # figures that came up
    "commons.access",  # both: platform roles here, an office's roles in its schema
    "commons.audit",  # both: evidence of the platform, evidence of the office
    "commons.outbox",  # both: its mail
    "django.contrib.contenttypes",  # both: permissions hang on them
    "django.contrib.auth",  # both: groups and permissions (accounts are identity's)
    "django.contrib.sessions",  # both: a session lives in the schema of the office it is for
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "unfold",
    "django.contrib.admin",  # pages only: its LogEntry is off, audit replaces it
    "guardian",  # machinery only: grants are access.Grant; its own two tables lie empty here and nowhere else
    "axes",  # failed log-ins, keyed by blind index, never by number
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "commons.access",
    "commons.audit",
    "commons.outbox",
    "tenants.documents",
    "tenants.notices",
    "tenants.cycles",
    "tenants.meetings",
    "tenants.deputies",
    "tenants.intake",
    "tenants.appraisal",
    "tenants.ballot",
    "tenants.delivery",
    "tenants.oversight",
    "tenants.returns",
    "tenants.workbench",  # pages only, no tables
    "tenants.portal",  # pages only, no tables
]

INSTALLED_APPS = [*SHARED_APPS, *(app for app in TENANT_APPS if app not in SHARED_APPS)]
