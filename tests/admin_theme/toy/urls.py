from django.urls import include, path

from admin_theme.site import office_site

urlpatterns = [path("", include("admin_theme.urls")), path("admin/", office_site.urls)]
