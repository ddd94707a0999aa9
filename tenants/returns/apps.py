from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "tenants.returns"
    label = "returns"
    verbose_name = "数据填报"
