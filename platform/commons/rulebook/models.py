"""Rules as rows, in public for all offices. Nothing here is edited: a new text is a new edition, a new choice a new
adoption, so that whatever was scored, voted or evaluated can show for ever the rule it was done under.

The application's role may INSERT and SELECT, and move an edition's state (`directory.provisioning.SETTLED`).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import Record
from commons.rulebook.terms import EditionState, Kind


class Template(Record):
    """One rule, whatever its wording: 票决办法（代表大会）. `office_code` owns it; `source` cites the law or the place.

    `root` is the province's rule that an office between has narrowed for those below it; empty where it is that itself.
    """

    kind = models.CharField("类别", max_length=24, choices=Kind.choices)
    title = models.CharField("名称", max_length=60)
    source = models.CharField("依据", max_length=300)
    levels = models.JSONField("适用层级", default=list)
    default_levels = models.JSONField("开通时默认采用的层级", default=list)
    root = models.ForeignKey(
        "self", models.PROTECT, verbose_name="所依据的省级规则", related_name="narrowed", null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "规则模板"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office_code", "kind", "title"],
                name="rulebook_template_title_once",
                violation_error_message="已有同名的规则模板。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Edition(Record):
    """The wording number n of a template. `modes`: path → {"mode", "source", "bound"}; a path that is not listed is locked.

    `parent` is the superior's edition on top of which it was written: narrower than that, and whole by itself.
    """

    template = models.ForeignKey(Template, models.PROTECT, verbose_name="模板", related_name="editions")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="所依据的上级版本", related_name="narrowed", null=True, blank=True
    )
    number = models.PositiveIntegerField("版本号")
    body = models.JSONField("内容")
    modes = models.JSONField("字段权限", default=dict)
    state = models.CharField("状态", max_length=12, choices=EditionState.choices, default=EditionState.DRAFT)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "规则版本"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["template", "number"],
                name="rulebook_edition_number_once",
                violation_error_message="同一模板下版本号不能重复。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=EditionState.PUBLISHED) | models.Q(published_at__isnull=False),
                name="rulebook_edition_published_has_its_time",
                violation_error_message="已发布的版本须有发布时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template.title} 第 {self.number} 版"


class Adoption(Record):
    """From `from_on` on this edition holds in office `office_code`, with `values` of its own on the free fields.

    `body` is the result, the superiors' values included, as it was on the day: whoever pins an adoption reads the same
    rule for ever. It ends where a later one of the same kind begins, so no row is ever touched.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name="版本", related_name="adoptions")
    values = models.JSONField("本机构自定", default=dict)
    body = models.JSONField("生效内容")
    from_on = models.DateField("生效日期")

    class Meta:
        verbose_name = verbose_name_plural = "规则采用"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["office_code", "from_on"], name="rulebook_adoption_by_office")
        ]

    def __str__(self) -> str:
        return f"{self.edition} 自{self.from_on:%Y年%-m月%-d日}起"


class HolidayYear(Record):
    """放假调休 of one year, as the province entered it from the State Council's notice; the newest entry holds.

    `days` names the days that do not go by their weekday: ISO date → is it worked.
    """

    year = models.PositiveSmallIntegerField("年份")
    source = models.CharField("依据", max_length=200)
    days = models.JSONField("放假调休")

    class Meta:
        verbose_name = verbose_name_plural = "放假安排"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["year", "uid"], name="rulebook_holidays_by_year")]

    def __str__(self) -> str:
        return f"{self.year}年放假安排"
