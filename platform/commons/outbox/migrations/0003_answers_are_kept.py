"""Answers to clients, kept for a day beside the acts they answer. The public table takes no office's rows."""

import django.db.models.expressions
from django.db import migrations, models

import commons.kernel.confidential

SQL = """
DO $$ BEGIN
IF current_schema() = 'public' THEN
    ALTER TABLE outbox_answer ADD CONSTRAINT outbox_answer_home_is_public CHECK (home = 'public');
END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_doorbell")]
    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="键摘要")),
                ("request_digest", models.CharField(max_length=64, verbose_name="请求摘要")),
                ("status", models.PositiveSmallIntegerField(default=0, verbose_name="状态码")),
                ("body", commons.kernel.confidential.ConcealedText(blank=True, verbose_name="答复内容")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "home",
                    models.CharField(
                        db_default=django.db.models.expressions.RawSQL("current_schema()", ()),
                        editable=False,
                        max_length=63,
                        verbose_name="所在模式",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口答复",
                "verbose_name_plural": "接口答复",
                "indexes": [models.Index(fields=["at"], name="outbox_answer_by_time")],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
