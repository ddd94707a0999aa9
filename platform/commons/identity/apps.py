from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "commons.identity"
    label = "identity"
    verbose_name = "账号与任职"
