from django.apps import AppConfig


class AdminThemeConfig(AppConfig):
    name = "admin_theme"
    label = "admin_theme"
    verbose_name = "界面"
