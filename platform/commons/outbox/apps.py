from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "commons.outbox"
    label = "outbox"
    verbose_name = "消息信箱"
