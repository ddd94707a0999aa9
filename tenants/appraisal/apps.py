from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "tenants.appraisal"
    label = "appraisal"
    verbose_name = "评议与候选"
