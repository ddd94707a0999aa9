from django.apps import AppConfig


class ToyConfig(AppConfig):
    name = "tests.admin_theme.toy"
    label = "intake"
    verbose_name = "征集"
