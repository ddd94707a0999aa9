from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "tenants.delivery"
    label = "delivery"
    verbose_name = "项目实施"
