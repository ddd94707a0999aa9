from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "tenants.cycles"
    label = "cycles"
    verbose_name = "年度周期"
