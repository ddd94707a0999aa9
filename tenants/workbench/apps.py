from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "tenants.workbench"
    label = "workbench"
    verbose_name = "代表工作台"
