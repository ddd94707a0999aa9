"""/board/: the roll-up board of the office one is at, and of everybody below it."""

from __future__ import annotations

from django.urls import path

from commons.reporting import views

urlpatterns = [
    path("", views.board, name="board"),
    path("hall/", views.hall, name="board_hall"),
    path("export/", views.export, name="board_export"),
    path("ranks/", views.publish_ranks, name="board_ranks"),
]
