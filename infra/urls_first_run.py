"""Every host, as long as there is no province: the first run, and nothing else."""

from __future__ import annotations

from django.urls import path

from commons.access import views

urlpatterns = [
    path("", views.ask_secret, name="ask_secret"),
    path("setup/<str:secret>/", views.set_up, name="set_up"),
]
handler500 = "infra.errors.broken"
handler400 = "infra.errors.bad_request"
handler404 = "infra.errors.not_found"
handler403 = "infra.errors.forbidden"
