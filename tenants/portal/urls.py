"""The portal at the root of every office's host."""

from __future__ import annotations

from django.urls import path

from tenants.portal import views

urlpatterns = [
    path("", views.home, name="portal"),
    path("suggest/", views.suggest, name="suggest"),
    path("suggest/done/", views.suggested, name="suggested"),
    path("lookup/", views.lookup, name="lookup"),
    path("lookup/amend/", views.amend, name="amend"),
    path("privacy/", views.privacy, name="privacy"),
]
