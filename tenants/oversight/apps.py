from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "tenants.oversight"
    label = "oversight"
    verbose_name = "监督与测评"
