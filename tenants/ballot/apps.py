from django.apps import AppConfig


class BallotConfig(AppConfig):
    name = "tenants.ballot"
    label = "ballot"
    verbose_name = "票决与票选"
