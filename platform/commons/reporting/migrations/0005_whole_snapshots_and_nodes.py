"""All figures of an office and period in one row, and the nodes of the tree beside them (decision 0019).

The narrow snapshots are not carried over: they are counted again with the next mail, and every morning.
"""

import commons.kernel.models
import commons.reporting.models
from django.db import migrations, models

BASIS = [("live", "实时"), ("filed", "上报")]


class Migration(migrations.Migration):

    dependencies = [("reporting", "0004_version_once")]

    operations = [
        migrations.DeleteModel(name="Snapshot"),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("uid", models.UUIDField(default=commons.kernel.models.new_uid, editable=False, primary_key=True, serialize=False, verbose_name="编号")),
                ("office_code", commons.kernel.models.OfficeCode(max_length=12, verbose_name="机构代码")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("period", models.CharField(max_length=7, verbose_name="期间")),
                ("figures", models.JSONField(decoder=commons.reporting.models.Exact, default=dict, verbose_name="指标数值")),
                ("evidence", models.JSONField(default=dict, verbose_name="依据条数")),
                ("as_of", models.DateTimeField(verbose_name="截至")),
            ],
            options={
                "verbose_name": "实时指标",
                "verbose_name_plural": "实时指标",
                "constraints": [models.UniqueConstraint(fields=("office_code", "year", "period"), name="reporting_snapshot_whole", violation_error_message="同一机构、同一期间只有一份实时指标。")],
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                ("uid", models.UUIDField(default=commons.kernel.models.new_uid, editable=False, primary_key=True, serialize=False, verbose_name="编号")),
                ("office_code", commons.kernel.models.OfficeCode(max_length=12, verbose_name="机构代码")),
                ("basis", models.CharField(choices=BASIS, max_length=5, verbose_name="口径")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("period", models.CharField(max_length=7, verbose_name="期间")),
                ("figures", models.TextField(verbose_name="汇总数值")),
                ("counted", models.PositiveIntegerField(verbose_name="有数据的机构")),
                ("as_of", models.DateTimeField(verbose_name="截至")),
            ],
            options={
                "verbose_name": "汇总指标",
                "verbose_name_plural": "汇总指标",
                "constraints": [models.UniqueConstraint(fields=("office_code", "basis", "year", "period"), name="reporting_node_once", violation_error_message="同一机构、口径、期间只有一份汇总。")],
            },
        ),
        migrations.CreateModel(
            name="Stale",
            fields=[
                ("mark", models.BigAutoField(primary_key=True, serialize=False, verbose_name="序号")),
                ("office_code", commons.kernel.models.OfficeCode(max_length=12, verbose_name="机构代码")),
                ("basis", models.CharField(choices=BASIS, max_length=5, verbose_name="口径")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("period", models.CharField(max_length=7, verbose_name="期间")),
            ],
            options={"verbose_name": "待重算汇总", "verbose_name_plural": "待重算汇总"},
        ),
        migrations.CreateModel(
            name="Rank",
            fields=[
                ("uid", models.UUIDField(default=commons.kernel.models.new_uid, editable=False, primary_key=True, serialize=False, verbose_name="编号")),
                ("office_code", commons.kernel.models.OfficeCode(max_length=12, verbose_name="机构代码")),
                ("parent_code", commons.kernel.models.OfficeCode(max_length=12, verbose_name="通报机构")),
                ("basis", models.CharField(choices=BASIS, max_length=5, verbose_name="口径")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("period", models.CharField(max_length=7, verbose_name="期间")),
                ("indicator", models.CharField(max_length=40, verbose_name="指标")),
                ("place", models.PositiveSmallIntegerField(verbose_name="名次")),
                ("among", models.PositiveSmallIntegerField(verbose_name="参加排名的机构")),
                ("published_at", models.DateTimeField(verbose_name="通报时间")),
            ],
            options={
                "verbose_name": "排名通报",
                "verbose_name_plural": "排名通报",
                "constraints": [models.UniqueConstraint(fields=("parent_code", "year", "period", "indicator", "office_code"), name="reporting_rank_once", violation_error_message="这一期的排名已经通报。")],
            },
        ),
    ]
