from django.db import models


class Village(models.Model):
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "村居"

    def __str__(self) -> str:
        return self.name


class Suggestion(models.Model):
    class State(models.TextChoices):
        SUBMITTED = "submitted", "已提交"
        SCREENED = "screened", "已初审"
        CLOSED = "closed", "已办结"

    title = models.CharField("标题", max_length=80)
    village = models.ForeignKey(Village, verbose_name="村居", on_delete=models.PROTECT, null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.SUBMITTED)
    planned_fen = models.BigIntegerField("计划资金", null=True, blank=True)
    received_on = models.DateField("收到日期", null=True, blank=True)
    secret = models.BooleanField("不公开", default=False)
    text = models.TextField("内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "群众建议"

    def __str__(self) -> str:
        return self.title
