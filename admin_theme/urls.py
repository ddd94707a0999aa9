from django.urls import path

from admin_theme import views

urlpatterns = [path("elder/", views.switch_elder, name="elder")]
