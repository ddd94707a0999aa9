"""/board/: the roll-up board of the office one is at, and of everybody below it."""

from __future__ import annotations

from django.urls import path

from commons.reporting import views

urlpatterns = [path("", views.board, name="board")]
