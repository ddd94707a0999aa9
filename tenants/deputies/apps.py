from django.apps import AppConfig


class DeputiesConfig(AppConfig):
    name = "tenants.deputies"
    label = "deputies"
    verbose_name = "代表与代表之家"
