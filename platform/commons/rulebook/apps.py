from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "commons.rulebook"
    label = "rulebook"
    verbose_name = "规则库"
