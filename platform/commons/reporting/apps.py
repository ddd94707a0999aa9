from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "commons.reporting"
    label = "reporting"
    verbose_name = "上报与汇总"
